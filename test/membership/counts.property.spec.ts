import fc from 'fast-check';

import { COUNTERS, repairCounts, wrongCounts } from '../../src/database/counters';
import { lesson, lessonUrl, student } from '../harness/curriculum';
import type { Kind, Subject } from '../harness/world';
import { World } from '../harness/world';

/** One person does one thing. Persons are places in a list, the last of whom runs the course or event. */
const CROWD = 6;
const someone = fc.nat({ max: CROWD - 1 });
const crowd = fc.uniqueArray(someone, { minLength: 1, maxLength: 4 });
const deed = fc.oneof(
  fc.record({ does: fc.constantFrom('enter', 'leave', 'go', 'stay away'), who: someone }),
  fc.record({ does: fc.constantFrom('invite', 'uninvite', 'promote', 'demote', 'remove'), whom: crowd }),
);
type Deed = { does: string; who?: number; whom?: number[] };

describe.each(['course', 'event'] as const)('the counters of a %s', (kind) => {
  let world: World;
  let people: number[];
  beforeAll(async () => {
    world = await World.start();
    people = await world.people(CROWD);
  });
  afterAll(() => world.stop());

  it('say what recounting says, whatever happened at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(deed, { minLength: 1, maxLength: 8 }), { maxLength: 4 }), async (history) => {
        const subject = kind === 'course' ? await world.course() : await world.event();
        for (const together of history) {
          await Promise.all(together.map((each) => act(world, kind, subject, people, each as Deed)));
          expect(await wrongCounts(world.db)).toEqual([]);
        }
        await expectListed(world, kind, subject);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('wrong counters', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
    await world.event();
    const within = await lesson(world, await world.course());
    const { http } = await student(world, within.section.course);
    expect((await http.post(`${lessonUrl(within)}complete/`)).status).toBeLessThan(300);
  });
  afterAll(() => world.stop());

  it.each(COUNTERS)('in $counts are found out and repaired', async (counter) => {
    expect(await wrongCounts(world.db)).toEqual([]);
    await world.db.query(`UPDATE ${counter.counts} SET n = n + 3`);
    const wrong = await wrongCounts(world.db);
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.map(({ counts, counted, rows }) => [counts, counted - rows])).toEqual(
      wrong.map(() => [counter.counts, 3]),
    );
    expect(await world.db.transaction((tx) => repairCounts(tx, counter))).toBe(wrong.length);
    expect(await wrongCounts(world.db)).toEqual([]);
  });
});

/** Carries out a deed; that the service refuses some of them is part of the game. */
async function act(world: World, kind: Kind, subject: Subject, people: readonly number[], deed: Deed): Promise<void> {
  const { does, who = 0, whom = [] } = deed;
  const own = world.client(people[who]!);
  const users = whom.map((at) => people[at]!);
  const at = `/api/v2/${kind}/${subject.id}`;
  const enter = kind === 'course' ? 'join' : 'subscribe';
  if (does === 'enter') await own.post(`${at}/${enter}/`);
  if (does === 'leave') await own.delete(`${at}/${enter}/`);
  if (does === 'go' && kind === 'event') await own.post(`${at}/going/`);
  if (does === 'stay away' && kind === 'event') await own.post(`${at}/not_going/`);
  if (does === 'invite') await subject.creator.post(`${at}/invite/`, { users });
  if (does === 'uninvite') await subject.creator.delete(`${at}/invite/`, { users });
  if (does === 'remove') await subject.creator.delete(`${at}/${enter}/?user=${users[0]}`);
  if (kind === 'event') return;
  if (does === 'promote') await subject.creator.post(`${at}/role/`, { managers: users });
  if (does === 'demote') await subject.creator.post(`${at}/role/`, { joined: users });
}

/** The counts on the wire are those of the lists that they stand above. */
async function expectListed(world: World, kind: Kind, { id, creator }: Subject): Promise<void> {
  const lists = kind === 'course' ? ['join', 'invite'] : ['subscribe', 'invite', 'going'];
  for (const list of lists) {
    const { status, body } = await creator.get(`/api/v2/${kind}/${id}/${list}/?limit=100`);
    expect([list, status, body.count]).toEqual([list, 200, body.results.length]);
  }
}
