import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../system-error';
import { EmbeddedInUseError } from './embedded-error';
import { servesDirectory } from './process-table';

const STOP_MS = 60_000;
const PAUSE_MS = 25;
/** Greater than any process id. */
const NOBODYS_PID = 2_147_483_647;

/** What a server writes about itself into its data directory, line by line. */
export interface Postmaster {
  readonly pid: number;
  readonly port: string;
  readonly socketFolder: string;
  readonly ready: boolean;
}

/** Reads what the server of a data directory, or one that died, wrote; undefined when there is nothing. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const lines = readLines(cluster);
  if (!lines) return undefined;
  const [pid, , , port = '', socketFolder = '', , , status = ''] = lines;
  return { pid: Number(pid), port, socketFolder, ready: status.trim() === 'ready' };
}

/** The same, but only when that server runs. */
export function runningPostmaster(cluster: string): Postmaster | undefined {
  const postmaster = readPostmaster(cluster);
  return postmaster && servesDirectory(postmaster.pid, cluster) ? postmaster : undefined;
}

/**
 * Makes way for a new server, under the directory's lock: whoever started the old one is dead, so it is stopped if it
 * still runs (usually it is doing that by itself). Throws {@link EmbeddedInUseError} when it does not end.
 *
 * Where the id in the file now belongs to an unrelated process, PostgreSQL would take that for a running server; the
 * id is made void. The file itself stays, because its shared memory key shows PostgreSQL whether children of a killed
 * server still write.
 */
export async function clearPostmaster(cluster: string): Promise<void> {
  const old = runningPostmaster(cluster);
  if (old) {
    process.kill(old.pid, 'SIGINT');
    for (const deadline = Date.now() + STOP_MS; servesDirectory(old.pid, cluster); await sleep(PAUSE_MS)) {
      if (Date.now() > deadline) throw new EmbeddedInUseError(cluster, old.pid);
    }
  }
  const lines = readLines(cluster);
  if (lines) writeFileSync(fileIn(cluster), [NOBODYS_PID, ...lines.slice(1)].join('\n'));
}

const fileIn = (cluster: string): string => join(cluster, 'postmaster.pid');

function readLines(cluster: string): string[] | undefined {
  try {
    return readFileSync(fileIn(cluster), 'utf8').split('\n');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return undefined;
    throw error;
  }
}
