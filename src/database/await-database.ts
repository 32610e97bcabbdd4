import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { hasCode } from '../system-error';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;
const OLDEST = 14;

/** Not there yet: nobody listens, the name is not known yet, the server is starting up or full. */
const PASSING = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', '57P03', '53300'];

/** The database cannot be used; the message is one line, without the password. */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
}

/**
 * Resolves when the database at `url` answers; waits for one that is just starting, as after a restart of the whole
 * machine. Throws {@link DatabaseUnusableError} when it does not answer in time, refuses us, or is too old.
 */
export async function awaitDatabase(url: string, patienceMs = PATIENCE_MS): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(PAUSE_MS)) {
    try {
      return await checkVersion(url, patienceMs);
    } catch (error) {
      if (error instanceof DatabaseUnusableError) throw error;
      if (!hasCode(error, ...PASSING) || Date.now() > deadline) throw unusable(url, reasonOf(error));
    }
  }
}

async function checkVersion(url: string, patienceMs: number): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patienceMs });
  client.on('error', () => undefined); // reported by the query that it interrupts
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
    const version = Math.floor(Number(rows[0]?.version) / 10_000);
    if (version < OLDEST) throw unusable(url, `PostgreSQL ${version} is too old, ${OLDEST} or newer is needed`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function unusable(url: string, reason: string): DatabaseUnusableError {
  const { host, pathname } = new URL(url);
  return new DatabaseUnusableError(`The database ${host}${pathname} cannot be used: ${reason}; see DATABASE_URL.`);
}

const reasonOf = (error: unknown): string => {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return first instanceof Error ? first.message : String(first);
};
