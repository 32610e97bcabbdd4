import type { Schema } from '../fire/hostile';
import type { Route } from '../fire/letters';
import type { Client } from '../harness/client';
import { lesson } from '../harness/curriculum';
import type { Kind, World } from '../harness/world';

/** So many that reading a whole table never is the best plan for finding a few. */
const MANY = 20_000;

/** In a few of the many, and in nobody. */
export const RARE = ['needle', 'nothing like it'];

/** A large community, and somebody who runs a course and an event in it that many belong to, as an administrator. */
export interface Seeded {
  readonly viewer: Client;
  addressOf(route: Route, query: string): string;
}

export async function seed(world: World): Promise<Seeded> {
  const course = await world.course();
  const event = await world.event({}, course.creatorId);
  const talk = await lesson(world, course);
  await world.db.query(`UPDATE app_user SET role = 'admin' WHERE id = $1`, [course.creatorId]);
  const text = (usual: string) => `CASE WHEN n % 5000 = 0 THEN 'needle ' ELSE '${usual} ' END || n`;
  await world.db.query(
    `INSERT INTO app_user (username, real_name, location, description, gender, date_of_birth)
     SELECT 'person-' || n, ${text('Somebody')}, ${text('Somewhere')}, ${text('Something')},
       (ARRAY['Male', 'Female', 'Unspecified'])[n % 3 + 1], CASE WHEN n % 100 = 0 THEN date '1900-01-01' + n END
     FROM generate_series(1, $1::int) AS n`,
    [MANY],
  );
  await world.db.query(
    `INSERT INTO course (name, slug, type, privacy, created_by_id)
     SELECT ${text('Any course')}, 'course-number-' || n, 'self-paced', 'open', $2 + n FROM generate_series(1, $1::int) AS n`,
    [MANY, course.creatorId],
  );
  await world.db.query(
    `INSERT INTO event (name, slug, location, start_date, end_date, created_by_id, managed_by_id)
     SELECT ${text('Any event')}, 'event-number-' || n, 'virtual', now() + make_interval(hours => n - 5000),
       now() + make_interval(hours => n - 4990), $2 + n, $2 + n FROM generate_series(1, $1::int) AS n`,
    [MANY, course.creatorId],
  );
  for (const [kind, { id }] of [['course', course] as const, ['event', event] as const]) await fill(world, kind, id);
  const [category] = await world.db.query<{ id: number }>(
    `INSERT INTO category (name, slug) VALUES ('Any', 'any') RETURNING id`,
  );
  await world.db.query(
    `INSERT INTO course_category (course_id, category_id) SELECT id, $1 FROM course WHERE id % 500 = 0`,
    [category!.id],
  );
  await world.db.query('VACUUM ANALYZE');
  const ids: Readonly<Record<string, number>> = {
    course: course.id,
    course_id: course.id,
    section_id: talk.section.id,
    lesson_id: talk.id,
    event: event.id,
    user: course.creatorId,
    category: category!.id,
  };
  const addressOf = ({ template }: Route, query: string): string => {
    const kind = /v2\/(\w+)/.exec(template)?.[1] ?? '';
    const address = template.includes('/created/') ? `${template}?created_by={user}&` : `${template}?`;
    return (address + query).replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name === 'id' ? kind : name]));
  };
  return { viewer: course.creator, addressOf };
}

/** Everybody runs one of the many, and a quarter of the people belong to this one. */
async function fill(world: World, kind: Kind, id: number): Promise<void> {
  await world.db.query(
    `INSERT INTO ${kind}_membership (${kind}_id, user_id, state)
     SELECT id, created_by_id, 'creator' FROM ${kind} WHERE id <> $1`,
    [id],
  );
  await world.db.query(
    `INSERT INTO ${kind}_membership (${kind}_id, user_id, state)
     SELECT $1, id, (ARRAY['member', 'invited', 'requested'])[id % 3 + 1]::membership_state
     FROM app_user WHERE id % 4 = 0 AND username LIKE 'person-%'`,
    [id],
  );
}

/** What to write for a parameter that names something, or that the document does not say all about. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  created_by: ['{user}'],
  user: ['{user}'],
  exclude: ['{user}'],
  categories: ['{category}'],
  cursor: ['start'],
  ordering: ['id', '-created_at', 'username', 'last_active_at', 'name'],
};

/** One request for each value of each filter of a list; `text` says that few or none contain the value. */
export function requestsOf({ query }: Route): { readonly query: string; readonly text: boolean }[] {
  return query.flatMap(({ name, schema }) => {
    const known = schema.type === 'string' && name === 'user' ? undefined : KNOWN[name];
    const values = known ?? valuesOf(schema);
    return values.map((value) => ({
      query: `${name}=${value.startsWith('{') ? value : encodeURIComponent(value)}`,
      text: values === RARE,
    }));
  });
}

function valuesOf(schema: Schema): readonly string[] {
  const choices = schema.enum ?? schema.items?.enum;
  if (choices) return choices.map(String);
  if (schema.type === 'boolean') return ['true', 'false'];
  return schema.type === 'string' ? RARE : ['1', '20'];
}
