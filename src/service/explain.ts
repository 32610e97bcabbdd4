import { DamagedBackup } from '../backup/frames';
import { ConfigError } from '../config/config';
import { DatabaseUnusableError } from '../database/await-database';
import { EmbeddedError } from '../database/embedded/embedded-error';
import { WorkerError } from '../cluster/worker-error';
import { CommandError } from '../cli/command-error';
import { DomainError } from '../http/domain-error';
import { readPostgresError } from '../http/postgres-error';
import { hasCode } from '../system-error';

/** What to print about a failure: one line for what an operator can mend, the whole trace for a mistake of ours. */
export function explain(error: unknown): string {
  if (
    [ConfigError, EmbeddedError, DatabaseUnusableError, CommandError, DamagedBackup, WorkerError].some(
      (known) => error instanceof known,
    )
  ) {
    return String(error instanceof Error ? error.message : error);
  }
  if (
    hasCode(error, 'ERR_PARSE_ARGS_UNKNOWN_OPTION', 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') &&
    error instanceof Error
  ) {
    return error.message;
  }
  const refusal = error instanceof DomainError ? error : readPostgresError(error);
  if (refusal?.kind === 'invalid') {
    return refusal.complaints.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('\n');
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (hasCode(error, 'EADDRINUSE')) return `PORT: another program listens there already (${message}).`;
  if (hasCode(error, 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND')) return `HOST, PORT: cannot listen there (${message}).`;
  return stack ?? message;
}
