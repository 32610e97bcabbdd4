import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

import { buildOnce } from '../fire/fleet';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

const ROOT = join(__dirname, '../..');
const SIZES = ['--users=21000', '--courses=30', '--memberships=3000', '--events=20', '--subscriptions=300'].concat([
  '--big=400',
  '--invited=50',
  '--growth=40,50,60,70,80',
]);

/** Everything that a seeding makes, less the moments and the ids that the database chose itself. */
const MADE = {
  people: `SELECT id, username, real_name FROM app_user`,
  'counted people': `SELECT status, sum(n) FROM app_user_count GROUP BY 1`,
  courses: `SELECT id, name, privacy, created_by_id, published_lessons FROM course`,
  sections: `SELECT course_id, name, position FROM course_section`,
  lessons: `SELECT section.course_id, section.position, lesson.name, lesson.position FROM course_lesson AS lesson
    JOIN course_section AS section ON section.id = section_id`,
  'members of courses': `SELECT course_id, user_id, state, completed FROM course_membership`,
  'invitations to courses': `SELECT course_id, user_id, invited_by, outcome FROM course_invitation`,
  'counted members of courses': `SELECT course_id, state, sum(n) FROM course_membership_count GROUP BY 1, 2`,
  'completed lessons': `SELECT done.course_id, user_id, lesson.position, section.position FROM lesson_completion AS done
    JOIN course_lesson AS lesson ON lesson.id = lesson_id JOIN course_section AS section ON section.id = section_id`,
  events: `SELECT id, name, created_by_id FROM event`,
  'members of events': `SELECT event_id, user_id, state, attendance FROM event_membership`,
  'invitations to events': `SELECT event_id, user_id, invited_by, outcome FROM event_invitation`,
  'counted members of events': `SELECT event_id, state, attendance, sum(n) FROM event_membership_count GROUP BY 1, 2, 3`,
} as const;

describe('npm run seed', () => {
  const databases: TestDatabase[] = [];
  let whole: Record<string, unknown>;
  beforeAll(async () => {
    buildOnce();
    const url = await empty();
    expect((await run(url, 'seed', SIZES)).code).toBe(0);
    whole = await madeIn(url);
  }, 240_000);
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('makes courses of growing size that differ in nothing else', async () => {
    const { rows } = await within(databases[0]!.url, (db) =>
      db.query('SELECT privacy, published_lessons FROM course ORDER BY id DESC LIMIT 5'),
    );
    expect(rows).toEqual(Array.from({ length: 5 }, () => ({ privacy: 'open', published_lessons: 0 })));
  });

  async function empty(): Promise<string> {
    const database = await createTestDatabase();
    databases.push(database);
    return database.url;
  }

  const env = (url: string) => ({ PATH: process.env['PATH'], DATABASE_URL: url });
  const run = (url: string, name: string, parameters: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(ROOT, `dist/src/cli/${name}.js`), ...parameters],
        { env: env(url) },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  async function within<T>(url: string, work: (db: Client) => Promise<T>): Promise<T> {
    const db = new Client({ connectionString: url });
    await db.connect();
    try {
      return await work(db);
    } finally {
      await db.end();
    }
  }

  /** How many rows of each kind there are, and a digest of them in any order. */
  const madeIn = (url: string) =>
    within(url, async (db) => {
      const made: Record<string, unknown> = {};
      for (const [name, sql] of Object.entries(MADE)) {
        const { rows } = await db.query(
          `SELECT count(*)::int AS rows, md5(coalesce(string_agg(each::text, ',' ORDER BY each::text), '')) AS digest
           FROM (${sql}) AS each`,
        );
        made[name] = rows[0];
      }
      return made;
    });

  /** Keeps seedings from writing into `table` while `work` goes on, which may wait until so many are kept. */
  const held = (url: string, table: string, work: (waiting: (seedings: number) => Promise<void>) => Promise<void>) =>
    within(url, (holder) =>
      within(url, async (watch) => {
        const sessions = async (condition = '') => {
          const all = `SELECT FROM pg_stat_activity WHERE datname = current_database()`;
          return (await watch.query(`${all} AND application_name = 'convene-seed' ${condition}`)).rowCount!;
        };
        await holder.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
        await work(async (seedings) => {
          for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(20)) {
            if ((await sessions(`AND wait_event_type = 'Lock'`)) === seedings) return;
          }
          throw new Error(`Seeding never came to ${table}`);
        });
        await holder.query('ROLLBACK');
      }),
    );

  /** Starts a seeding and kills it when it comes to write into `table`. */
  const killedAt = (url: string, table: string) =>
    held(url, table, async (waiting) => {
      const child = spawn(process.execPath, [join(ROOT, 'dist/src/cli/seed.js'), ...SIZES], {
        env: env(url),
        timeout: 60_000,
      });
      const ended = once(child, 'exit');
      await waiting(1);
      child.kill('SIGKILL');
      await ended;
    });

  it('makes what was asked for', () => {
    const rows = (name: keyof typeof MADE) => (whole[name] as { rows: number }).rows;
    expect([rows('people'), rows('courses'), rows('events')]).toEqual([21_000, 35, 20]);
    for (const name of Object.keys(MADE) as (keyof typeof MADE)[]) expect([name, rows(name) > 0]).toEqual([name, true]);
  });

  it.each([
    'app_user',
    'course_lesson',
    'course_membership',
    'lesson_completion',
    'event_membership',
    'category', // which is not written into but vacuumed at the end
  ])(
    'goes on where it was killed, here at %s, and makes the same in the end',
    async (table) => {
      const url = await empty();
      await killedAt(url, table);
      const { code, stdout, stderr } = await run(url, 'seed', SIZES);
      expect([code, stderr]).toEqual([0, '']);
      if (table !== 'app_user') expect(stdout).toMatch(/^Going on with what was interrupted after \d+ pieces\.$/m);
      expect(await madeIn(url)).toEqual(whole);
      expect((await run(url, 'counts', ['verify'])).stdout).toBe('Every counter is right.\n');
    },
    120_000,
  );

  it('is done once when it is started twice', async () => {
    const url = await empty();
    const runs: ReturnType<typeof run>[] = [];
    await held(url, 'course_lesson', async (waiting) => {
      for (const seedings of [1, 2]) {
        runs.push(run(url, 'seed', SIZES));
        await waiting(seedings);
      }
    });
    const [first, second] = await Promise.all(runs);
    expect([first!.code, second!.code, second!.stderr]).toEqual([0, 1, 'Another process is at the same seeding.\n']);
    expect(await madeIn(url)).toEqual(whole);
  }, 120_000);
});
