import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';

import type { Place } from '../http/cursor';
import type { QueryWatch } from '../observability/query-watch';
import { poolsOf } from './pools';
import type { Replicas } from './replicas';

declare const inTransaction: unique symbol;

/**
 * How PostgreSQL plans a statement: once per connection, for any values, or anew for the values of each call. The latter
 * costs a few milliseconds and pays where the best plan depends on the values, as in searches with many filters.
 */
export type Planning = 'once' | 'each time';

/** One page of a list: its rows, how many the whole list has, and, for whoever walks, the place of the last row. */
export type Found<Row> = [rows: Row[], count: number, last?: Place];

/** Something that answers SQL: the pool, or one open transaction. */
export interface Sql {
  /** Runs one statement and returns its rows; `values` are bound as `$1`, `$2`, … */
  query<Row>(text: string, values?: readonly unknown[], planning?: Planning): Promise<Row[]>;
  /**
   * Reads one page of a list and the size of the whole list in one statement.
   * `count` is a query of one integer; `rows` is a query of the page, ordered and limited. Both use the same `values`,
   * and both may read `found`, what the query of that name, where there is one, has found once for the two of them.
   * The place of the last row is in its column `page_place`, which `cutSql` writes for walks.
   */
  page<Row>(
    count: string,
    rows: string,
    values: readonly unknown[],
    planning?: Planning,
    found?: string,
  ): Promise<Found<Row>>;
}

/** An open transaction. Only `Database.transaction` hands one out, so a function that takes a `Tx` cannot write outside. */
export interface Tx extends Sql {
  readonly [inTransaction]: true;
  /**
   * Keeps a statement back until everything else is done and sends it together with COMMIT: for what nobody needs the
   * answer of. When it fails, the transaction does. Whatever it locks is held for no longer than it takes.
   */
  last(text: string, values: readonly unknown[]): void;
}

/** How statements are sent; named prepared statements are planned once per connection instead of once per call. */
export interface DatabaseOptions {
  /** `false` where a transaction-mode connection pooler cannot keep named statements. */
  readonly prepared: boolean;
  readonly watch?: QueryWatch;
  /** Where there are replicas: decides which requests read from them. */
  readonly replicas?: Pick<Replicas, 'read'>;
}

export const DATABASE_OPTIONS = Symbol('database options');

const MAX_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 500;
/** serialization_failure, deadlock_detected: PostgreSQL undid the transaction and asks for it again. */
const RETRYABLE = new Set(['40001', '40P01']);

/** The one seam to PostgreSQL: TypeORM's own connection pool, used without its query runner and without entities. */
@Injectable()
export class Database implements Sql {
  private readonly names = new Map<string, string>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly options: DatabaseOptions = { prepared: true },
  ) {}

  query<Row>(text: string, values: readonly unknown[] = [], planning: Planning = 'once'): Promise<Row[]> {
    const read = (pool: Pool) => this.run<Row>(pool, text, values, planning);
    const { replicas } = this.options;
    return replicas ? replicas.read(read, () => read(this.pool)) : read(this.pool);
  }

  page<Row>(
    count: string,
    rows: string,
    values: readonly unknown[],
    planning?: Planning,
    found?: string,
  ): Promise<Found<Row>> {
    return readPage(this, { count, rows, found }, values, planning);
  }

  /**
   * Runs `work` in one transaction and commits it. Runs it again from the start when PostgreSQL chose it as the victim
   * of a deadlock or of a serialization failure, so `work` must do nothing but talk to its `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
        // The others in the knot go on at once; coming back a moment later, each at its own time, unties it.
        await new Promise((resolve) =>
          setTimeout(resolve, Math.random() * Math.min(10 * 2 ** attempt, LONGEST_PAUSE_MS)),
        );
      }
    }
  }

  /**
   * BEGIN goes out together with the first statement, and COMMIT with those that were kept back: a round trip less for
   * the request, and one less for everybody who waits for what this transaction holds.
   */
  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const keptBack: (() => Promise<unknown>)[] = [];
      const working = together(client, () => {
        const begun = client.query('BEGIN');
        return Promise.all([work(this.tx(client, begun, keptBack)), begun]);
      });
      const [result] = await working;
      await together(client, () => Promise.all([...keptBack.map((send) => send()), commit(client)]));
      return result;
    } catch (error) {
      await client.query(ROLLBACK).catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private tx(client: PoolClient, begun: Promise<unknown>, keptBack: (() => Promise<unknown>)[]): Tx {
    const tx: Omit<Tx, typeof inTransaction> = {
      query: async <Row>(text: string, values: readonly unknown[] = [], planning: Planning = 'once') => {
        const [rows] = await Promise.all([this.run<Row>(client, text, values, planning), begun]);
        return rows;
      },
      page: (count, rows, values, planning, found) => readPage(tx, { count, rows, found }, values, planning),
      last: (text, values) => void keptBack.push(() => this.run(client, text, values, 'once')),
    };
    return tx as Tx;
  }

  private async run<Row>(
    on: Pool | PoolClient,
    text: string,
    values: readonly unknown[],
    planning: Planning,
  ): Promise<Row[]> {
    const name = planning === 'once' ? this.nameOf(text) : undefined;
    const { watch } = this.options;
    const begun = watch ? performance.now() : 0;
    try {
      const { rows } = await on.query({ name, text, values: values as unknown[] });
      return rows as Row[];
    } finally {
      watch?.(text, performance.now() - begun);
    }
  }

  private nameOf(text: string): string | undefined {
    if (!this.options.prepared) return undefined;
    let name = this.names.get(text);
    if (!name) this.names.set(text, (name = createHash('sha1').update(text).digest('base64url')));
    return name;
  }

  private get pool(): Pool {
    return poolsOf(this.source).primary;
  }
}

/** The five-letter SQLSTATE of a PostgreSQL error, or an empty text for any other error. */
export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Makes one packet of what is sent to a connection before `send` returns. */
function together<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** A connection on which even this gets no answer is given up. */
const ROLLBACK = { text: 'ROLLBACK', query_timeout: 1000 };

/** A transaction in which a statement failed is undone by COMMIT, without an error: not what the caller was promised. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('The transaction was undone: one of its statements had failed');
}

async function readPage<Row>(
  sql: Sql,
  page: { readonly count: string; readonly rows: string; readonly found: string | undefined },
  values: readonly unknown[],
  planning?: Planning,
): Promise<Found<Row>> {
  const read = await sql.query<Row & { page_total: number; page_row: string | null; page_place?: Place }>(
    `${page.found ? `WITH found AS MATERIALIZED (${page.found})` : ''}
     SELECT page.*, total.n::int AS page_total
     FROM (${page.count}) AS total (n)
     LEFT JOIN LATERAL (SELECT wanted.*, row_number() OVER () AS page_row FROM (${page.rows}) AS wanted) AS page ON true
     ORDER BY page_row`,
    values,
    planning,
  );
  const total = read[0]?.page_total ?? 0;
  // Past the end of the list the join leaves one row that holds nothing but the total.
  if (read[0]?.page_row === null) return [[], total];
  return [read, total, read.at(-1)?.page_place];
}
