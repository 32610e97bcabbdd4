import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

import { poolsOf } from '../database/pools';
import type { BudgetWatch } from '../membership/invitation-budget';
import type { ThrottleWatch } from '../throttle/throttle.guard';
import type { QueryWatch } from './query-watch';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What the database is asked at each scrape, and how long it may take. */
const FIGURES_SQL = `
  SELECT (SELECT id::float8 FROM outbox_event ORDER BY id DESC LIMIT 1) AS last_event,
    (SELECT extract(epoch FROM created_at)::float8 FROM outbox_event ORDER BY id DESC LIMIT 1) AS last_event_at,
    count(*)::float8 AS parked, coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS overdue
  FROM invitation_parked`;
const PATIENCE_MS = 2000;

interface Figures {
  readonly last_event: number | null;
  readonly last_event_at: number | null;
  readonly parked: number;
  readonly overdue: number;
}

/** The figures of the service for Prometheus. Labels are routes and names of ours, so that there are few of them. */
export class Metrics implements ThrottleWatch, BudgetWatch {
  private readonly registry = new Registry();
  private readonly requests = this.histogram('http_request_duration_seconds', 'Time to answer requests', [
    'method',
    'route',
    'status',
  ]);
  private readonly queries = this.histogram('query_duration_seconds', 'Time until the database answered a statement');
  private readonly refusals = new Counter({
    name: 'convene_throttled_total',
    help: 'Requests that were refused with 429',
    labelNames: ['limiter'],
    registers: [this.registry],
  });
  private readonly parkings = new Counter({
    name: 'convene_invitations_parked_total',
    help: 'Invitations that were parked because the receiver got enough',
    registers: [this.registry],
  });

  /** The figures of the processes that this one speaks for, as text. */
  private gathered = (): Promise<string> => this.registry.metrics();

  constructor(private readonly source: DataSource) {
    collectDefaultMetrics({ register: this.registry });
    const pool = (): Pool => poolsOf(this.source).primary;
    this.gauge('pool_connections', 'Open connections to the database', () => pool().totalCount);
    this.gauge('pool_idle_connections', 'Connections that wait for work', () => pool().idleCount);
    this.gauge('pool_waiting', 'Statements and transactions that wait for a connection', () => pool().waitingCount);
  }

  throttled(limiter: string): void {
    this.refusals.inc({ limiter });
  }

  refused(limiter: string): void {
    this.throttled(limiter);
  }

  parked(people: number): void {
    this.parkings.inc(people);
  }

  readonly queried: QueryWatch = (_statement, ms) => this.queries.observe(ms / 1000);

  /** Puts the figures of all processes in the place of those of this one; `share` gets the latter. */
  gatherBy(share: (registry: Registry) => () => Promise<string>): void {
    this.gathered = share(this.registry);
  }

  /** Measures every request, and answers `GET /metrics`; 503 when another process does not tell its figures. */
  serve(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
    fastify.get('/metrics', async (_request, reply) => {
      const text = await this.text().catch(() => undefined);
      // Less than everything would look as if the counters had begun again.
      if (text === undefined) void reply.code(503);
      await reply.type(this.registry.contentType).send(text ?? '# A process did not tell its figures.\n');
    });
  }

  /** Everything, with what the database knows unless it does not answer now. */
  private async text(): Promise<string> {
    const [gathered, figures] = await Promise.all([this.gathered(), this.figures()]);
    return gathered + figures;
  }

  private async figures(): Promise<string> {
    const registry = new Registry();
    const found = await this.ask();
    if (!found) return '';
    const values: [string, string, number][] = [
      ['outbox_last_event_id', 'Id of the latest event of the outbox', found.last_event ?? 0],
      ['outbox_last_event_timestamp_seconds', 'When it was written', found.last_event_at ?? 0],
      ['invitations_parked', 'Invitations that wait', found.parked],
      ['invitations_parked_overdue_seconds', 'For how long the first of them is due', Math.max(0, found.overdue)],
    ];
    for (const [name, help, value] of values) {
      new Gauge({ name: `convene_${name}`, help, registers: [registry] }).set(value);
    }
    return registry.metrics();
  }

  private async ask(): Promise<Figures | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<Figures[]>((resolve) => {
      timer = setTimeout(() => resolve([]), PATIENCE_MS);
    });
    try {
      const [figures] = await Promise.race([this.source.query<Figures[]>(FIGURES_SQL), silence]);
      return figures;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `convene_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[] = []): Histogram<Label> {
    return new Histogram({ name: `convene_${name}`, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
