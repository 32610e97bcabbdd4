import { openAccess, urlOf } from './access';
import { findRelease, usableBinaries } from './binaries';
import { clearPostmaster, runningPostmaster } from './postmaster-file';
import { ensureCluster } from './cluster';
import { lockDirectory } from './directory-lock';
import type { EmbeddedError } from './embedded-error';
import { choosePlace, type Place } from './place';
import { launch } from './server';

export interface EmbeddedOptions {
  /** Where the database lives; made when absent. */
  readonly dataDir: string;
  /** False: nothing is forced to disk, for databases that nobody will miss. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
}

/** A PostgreSQL server that belongs to this process and ends with it, however this process ends. */
export interface EmbeddedServer {
  /** PostgreSQL's data directory; not always inside `dataDir`, see {@link choosePlace}. */
  readonly directory: string;
  /** Resolves when the server ends without having been asked to. */
  readonly died: Promise<EmbeddedError>;
  url(database?: string): string;
  /** Stops the server and gives the directory free; further calls wait for the same. */
  stop(): Promise<void>;
}

/** The database that every cluster has; a server of our own needs no other. */
const DATABASE = 'postgres';
const MAX_CONNECTIONS = 100;
const VOLATILE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a real PostgreSQL in `dataDir` from the binaries that npm brought, setting it up when it is not there, and
 * resolves when it answers. Throws an {@link EmbeddedError} whose message is one line, among them
 * `EmbeddedInUseError` when another process holds the directory.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const release = findRelease();
  const place = choosePlace(options.dataDir, release.major);
  const lock = await lockDirectory(place.home);
  try {
    const binaries = usableBinaries(release, place.account, place.home);
    const running = await startIn(place, binaries, options);
    return { ...running, stop: () => running.stop().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startIn(place: Place, binaries: string, options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { durable = true, maxConnections = MAX_CONNECTIONS } = options;
  const { account, cluster } = place;
  await clearPostmaster(cluster);
  const access = await openAccess(place);
  try {
    await ensureCluster(place, binaries, access, durable);
    const settings = {
      ...access.settings,
      max_connections: String(maxConnections),
      timezone: 'UTC',
      // Refused statements are the service's to report; the server's own events are kept.
      log_min_messages: 'log',
      ...(durable ? {} : VOLATILE),
    };
    const server = await launch({ account, binaries, cluster, settings });
    const stop = (): Promise<void> => server.stop().finally(access.close);
    return { directory: cluster, died: server.died, url: (database = DATABASE) => access.url(database), stop };
  } catch (error) {
    access.close();
    throw error;
  }
}

/** The address of the server that some process runs in `dataDir`; undefined when none answers there yet. */
export function runningUrl(dataDir: string): string | undefined {
  const { cluster } = choosePlace(dataDir, findRelease().major);
  const running = runningPostmaster(cluster);
  return running?.ready ? urlOf(running, cluster, DATABASE) : undefined;
}
