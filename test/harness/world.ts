import { isDeepStrictEqual } from 'node:util';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JwtService } from '@nestjs/jwt';
import type { FastifyInstance } from 'fastify';
import { Client as PgClient } from 'pg';
import type { DestinationStream } from 'pino';

import { type Config, loadConfig } from '../../src/config/config';
import { createConvene } from '../../src/convene';
import { Database } from '../../src/database/database';
import { migrate, withDataSource } from '../../src/database/migrate';
import type { CoursePrivacy } from '../../src/course/course.policy';
import type { State } from '../../src/membership/membership.machine';
import { Client } from './client';
import { createTestDatabase, type TestDatabase } from './test-database';

/** Who looks, in the letters of the contract: anonymous, none, invited, requested, joined, manager, creator. */
export const PERSONAS = ['A', 'N', 'I', 'Q', 'J', 'M', 'C'] as const;
export type Persona = (typeof PERSONAS)[number];

const STATES: Record<Exclude<Persona, 'A'>, State> = {
  N: 'none',
  I: 'invited',
  Q: 'requested',
  J: 'member',
  M: 'manager',
  C: 'creator',
};

export type Kind = 'course' | 'event';

/** Somebody who can speak to the service. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly http: Client;
}

const SECRET = 'a secret that is long enough for the tests of this service';
let made = 0;

/** The whole service on a database of its own, listening, with ways to make people, courses and events directly. */
export class World {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly db: Database,
    readonly origin: string,
    readonly databaseUrl: string,
    private readonly database: TestDatabase,
  ) {}

  /** Log lines go to `log`, at the level that `env` sets. */
  static async start(env: Record<string, string> = {}, log?: DestinationStream): Promise<World> {
    return World.open(await createTestDatabase(), env, log);
  }

  /** On a database of somebody else, which is migrated here and not dropped at the end. */
  static async on(url: string, env: Record<string, string> = {}): Promise<World> {
    await withDataSource(url, migrate);
    return World.open({ url, drop: async () => undefined }, env);
  }

  private static async open(
    database: TestDatabase,
    env: Record<string, string>,
    log?: DestinationStream,
  ): Promise<World> {
    const config: Config = loadConfig({
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '10',
      JWT_SECRET: SECRET,
      SEED_DEMO: 'false',
      DATA_DIR: `${process.env['TMPDIR'] ?? '/tmp'}/convene-test-${process.pid}-${Date.now()}`,
      LOG_LEVEL: 'silent',
      THROTTLE_LIMIT: '0',
      ...env,
    });
    const app = await createConvene({ ...config, databaseUrl: database.url }, log);
    refuseLosses(app.getHttpAdapter().getInstance());
    await app.listen(0, '127.0.0.1');
    return new World(app, app.get(Database), await app.getUrl(), database.url, database);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  /** An anonymous visitor. */
  get visitor(): Client {
    return new Client(this.origin, null);
  }

  /** A token as the SDK makes it. */
  token(userId: number, claims: Record<string, unknown> = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      user_id: userId,
      token_type: 'access',
      jti: String(Date.now()),
      iat: now,
      exp: now + 3600,
      ...claims,
    };
    return new JwtService({ secret: SECRET }).sign(payload);
  }

  client(userId: number): Client {
    return new Client(this.origin, this.token(userId));
  }

  async person(fields: Record<string, unknown> = {}): Promise<Person> {
    const row = { username: `person${++made}`, real_name: '', ...fields };
    const columns = Object.keys(row);
    const [user] = await this.db.query<{ id: number; username: string }>(
      `INSERT INTO app_user (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})
       RETURNING id, username`,
      Object.values(row),
    );
    return { ...user!, http: this.client(user!.id) };
  }

  async people(count: number): Promise<number[]> {
    const rows = await this.db.query<{ id: number }>(
      `INSERT INTO app_user (username) SELECT 'crowd' || $1 || '_' || n FROM generate_series(1, $2::int) AS n RETURNING id`,
      [String(++made), count],
    );
    return rows.map(({ id }) => id);
  }

  /** A course with a creator of its own. */
  async course(
    fields: { privacy?: CoursePrivacy } & Record<string, unknown> = {},
    creatorId?: number,
  ): Promise<Subject> {
    const name = `Course ${++made}`;
    return this.subject(
      'course',
      { name, slug: `course-${made}`, type: 'self-paced', privacy: 'open', ...fields },
      creatorId,
    );
  }

  /** An event that starts in a day and lasts an hour, run by somebody of its own. */
  async event(fields: Record<string, unknown> = {}, creatorId?: number): Promise<Subject> {
    const name = `Event ${++made}`;
    const start = new Date(Date.now() + 86_400_000);
    const row = { name, slug: `event-${made}`, location: 'virtual', start_date: start, ...fields };
    const managerId = creatorId ?? (await this.person()).id;
    const end = { end_date: new Date(start.getTime() + 3_600_000), managed_by_id: managerId };
    return this.subject('event', { ...end, ...row }, managerId);
  }

  private async subject(kind: Kind, row: Record<string, unknown>, creatorId?: number): Promise<Subject> {
    const creator = creatorId ?? (await this.person()).id;
    const fields = { ...row, created_by_id: creator };
    const columns = Object.keys(fields);
    const [subject] = await this.db.query<{ id: number }>(
      `INSERT INTO ${kind} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`,
      Object.values(fields),
    );
    await this.stand(kind, subject!.id, creator, 'creator');
    return { id: subject!.id, creatorId: creator, creator: this.client(creator) };
  }

  /** Puts somebody into a state, whatever he was before. */
  async stand(kind: Kind, subjectId: number, userId: number, state: State): Promise<void> {
    await this.db.query(`DELETE FROM ${kind}_membership WHERE ${kind}_id = $1 AND user_id = $2`, [subjectId, userId]);
    await this.db.query(`DELETE FROM ${kind}_invitation WHERE ${kind}_id = $1 AND user_id = $2`, [subjectId, userId]);
    if (state === 'none') return;
    await this.db.query(`INSERT INTO ${kind}_membership (${kind}_id, user_id, state) VALUES ($1, $2, $3)`, [
      subjectId,
      userId,
      state,
    ]);
    if (state === 'invited') {
      await this.db.query(
        `INSERT INTO ${kind}_invitation (${kind}_id, user_id, invited_by)
         SELECT $1, $2, user_id FROM ${kind}_membership WHERE ${kind}_id = $1 AND state = 'creator'`,
        [subjectId, userId],
      );
    }
  }

  async stateOf(kind: Kind, subjectId: number, userId: number): Promise<State> {
    const [row] = await this.db.query<{ state: State }>(
      `SELECT state FROM ${kind}_membership WHERE ${kind}_id = $1 AND user_id = $2`,
      [subjectId, userId],
    );
    return row?.state ?? 'none';
  }

  async openInvitations(kind: Kind, subjectId: number, userId: number): Promise<number> {
    const rows = await this.db.query(
      `SELECT FROM ${kind}_invitation WHERE ${kind}_id = $1 AND user_id = $2 AND closed_at IS NULL`,
      [subjectId, userId],
    );
    return rows.length;
  }

  /** What the outbox tells of one course or event, in order. */
  outbox(
    kind: Kind,
    subjectId: number,
  ): Promise<{ type: string; user_id: number | null; before: string; after: string }[]> {
    return this.db.query(
      `SELECT type, user_id, actor_id, before, after FROM outbox_event
       WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id`,
      [kind, subjectId],
    );
  }

  /** Somebody who stands towards a course or event as told; the creator is the one who made it. */
  async as(persona: Persona, kind: Kind, subject: Subject): Promise<{ id: number | null; http: Client }> {
    if (persona === 'A') return { id: null, http: this.visitor };
    if (persona === 'C') return { id: subject.creatorId, http: subject.creator };
    const person = await this.person();
    await this.stand(kind, subject.id, person.id, STATES[persona]);
    return person;
  }

  async prefer(name: string, value: unknown): Promise<void> {
    await this.db.query(
      `INSERT INTO dynamic_preference (section, name, value) VALUES ('configurations', $1, $2)
       ON CONFLICT (section, name) DO UPDATE SET value = excluded.value`,
      [name, JSON.stringify(value)],
    );
  }

  /** Locks a table against every statement, by a connection outside of the service, until the result is called. */
  async holdTable(table: string): Promise<() => Promise<void>> {
    const client = new PgClient({ connectionString: this.databaseUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return () => client.end();
  }

  /** Resolves once some statement waits for a lock. */
  async somebodyWaits(count = 1): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await this.db.query(waiting)).length < count);
  }
}

