import type { Sql, Tx } from './database';

/** The rows of a table, counted by triggers for every value of a key, in slots; see ADR 3. Constants, never input. */
export interface Counter {
  readonly table: string;
  readonly counts: string;
  readonly key: string;
  /** Which rows are counted; all of them when absent. */
  readonly where?: string;
}

/** Everything that triggers count. */
export const COUNTERS: readonly Counter[] = [
  { table: 'course_membership', counts: 'course_membership_count', key: 'course_id, state' },
  { table: 'event_membership', counts: 'event_membership_count', key: 'event_id, state, attendance' },
  {
    table: 'course_membership',
    counts: 'course_progress_count',
    key: 'course_id, completed',
    where: `completed > 0 AND state IN ('member', 'manager')`,
  },
  { table: 'course', counts: 'course_count', key: 'privacy', where: 'deleted_at IS NULL' },
  { table: 'app_user', counts: 'app_user_count', key: 'status' },
];

/** A counter that says something else than the rows do. */
export interface WrongCount {
  /** The table of the counter. */
  readonly counts: string;
  /** `12, member`: for instance the course and the state. */
  readonly key: string;
  readonly counted: number;
  readonly rows: number;
}

/** Every value of the key whose count differs from the number of rows. */
const wrongSql = ({ table, counts, key, where = 'true' }: Counter): string => `
  SELECT ${key}, coalesce(total.n, 0)::int AS counted, coalesce(real.n, 0)::int AS rows
  FROM (SELECT ${key}, sum(n) AS n FROM ${counts} GROUP BY ${key}) AS total
  FULL JOIN (SELECT ${key}, count(*) AS n FROM ${table} WHERE ${where} GROUP BY ${key}) AS real USING (${key})
  WHERE coalesce(total.n, 0) <> coalesce(real.n, 0)`;

/**
 * Compares every counter with the rows that it counts, and returns those that are wrong. For each, one statement sees
 * both at one moment, so nobody needs to stop writing.
 */
export async function wrongCounts(sql: Sql): Promise<WrongCount[]> {
  const found: WrongCount[] = [];
  for (const counter of COUNTERS) {
    const { counts, key } = counter;
    const wrong = await sql.query<Omit<WrongCount, 'counts'>>(
      `SELECT concat_ws(', ', ${key}) AS key, counted, rows FROM (${wrongSql(counter)}) AS wrong ORDER BY ${key}`,
    );
    found.push(...wrong.map((each) => ({ counts, ...each })));
  }
  return found;
}

/** Makes one kind of counter right and returns how many were wrong. Writers wait until the transaction ends. */
export async function repairCounts(tx: Tx, counter: Counter): Promise<number> {
  const { table, counts, key } = counter;
  await tx.query(`LOCK TABLE ${table}, ${counts} IN SHARE ROW EXCLUSIVE MODE`);
  const repaired = await tx.query(
    `INSERT INTO ${counts} AS total (${key}, slot, n)
     SELECT ${key}, 0, rows - counted FROM (${wrongSql(counter)}) AS wrong
     ON CONFLICT (${key}, slot) DO UPDATE SET n = total.n + excluded.n
     RETURNING n`,
  );
  return repaired.length;
}
