import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { EmbeddedError } from './embedded-error';

/** Whom the server runs as; empty: the user of this process. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY: Account = { uid: 65534, gid: 65534 };

/**
 * The account for the server of a database directory that may not exist yet. PostgreSQL refuses to run as root, so
 * root hands over to the owner of the directory, or to `nobody` for a new one. Throws {@link EmbeddedError} when the
 * directory belongs to somebody whom this process cannot become.
 */
export function accountFor(cluster: string): Account {
  const self = process.getuid?.();
  if (self === undefined) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (self === 0) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
  if (owner && owner.uid !== self) {
    throw new EmbeddedError(`The database in ${cluster} belongs to another user (uid ${owner.uid}); set DATA_DIR.`);
  }
  return {};
}

/** Whether the account gets as far as `path` and may run or enter it. Asked of the system: modes do not tell all. */
export function canEnter(account: Account, path: string): boolean {
  if (process.platform === 'win32') return true;
  const { status, error } = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account, cwd: '/' });
  if (error) {
    throw new EmbeddedError(`The embedded PostgreSQL cannot run here as uid ${account.uid}: ${error.message}; ${ELSE}`);
  }
  return status === 0;
}

/** What to do where the embedded server cannot run. */
export const ELSE = 'set DATABASE_URL to use a PostgreSQL of your own.';
