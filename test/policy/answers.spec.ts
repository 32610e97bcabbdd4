import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { inProcess } from '../fire/fleet';
import { type Route, routes } from '../fire/letters';
import { send } from '../fire/wire';
import { lesson, lessonUrl, media, quiz, responses } from '../harness/curriculum';
import { type Kind, type Persona, PERSONAS, World } from '../harness/world';

/**
 * What every route of the OpenAPI document answers to everybody: each standing, in each privacy, on things of one's own
 * and of others. The copy in `answers.golden.txt` is read by people; a change of any answer shows there as a change of a
 * line. `UPDATE_GOLDEN=1 npx jest test/policy/answers` writes it again.
 *
 * The service that is asked has read-only connections, so that whoever is let through changes nothing and the next one
 * finds everything as it was: a write that was let through ends in an error of the database, here written as `pass`.
 */
const GOLDEN = join(__dirname, 'answers.golden.txt');

const PRIVACIES: Record<Kind, Record<string, Record<string, unknown>>> = {
  course: {
    draft: { privacy: '' },
    open: { privacy: 'open' },
    private: { privacy: 'private' },
    secret: { privacy: 'secret' },
    'open, roster hidden': { privacy: 'open', hide_member_count: true },
  },
  event: {
    public: { privacy: 'public' },
    private: { privacy: 'private' },
    hidden: { privacy: 'private', visible: false },
  },
};

const kindOf = ({ template }: Route): Kind | undefined =>
  (/^\/api\/v2\/(course|event)\/\{/.exec(template)?.[1] as Kind | undefined) ?? undefined;

/** Things that belong to somebody, by the parameter that names them. */
const OWNED = /\{(comment_id|attempt_id)\}|\/media\/\{id\}|\/user\/\{id\}/;

type Ids = Readonly<Record<string, number>>;

describe('the answers of every route to everybody', () => {
  let world: World;
  let app: NestFastifyApplication;
  let origin: string;
  beforeAll(async () => {
    world = await World.start();
    const url = new URL(world.databaseUrl);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    ({ app, origin } = await inProcess(url.toString()));
  });
  afterAll(async () => {
    await app?.close();
    await world.stop();
  });

  async function answer(route: Route, ids: Ids, token: string | null): Promise<string> {
    const path = route.template.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name] ?? 1));
    const body = route.method === 'GET' ? undefined : {};
    const { status } = await send(origin, route.method, path, { token, body });
    return [401, 403, 404].includes(status) ? String(status) : 'pass';
  }

  async function line(route: Route, where: string, who: readonly (readonly [string, Ids, string | null])[]) {
    const cells: string[] = [];
    for (const [name, ids, token] of who) cells.push(`${name} ${(await answer(route, ids, token)).padEnd(4)}`);
    return `${`${route.method} ${route.template}`.padEnd(112)} ${where.padEnd(20)} ${cells.join('  ')}`.trimEnd();
  }

  /** A copy of the only row of a table, of somebody else. */
  async function copyFor(table: string, author: string, id: number, userId: number): Promise<number> {
    const columns = await world.db.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER'`,
      [table],
    );
    const kept = columns.map(({ name }) => name).filter((name) => name !== 'id' && name !== author);
    const [made] = await world.db.query<{ id: number }>(
      `INSERT INTO ${table} (${author}, ${kept.join(', ')}) SELECT $2, ${kept.join(', ')} FROM ${table} WHERE id = $1
       RETURNING id`,
      [id, userId],
    );
    return made!.id;
  }

  async function courseLines(where: string, fields: Record<string, unknown>): Promise<string[]> {
    const course = await world.course({ ...fields, privacy: 'open' });
    const test = await quiz(world, course);
    const talk = await lesson(world, test.section);
    const other = await world.as('J', 'course', course);
    const attempt = (await other.http.post(`${lessonUrl(test)}attempt/`, responses(test))).body.id;
    const comment = (await other.http.post(`${lessonUrl(talk)}comment/`, { text: 'Well' })).body.id;
    await world.db.query(`UPDATE course SET privacy = $2 WHERE id = $1`, [course.id, fields['privacy']]);
    const place = { id: course.id, course_id: course.id, section_id: test.section.id };
    const theirs = { ...place, question_id: test.questions[0]!.id, attempt_id: attempt, comment_id: comment };
    const people = new Map<Persona, { theirs: Ids; own: Ids; token: string | null }>();
    for (const persona of PERSONAS) {
      const { id } = await world.as(persona, 'course', course);
      if (id === null) people.set(persona, { theirs, own: theirs, token: null });
      else {
        const own = {
          ...theirs,
          attempt_id: await copyFor('quiz_attempt', 'user_id', attempt, id),
          comment_id: await copyFor('lesson_comment', 'created_by_id', comment, id),
        };
        people.set(persona, { theirs, own, token: world.token(id) });
      }
    }
    const lines: string[] = [];
    for (const route of routes.filter((each) => kindOf(each) === 'course')) {
      const lessonId = /question|attempt/.test(route.template) ? test.id : talk.id;
      for (const whose of OWNED.test(route.template) ? (['theirs', 'own'] as const) : (['theirs'] as const)) {
        const who = [...people].map(
          ([name, each]) => [name, { ...each[whose], lesson_id: lessonId }, each.token] as const,
        );
        const note = OWNED.test(route.template) ? `${where}, ${whose === 'own' ? 'own' : "other's"}` : where;
        lines.push(await line(route, note, who));
      }
    }
    return lines;
  }

  async function eventLines(where: string, fields: Record<string, unknown>): Promise<string[]> {
    const event = await world.event(fields);
    const people: [string, Ids, string | null][] = [];
    for (const persona of PERSONAS.filter((each) => each !== 'M')) {
      const { id } = await world.as(persona, 'event', event);
      people.push([persona, { id: event.id }, id === null ? null : world.token(id)]);
    }
    const lines: string[] = [];
    for (const route of routes.filter((each) => kindOf(each) === 'event')) lines.push(await line(route, where, people));
    return lines;
  }

  async function otherLines(): Promise<string[]> {
    const owner = await world.person();
    const [category] = await world.db.query<{ id: number }>(
      `INSERT INTO category (name, slug) VALUES ('Any', 'any') RETURNING id`,
    );
    const people = {
      anonymous: null,
      person: await world.person(),
      owner,
      editor: await world.person({ role: 'editor' }),
      admin: await world.person({ role: 'admin' }),
      blocked: await world.person({ status: 'blocked' }),
    };
    const file = await media(world, owner.id);
    const lines: string[] = [];
    for (const route of routes.filter((each) => kindOf(each) === undefined)) {
      const id = /media/.test(route.template) ? file : /category/.test(route.template) ? category!.id : owner.id;
      const who = Object.entries(people).map(
        ([name, person]) => [name, { id }, person && world.token(person.id)] as const,
      );
      lines.push(await line(route, '', who));
    }
    return lines;
  }

  it('are the ones that were reviewed', async () => {
    const lines = await otherLines();
    for (const [where, fields] of Object.entries(PRIVACIES.course)) lines.push(...(await courseLines(where, fields)));
    for (const [where, fields] of Object.entries(PRIVACIES.event)) lines.push(...(await eventLines(where, fields)));
    const sorted = lines.toSorted((a, b) => (a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1));
    if (process.env['UPDATE_GOLDEN'] || !existsSync(GOLDEN)) writeFileSync(GOLDEN, `${sorted.join('\n')}\n`);
    expect(sorted).toEqual(readFileSync(GOLDEN, 'utf8').trim().split('\n'));
    expect(sorted.length).toBeGreaterThan(routes.length * 2);
  }, 120_000);
});
