import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { sign } from 'jsonwebtoken';
import { Client } from 'pg';

import { migrate, withDataSource } from '../src/database/migrate';
import type { Plan, Sizes } from '../src/seed/plan';
import { seed } from '../src/seed/seeder';

/** Fills a database for the benchmark, or takes what an earlier run has put into it. */
export async function prepare(url: string, sizes: Sizes): Promise<Data> {
  await withDataSource(url, migrate);
  const db = new Client({ connectionString: url });
  // A server that is stopped because of a failure must not hide what failed.
  db.on('error', () => undefined);
  await db.connect();
  const kept = await planIn(db);
  const plan = kept ?? (await seed(url, sizes, (line) => console.log(line)));
  return new Data(db, plan);
}

async function planIn(db: Client): Promise<Plan | undefined> {
  const { rows: found } = await db.query<{ there: boolean }>(`SELECT to_regclass('seed_run') IS NOT NULL AS there`);
  if (!found[0]!.there) return undefined;
  const { rows } = await db.query<{ plan: Plan }>(
    `SELECT plan FROM seed_run WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  return rows[0]?.plan;
}

/** What is in the database, and who can be asked for what. */
export class Data {
  readonly secret = randomBytes(32).toString('hex');
  private readonly tokens = new Map<number, string>();

  constructor(
    readonly db: Client,
    readonly plan: Plan,
  ) {}

  /** The id of the n-th course, counted from 1. */
  course(number: number): number {
    return this.plan.firstCourse + number - 1;
  }

  /** A token as the official client makes it. */
  token(viewer: number): string {
    let token = this.tokens.get(viewer);
    if (!token) {
      token = sign({ user_id: viewer, token_type: 'access', jti: `bench-${viewer}` }, this.secret, { expiresIn: '1d' });
      this.tokens.set(viewer, token);
    }
    return token;
  }

  async creatorOf(kind: 'course' | 'event', id: number): Promise<number> {
    return this.one(`SELECT user_id FROM ${kind}_membership WHERE ${kind}_id = $1 AND state = 'creator'`, [id]);
  }

  /** Plain members of a course, in no particular order. */
  members(courseId: number, count: number): Promise<number[]> {
    return this.ids(
      `SELECT user_id AS id FROM course_membership WHERE course_id = $1 AND state = 'member' ORDER BY since LIMIT $2`,
      [courseId, count],
    );
  }

  /** People without any row in a course or event, in the order of their ids. */
  outsiders(kind: 'course' | 'event', id: number, count: number): Promise<number[]> {
    return this.ids(
      `SELECT id FROM app_user WHERE status = 'active' AND id >= $3 AND NOT EXISTS (
         SELECT FROM ${kind}_membership WHERE ${kind}_id = $1 AND user_id = app_user.id) ORDER BY id LIMIT $2`,
      [id, count, this.plan.firstUser],
    );
  }

  /** A busy course that everybody may join and that has no lessons, so that the answer to a join is a small one. */
  openCourse(): Promise<number> {
    return this.one(
      `SELECT id AS user_id FROM course WHERE privacy = 'open' AND published_lessons = 0 AND id > $1 ORDER BY id LIMIT 1`,
      [this.course(2)],
    );
  }

  /** An event that is public, listed and has many subscribers. */
  busyEvent(): Promise<number> {
    return this.one(`SELECT id AS user_id FROM event WHERE privacy = 'public' AND visible ORDER BY id LIMIT 1`, []);
  }

  /** How many people stand so towards a course. */
  async countOf(courseId: number, state: string): Promise<number> {
    return this.one(
      `SELECT count(*)::int AS user_id FROM course_membership WHERE course_id = $1 AND state = $2::membership_state`,
      [courseId, state],
    );
  }

  /** Waits until nothing is asked of the database any more. */
  async rest(): Promise<void> {
    const busy = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()`;
    while ((await this.db.query(busy)).rows.length > 0) await setTimeout(20);
  }

  private async ids(text: string, values: readonly unknown[]): Promise<number[]> {
    const { rows } = await this.db.query<{ id: number }>(text, [...values]);
    return rows.map(({ id }) => id);
  }

  private async one(text: string, values: readonly unknown[]): Promise<number> {
    const { rows } = await this.db.query<{ user_id: number }>(text, [...values]);
    return rows[0]!.user_id;
  }
}
