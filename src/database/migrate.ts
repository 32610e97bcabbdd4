import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig';

/** Any number that nothing else in the database uses. */
const LOCK = 7_411_906_523;
const PAUSE_MS = 100;

/**
 * Applies the migrations that are still missing, each in a transaction, and returns their names. Instances that start
 * at once take turns, and whoever comes second finds nothing left to do. Needs a pool of at least two connections.
 */
export const migrate = (source: DataSource): Promise<readonly string[]> =>
  alone(source, async () => (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name));

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
  const table = source.options.migrationsTableName ?? 'migrations';
  const [found] = await source.query<{ present: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS present', [table]);
  if (!found?.present) return false;
  const [last] = await source.query<unknown[]>(`SELECT 1 FROM "${table}" LIMIT 1`);
  return last !== undefined;
}
