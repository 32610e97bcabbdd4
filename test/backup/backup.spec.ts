import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { backup } from '../../src/backup/backup';
import { DamagedBackup } from '../../src/backup/frames';
import { restore } from '../../src/backup/restore';
import { FileStorage } from '../../src/media/file-storage';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';
import { World } from '../harness/world';

const PICTURE = 'course/0d8e3f6a-0000-4000-8000-000000000001/big.webp';

describe('a backup', () => {
  let world: World;
  let dir: string;
  let file: string;
  const made: TestDatabase[] = [];

  beforeAll(async () => {
    world = await World.start({ INVITES_PER_RECEIVER_PER_DAY: '1' });
    dir = mkdtempSync(join(tmpdir(), 'convene-backup-'));
    file = join(dir, 'backup');
    await populate();
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
    await new FileStorage(join(dir, 'media')).put(PICTURE, content, { contentType: 'image/webp', size: 200_000 });
    await backup(world.databaseUrl, file, join(dir, 'media'));
  });
  afterAll(async () => {
    await world.stop();
    for (const database of made) await database.drop();
    rmSync(dir, { recursive: true });
  });

  /** Rows in as many tables as the service fills by itself, with everything that is hard to write down. */
  async function populate(): Promise<void> {
    const bio = 'a tab\t, a line\nfeed, a back\\slash, \\N, \\., "quotes", a € and an emoji 🎓';
    const [ann, bob] = [await world.person({ real_name: bio, email: 'ann@example.org' }), await world.person({ bio })];
    for (const kind of ['course', 'event'] as const) {
      const subjects = [await world[kind](), await world[kind]({ privacy: 'private' })];
      for (const { creator, id } of subjects) {
        await creator.post(`/api/v2/${kind}/${id}/invite/`, { users: [ann.id, ...(await world.people(700))] });
      }
      await bob.http.post(
        kind === 'course' ? `/api/v2/course/${subjects[0]!.id}/join/` : `/api/v2/event/${subjects[0]!.id}/subscribe/`,
      );
    }
    await world.prefer('courses_only_staff_enabled', true);
    await world.db.query(`INSERT INTO media_upload VALUES (gen_random_uuid(), $1, 'image', 'x', 9, 3, now())`, [
      ann.id,
    ]);
    await world.db.query(`INSERT INTO media_upload_chunk SELECT id, 0, '\\x00ff5c2e0a'::bytea FROM media_upload`);
  }

  const empty = async () => {
    const database = await createTestDatabase();
    made.push(database);
    return database.url;
  };

  async function contentOf(url: string): Promise<Record<string, unknown[]>> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1`,
    );
    const content: Record<string, unknown[]> = {};
    for (const { name } of tables) {
      const columns = name.endsWith('_seq') ? `t.last_value` : `t::text`;
      content[name] = (await client.query(`SELECT ${columns} AS row FROM ${name} AS t ORDER BY 1`)).rows;
    }
    await client.end();
    return content;
  }

  it('restores every table, every sequence and every file as it was', async () => {
    const url = await empty();
    const storage = new FileStorage(join(dir, 'restored'));
    const { tables, files } = await restore(url, file, storage);
    const [before, after] = [await contentOf(world.databaseUrl), await contentOf(url)];
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['course_membership_count', 'invitation_parked']));
    expect(before['course_membership_count']!.length).toBeGreaterThan(0);
    expect(before['invitation_parked']!.length).toBeGreaterThan(0);
    for (const [table, rows] of Object.entries(before)) expect([table, after[table]]).toEqual([table, rows]);
    expect(tables).toBe(Object.keys(before).filter((name) => !/_seq$|^migration$/.test(name)).length);
    expect(files).toBe(1);
    expect(readFileSync(join(dir, 'restored', PICTURE)).equals(readFileSync(join(dir, 'media', PICTURE)))).toBe(true);
  });

  it('leaves a database that works, with its triggers', async () => {
    const url = await empty();
    await restore(url, file);
    const restored = await World.on(url);
    const course = await restored.course();
    const person = await restored.person();
    await person.http.post(`/api/v2/course/${course.id}/join/`);
    const { body } = await course.creator.get(`/api/v2/course/${course.id}/join/`);
    expect(body.count).toBe(1);
    await restored.stop();
  });

  it('is readable for its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is of one moment, whoever writes meanwhile', async () => {
    const target = join(dir, 'meanwhile');
    const course = await world.course();
    let isDone = false;
    const writing = (async () => {
      while (!isDone)
        await course.creator.post(`/api/v2/course/${course.id}/invite/`, { users: await world.people(20) });
    })();
    await backup(world.databaseUrl, target);
    isDone = true;
    await writing;
    const url = await empty();
    await restore(url, target);
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM course_membership) AS members, (SELECT sum(n) FROM course_membership_count) AS counted`,
    );
    await client.end();
    expect(rows[0].members).toBe(rows[0].counted);
  });

  it('does not go into a database that is in use', async () => {
    const before = await contentOf(world.databaseUrl);
    await expect(restore(world.databaseUrl, file)).rejects.toThrow(/^The database is not empty \(/);
    expect(await contentOf(world.databaseUrl)).toEqual(before);
  });

  it('does not go into the database of another version', async () => {
    const url = await empty();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Later9999999999999')`);
    await client.end();
    await expect(restore(url, file)).rejects.toThrow(/another version/);
  });

  it('is refused when it is cut off, altered or something else, and then nothing is written', async () => {
    const url = await empty();
    const before = await contentOf(url);
    const damaged = join(dir, 'damaged');
    const whole = readFileSync(file);
    const altered = Buffer.from(whole);
    altered[Math.floor(whole.length / 2)]! ^= 0xff;
    for (const content of [
      whole.subarray(0, whole.length - 20),
      whole.subarray(0, 5000),
      altered,
      Buffer.from('no'),
      Buffer.alloc(0),
    ]) {
      writeFileSync(damaged, content);
      const restoring = restore(url, damaged, new FileStorage(join(dir, 'partly')));
      // What was altered may offend the database before the checksum at the end is read.
      await (content === altered
        ? expect(restoring).rejects.toThrow()
        : expect(restoring).rejects.toThrow(DamagedBackup));
    }
    truncateSync(damaged);
    expect(await contentOf(url)).toEqual(before);
    await expect(restore(url, join(dir, 'missing'))).rejects.toThrow(/ENOENT/);
  });

  it('cannot write outside of the folder for uploads', async () => {
    const { section } = await import('../../src/backup/frames');
    const { gzipSync, gunzipSync } = await import('node:zlib');
    const evil: Buffer[] = [];
    for await (const piece of section({ kind: 'file', path: '../../evil', size: 4 }, [Buffer.from('evil')]))
      evil.push(piece);
    const bare = join(dir, 'bare');
    await backup(world.databaseUrl, bare);
    writeFileSync(bare, gzipSync(Buffer.concat([gunzipSync(readFileSync(bare)), ...evil])));
    await expect(restore(await empty(), bare, new FileStorage(join(dir, 'restored')))).rejects.toThrow(
      /Not a storage key/,
    );
  });
});
