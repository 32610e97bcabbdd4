import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedServer, startEmbedded } from '../../src/database/embedded/embedded';
import { World } from '../harness/world';
import { buildOnce, inProcess, type Process, spawnService } from './fleet';
import { inconsistencies } from './verdict';
import { joinAll } from './load';
import { Proxy } from './proxy';
import { send } from './wire';

const CLEAN = { odd: [], lost: 0, duplicated: 0 };

describe('services that are ended under load', () => {
  let world: World;
  const running = new Set<Process>();
  const start = async (): Promise<Process> => {
    const service = await spawnService(world.databaseUrl);
    running.add(service);
    return service;
  };
  beforeAll(async () => {
    buildOnce();
    world = await World.start();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([...running].map((service) => service.end('SIGKILL')));
    await world?.stop();
  });

  it('loses no acknowledged write and does none twice when processes are killed with -9', async () => {
    const services = [await start(), await start()];
    const load = await joinAll(world, (attempt) => services[attempt % 2]!.origin, { people: 60, courses: 6 });
    for (const [victim, progress] of [60, 160].entries()) {
      await load.acknowledged(progress);
      await services[victim]!.end('SIGKILL');
      services[victim] = await start();
    }
    const toll = await load.finish();
    expect(toll).toMatchObject(CLEAN);
    expect(toll.broken).toBeGreaterThan(0);
    expect(await inconsistencies(world.db)).toEqual([]);
  }, 60_000);

  it('answers everything that it accepted before it ends on SIGTERM', async () => {
    const service = await start();
    const course = await world.course();
    const people = await world.people(400);
    const agent = new Agent({ keepAlive: true, maxSockets: 24 });
    const waiting = [...people];
    const answered = new Set<number>();
    let refused = false;
    const client = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined && !refused; id = waiting.pop()) {
        const token = world.token(id);
        const reply = await send(service.origin, 'POST', `/api/v2/course/${course.id}/join/`, { token, agent });
        if (reply.status === 200) answered.add(id);
        else if (reply.status === 0) refused = true;
        else throw new Error(`${reply.status} ${reply.text}`);
      }
    };
    const clients = Promise.all(Array.from({ length: 24 }, client));
    while (answered.size < 100) await new Promise(setImmediate);
    const code = await service.end('SIGTERM');
    await clients;
    running.delete(service);
    const members = await world.db.query<{ user_id: number }>(
      `SELECT user_id FROM course_membership WHERE course_id = $1 AND state = 'member'`,
      [course.id],
    );
    expect([code, refused]).toEqual([0, true]);
    expect(members.map(({ user_id }) => user_id).filter((id) => !answered.has(id))).toEqual([]);
    expect(members).toHaveLength(answered.size);
  }, 60_000);
});

describe('a database that is restarted', () => {
  let folder: string;
  let server: EmbeddedServer;
  let proxy: Proxy;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convene-restart-'));
    chmodSync(folder, 0o755);
    server = await startEmbedded({ dataDir: folder, maxConnections: 60 });
    proxy = await Proxy.before(server.url());
  }, 60_000);
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is found again, with everything that was acknowledged', async () => {
    const world = await World.on(proxy.through(server.url()), { DATABASE_TIMEOUT: '2000' });
    const { app, origin } = await inProcess(proxy.through(server.url()), { DATABASE_TIMEOUT: '2000' });
    const load = await joinAll(world, () => origin, { people: 50, courses: 4 });
    await load.acknowledged(60);
    await server.stop();
    expect((await send(origin, 'GET', '/health/ready/')).status).toBe(503);
    server = await startEmbedded({ dataDir: folder, maxConnections: 60 });
    proxy.retarget(server.url());
    const toll = await load.finish();
    expect(toll).toMatchObject(CLEAN);
    expect(toll.unavailable).toBeGreaterThan(0);
    expect((await send(origin, 'GET', '/health/ready/')).status).toBe(200);
    expect(await inconsistencies(world.db)).toEqual([]);
    await app.close();
    await world.stop();
  }, 60_000);
});
