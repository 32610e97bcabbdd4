import type { State } from '../../src/membership/membership.machine';
import type { Client } from '../harness/client';
import { type Subject, World } from '../harness/world';

/**
 * What each action does to each status: typed in from the contract. A cell is the new status and the answer;
 * `=` leaves the status as it was. The columns are the status of the target before.
 */
const BEFORE = ['null', 'invited', 'requested', 'joined', 'manager', 'creator'] as const;
type Cells = readonly [string, string, string, string, string, string];
type Act = (course: Subject, target: { id: number; http: Client }) => Promise<{ status: number; body: any }>;

const base = ({ id }: Subject) => `/api/v2/course/${id}/`;
const join: Act = (course, { http }) => http.post(`${base(course)}join/`);

const TABLE: readonly [action: string, privacy: string, act: Act, cells: Cells][] = [
  ['POST join', 'open', join, ['joined 200', 'joined 200', 'joined 200', '= 200', '= 200', '= 200']],
  ['POST join', 'private', join, ['requested 200', 'joined 200', '= 200', '= 200', '= 200', '= 200']],
  ['POST join', 'secret', join, ['= 404', 'joined 200', '= 404', '= 200', '= 200', '= 200']],
  ['POST join', '', join, ['= 404', '= 404', '= 404', '= 404', '= 200', '= 200']],
  [
    'DELETE join',
    'open',
    (course, { http }) => http.delete(`${base(course)}join/`),
    ['= 204', 'null 204', 'null 204', 'null 204', 'null 204', '= 403'],
  ],
  [
    'DELETE join?user=',
    'private',
    (course, { id }) => course.creator.delete(`${base(course)}join/?user=${id}`),
    ['= 204', 'null 204', 'null 204', 'null 204', 'null 204', '= 403'],
  ],
  [
    'POST invite',
    'private',
    (course, { id }) => course.creator.post(`${base(course)}invite/`, { users: [id] }),
    ['invited 204', '= 204', 'joined 204', '= 204', '= 204', '= 204'],
  ],
  [
    'DELETE invite',
    'private',
    (course, { id }) => course.creator.delete(`${base(course)}invite/`, { users: [id] }),
    ['= 204', 'null 204', '= 204', '= 204', '= 204', '= 204'],
  ],
  [
    'POST role managers',
    'private',
    (course, { id }) => course.creator.post(`${base(course)}role/`, { managers: [id] }),
    ['manager 204', 'manager 204', 'manager 204', 'manager 204', '= 204', '= 400'],
  ],
  [
    'POST role joined',
    'private',
    (course, { id }) => course.creator.post(`${base(course)}role/`, { joined: [id] }),
    ['joined 204', 'joined 204', 'joined 204', '= 204', 'joined 204', '= 400'],
  ],
  [
    'POST role unjoined',
    'private',
    (course, { id }) => course.creator.post(`${base(course)}role/`, { unjoined: [id] }),
    ['= 204', 'null 204', 'null 204', 'null 204', 'null 204', '= 400'],
  ],
];

const STATES: Record<(typeof BEFORE)[number], State> = {
  null: 'none',
  invited: 'invited',
  requested: 'requested',
  joined: 'member',
  manager: 'manager',
  creator: 'creator',
};

