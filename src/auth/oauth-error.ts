import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common';

import { DomainError } from '../http/domain-error';
import { ErrorFilter } from '../http/error.filter';
import { readPostgresError } from '../http/postgres-error';

/** The errors of OAuth that we answer with, and their status. */
const STATUS = { invalid_request: 400, invalid_client: 401, invalid_grant: 400, unsupported_grant_type: 400 } as const;

/** A refusal in the form of OAuth (RFC 6749, 5.2), which is not that of the API. */
export class OauthError extends HttpException {
  constructor(error: keyof typeof STATUS, description: string) {
    super({ error, error_description: description }, STATUS[error]);
  }
}

/** Says in the form of OAuth what the transport has to say about a body; everything else is left to the API's own form. */
@Catch()
export class OauthErrorFilter extends ErrorFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    // oxlint-disable-next-line promise/valid-params -- the method of a filter, not of a promise
    super.catch(asOauthError(error), host);
  }
}

function asOauthError(error: unknown): unknown {
  const known = error instanceof DomainError ? error : readPostgresError(error);
  if (known?.kind === 'invalid') return new OauthError('invalid_request', known.message);
  if (error instanceof OauthError || !(error instanceof HttpException) || error.getStatus() >= 500) return error;
  return new OauthError('invalid_request', error.message);
}
