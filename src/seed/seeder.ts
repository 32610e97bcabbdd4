import { Client } from 'pg';

import { CommandError } from '../cli/command-error';
import { COURSE_MEMBERSHIP, EVENT_MEMBERSHIP, type MembershipKind } from '../membership/membership.kind';
import { crowdsSql } from './crowds.sql';
import { PEOPLE } from './people.sql';
import { type Chunk, chunksOf, courseCrowds, eventCrowds, type Plan, type Sizes } from './plan';
import { ProgressBar } from './progress-bar';
import { COMPLETIONS, COURSES, EVENTS, LESSONS } from './subjects.sql';

/** One piece of work, done in one transaction. */
interface Piece {
  readonly rows: number;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Step {
  readonly name: string;
  readonly pieces: readonly Piece[];
}

interface Run {
  readonly id: number;
  readonly plan: Plan;
  /** Pieces done. */
  readonly done: number;
}

/**
 * Fills the database at `url`, which must be migrated, with generated people, courses, events and memberships, and
 * returns what was made. Keeps what is there. Interrupted, the same call goes on where it was: each piece is written in
 * one transaction with the note that it is done. Throws a `CommandError` when another process is at the same work.
 */
export async function seed(url: string, sizes: Sizes, say: (line: string) => void): Promise<Plan> {
  const db = new Client({ connectionString: url, application_name: 'convene-seed' });
  await db.connect();
  try {
    const run = (await unfinished(db, sizes)) ?? (await begin(db, sizes));
    if (run.done > 0) say(`Going on with what was interrupted after ${run.done} pieces.`);
    await carryOut(db, run);
    say('Analyzing …');
    await db.query('VACUUM (ANALYZE)');
    await db.query('UPDATE seed_run SET finished_at = now() WHERE id = $1', [run.id]);
    return run.plan;
  } finally {
    await db.end();
  }
}

async function unfinished(db: Client, sizes: Sizes): Promise<Run | undefined> {
  await db.query(`CREATE TABLE IF NOT EXISTS seed_run (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sizes jsonb NOT NULL, plan jsonb NOT NULL, done int NOT NULL DEFAULT 0, finished_at timestamptz)`);
  const { rows } = await db.query<Run>(
    `SELECT id, plan, done FROM seed_run WHERE sizes = $1 AND finished_at IS NULL ORDER BY id DESC LIMIT 1`,
    [JSON.stringify(sizes)],
  );
  return rows[0];
}

/** Sets aside the ids of everything that will be made, so that it can be made in any number of transactions. */
async function begin(db: Client, sizes: Sizes): Promise<Run> {
  const firstOf = async (table: string, count: number): Promise<number> => {
    const sequence = `pg_get_serial_sequence('${table}', 'id')`;
    const { rows } = await db.query<{ first: number }>(
      `WITH base AS (SELECT greatest(nextval(${sequence}), coalesce(max(id), 0) + 1) AS first FROM ${table})
       SELECT first::int, setval(${sequence}, first + $1) FROM base`,
      [count],
    );
    return rows[0]!.first;
  };
  const plan: Plan = {
    ...sizes,
    firstUser: await firstOf('app_user', sizes.users),
    firstCourse: await firstOf('course', sizes.courses + sizes.growth.length),
    firstEvent: await firstOf('event', sizes.events),
  };
  const { rows } = await db.query<{ id: number }>(`INSERT INTO seed_run (sizes, plan) VALUES ($1, $2) RETURNING id`, [
    JSON.stringify(sizes),
    JSON.stringify(plan),
  ]);
  return { id: rows[0]!.id, plan, done: 0 };
}

async function carryOut(db: Client, { id, plan, done }: Run): Promise<void> {
  let number = 0;
  for (const { name, pieces } of stepsOf(plan)) {
    const total = pieces.reduce((sum, { rows }) => sum + rows, 0);
    const bar = new ProgressBar(name, total);
    const already = pieces.slice(0, Math.max(0, done - number)).reduce((sum, { rows }) => sum + rows, 0);
    let written = 0;
    for (const piece of pieces) {
      if (number++ >= done) await writeOne(db, id, number, piece);
      written += piece.rows;
      bar.show(written, already);
    }
    bar.finish();
  }
}

async function writeOne(db: Client, run: number, done: number, { text, values }: Piece): Promise<void> {
  await db.query('BEGIN');
  try {
    await db.query('SET LOCAL synchronous_commit = off');
    // First of all, so that of two processes at the same piece one waits, and then finds that it is done.
    const noted = await db.query('UPDATE seed_run SET done = $2 WHERE id = $1 AND done = $2 - 1', [run, done]);
    if (noted.rowCount === 0) throw new CommandError('Another process is at the same seeding.');
    await db.query(text, [...values]);
    await db.query('COMMIT');
  } catch (error) {
    await db.query('ROLLBACK');
    throw error;
  }
}

function stepsOf(plan: Plan): readonly Step[] {
  const { users, courses, events, growth, big, firstUser, firstCourse, firstEvent } = plan;
  const allCourses = courses + growth.length + 1;
  const ranged = (text: string, from: number, to: number, more: readonly unknown[], size = 20_000): Piece[] =>
    ranges(from, to, size).map(([start, end]) => ({ rows: end - start, text, values: [start, end, ...more] }));
  return [
    { name: 'people', pieces: ranged(PEOPLE, 0, users, [firstUser]) },
    { name: 'courses', pieces: ranged(COURSES, 1, allCourses, [firstCourse, users, firstUser, courses]) },
    { name: 'lessons', pieces: ranged(LESSONS, 1, courses + 1, [firstCourse]) },
    { name: 'memberships', pieces: crowdPieces(COURSE_MEMBERSHIP, chunksOf(courseCrowds(plan)), plan, firstCourse) },
    {
      name: 'completions',
      pieces: ranged(COMPLETIONS, 0, Math.ceil(big / 10), [firstCourse, users, firstUser], 5000),
    },
    { name: 'events', pieces: ranged(EVENTS, 1, events + 1, [firstEvent, users, firstUser]) },
    { name: 'subscriptions', pieces: crowdPieces(EVENT_MEMBERSHIP, chunksOf(eventCrowds(plan)), plan, firstEvent) },
  ];
}

const ranges = (from: number, to: number, size: number): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.ceil((to - from) / size) }, (_, at) => [
    from + at * size,
    Math.min(from + (at + 1) * size, to),
  ]);

function crowdPieces(kind: MembershipKind, chunks: readonly Chunk[], plan: Plan, firstSubject: number): Piece[] {
  const text = crowdsSql(kind);
  return chunks.map(({ crowds, from, to, rows }) => ({
    rows,
    text,
    values: [
      crowds.map(({ number }) => number),
      crowds.map(({ size }) => size),
      crowds.map(({ invited }) => invited),
      crowds.map(({ requested }) => requested),
      from,
      to,
      firstSubject,
      plan.users,
      plan.firstUser,
    ],
  }));
}
