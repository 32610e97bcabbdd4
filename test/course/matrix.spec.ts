import type { Client } from '../harness/client';
import { PERSONAS, type Subject, World } from '../harness/world';

/**
 * Who gets which answer on a course: typed in from the contract, cell by cell, not read from the policy table.
 * The columns are anonymous, no relation, invited, requested, joined, manager, creator.
 * A schema is told by keys that only it has.
 */
type Row = readonly [privacy: string, ...cells: string[]];
type Call = (http: Client, course: Subject, stranger: number) => Promise<{ status: number; body: any }>;

const DRAFT_404: Row = ['', '401', '404', '404', '404', '404', '2xx', '2xx'];
const OPEN_403: Row = ['open', '401', '403', '403', '403', '403', '2xx', '2xx'];
const PRIVATE_403: Row = ['private', '401', '403', '403', '403', '403', '2xx', '2xx'];
const SECRET_SPLIT: Row = ['secret', '401', '404', '403', '404', '403', '2xx', '2xx'];
const MANAGERS_ONLY: readonly Row[] = [DRAFT_404, OPEN_403, PRIVATE_403, SECRET_SPLIT];

const base = ({ id }: Subject) => `/api/v2/course/${id}/`;

const MATRIX: readonly [route: string, call: Call, rows: readonly Row[]][] = [
  [
    'GET course/{id}/',
    (http, course) => http.get(base(course)),
    [
      ['', '404', '404', '404', '404', '404', 'full', 'full'],
      ['open', 'full', 'full', 'full', 'full', 'full', 'full', 'full'],
      ['private', 'minimal', 'minimal', 'full', 'minimal', 'full', 'full', 'full'],
      ['secret', '404', '404', 'full', '404', 'full', 'full', 'full'],
    ],
  ],
  ['GET course/{id}/?view=edit', (http, course) => http.get(`${base(course)}?view=edit`), MANAGERS_ONLY],
  ['GET course/{id}/?view=dashboard', (http, course) => http.get(`${base(course)}?view=dashboard`), MANAGERS_ONLY],
  ['GET course/{id}/?user=', (http, course, user) => http.get(`${base(course)}?user=${user}`), MANAGERS_ONLY],
  [
    'GET course/{id}/status/',
    (http, course) => http.get(`${base(course)}status/`),
    [
      ['', '401', '404', '404', '404', '404', 'manager', 'creator'],
      ['open', '401', 'null', 'invited', 'requested', 'joined', 'manager', 'creator'],
      ['private', '401', 'null', 'invited', 'requested', 'joined', 'manager', 'creator'],
      ['secret', '401', '404', 'invited', '404', 'joined', 'manager', 'creator'],
    ],
  ],
  [
    'GET course/{id}/join/',
    (http, course) => http.get(`${base(course)}join/`),
    [
      ['', '404', '404', '404', '404', '404', '2xx', '2xx'],
      ['open', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx'],
      ['private', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx'],
      ['secret', '404', '404', '2xx', '404', '2xx', '2xx', '2xx'],
    ],
  ],
  [
    'POST course/{id}/join/',
    (http, course) => http.post(`${base(course)}join/`),
    [
      ['', '401', '404', '404', '404', '404', '2xx', '2xx'],
      ['open', '401', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx'],
      ['private', '401', '2xx', '2xx', '2xx', '2xx', '2xx', '2xx'],
      ['secret', '401', '404', '2xx', '404', '2xx', '2xx', '2xx'],
    ],
  ],
  [
    'DELETE course/{id}/join/',
    (http, course) => http.delete(`${base(course)}join/`),
    [
      ['', '401', '404', '2xx', '2xx', '2xx', '2xx', '403'],
      ['open', '401', '2xx', '2xx', '2xx', '2xx', '2xx', '403'],
      ['private', '401', '2xx', '2xx', '2xx', '2xx', '2xx', '403'],
      ['secret', '401', '404', '2xx', '2xx', '2xx', '2xx', '403'],
    ],
  ],
  ...(
    [
      ['PATCH course/{id}/', (http, course) => http.patch(base(course), { description: 'x' })],
      ['PUT course/{id}/', (http, course) => http.put(base(course), { name: `Put ${course.id}`, type: 'scheduled' })],
      ['DELETE course/{id}/', (http, course) => http.delete(base(course))],
      ['GET course/{id}/invite/', (http, course) => http.get(`${base(course)}invite/`)],
      ['POST course/{id}/invite/', (http, course, user) => http.post(`${base(course)}invite/`, { users: [user] })],
      ['DELETE course/{id}/invite/', (http, course, user) => http.delete(`${base(course)}invite/`, { users: [user] })],
      ['GET course/{id}/request_join/', (http, course) => http.get(`${base(course)}request_join/`)],
      ['GET course/{id}/user/', (http, course) => http.get(`${base(course)}user/`)],
      ['GET course/{id}/users/', (http, course) => http.get(`${base(course)}users/`)],
      ['POST course/{id}/role/', (http, course, user) => http.post(`${base(course)}role/`, { joined: [user] })],
      ['DELETE course/{id}/join/?user=', (http, course, user) => http.delete(`${base(course)}join/?user=${user}`)],
    ] as [string, Call][]
  ).map(([route, call]): [string, Call, readonly Row[]] => [route, call, MANAGERS_ONLY]),
];

const HIDDEN_ROSTER: readonly Row[] = [
  ['', '404', '404', '404', '404', '404', '2xx', '2xx'],
  ['open', '401', '403', '403', '403', '403', '2xx', '2xx'],
  ['private', '401', '403', '403', '403', '403', '2xx', '2xx'],
  ['secret', '404', '404', '403', '404', '403', '2xx', '2xx'],
];

describe('who may do what with a course', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  async function ask(call: Call, privacy: string, persona: (typeof PERSONAS)[number], fields = {}) {
    const course = await world.course({ privacy: privacy as 'open', ...fields });
    const stranger = await world.person();
    const { http } = await world.as(persona, 'course', course);
    const answer = await call(http, course, stranger.id);
    return { answer, says: saying(answer) };
  }

  for (const [route, call, rows] of MATRIX) {
    for (const [privacy, ...cells] of rows) {
      it.each(PERSONAS.map((persona, at) => [persona, cells[at]!] as const))(
        `${route} on a course that is ${privacy || 'a draft'}: %s gets %s`,
        async (persona, cell) => {
          const { answer, says } = await ask(call, privacy, persona);
          expect(says).toContain(cell);
          if (answer.status >= 400) expect(answer.body.errors).toHaveLength(1);
        },
      );
    }
  }

  for (const [privacy, ...cells] of HIDDEN_ROSTER) {
    it.each(PERSONAS.map((persona, at) => [persona, cells[at]!] as const))(
      `GET course/{id}/join/ where the member count is hidden, ${privacy || 'draft'}: %s gets %s`,
      async (persona, cell) => {
        const call: Call = (http, course) => http.get(`${base(course)}join/`);
        expect((await ask(call, privacy, persona, { hide_member_count: true })).says).toContain(cell);
      },
    );
  }

  it('turns anonymous visitors away from everything where the content is for members only', async () => {
    const course = await world.course();
    await world.prefer('content_availability', false);
    const person = await world.person();
    for (const path of [
      base(course),
      `${base(course)}join/`,
      '/api/v2/course/search/',
      `/api/v2/user/${course.creatorId}/courses/`,
    ]) {
      expect([path, (await world.visitor.get(path)).status]).toEqual([path, 401]);
      expect([path, (await person.http.get(path)).status]).toEqual([path, 200]);
    }
    expect((await world.visitor.get('/api/v2/course/999999/')).status).toBe(401);
    await world.prefer('content_availability', true);
    expect((await world.visitor.get(base(course))).status).toBe(200);
  });
});

/** What an answer says, in the words of the matrix. */
function saying({ status, body }: { status: number; body: any }): string[] {
  const says = [String(status)];
  if (status >= 200 && status < 300) says.push('2xx');
  if (status === 200 && 'sections' in body) says.push('full');
  if (status === 200 && 'slug' in body && !('description' in body)) says.push('minimal');
  if (status === 200 && 'status' in body) says.push(String(body.status));
  return says;
}
