import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../../system-error';
import { type Account, accountFor, canEnter } from './account';
import { EmbeddedError } from './embedded-error';

/** Where a database lives and who serves it. */
export interface Place {
  readonly account: Account;
  /** The folder around the database: the lock and, where needed, a copy of the binaries. */
  readonly home: string;
  /** PostgreSQL's own data directory; its name carries the major version, whose format no other version reads. */
  readonly cluster: string;
}

/** Used by root when the server's account cannot reach the data directory, as under /root. */
const ROOT_HOMES = '/var/lib/convene';

/** A short stable name for a directory. */
export const digest = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);

/**
 * Chooses the place of the database for a data directory and makes its home. Throws {@link EmbeddedError} when the
 * directory cannot be made or holds a database that its owner cannot reach any more.
 */
export function choosePlace(dataDir: string, major: string): Place {
  const clusterIn = (home: string): string => join(home, `postgres-${major}`);
  const wanted = makeFolder(dataDir);
  const account = accountFor(clusterIn(wanted));
  if (account.uid === undefined || canEnter(account, wanted)) {
    return { account, home: wanted, cluster: clusterIn(wanted) };
  }
  if (existsSync(clusterIn(wanted))) {
    throw new EmbeddedError(
      `The owner of ${clusterIn(wanted)} (uid ${account.uid}) cannot reach it; open its parents.`,
    );
  }
  const home = makeFolder(join(ROOT_HOMES, digest(wanted)));
  for (const folder of [dirname(home), home]) chmodSync(folder, 0o755);
  return { account: accountFor(clusterIn(home)), home, cluster: clusterIn(home) };
}

/** Returns the folder's real path: the system names a server's working directory by that. */
function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC')) throw error;
    throw new EmbeddedError(`The folder ${folder} cannot be made; set DATA_DIR to a folder that can be written.`);
  }
}
