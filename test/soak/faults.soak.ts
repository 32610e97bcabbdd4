import { setTimeout as sleep } from 'node:timers/promises';

import { buildOnce, type Process, spawnService } from '../fire/fleet';
import { inconsistencies } from '../fire/verdict';
import { joinAll, type Toll } from '../fire/load';
import { Proxy } from '../fire/proxy';
import { World } from '../harness/world';
import { figure, scaled } from './figures';

const ROUNDS = scaled(16);

describe('two processes behind a network that breaks', () => {
  let world: World;
  let proxy: Proxy;
  let services: Process[];
  const start = () => spawnService(proxy.through(world.databaseUrl), { DATABASE_TIMEOUT: '2000' });
  beforeAll(async () => {
    buildOnce();
    world = await World.start();
    proxy = await Proxy.before(world.databaseUrl);
    services = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await proxy.close();
    await world.stop();
  });

  /** What happens to them, in turn. */
  const disasters: readonly (readonly [name: string, strike: (round: number) => Promise<void>])[] = [
    [
      'kills of a process (-9)',
      async (round) => {
        const victim = Math.floor(round / 4) % 2;
        await services[victim]!.end('SIGKILL');
        services[victim] = await start();
      },
    ],
    [
      'kills of all connections',
      async () => {
        const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`;
        await world.db.query(kill);
      },
    ],
    [
      'cuts of the network',
      async () => {
        proxy.cut({ refuse: true });
        await sleep(300);
        proxy.heal();
      },
    ],
    [
      'silences of the network',
      async () => {
        proxy.silence();
        await sleep(3000);
        proxy.heal();
      },
    ],
  ];

  it('lose nothing that was acknowledged, and do nothing twice', async () => {
    const struck: Record<string, number> = {};
    const tolls: Toll[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [name, strike] = disasters[round % disasters.length]!;
      const load = await joinAll(world, (attempt) => services[attempt % 2]!.origin, { people: 80, courses: 5 });
      await load.acknowledged(100);
      await strike(round);
      tolls.push(await load.finish());
      struck[name] = (struck[name] ?? 0) + 1;
    }
    const sum = (of: (toll: Toll) => number): number => tolls.reduce((total, toll) => total + of(toll), 0);
    const odd = tolls.flatMap((toll) => toll.odd);
    for (const [name, count] of Object.entries(struck)) figure(name, count);
    figure(
      '  requests sent meanwhile',
      sum((toll) => toll.sent),
    );
    figure(
      '  answers of 503 with Retry-After',
      sum((toll) => toll.unavailable),
    );
    figure(
      '  connections that broke',
      sum((toll) => toll.broken),
    );
    figure(
      '  lost',
      sum((toll) => toll.lost),
    );
    figure(
      '  duplicated',
      sum((toll) => toll.duplicated),
    );
    figure('  other answers of 5xx or 4xx', odd.length);
    expect([sum((toll) => toll.lost), sum((toll) => toll.duplicated), odd.slice(0, 3)]).toEqual([0, 0, []]);
    expect(await inconsistencies(world.db)).toEqual([]);
  });
});
