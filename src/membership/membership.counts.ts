import type { Sql, Tx } from '../database/database';
import type { MembershipKind } from './membership.kind';

/** A counter that says something else than the rows do. */
export interface WrongCount {
  readonly subject_id: number;
  /** `member`, or `member, going` for events. */
  readonly key: string;
  readonly counted: number;
  readonly rows: number;
}

/** What the counters of a kind are kept by, besides the subject. */
const keyOf = ({ name }: MembershipKind): readonly string[] => (name === 'event' ? ['state', 'attendance'] : ['state']);

/** Every counter that differs from the number of rows, with what is missing in it. */
const wrongSql = (kind: MembershipKind): string => {
  const key = [kind.subject, ...keyOf(kind)].join(', ');
  return `
    SELECT ${key}, coalesce(total.n, 0)::int AS counted, coalesce(real.n, 0)::int AS rows
    FROM (SELECT ${key}, sum(n) AS n FROM ${kind.counts} GROUP BY ${key}) AS total
    FULL JOIN (SELECT ${key}, count(*) AS n FROM ${kind.table} GROUP BY ${key}) AS real USING (${key})
    WHERE coalesce(total.n, 0) <> coalesce(real.n, 0)`;
};

/**
 * Compares every counter of a kind with the rows that it counts, and returns those that are wrong. One statement sees
 * both at one moment, so nobody needs to stop writing.
 */
export const wrongCounts = (sql: Sql, kind: MembershipKind): Promise<WrongCount[]> =>
  sql.query(
    `SELECT ${kind.subject} AS subject_id, concat_ws(', ', ${keyOf(kind).join(', ')}) AS key, counted, rows
     FROM (${wrongSql(kind)}) AS wrong ORDER BY 1, 2`,
  );

/** Makes the counters of a kind right and returns how many were wrong. Writers wait until the transaction ends. */
export async function repairCounts(tx: Tx, kind: MembershipKind): Promise<number> {
  await tx.query(`LOCK TABLE ${kind.table}, ${kind.counts} IN SHARE ROW EXCLUSIVE MODE`);
  const key = [kind.subject, ...keyOf(kind)].join(', ');
  const repaired = await tx.query(
    `INSERT INTO ${kind.counts} AS total (${key}, slot, n)
     SELECT ${key}, 0, rows - counted FROM (${wrongSql(kind)}) AS wrong
     ON CONFLICT (${key}, slot) DO UPDATE SET n = total.n + excluded.n
     RETURNING n`,
  );
  return repaired.length;
}
