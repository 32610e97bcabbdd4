import fc from 'fast-check';

import { OutboxReader } from '../../src/outbox/outbox.reader';
import { buildOnce, type Process, spawnService, UNLIMITED } from '../fire/fleet';
import { type Cast, cast, inconsistencies, inTurn, play, type Played, unexplained } from '../fire/histories';
import { scripts } from '../fire/scripts';
import { World } from '../harness/world';
import { figure, scaled } from './figures';

const HISTORIES = scaled(10_000);
const BATCH = 250;

describe('concurrent histories on three processes', () => {
  let world: World;
  let people: Cast;
  let services: Process[];
  beforeAll(async () => {
    buildOnce();
    world = await World.start(UNLIMITED);
    services = await Promise.all([1, 2, 3].map(() => spawnService(world.databaseUrl)));
    people = await cast(world);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await world.stop();
  });

  it('are explained by an order of their requests, told once each and without a gap', async () => {
    const seed = Date.now() | 0;
    const sender = inTurn(services.map(({ origin }) => origin));
    const reader = new OutboxReader(world.db);
    const read: string[] = [];
    const follow = async (): Promise<void> => {
      const events = await reader.readAfter(read.at(-1) ?? '0', 10_000);
      read.push(...events.map(({ id }) => id));
    };
    const illegal: string[] = [];
    const odd: string[] = [];
    let requests = 0;
    const check = async (played: readonly Played[]): Promise<void> => {
      const calls = played.flatMap((each) => each.calls);
      requests += calls.length;
      const failed = calls.filter(({ answer }) => answer === 0 || answer >= 500);
      odd.push(...failed.map(({ command, answer, asked }) => `${answer} ${asked} ${JSON.stringify(command)}`));
      illegal.push(...(await unexplained(world.db, people, played)));
      await follow();
    };

    let checked = Promise.resolve();
    for (let done = 0; done < HISTORIES; done += BATCH) {
      const batch = fc.sample(scripts, { numRuns: Math.min(BATCH, HISTORIES - done), seed: seed + done });
      const played = await play(world.db, people, batch, sender, 10);
      await checked;
      checked = check(played);
    }
    await checked;
    await follow();
    await follow();
    const stored = await world.db.query<{ id: string }>(`SELECT id FROM outbox_event ORDER BY id`);
    const wrong = await inconsistencies(world.db);
    figure('histories played', HISTORIES);
    figure('  requests in them', requests);
    figure('  events told', stored.length);
    figure('  illegal', illegal.length);
    figure('  inconsistent at the end', wrong.length);
    figure('  answers of 5xx', odd.length);
    expect([seed, illegal.slice(0, 3), wrong, odd]).toEqual([seed, [], [], []]);
    expect(read).toEqual(stored.map(({ id }) => id));
  });
});
