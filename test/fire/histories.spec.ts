import fc from 'fast-check';

import { InvitationSweeper } from '../../src/invitation/invitation.sweeper';
import { OutboxReader } from '../../src/outbox/outbox.reader';
import { World } from '../harness/world';
import { explain } from './explain';
import { BUDGETS, inProcess } from './fleet';
import { inTurn, isRequest, play } from './histories';
import { inconsistencies, unexplained } from './verdict';
import { courseModel } from './course-model';
import type { State } from './model';
import { scripts } from './scripts';

const HISTORIES = 240;

describe('the search for an order of a history', () => {
  const nobody = [false, false];
  const start: State = {
    privacy: 'private',
    status: ['creator', 'null'],
    off: nobody,
    busy: nobody,
    parked: [-1, -1],
    blocked: nobody,
  };
  const command = (name: string, actor: number, targets: number[] = []) => ({ name, actor, targets });
  const ask = { command: command('join', 1), asked: 0, answered: 2, answer: 200 };
  const invite = { command: command('invite', 0, [1]), asked: 1, answered: 3, answer: 204 };
  const change = (actor: number, before: string, after: string) => ({ user: 1, actor, before, after });
  const ended = (status: string) => ({ ...start, status: ['creator', status] });

  it.each([
    ['asked, then let in', ended('joined'), [change(1, 'null', 'requested'), change(0, 'requested', 'joined')]],
    ['invited, then came', ended('joined'), [change(0, 'null', 'invited'), change(1, 'invited', 'joined')]],
  ])('finds one: %s', (_, state, told) =>
    expect(explain(courseModel, start, [ask, invite], { state, told })).toBeDefined(),
  );

  it.each([
    ['a lost change', ended('invited'), [change(0, 'null', 'invited')]],
    ['a change that was not told', ended('joined'), [change(1, 'null', 'requested')]],
    [
      'a change that was told twice',
      ended('joined'),
      [change(1, 'null', 'requested'), ...Array(2).fill(change(0, 'requested', 'joined'))],
    ],
    [
      'changes told in the wrong order',
      ended('joined'),
      [change(0, 'requested', 'joined'), change(1, 'null', 'requested')],
    ],
    ['another actor', ended('joined'), [change(1, 'null', 'requested'), change(1, 'requested', 'joined')]],
  ])('finds none: %s', (_, state, told) =>
    expect(explain(courseModel, start, [ask, invite], { state, told })).toBeUndefined(),
  );

  it('keeps to the clock: what was answered comes before what is asked later', () => {
    const later = { ...invite, asked: 5, answered: 6 };
    const told = [change(0, 'null', 'invited'), change(1, 'invited', 'joined')];
    expect(explain(courseModel, start, [ask, later], { state: ended('joined'), told })).toBeUndefined();
  });

  it('lets a call without an answer have happened or not', () => {
    const lost = { ...ask, answered: Infinity, answer: 0 };
    const told = [change(1, 'null', 'requested')];
    expect(explain(courseModel, start, [lost], { state: ended('requested'), told })).toHaveLength(1);
    expect(explain(courseModel, start, [lost], { state: start, told: [] })).toHaveLength(0);
  });
});

describe('concurrent histories on several services', () => {
  let world: World;
  const others: Awaited<ReturnType<typeof inProcess>>[] = [];
  beforeAll(async () => {
    world = await World.start(BUDGETS);
    others.push(await inProcess(world.databaseUrl, BUDGETS), await inProcess(world.databaseUrl, BUDGETS));
  });
  afterAll(async () => {
    for (const { app } of others) await app.close();
    await world.stop();
  });

  it('can be explained by an order of their requests, and are told without a gap', async () => {
    const sender = inTurn([world.origin, ...others.map(({ origin }) => origin)]);
    const sweepers = [world, ...others].map(({ app }) => app.get(InvitationSweeper));
    const reader = new OutboxReader(world.db);
    const read: string[] = [];
    const follow = async (): Promise<number> => {
      const events = await reader.readAfter(read.at(-1) ?? '0', 1000);
      read.push(...events.map(({ id }) => id));
      return events.length;
    };
    const seed = Date.now() | 0; // in the message of a failure, with the whole story: a race does not come twice
    const all = fc.sample(scripts, { numRuns: HISTORIES, seed });
    let playing = true;
    const whole = play({ world, sender, sweepers }, all).finally(() => (playing = false));
    while (playing) await follow();
    const played = await whole;
    const answers = played.flatMap(({ calls }) => calls.filter(isRequest).map(({ answer }) => answer));
    expect(played.reduce((sum, { parked }) => sum + parked, 0)).toBeGreaterThan(HISTORIES / 10);
    expect(answers.filter((status) => status === 0 || status >= 500)).toEqual([]);
    expect(await unexplained(world.db, played)).toEqual([]);
    expect(await inconsistencies(world.db)).toEqual([]);
    const stored = await world.db.query<{ id: string }>(`SELECT id FROM outbox_event ORDER BY id`);
    // Transactions of other tests on the same server hold the reader back for a moment.
    while (read.length < stored.length) await follow();
    expect(read).toEqual(stored.map(({ id }) => id));
  });
});