describe('the life of a course membership', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** The status of somebody, as the course's own manager reads it from the lists. */
  async function statusOf(course: Subject, userId: number): Promise<string> {
    const { body } = await course.creator.get(
      `${base(course)}users/?statuses=invited,requested,joined,manager,creator&limit=100`,
    );
    return String(body.results.find((row: { id: number }) => row.id === userId)?.join_status ?? null);
  }

  for (const [action, privacy, act, cells] of TABLE) {
    it.each(BEFORE.map((before, at) => [before, cells[at]!] as const))(
      `${action} on a course that is ${privacy || 'a draft'}: from %s to %s`,
      async (before, cell) => {
        const [after, status] = cell.split(' ');
        const course = await world.course({ privacy: privacy as 'open' });
        const target =
          before === 'creator'
            ? { id: course.creatorId, http: course.creator }
            : await world.person({ real_name: 'Ada' });
        if (before !== 'creator') await world.stand('course', course.id, target.id, STATES[before]);

        const answer = await act(course, target);
        const expected = after === '=' ? before : after;
        expect([answer.status, await statusOf(course, target.id)]).toEqual([Number(status), expected]);

        // Said once more, it changes nothing more, and what changed was told exactly once.
        const told = await world.outbox('course', course.id);
        expect(told).toHaveLength(expected === before ? 0 : 1);
        expect(await world.openInvitations('course', course.id, target.id)).toBe(expected === 'invited' ? 1 : 0);
        if (answer.status === 200) {
          expect((await act(course, target)).status).toBe(200);
          expect(await world.outbox('course', course.id)).toEqual(told);
        }
      },
    );
  }

  it('answers a join with the course as it is afterwards', async () => {
    const course = await world.course({ privacy: 'open', description: 'Everything about tides' });
    const { http } = await world.person();
    const { body } = await http.post(`${base(course)}join/`);
    expect(body).toMatchObject({
      id: course.id,
      join_status: 'joined',
      description: 'Everything about tides',
      sections: [],
    });
  });

  it('answers a request with every key of the course and none of its content', async () => {
    const course = await world.course({ privacy: 'private', description: 'For members only' });
    const { http } = await world.person();
    const asked = await http.post(`${base(course)}join/`);
    expect(asked.body).toMatchObject({
      join_status: 'requested',
      description: '',
      sections: [],
      num_lessons: 0,
      num_sections: 0,
    });
    const member = await world.as('J', 'course', course);
    const full = await member.http.get(base(course));
    expect(Object.keys(asked.body).toSorted()).toEqual(Object.keys(full.body).toSorted());
  });

  it('keeps the date of joining between member and manager and sets a new one after leaving', async () => {
    const course = await world.course({ privacy: 'open' });
    const person = await world.person();
    const joinedAt = async () => {
      const { body } = await course.creator.get(`${base(course)}users/?statuses=joined,manager`);
      return body.results.find((row: { id: number }) => row.id === person.id)?.joined_at;
    };
    await person.http.post(`${base(course)}join/`);
    const first = await joinedAt();
    await course.creator.post(`${base(course)}role/`, { managers: [person.id] });
    expect(await joinedAt()).toBe(first);
    await course.creator.post(`${base(course)}role/`, { joined: [person.id] });
    expect(await joinedAt()).toBe(first);
    await person.http.delete(`${base(course)}join/`);
    await person.http.post(`${base(course)}join/`);
    expect(new Date(await joinedAt()).getTime()).toBeGreaterThan(new Date(first).getTime());
  });

  it('gives the creator the date of the course as the date of joining', async () => {
    const { http } = await world.person();
    const { body: course } = await http.post('/api/v2/course/', { name: 'Made just now', type: 'self-paced' });
    const { body } = await http.get(`/api/v2/course/${course.id}/users/?statuses=creator`);
    expect(body.results[0]).toMatchObject({ join_status: 'creator', joined_at: course.created_at });
  });

  it('takes the person to remove from the body as well as from the address', async () => {
    const course = await world.course();
    const person = await world.as('J', 'course', course);
    expect((await person.http.delete(`${base(course)}join/`, { user: course.creatorId })).status).toBe(403);
    expect((await course.creator.delete(`${base(course)}join/`, { user: person.id })).status).toBe(204);
    expect(await statusOf(course, person.id!)).toBe('null');
    expect((await course.creator.delete(`${base(course)}join/?user=abc`)).status).toBe(400);
    expect((await course.creator.delete(`${base(course)}join/?user=2000000000`)).status).toBe(404);
  });
});
