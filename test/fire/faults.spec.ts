import { setTimeout as sleep } from 'node:timers/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { driftIn } from '../../src/database/drift';
import { migrate, withDataSource } from '../../src/database/migrate';
import { createTestDatabase } from '../harness/test-database';
import { World } from '../harness/world';
import { inProcess } from './fleet';
import { inconsistencies } from './verdict';
import { joinAll } from './load';
import { type Link, Proxy } from './proxy';
import { type Reply, send } from './wire';

const CLEAN = { odd: [], lost: 0, duplicated: 0 };

describe('a service whose database fails', () => {
  let world: World;
  let proxy: Proxy;
  let app: NestFastifyApplication;
  let origin: string;
  beforeAll(async () => {
    world = await World.start();
    proxy = await Proxy.before(world.databaseUrl);
    const through = proxy.through(world.databaseUrl);
    ({ app, origin } = await inProcess(through, { DATABASE_POOL_SIZE: '4', DATABASE_TIMEOUT: '1000' }));
  });
  afterEach(() => proxy.heal());
  afterAll(async () => {
    await app?.close();
    await proxy?.close();
    await world.stop();
  });

  async function newcomer() {
    const course = await world.course();
    const { id } = await world.person();
    const path = `/api/v2/course/${course.id}/`;
    const token = world.token(id);
    return {
      join: () => send(origin, 'POST', `${path}join/`, { token }),
      read: () => send(origin, 'GET', path, { token }),
      state: () => world.stateOf('course', course.id, id),
      told: async () => (await world.outbox('course', course.id)).map(({ type }) => type),
    };
  }
  const ready = () => send(origin, 'GET', '/health/ready/');
  const expectUnavailable = ({ status, headers, body }: Reply): void => {
    expect([status, body]).toEqual([503, { errors: [expect.objectContaining({ code: 'error' })] }]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  };
  async function eventually(works: () => Promise<Reply>): Promise<void> {
    const deadline = Date.now() + 10_000;
    while ((await works()).status !== 200) {
      if (Date.now() > deadline) throw new Error('The service did not recover');
      await sleep(20);
    }
  }

  it('answers 503 with Retry-After while the database is away, says so to probes, and recovers by itself', async () => {
    const { read, join, state } = await newcomer();
    expect((await ready()).status).toBe(200);
    proxy.cut({ refuse: true });
    expectUnavailable(await read());
    expectUnavailable(await join());
    expect([(await ready()).status, (await send(origin, 'GET', '/health/live/')).status]).toEqual([503, 200]);
    proxy.heal();
    await eventually(ready);
    await eventually(join);
    expect(await state()).toBe('member');
  });

  it('does not wait for a database that says nothing any more', async () => {
    const { read, join, state, told } = await newcomer();
    await eventually(read);
    proxy.silence();
    const asked = Date.now();
    for (const answer of await Promise.all([read(), join(), read(), join(), read(), read()])) expectUnavailable(answer);
    expect(Date.now() - asked).toBeLessThan(6000);
    expect((await ready()).status).toBe(503);
    proxy.heal();
    await eventually(join);
    expect([await state(), await told()]).toEqual(['member', ['course.joined']]);
  });

  it('answers 503 when all connections are taken, and when a lock does not come free', async () => {
    const stuck = await Promise.all([newcomer(), newcomer(), newcomer(), newcomer()]);
    const late = await newcomer();
    await world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM course FOR UPDATE`);
      const waiting = stuck.map(({ join }) => join());
      await world.somebodyWaits(4);
      expectUnavailable(await late.read());
      for (const answer of await Promise.all(waiting)) expectUnavailable(answer);
    });
    for (const { join, told } of stuck) {
      await eventually(join);
      expect(await told()).toEqual(['course.joined']);
    }
  });

  it('does not know whether a write happened when the answer to COMMIT is lost; asking again is harmless', async () => {
    const { join, state, told } = await newcomer();
    let committed: Link | undefined;
    proxy.watch((chunk, direction, link) => {
      if (direction === 'to the server' && chunk.includes('COMMIT')) committed = link;
      if (direction === 'to the client' && committed === link) return link.cut();
      return chunk;
    });
    expectUnavailable(await join());
    proxy.heal();
    expect(await state()).toBe('member');
    const again = await join();
    expect([again.status, again.body.join_status]).toEqual([200, 'joined']);
    expect(await told()).toEqual(['course.joined']);
  });

  it('has written nothing when COMMIT is lost', async () => {
    const { join, state, told } = await newcomer();
    proxy.watch((chunk, direction, link) =>
      direction === 'to the server' && chunk.includes('COMMIT') ? link.cut() : chunk,
    );
    expectUnavailable(await join());
    proxy.heal();
    expect([await state(), await told()]).toEqual(['none', []]);
    expect((await join()).status).toBe(200);
  });

  it('survives a connection that is cut before, between and after any two messages of a request', async () => {
    const cut = { requests: 0, finished: 0 };
    for (const direction of ['to the server', 'to the client'] as const) {
      for (let count = 1; count <= 12; count++) {
        const { join, state, told } = await newcomer();
        let seen = 0;
        proxy.watch((chunk, way, link) => (way === direction && ++seen === count ? link.cut() : chunk));
        const answer = await join();
        proxy.heal();
        if (answer.status === 200) expect(await state()).toBe('member');
        else expectUnavailable(answer);
        await eventually(join);
        expect([await state(), await told()]).toEqual(['member', ['course.joined']]);
        cut[answer.status === 200 ? 'finished' : 'requests'] += 1;
      }
    }
    expect(cut.requests).toBeGreaterThan(8);
    expect(cut.finished).toBeGreaterThan(0); // so that every message of the request was among those that were cut
    expect(await inconsistencies(world.db)).toEqual([]);
  });

  it('loses nothing and does nothing twice when its connections are ended under load, again and again', async () => {
    const load = await joinAll(world, () => origin, { people: 40, courses: 4 });
    for (const progress of [20, 60, 100]) {
      await load.acknowledged(progress);
      await world.db
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND client_port IS NOT NULL`,
        )
        .catch(() => undefined);
      await load.acknowledged(progress + 20);
      proxy.cut();
    }
    const toll = await load.finish();
    expect(toll).toMatchObject(CLEAN);
    expect(toll.unavailable).toBeGreaterThan(0);
    expect(await inconsistencies(world.db)).toEqual([]);
  });

  it('hears of a connection that ends while nobody asks it anything, and goes on', async () => {
    const ended = world.db.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
      await world.db.query(`SELECT pg_terminate_backend($1)`, [own!.pid]);
      await sleep(200); // the news comes while nothing is asked; nothing else tells of it
      await tx.query(`SELECT 1`);
    });
    await expect(ended).rejects.toThrow();
    expect(await world.db.query(`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it('does not call a transaction done that was undone because a failed statement was overlooked', async () => {
    const careless = world.db.transaction(async (tx) => {
      await tx.query(`INSERT INTO category (name, slug) VALUES ('Careless', 'careless')`);
      await tx.query(`SELECT 1 / 0`).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('undone');
  });

  it('runs a transaction again that PostgreSQL chose as the victim of a deadlock', async () => {
    const [a, b] = [await world.course(), await world.course()];
    const lock = `UPDATE course SET description = description || 'x' WHERE id = $1`;
    const met = latch(2);
    const both = [
      [a.id, b.id],
      [b.id, a.id],
    ].map(([first, second]) => {
      let attempt = 0;
      return world.db.transaction(async (tx) => {
        await tx.query(lock, [first]);
        if (++attempt === 1) await met();
        await tx.query(lock, [second]);
        return attempt;
      });
    });
    expect((await Promise.all(both)).toSorted((x, y) => x - y)).toEqual([1, 2]);
    const found = await world.db.query(`SELECT description FROM course WHERE id = ANY ($1)`, [[a.id, b.id]]);
    expect(found).toEqual([{ description: 'xx' }, { description: 'xx' }]);
  });

  it('is only slower when the network is slow', async () => {
    proxy.delay(10);
    const load = await joinAll(world, () => origin, { people: 20, courses: 1, atOnce: 4 });
    expect(await load.finish()).toMatchObject({ ...CLEAN, unavailable: 0, broken: 0, sent: 20 });
  });
});

describe('migrations that are interrupted', () => {
  it('can be run again wherever they were cut', async () => {
    const database = await createTestDatabase({ migrated: false });
    const proxy = await Proxy.before(database.url);
    try {
      let interrupted = 0;
      for (let count = 20; count <= 200; count += 45) {
        let seen = 0;
        proxy.watch((chunk, way, link) => (way === 'to the server' && ++seen > count ? link.cut() : chunk));
        await withDataSource(proxy.through(database.url), migrate).catch(() => (interrupted += 1));
        proxy.heal();
      }
      expect(interrupted).toBeGreaterThan(1);
      expect(await withDataSource(database.url, driftIn)).toEqual([]);
    } finally {
      await proxy.close();
      await database.drop();
    }
  });
});

/** Holds everybody until so many have come. */
function latch(count: number): () => Promise<void> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--count === 0) open();
    return opened;
  };
}
