import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../../system-error';
import { type Account, canEnter, ELSE } from './account';
import { EmbeddedError } from './embedded-error';
import { digest, type Place } from './place';
import type { Postmaster } from './postmaster-file';

/** How clients get to a server, and how the server is told. */
export interface Access {
  readonly initdb: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  url(database: string): string;
  close(): void;
}

const USER = 'convene';
const ON_WINDOWS = process.platform === 'win32';
/** Of the systems that have Unix sockets, macOS allows the shortest paths. */
const MAX_SOCKET_PATH = 103;

/** Prepares the way to a server that is about to start. */
export const openAccess = (place: Place): Promise<Access> =>
  ON_WINDOWS ? localPort(place.cluster) : Promise.resolve(unixSocket(place));

/** The address of a server that runs already. */
export const urlOf = (running: Postmaster, cluster: string, database: string): string =>
  ON_WINDOWS ? portUrl(running.port, keptPassword(cluster), database) : socketUrl(running.socketFolder, database);

/** No network, no password: whoever may enter the folder, which is the server's account alone and root, is let in. */
function unixSocket({ account, cluster }: Place): Access {
  const folder = socketFolder(account, cluster);
  return {
    initdb: [`--username=${USER}`, '--auth=trust'],
    settings: { listen_addresses: '', unix_socket_directories: folder, unix_socket_permissions: '0700' },
    url: (database) => socketUrl(folder, database),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const socketUrl = (folder: string, database: string): string =>
  `postgres://${USER}@localhost/${database}?host=${encodeURIComponent(folder)}`;

/** A socket's path is limited to about a hundred bytes, so it cannot lie in the data directory, however deep that is. */
function socketFolder(account: Account, cluster: string): string {
  const name = `convene-${digest(cluster)}`;
  const parent = [tmpdir(), '/tmp'].find((folder) => isShort(join(folder, name)) && canEnter(account, folder));
  if (parent === undefined)
    throw new EmbeddedError(`There is no folder for the database's socket; set TMPDIR or ${ELSE}`);
  const folder = ownFolder(join(parent, name), account);
  chmodSync(folder, 0o700);
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

const isShort = (folder: string): boolean =>
  Buffer.byteLength(join(folder, 'XXXXXX', '.s.PGSQL.5432')) <= MAX_SOCKET_PATH;

/** In a folder where everybody may write, the name could have been taken by somebody else: then another one is used. */
function ownFolder(folder: string, account: Account): string {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const found = lstatSync(folder);
    const ours = found.isDirectory() && [account.uid, process.getuid?.()].includes(found.uid);
    return ours ? folder : mkdtempSync(`${folder}-`);
  }
}

/** Windows: a port of the loopback address, which every local user can reach, hence the password. */
async function localPort(cluster: string): Promise<Access> {
  const port = await freePort();
  const password = keptPassword(cluster);
  return {
    initdb: [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile(cluster)}`],
    settings: { listen_addresses: '127.0.0.1', port, unix_socket_directories: '' },
    url: (database) => portUrl(port, password, database),
    close: () => undefined,
  };
}

const portUrl = (port: string, password: string, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

const passwordFile = (cluster: string): string => `${cluster}.password`;

function keptPassword(cluster: string): string {
  try {
    writeFileSync(passwordFile(cluster), randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  return readFileSync(passwordFile(cluster), 'utf8');
}

const freePort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(String(typeof address === 'object' ? address?.port : address)));
    });
  });
