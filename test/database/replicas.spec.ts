import { Client } from 'pg';

import { Replicas } from '../../src/database/replicas';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';
import { type Subject, World } from '../harness/world';

// Two databases stand for a primary and its standby: where they differ, an answer tells which of them was asked.
let replica: TestDatabase;
let world: World;
let course: Subject;

beforeEach(async () => {
  replica = await createTestDatabase();
  world = await World.start({ DATABASE_REPLICA_URLS: replica.url });
  course = await world.course({ name: 'As it is', privacy: 'open' });
  await onReplica(
    `INSERT INTO app_user (id, username) VALUES (${course.creatorId}, 'creator');
     INSERT INTO course (id, name, slug, type, privacy, created_by_id)
     VALUES (${course.id}, 'As it was', 'as-it-was', 'self-paced', 'open', ${course.creatorId})`,
  );
  await look();
});
afterEach(async () => {
  await world.stop();
  await replica.drop();
});

async function onReplica(sql: string): Promise<void> {
  const client = new Client({ connectionString: replica.url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** As happens every second: once to note where the primary is, once more to see whether the replica got there. */
async function look(): Promise<void> {
  for (let time = 0; time < 2; time++) await world.app.get(Replicas).look();
}

const address = (): string => `/api/v2/course/${course.id}/`;
const nameFor = async (client: World['visitor']): Promise<unknown> => {
  const { status, body } = await client.get(address());
  expect(status).toBe(200);
  return body.name;
};

it('answers anonymous reads from the replica, with what decides about them', async () => {
  expect(await nameFor(world.visitor)).toBe('As it was');
  expect((await world.visitor.get('/api/v2/course/search/')).body.results).toMatchObject([{ name: 'As it was' }]);
  await onReplica(`UPDATE course SET privacy = 'secret'`);
  expect((await world.visitor.get(address())).status).toBe(404);
});

it('shows those who have signed in what they have written', async () => {
  expect(await nameFor(course.creator)).toBe('As it is');
  await course.creator.patch(address(), { name: 'As it will be' });
  expect(await nameFor(course.creator)).toBe('As it will be');
  expect(await nameFor((await world.person()).http)).toBe('As it will be');
});

it('opens a personal calendar, which goes without a token, to whoever has just made it', async () => {
  const { body } = await course.creator.post('/api/v2/user/me/calendar/');
  const { pathname } = new URL(body.url);
  expect((await world.visitor.get(pathname)).status).toBe(200);
});

it('reads from the primary when the replica is gone, within the same request', async () => {
  await replica.drop();
  expect(await nameFor(world.visitor)).toBe('As it is');
  await look();
  expect(await nameFor(world.visitor)).toBe('As it is');
});

it('reads from the primary what the replica cannot answer, as before it has applied a migration', async () => {
  await onReplica(`ALTER TABLE course RENAME TO course_of_another_version`);
  expect(await nameFor(world.visitor)).toBe('As it is');
  await onReplica(`ALTER TABLE course_of_another_version RENAME TO course`);
  expect(await nameFor(world.visitor)).toBe('As it was');
});

it('reads from the primary while the replica is behind, and from the replica once it has caught up', async () => {
  const replayed = (position: string) => `CREATE OR REPLACE FUNCTION public.pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql AS $$ SELECT '${position}'::pg_lsn $$`;
  await onReplica(replayed('0/1'));
  await onReplica(`ALTER DATABASE "${new URL(replica.url).pathname.slice(1)}" SET search_path = public, pg_catalog`);
  await onReplica(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await look();
  await look();
  expect(await nameFor(world.visitor)).toBe('As it is');
  await onReplica(replayed('FFFFFFFF/0'));
  await look();
  expect(await nameFor(world.visitor)).toBe('As it was');
});

it('starts without a replica that does not answer', async () => {
  const gone = new URL(replica.url);
  gone.pathname = '/no_such_database';
  const without = await World.start({ DATABASE_REPLICA_URLS: gone.toString() });
  expect((await without.visitor.get('/api/v2/course/search/')).body.count).toBe(0);
  await without.stop();
});
