import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import { type Complaint, DomainError, type ErrorCode, type ErrorKind } from './domain-error';
import { isError } from './is-error';
import { addressOf } from './log-lines';
import { readPostgresError } from './postgres-error';

/** An answer that reports failure. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  too_many: 429,
  unavailable: 503,
};

/** What a bare status says when a library, not one of our services, refused the request. */
const GENERAL: Readonly<Record<number, Complaint>> = {
  400: { code: 'parse_error', message: 'The request could not be understood.' },
  401: { code: 'not_authenticated', message: 'Authentication credentials were not provided.' },
  403: { code: 'permission_denied', message: 'You do not have permission to perform this action.' },
  404: { code: 'not_found', message: 'Not found.' },
  405: { code: 'method_not_allowed', message: 'This method is not allowed here.' },
  406: { code: 'not_acceptable', message: 'The Accept header asks for something that is not available.' },
  408: { code: 'parse_error', message: 'The request did not arrive in time.' },
  410: { code: 'not_found', message: 'This is no longer available.' },
  413: { code: 'max_length', message: 'The request body is too large.' },
  414: { code: 'not_found', message: 'Not found.' },
  415: { code: 'unsupported_media_type', message: 'This media type is not supported in a request body.' },
  429: { code: 'throttled', message: 'Request was throttled.' },
  431: { code: 'parse_error', message: 'The request headers are too large.' },
};

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="api"' };

const INTERNAL: Complaint = { code: 'error', message: 'Internal server error.' };

/**
 * Global. Turns everything that is thrown anywhere into the one error shape of the API, and is the only place that
 * knows statuses. Domain errors and failures of the database speak for themselves; a library's exception is reduced
 * to its status; the rest is a bug: 500, with the details in the log under the request's id and nowhere else.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const response: unknown = http.getResponse();
    const adapter = this.host.httpAdapter;

    const answer = answerTo(error, request);
    if (answer.status >= 500) report(error, answer.status, request);
    if (adapter.isHeadersSent(response)) return;
    for (const [name, value] of Object.entries(answer.headers ?? {})) adapter.setHeader(response, name, value);
    adapter.reply(response, answer.body, answer.status);
  }
}

/** The shape of every error: complaints about one field stand together under its name. */
export function envelope(complaints: readonly Complaint[]): { errors: readonly object[] } {
  const fields = new Map<string, { code: ErrorCode; message: string }[]>();
  const general: object[] = [];
  for (const { field, code, message } of complaints) {
    if (field === undefined) general.push({ code, message });
    else fields.set(field, [...(fields.get(field) ?? []), { code, message }]);
  }
  return { errors: [...Array.from(fields, ([field, messages]) => ({ field, messages })), ...general] };
}

/** The answer to a status that nobody explained further. */
export function plainAnswer(status: number): ErrorAnswer {
  return { status, body: envelope([GENERAL[status] ?? (status < 500 ? GENERAL[400]! : INTERNAL)]) };
}

function answerTo(error: unknown, request: FastifyRequest): ErrorAnswer {
  const known = error instanceof DomainError ? error : readPostgresError(error);
  if (known) return domainAnswer(known);
  if (error instanceof HttpException) return httpAnswer(error, request);
  return plainAnswer(clientStatusOf(error) ?? 500);
}

function domainAnswer({ kind, complaints, retryAfter }: DomainError): ErrorAnswer {
  return {
    status: STATUS[kind],
    body: envelope(complaints),
    headers: {
      ...(kind === 'unauthenticated' && CHALLENGE),
      ...(retryAfter !== undefined && { 'Retry-After': String(Math.ceil(retryAfter)) }),
    },
  };
}

function httpAnswer(error: HttpException, request: FastifyRequest): ErrorAnswer {
  const body = error.getResponse();
  const status = clientStatusOf(error.cause) ?? error.getStatus();
  if (status === 404 && request.is404) return unknownRoute(request);
  const answer = isOwnBody(body) ? { status, body } : plainAnswer(status);
  return status === 401 ? { ...answer, headers: CHALLENGE } : answer;
}

/** A body written out by hand (OAuth errors, health reports) is sent as it is; Nest's stock bodies are not. */
const isOwnBody = (body: unknown): boolean => typeof body === 'object' && body !== null && !('statusCode' in body);

/** 405 with the methods that would do when only the method is wrong, else 404. */
function unknownRoute(request: FastifyRequest): ErrorAnswer {
  const allowed = request.server.routeTable.methodsAt(request.raw.url ?? '');
  if (allowed.length === 0) return plainAnswer(404);
  return { ...plainAnswer(405), headers: { Allow: allowed.join(', ') } };
}

/** The 4xx status that Fastify or one of its plugins gave an error. */
function clientStatusOf(error: unknown): number | undefined {
  if (!isError(error) || !('statusCode' in error) || !('code' in error)) return undefined;
  // The multipart plugin says "not acceptable" for a part that is malformed JSON.
  if (error.code === 'FST_INVALID_JSON_FIELD_ERROR') return 400;
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
    ? error.statusCode
    : undefined;
}

/** Statement parameters are left out of the log: they hold names, texts and password hashes. */
function report(error: unknown, status: number, request: FastifyRequest): void {
  const details = isError(error) ? { type: error.name, message: error.message, stack: error.stack } : { error };
  const query = isError(error) && 'query' in error ? { query: error.query } : {};
  const entry = { error: { ...details, ...query }, method: request.method, path: addressOf(request) };
  if (status === 503) request.log.warn(entry, 'unavailable');
  else request.log.error(entry, 'unhandled error');
}
