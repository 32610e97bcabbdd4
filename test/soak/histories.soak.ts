import fc from 'fast-check';

import { InvitationSweeper } from '../../src/invitation/invitation.sweeper';
import { OutboxReader } from '../../src/outbox/outbox.reader';
import { BUDGETS, buildOnce, type Process, spawnService } from '../fire/fleet';
import { inTurn, isRequest, play, type Played } from '../fire/histories';
import { inconsistencies, unexplained } from '../fire/verdict';
import { scripts } from '../fire/scripts';
import { World } from '../harness/world';
import { figure, scaled } from './figures';

const HISTORIES = scaled(10_000);
const BATCH = 250;

describe('concurrent histories on three processes', () => {
  let world: World;
  let services: Process[];
  beforeAll(async () => {
    buildOnce();
    world = await World.start(BUDGETS);
    services = await Promise.all([1, 2, 3].map(() => spawnService(world.databaseUrl, BUDGETS)));
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await world.stop();
  });

  it('are explained by an order of their requests, told once each and without a gap', async () => {
    const seed = Date.now() | 0;
    const sweeper = world.app.get(InvitationSweeper);
    // Two rounds at once; the services make theirs every minute.
    const scene = { world, sender: inTurn(services.map(({ origin }) => origin)), sweepers: [sweeper, sweeper] };
    const reader = new OutboxReader(world.db);
    const read: string[] = [];
    const follow = async (): Promise<void> => {
      const events = await reader.readAfter(read.at(-1) ?? '0', 10_000);
      read.push(...events.map(({ id }) => id));
    };
    const illegal: string[] = [];
    const odd: string[] = [];
    let requests = 0;
    let parked = 0;
    const check = async (played: readonly Played[]): Promise<void> => {
      const calls = played.flatMap((each) => each.calls).filter(isRequest);
      parked += played.reduce((sum, each) => sum + each.parked, 0);
      requests += calls.length;
      const failed = calls.filter(({ answer }) => answer === 0 || answer >= 500);
      odd.push(...failed.map(({ command, answer, asked }) => `${answer} ${asked} ${JSON.stringify(command)}`));
      illegal.push(...(await unexplained(world.db, played)));
      await follow();
    };

    let checked = Promise.resolve();
    for (let done = 0; done < HISTORIES; done += BATCH) {
      const batch = fc.sample(scripts, { numRuns: Math.min(BATCH, HISTORIES - done), seed: seed + done });
      const played = await play(scene, batch, 10);
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
    figure('  invitations that waited', parked);
    figure('  illegal', illegal.length);
    figure('  inconsistent at the end', wrong.length);
    figure('  answers of 5xx', odd.length);
    expect([seed, illegal.slice(0, 3), wrong, odd]).toEqual([seed, [], [], []]);
    expect(read).toEqual(stored.map(({ id }) => id));
  });
});
