import { AsyncLocalStorage } from 'node:async_hooks';

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

import { poolsOf } from './pools';

/** How often a replica is looked at, and so by how much it may be behind. */
const EVERY_MS = 1000;

/** Where one request reads; nothing any more when its replica has failed it. */
interface Reading {
  from: Replica | undefined;
}

interface Replica {
  readonly pool: Pool;
  readonly name: string;
  fit: boolean;
}

/**
 * Sends the reads of people who have not signed in to the replicas: they have written nothing that they could miss. A
 * request reads everything from one place, what decides about it included. A replica that fails, or that has not
 * applied within a second what the primary had written, is left alone until it has.
 */
@Injectable()
export class Replicas implements OnApplicationShutdown {
  private readonly logger = new Logger(Replicas.name);
  private readonly requests = new AsyncLocalStorage<Reading>();
  private readonly all: readonly Replica[];
  private readonly primary: Pool;
  private timer: NodeJS.Timeout | undefined;
  /** How far the primary was when it was asked last. */
  private written: string | undefined;
  private turn = 0;

  constructor(@InjectDataSource() source: DataSource) {
    const { primary, replicas } = poolsOf(source);
    this.primary = primary;
    this.all = replicas.map((pool, at) => ({ pool, name: `Replica ${at + 1}`, fit: false }));
  }

  /** Begins to look after the replicas, and to read from those that are fit. Costs nothing when there are none. */
  async serve(fastify: FastifyInstance): Promise<void> {
    if (this.all.length === 0) return;
    fastify.addHook('onRequest', (request, _reply, done) => {
      const from = mayLag(request) ? this.next() : undefined;
      if (from) this.requests.run({ from }, done);
      else done();
    });
    await this.look();
    this.schedule();
  }

  /**
   * Reads from the replica of the request, or by `primary` where the request has none or its replica fails. A statement
   * that is at fault itself fails at the primary as well.
   */
  async read<T>(replica: (pool: Pool) => Promise<T>, primary: () => Promise<T>): Promise<T> {
    const reading = this.requests.getStore();
    const from = reading?.from;
    if (!from) return primary();
    try {
      return await replica(from.pool);
    } catch (error) {
      reading.from = undefined;
      if (!isAnswer(error)) this.mark(from, false, String(error));
      return primary();
    }
  }

  /** Finds out which replicas have what the primary had when they were looked at before. */
  async look(): Promise<void> {
    const { written } = this;
    if (written !== undefined) await Promise.all(this.all.map((replica) => this.examine(replica, written)));
    this.written = await this.position();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private next(): Replica | undefined {
    const fit = this.all.filter((replica) => replica.fit);
    return fit[this.turn++ % fit.length];
  }

  private schedule(): void {
    const again = (): Promise<void> => this.look().then(() => this.timer && this.schedule());
    this.timer = setTimeout(() => void again(), EVERY_MS).unref();
  }

  private async position(): Promise<string | undefined> {
    try {
      const { rows } = await inTime(this.primary.query<{ lsn: string }>(`SELECT pg_current_wal_lsn() AS lsn`));
      return rows[0]?.lsn;
    } catch {
      return undefined;
    }
  }

  private async examine(replica: Replica, written: string): Promise<void> {
    try {
      // No position where the database is no standby: replicated by other means, it is taken at its word.
      const { rows } = await inTime(
        replica.pool.query<{ level: boolean }>(
          `SELECT coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, true) AS level`,
          [written],
        ),
      );
      this.mark(replica, rows[0]?.level === true, 'it is behind');
    } catch (error) {
      this.mark(replica, false, String(error));
    }
  }

  private mark(replica: Replica, fit: boolean, reason: string): void {
    if (replica.fit === fit) return;
    replica.fit = fit;
    if (fit) this.logger.log(`${replica.name} is read from`);
    else this.logger.warn(`${replica.name} is not read from: ${reason}`);
  }
}

/**
 * Whether a read may be answered from a moment ago: nobody who could have written asks, and it is not one of the
 * addresses that work without a token because they are secrets, or are shown to whoever just made what is there.
 */
function mayLag({ method, headers, routeOptions: { url = '' } }: FastifyRequest): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || headers.authorization?.trim()) return false;
  return url.startsWith('/api/v2/') && !/^\/api\/v2\/(calendar|media)\//.test(url);
}

/** A replica that says nothing is as bad as one that is gone, but is not noticed as soon. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), EVERY_MS);
  });
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}

/** Whether the server answered, if only by refusing: then it is alive. 57P: it shuts down, or was told to hang up. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?!57P|08)[0-9A-Z]{5}$/.test(String(error.code));
