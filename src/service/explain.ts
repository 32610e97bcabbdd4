import { ConfigError } from '../config/config';
import { DatabaseUnusableError } from '../database/await-database';
import { EmbeddedError } from '../database/embedded/embedded-error';
import { CommandError } from '../cli/command-error';
import { hasCode } from '../system-error';

/** What to print about a failure: one line for what an operator can mend, the whole trace for a mistake of ours. */
export function explain(error: unknown): string {
  if ([ConfigError, EmbeddedError, DatabaseUnusableError, CommandError].some((known) => error instanceof known)) {
    return String(error instanceof Error ? error.message : error);
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (hasCode(error, 'EADDRINUSE')) return `PORT: another program listens there already (${message}).`;
  if (hasCode(error, 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND')) return `HOST, PORT: cannot listen there (${message}).`;
  return stack ?? message;
}
