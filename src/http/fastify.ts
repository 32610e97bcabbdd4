import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import fastifyCors from '@fastify/cors';
import fastifyMultipart from '@fastify/multipart';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { Settings } from 'luxon';

import { readBody } from './body';
import { plainAnswer } from './error.filter';
import { readQuery } from './fields';
import { BODY_LIMITS, type BodyLimits, type HttpConfig } from './http-config';
import { logAnswers } from './log-lines';
import { LazyLog } from './lazy-log';
import { RouteTable } from './route-table';
import { secureHeaders } from './security-headers';

declare module 'fastify' {
  interface FastifyInstance {
    /** For answering 405 instead of 404. */
    readonly routeTable: RouteTable;
    /** Origin of the addresses that we hand out. */
    readonly publicUrl: string | undefined;
    readonly bodyLimits: BodyLimits;
  }
}

/** Our own body parsers stand in for those that Nest would register. */
class WireAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {}
}

/**
 * The HTTP server as clients of the API expect it: both slash forms without a redirect, every spelling of lists, every
 * kind of body on every method, a request id, and the API's own error shape even where the router or the parser of
 * HTTP itself refuses. Also sets the time zone in which dates without an offset are read.
 */
export function createAdapter(config: HttpConfig): FastifyAdapter {
  Settings.defaultZone = config.timeZone;
  const adapter = new WireAdapter({
    logger: config.logger ?? false,
    // Its own lines hold whole addresses; see `logAnswers`.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: trusted(config.trustProxy),
    childLoggerFactory: (log: FastifyBaseLogger, bindings: Record<string, unknown>, options: object) =>
      new LazyLog(log, bindings, options),
    requestTimeout: 120_000,
    // Longer than load balancers keep theirs, so that it is not us who hang up while a request is on its way.
    keepAliveTimeout: 72_000,
    // A request whose headers trickle in is cut off.
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 5000 },
    // A connection that is open when we stop still gets proper answers.
    return503OnClosing: false,
    // There is no middleware, so nothing need run it.
    skipMiddie: true,
    routerOptions: { ignoreTrailingSlash: true, querystringParser: readQuery },
    // Pipes check requests, and `writeByDocument` brings writers along: a tenth of a start is not spent on Fastify's own.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => refuseAddress(request, reply),
    clientErrorHandler: (error: ParserError, socket: Socket) => refuseConnection(error, socket),
  });
  const fastify = adapter.getInstance();
  fastify.decorate('publicUrl', config.publicUrl);
  keepRoutes(fastify);
  nameRequests(fastify);
  if (config.logRequests) logAnswers(fastify);
  secureHeaders(fastify, config);
  allowSites(fastify, config);
  readBodies(fastify, { ...BODY_LIMITS, ...config.bodyLimits });
  return adapter;
}

function unused(): never {
  throw new Error('Fastify validates and writes nothing here');
}

/** Without a proxy a header that names another address is anybody's invention. */
function trusted(proxies: HttpConfig['trustProxy']): FastifyServerOptions['trustProxy'] {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies === undefined ? false : [...proxies];
}

function keepRoutes(fastify: FastifyInstance): void {
  const table = new RouteTable();
  fastify.decorate('routeTable', table);
  fastify.addHook('onRoute', ({ url, method }) => table.add(url, method));
}

function nameRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    done();
  });
}

/** Nest's own way of doing this copies the headers once more for middleware, of which there is none. */
function allowSites(fastify: FastifyInstance, { corsOrigins }: HttpConfig): void {
  void fastify.register(fastifyCors, {
    origin: corsOrigins ? [...corsOrigins] : true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Content-Range', 'Accept'],
    exposedHeaders: 'X-Request-Id, Retry-After',
    maxAge: 86_400,
    // A plain OPTIONS request is no preflight, but no mistake either.
    strictPreflight: false,
  });
}

function readBodies(fastify: FastifyInstance, limits: BodyLimits): void {
  fastify.decorate('bodyLimits', limits);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(request.headers['content-type'], payload, limits),
  );
  void fastify.register(Object.assign(readUploads, { [Symbol.for('skip-override')]: true }));
}

/** Its hooks, two promises for every request, clean up files that it saved; we have it save none. */
const readUploads: FastifyPluginCallback = (fastify, _options, done) =>
  fastifyMultipart(Object.create(fastify, { addHook: { value: () => fastify } }) as FastifyInstance, {}, done);

/** An address that cannot be decoded, or with an absurdly long id in it, names nothing. */
function refuseAddress(request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = plainAnswer(404);
  void reply.code(status).header('X-Request-Id', request.id).send(body);
}

type ParserError = Error & { readonly code?: string };

const PARSER_STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

const REASON: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** What arrived is not HTTP; there is no request to answer, only a socket. */
function refuseConnection({ code }: ParserError, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const { status, body } = plainAnswer(PARSER_STATUS[code ?? ''] ?? 400);
  const text = JSON.stringify(body);
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${status} ${REASON[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    );
  }
  socket.destroySoon();
}
