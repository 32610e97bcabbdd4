import fc from 'fast-check';

import { lesson, lessonUrl, media, quiz, responses, section } from '../harness/curriculum';
import type { World } from '../harness/world';
import { type Hostile, letters, type Route } from './letters';
import { type Reply, send } from './wire';

/** Things that exist, and tokens of people who stand to them in every way. */
interface Stage {
  readonly ids: Readonly<Record<string, number>>;
  readonly tokens: readonly string[];
}

/** A course and an event with everything in them. */
async function stage(world: World): Promise<Stage> {
  const course = await world.course();
  const event = await world.event({}, course.creatorId);
  const inside = await section(world, course);
  const test = await quiz(world, inside);
  const read = await lesson(world, inside);
  const member = await world.as('J', 'course', course);
  await world.stand('event', event.id, member.id!, 'member');
  const attempt = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
  const comment = await member.http.post(`${lessonUrl(read)}comment/`, { text: 'Well' });
  const [category] = await world.db.query<{ id: number }>(
    `INSERT INTO category (name, slug) SELECT 'Category ' || name, name FROM (SELECT gen_random_uuid()::text) AS a (name)
     RETURNING id`,
  );
  const admin = await world.person({ role: 'admin' });
  const others = [await world.person(), await world.as('I', 'course', course), await world.as('M', 'course', course)];
  const gone = [await world.person({ status: 'blocked' }), await world.person({ status: 'deleted' })];
  const people = [course.creatorId, course.creatorId, member.id!, admin.id, ...others.map(({ id }) => id!)];
  return {
    ids: {
      course: course.id,
      course_id: course.id,
      section_id: inside.id,
      lesson_id: test.id,
      question_id: test.questions[0]!.id,
      attempt_id: attempt.body.id ?? 1,
      comment_id: comment.body.id ?? 1,
      event: event.id,
      media: await media(world, course.creatorId),
      category: category!.id,
      user: member.id!,
    },
    tokens: [...people, ...gone.map(({ id }) => id)].map((id) => world.token(id)).concat('', 'a.b.c'),
  };
}

/** What came of a run. */
export interface Fuzzed {
  readonly routes: number;
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** What must never happen, with the request that did it. */
  readonly wrong: readonly string[];
}

/**
 * From now on every row that is written is noted, so that one look tells whether a request that was refused wrote
 * something. What is undone is not noted.
 */
export async function noteWrites(world: World): Promise<void> {
  await world.db.query(`CREATE TABLE fuzz_note (id bigint GENERATED ALWAYS AS IDENTITY, what text NOT NULL)`);
  await world.db.query(
    `CREATE FUNCTION fuzz_note() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO fuzz_note (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$`,
  );
  const tables = await world.db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'fuzz_note'`,
  );
  for (const { name } of tables) {
    await world.db.query(
      `CREATE TRIGGER fuzz_note AFTER INSERT OR UPDATE OR DELETE ON "${name}" FOR EACH ROW EXECUTE FUNCTION fuzz_note()`,
    );
  }
}

/** A refresh token that was stolen revokes its sign-in when it is refused; sweepers write when they like. */
const MAY_WRITE = /oauth_session|refresh_token|stray_folder/;

/** Sends so many hostile requests to each of the routes, one after the other, to the service at `origin`. */
export async function fuzz(
  world: World,
  origin: string,
  among: readonly Route[],
  { each, seed }: { readonly each: number; readonly seed: number },
): Promise<Fuzzed> {
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  let requests = 0;
  let now = await stage(world);
  for (const [at, route] of among.entries()) {
    for (const letter of fc.sample(letters(route, now.ids), { numRuns: each, seed: seed + at })) {
      const token = now.tokens[requests % now.tokens.length]!;
      const before = await written(world);
      const reply = await send(origin, letter.method, letter.path, { ...letter, token, patience: 20_000 });
      requests += 1;
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      const wrote = reply.status >= 400 || letter.method === 'GET' ? await written(world, before.last) : { what: [] };
      for (const complaint of judge(letter, reply, wrote.what))
        wrong.push(`${complaint}: ${show(letter, token, reply)}`);
      if (letter.method === 'DELETE' && reply.status < 300) now = await stage(world);
    }
  }
  return { routes: among.length, requests, statuses, wrong };
}

async function written(world: World, since?: string): Promise<{ last: string; what: readonly string[] }> {
  const rows = await world.db.query<{ id: string; what: string }>(
    since === undefined
      ? `SELECT id, what FROM fuzz_note ORDER BY id DESC LIMIT 1`
      : `SELECT id, what FROM fuzz_note WHERE id > $1 ORDER BY id`,
    since === undefined ? [] : [since],
  );
  return { last: rows.at(-1)?.id ?? '0', what: rows.map(({ what }) => what) };
}

function judge({ method, path }: Hostile, reply: Reply, wrote: readonly string[]): string[] {
  const { status, text, headers } = reply;
  const complaints: string[] = [];
  if (status >= 500) complaints.push('a failure');
  // A body that is not read to its end leaves a connection that cannot be used again; that is a refusal too.
  if (status === 0 && !/ECONNRESET|EPIPE|hang up|cut off/.test(text)) complaints.push('no answer');
  if (status >= 400 && !isError(path, reply)) complaints.push('not the error envelope');
  if (status === 401 && !path.startsWith('/oauth') && !headers['www-authenticate']) complaints.push('no challenge');
  if (/node_modules|\bat .+:\d+:\d+|SELECT |INSERT |pg_|app_user/.test(status >= 400 ? text : ''))
    complaints.push('says too much');
  const odd = wrote.filter((what) => !MAY_WRITE.test(what));
  if (odd.length > 0) complaints.push(`${method} was refused or only reads, and wrote ${odd.join(', ')}`);
  return complaints;
}

/** OAuth has its own error form, by its standard, and the check of a token says no without words, by the contract. */
function isError(path: string, { status, text, body }: Reply): boolean {
  if (path.startsWith('/api/v2/jwt/verify_token') && status === 401 && text === '') return true;
  if (path.startsWith('/oauth') && typeof body?.error === 'string') return true;
  const isComplaint = (each: any) => typeof each.code === 'string' && typeof each.message === 'string';
  return (
    Array.isArray(body?.errors) &&
    body.errors.length > 0 &&
    body.errors.every((each: any) =>
      'field' in each
        ? typeof each.field === 'string' && each.messages.length > 0 && each.messages.every(isComplaint)
        : isComplaint(each),
    )
  );
}

const show = ({ method, path, headers, body }: Hostile, token: string, { status, text }: Reply): string =>
  [
    `${method} ${path.slice(0, 300)} ${JSON.stringify(headers)} ${token.slice(0, 8)}`,
    `body ${JSON.stringify(body?.toString().slice(0, 400))}`,
    `-> ${status} ${text.slice(0, 300)}`,
  ].join('\n  ');
