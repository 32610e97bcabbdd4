import fc from 'fast-check';

import { COURSE_PRIVACIES } from '../../src/course/course.policy';
import { wrongCounts } from '../../src/database/counters';
import { type Client } from '../harness/client';
import { type Person, World } from '../harness/world';

const STATES = ['none', 'requested', 'invited', 'member', 'manager'] as const;
const at = fc.nat({ max: 5 });
const deed = fc.oneof(
  fc.record({ does: fc.constant('create'), privacy: fc.constantFrom(...COURSE_PRIVACIES) }),
  fc.record({ does: fc.constant('change'), at, privacy: fc.constantFrom(...COURSE_PRIVACIES) }),
  fc.record({ does: fc.constant('stand'), at, state: fc.constantFrom(...STATES) }),
  fc.record({ does: fc.constant('delete'), at }),
  fc.record({ does: fc.constant('destroy'), at }),
);
type Deed = {
  does: string;
  at?: number;
  privacy?: (typeof COURSE_PRIVACIES)[number];
  state?: (typeof STATES)[number];
};

describe('how many courses there are', () => {
  let world: World;
  let viewer: Person;
  let owner: Person;
  beforeAll(async () => {
    world = await World.start();
    [viewer, owner] = [await world.person(), await world.person()];
  });
  afterAll(() => world.stop());

  async function act({ does, at = 0, privacy, state }: Deed, ids: number[]): Promise<void> {
    if (does === 'create') ids.push((await world.course({ privacy }, owner.id)).id);
    const id = ids[at];
    if (id === undefined) return;
    if (does === 'change') await owner.http.patch(`/api/v2/course/${id}/`, { privacy });
    if (does === 'stand') await world.stand('course', id, viewer.id, state!);
    if (does === 'delete') await owner.http.delete(`/api/v2/course/${id}/`);
    if (does !== 'destroy') return;
    ids.splice(at, 1);
    await world.db.query('DELETE FROM course_membership WHERE course_id = $1', [id]);
    await world.db.query('DELETE FROM course_invitation WHERE course_id = $1', [id]);
    await world.db.query('DELETE FROM course WHERE id = $1', [id]);
  }

  async function expectListed(path: string, http: Client): Promise<number> {
    const { status, body } = await http.get(`/api/v2/${path}`);
    expect([path, status, body.count]).toEqual([path, 200, body.results.length]);
    return body.count;
  }

  it('is what is listed, for everybody, whatever happened to them', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 12 }), async (history) => {
        await world.db.query('UPDATE course SET deleted_at = now()');
        const ids: number[] = [];
        for (const each of history) await act(each as Deed, ids);
        for (const http of [viewer.http, owner.http, world.visitor]) {
          const count = await expectListed('course/search/?limit=100', http);
          expect(await expectListed('course/search/?limit=100&search=course', http)).toBe(count);
          seen += count;
        }
        for (const http of [viewer.http, owner.http]) await expectListed('suggestion/course/?limit=100', http);
        expect(await wrongCounts(world.db)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(40);
  }, 120_000);
});