/** Makes a 500 of an answer that was not written as it was presented: the document has forgotten a field, or its type. */
function refuseLosses(fastify: FastifyInstance): void {
  const presented = new WeakMap<object, unknown>();
  fastify.addHook('preSerialization', async (request, _reply, answer) => {
    presented.set(request, answer);
    return answer;
  });
  fastify.addHook('onSend', async (request, _reply, written) => {
    if (typeof written !== 'string' || !presented.has(request)) return written;
    const plain: unknown = JSON.parse(JSON.stringify(presented.get(request)));
    if (isDeepStrictEqual(JSON.parse(written), plain)) return written;
    process.stderr.write(`${request.url} is not written as it was presented:\n${written}\n${JSON.stringify(plain)}\n`);
    throw new Error('The answer was not written as it was presented');
  });
}

export interface Subject {
  readonly id: number;
  readonly creatorId: number;
  readonly creator: Client;
}

/** The statements that `work` sends to the database, without those that only open and close transactions. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const original = PgClient.prototype.query;
  PgClient.prototype.query = function (this: PgClient, ...args: any[]) {
    const text: string = typeof args[0] === 'string' ? args[0] : args[0].text;
    if (!/^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)/i.test(text)) sent.push(text);
    return (original as any).apply(this, args);
  } as typeof original;
  try {
    await work();
  } finally {
    PgClient.prototype.query = original;
  }
  return sent;
}
