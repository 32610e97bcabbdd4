import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, MIGRATION_TABLE, ROOT } from '../../ormconfig';
import { hasCode } from '../system-error';

/** Any number that nothing else in the database uses. */
const LOCK = 7_411_906_523;
const PAUSE_MS = 100;

/**
 * Applies the migrations that are still missing, each in a transaction, and returns their names. Instances that start
 * at once take turns, and whoever comes second finds nothing left to do. Needs a pool of at least two connections.
 */
export const migrate = (source: DataSource): Promise<readonly string[]> =>
  alone(source, async () => (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name));

/**
 * Brings the database at `url` up to date like `migrate`. When nothing is missing, as at most starts, one question
 * tells so, and TypeORM does not have to be made ready for it.
 */
export const migrateAt = async (url: string): Promise<readonly string[]> =>
  (await isMigrated(url)) ? [] : withDataSource(url, migrate);

/** Whether each migration of this version is recorded, by the time that its file and its class carry in their names. */
async function isMigrated(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // reported by the query that it interrupts
  try {
    await client.connect();
    const { rows } = await client.query<{ timestamp: string }>(`SELECT "timestamp" FROM "${MIGRATION_TABLE}"`);
    const applied = new Set(rows.map(({ timestamp }) => timestamp));
    return (await readdir(join(ROOT, 'src/migrations'))).every((file) => applied.has(file.replace(/-.*/, '')));
  } catch (error) {
    if (hasCode(error, '42P01')) return false; // there is no such table yet
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Takes back the last migration; resolves to whether there was one. */
export const revertLast = (source: DataSource): Promise<boolean> =>
  alone(source, async () => {
    if (!(await hasApplied(source))) return false;
    await source.undoLastMigration({ transaction: 'each' });
    return true;
  });

/** Runs `work` with a data source for the database at `url`, and closes it. */
export async function withDataSource<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await new DataSource(dataSourceOptions(url, 3)).initialize();
  return work(source).finally(() => source.destroy());
}

/**
 * The lock is held by a transaction on a connection of its own: it survives the transactions of the migrations, ends
 * with the process, and works through a transaction pooler too, where a lock of the session would be left behind on
 * somebody else's connection. Asking again instead of waiting inside a statement leaves no snapshot open, on which
 * `CREATE INDEX CONCURRENTLY` would wait for ever.
 */
async function alone<T>(source: DataSource, work: () => Promise<T>): Promise<T> {
  const guard = source.createQueryRunner();
  try {
    await guard.startTransaction();
    await guard.query(`SET LOCAL idle_in_transaction_session_timeout = 0`);
    while (!(await lock(guard))) await sleep(PAUSE_MS);
    return await work();
  } finally {
    // On a connection that was lost there is nothing to take back, and it must be given back all the same.
    if (guard.isTransactionActive) await guard.rollbackTransaction().catch(() => undefined);
    await guard.release();
  }
}

async function lock(guard: { query(sql: string, values: unknown[]): Promise<unknown> }): Promise<boolean> {
  const rows = await guard.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [LOCK]);
  return Array.isArray(rows) && rows[0]?.taken === true;
}

async function hasApplied(source: DataSource): Promise<boolean> {
  const present = 'SELECT to_regclass($1) IS NOT NULL AS present';
  const [found] = await source.query<{ present: boolean }[]>(present, [MIGRATION_TABLE]);
  if (!found?.present) return false;
  const [last] = await source.query<unknown[]>(`SELECT 1 FROM "${MIGRATION_TABLE}" LIMIT 1`);
  return last !== undefined;
}
