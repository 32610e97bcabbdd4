import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config';
import { awaitDatabase } from '../database/await-database';
import { runningUrl, startEmbedded } from '../database/embedded/embedded';
import { EmbeddedInUseError } from '../database/embedded/embedded-error';

const STARTING_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Runs `work` on the service's database. Without DATABASE_URL that is the embedded one: through the running service's
 * server when there is one, else through a server that is started for this and stopped afterwards.
 */
export async function withDatabase<T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { url, leave } = config.databaseUrl
    ? { url: config.databaseUrl, leave: () => Promise.resolve() }
    : await joinEmbedded(config.dataDir);
  try {
    await awaitDatabase(url);
    return await work(url);
  } finally {
    await leave();
  }
}

interface Joined {
  readonly url: string;
  leave(): Promise<void>;
}

async function joinEmbedded(dataDir: string): Promise<Joined> {
  try {
    const server = await startEmbedded({ dataDir });
    return { url: server.url(), leave: server.stop };
  } catch (error) {
    if (!(error instanceof EmbeddedInUseError)) throw error;
    return { url: await urlOnceReady(dataDir, error), leave: () => Promise.resolve() };
  }
}

/** Whoever holds the directory may be about to start its server. */
async function urlOnceReady(dataDir: string, inUse: EmbeddedInUseError): Promise<string> {
  for (const deadline = Date.now() + STARTING_MS; Date.now() < deadline; await sleep(PAUSE_MS)) {
    const url = runningUrl(dataDir);
    if (url !== undefined) return url;
  }
  throw inUse;
}
