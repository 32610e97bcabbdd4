import type { Client } from '../harness/client';
import { type Subject, World } from '../harness/world';
import { standAs, type Status } from './standing';

/**
 * Who gets which answer on an event: typed in from the contract, cell by cell, not read from the policy table.
 * The columns are anonymous, no relation, invited, requested, subscriber, manager.
 */
const PERSONAS = ['A', 'N', 'I', 'Q', 'S', 'M'] as const;
type Persona = (typeof PERSONAS)[number];
type Row = readonly [kind: Kind, ...cells: string[]];
type Call = (http: Client, event: Subject, stranger: number) => Promise<{ status: number; body: any }>;

const KINDS = {
  public: { privacy: 'public' },
  private: { privacy: 'private' },
  'hidden public': { privacy: 'public', visible: false },
  'hidden private': { privacy: 'private', visible: false },
} as const;
type Kind = keyof typeof KINDS;

const base = ({ id }: Subject) => `/api/v2/event/${id}/`;
const get =
  (path: string): Call =>
  (http, event) =>
    http.get(base(event) + path);

const MANAGERS_ONLY: readonly Row[] = [
  ['public', '401', '403', '403', '403', '403', '2xx'],
  ['private', '401', '403', '403', '403', '403', '2xx'],
  ['hidden public', '401', '404', '403', '403', '403', '2xx'],
  ['hidden private', '401', '404', '403', '403', '403', '2xx'],
];

const READERS: readonly Row[] = [
  ['public', '200', '200', '200', '200', '200', '200'],
  ['private', '401', '403', '403', '403', '200', '200'],
  ['hidden public', '404', '404', '200', '200', '200', '200'],
  ['hidden private', '404', '404', '403', '403', '200', '200'],
];

const SEERS: readonly Row[] = [
  ['public', '200', '200', '200', '200', '200', '200'],
  ['private', '200', '200', '200', '200', '200', '200'],
  ['hidden public', '404', '404', '200', '200', '200', '200'],
  ['hidden private', '404', '404', '200', '200', '200', '200'],
];

const SUBSCRIBERS: readonly Row[] = [
  ['public', '401', '403', '403', '403', '204', '204'],
  ['private', '401', '403', '403', '403', '204', '204'],
  ['hidden public', '401', '404', '403', '403', '204', '204'],
  ['hidden private', '401', '404', '403', '403', '204', '204'],
];

const write = {
  name: 'A new name',
  start_date: '2031-01-01T10:00:00Z',
  end_date: '2031-01-01T12:00:00Z',
  recurring: 'never',
  location: 'virtual',
};

const MATRIX: readonly [route: string, call: Call, rows: readonly Row[]][] = [
  ['GET event/{id}/', get(''), SEERS],
  ['GET related', get('related/'), SEERS],
  [
    'GET status',
    get('status/'),
    [
      ['public', '401', 'null', 'invited', 'requested', 'subscribed', 'subscribed'],
      ['private', '401', 'null', 'invited', 'requested', 'subscribed', 'subscribed'],
      ['hidden public', '401', '404', 'invited', 'requested', 'subscribed', 'subscribed'],
      ['hidden private', '401', '404', 'invited', 'requested', 'subscribed', 'subscribed'],
    ],
  ],
  ...['going/', 'not_going/', 'subscribe/', 'gallery/', 'feed/'].map((path): [string, Call, readonly Row[]] => [
    `GET ${path}`,
    get(path),
    READERS,
  ]),
  [
    'POST subscribe',
    (http, event) => http.post(`${base(event)}subscribe/`),
    [
      ['public', '401', '204', '204', '204', '204', '204'],
      ['private', '401', '204', '204', '204', '204', '204'],
      ['hidden public', '401', '404', '204', '204', '204', '204'],
      ['hidden private', '401', '404', '204', '204', '204', '204'],
    ],
  ],
  [
    'DELETE subscribe',
    (http, event) => http.delete(`${base(event)}subscribe/`),
    [
      ['public', '401', '204', '204', '204', '204', '403'],
      ['private', '401', '204', '204', '204', '204', '403'],
      ['hidden public', '401', '404', '204', '204', '204', '403'],
      ['hidden private', '401', '404', '204', '204', '204', '403'],
    ],
  ],
  ...['POST going/', 'POST not_going/', 'POST hide/'].map((route): [string, Call, readonly Row[]] => {
    const [method, path] = route.split(' ') as [string, string];
    return [route, (http, event) => http.send(method, base(event) + path), SUBSCRIBERS];
  }),
  // Nobody here is going, not going or hides the event, so that these refuse even subscribers.
  ...['DELETE going/', 'DELETE not_going/', 'POST show/'].map((route): [string, Call, readonly Row[]] => {
    const [method, path] = route.split(' ') as [string, string];
    const refused = SUBSCRIBERS.map(([kind, ...cells]): Row => [kind, ...cells.slice(0, 4), '403', '403']);
    return [route, (http, event) => http.send(method, base(event) + path), refused];
  }),
  ...(
    [
      ['PATCH event/{id}/', (http, event) => http.patch(base(event), { description: 'x' })],
      ['PUT event/{id}/', (http, event) => http.put(base(event), { ...write, name: `Put ${event.id}` })],
      ['DELETE event/{id}/', (http, event) => http.delete(base(event))],
      ['GET invite', get('invite/')],
      ['POST invite', (http, event, user) => http.post(`${base(event)}invite/`, { users: [user] })],
      ['DELETE invite', (http, event, user) => http.delete(`${base(event)}invite/`, { users: [user] })],
      ['GET request_subscribe', get('request_subscribe/')],
      ['GET user', get('user/')],
      ['DELETE gallery', (http, event) => http.delete(`${base(event)}gallery/`, { medias: [1] })],
      ['DELETE subscribe?user=', (http, event, user) => http.delete(`${base(event)}subscribe/?user=${user}`)],
      ['DELETE subscribe {user}', (http, event, user) => http.delete(`${base(event)}subscribe/`, { user })],
      ['POST going {users}', (http, event, user) => http.post(`${base(event)}going/`, { users: [user] })],
    ] as [string, Call][]
  ).map(([route, call]): [string, Call, readonly Row[]] => [route, call, MANAGERS_ONLY]),
];

const STATUSES: Record<'N' | 'I' | 'Q' | 'S', Status> = { N: 'null', I: 'invited', Q: 'requested', S: 'subscribed' };

describe('who may do what with an event', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  async function as(persona: Persona, event: Subject): Promise<Client> {
    if (persona === 'A') return world.visitor;
    if (persona === 'M') return event.creator;
    const { id, http } = await world.person();
    await standAs(world, event, id, STATUSES[persona]);
    return http;
  }

  for (const [route, call, rows] of MATRIX) {
    for (const [kind, ...cells] of rows) {
      it.each(PERSONAS.map((persona, at) => [persona, cells[at]!] as const))(
        `${route} on an event that is ${kind}: %s gets %s`,
        async (persona, cell) => {
          const event = await world.event(KINDS[kind]);
          const stranger = await world.person();
          const answer = await call(await as(persona, event), event, stranger.id);
          expect(saying(answer)).toContain(cell);
          if (answer.status >= 400) expect(answer.body.errors).toHaveLength(1);
        },
      );
    }
  }

  it.each(['going', 'not_going'] as const)('takes %s back from those who said so', async (status) => {
    const event = await world.event();
    const { id, http } = await world.person();
    await standAs(world, event, id, status);
    expect((await http.delete(`${base(event)}${status}/`)).status).toBe(204);
  });

  it('gives the same answer for a hidden event and for none, on every route', async () => {
    const event = await world.event({ visible: false });
    const gone = await world.event();
    await gone.creator.delete(base(gone));
    for (const http of [world.visitor, (await world.person()).http]) {
      for (const [, call] of MATRIX) {
        const plain = ({ status, body }: { status: number; body: unknown }) => ({ status, body });
        const hidden = plain(await call(http, event, 1));
        expect(plain(await call(http, { ...event, id: 999_999 }, 1))).toEqual(hidden);
        expect(plain(await call(http, gone, 1))).toEqual(hidden);
      }
    }
    for (const [, call] of MATRIX) expect((await call(gone.creator, gone, 1)).status).toBe(404);
  });

  it('turns anonymous visitors away from everything where the content is for members only', async () => {
    const event = await world.event();
    await world.prefer('content_availability', false);
    const person = await world.person();
    const paths = [
      ...['', 'related/', 'going/', 'not_going/', 'subscribe/', 'gallery/', 'feed/'].map((path) => base(event) + path),
      '/api/v2/event/search/',
      `/api/v2/event/created/?created_by=${event.creatorId}`,
      `/api/v2/user/${event.creatorId}/events/`,
    ];
    for (const path of paths) {
      expect([path, (await world.visitor.get(path)).status]).toEqual([path, 401]);
      expect([path, (await person.http.get(path)).status]).toEqual([path, 200]);
    }
    await world.prefer('content_availability', true);
    for (const path of paths) expect([path, (await world.visitor.get(path)).status]).toEqual([path, 200]);
  });

  it.each(['/api/v2/event/', '/api/v2/event/user/', '/api/v2/suggestion/event/'])(
    'asks who it is for %s',
    async (path) => {
      expect((await world.visitor.get(path)).status).toBe(401);
      expect((await (await world.person()).http.get(path)).status).toBe(200);
    },
  );

  it('keeps events for staff where the community wants so', async () => {
    await world.prefer('events_only_staff_enabled', true);
    const body = (name: string) => ({ ...write, name });
    for (const [role, status] of [
      ['admin', 201],
      ['moderator', 201],
      ['editor', 201],
      ['publisher', 403],
      [null, 403],
    ] as const) {
      const { http } = await world.person({ role });
      expect([role, (await http.post('/api/v2/event/', body(`By ${role}`))).status]).toEqual([role, status]);
      expect((await http.get('/api/v2/user/me/')).body.permission.create_event).toBe(status === 201);
    }
    await world.prefer('events_only_staff_enabled', false);
    expect((await (await world.person()).http.post('/api/v2/event/', body('By anybody'))).status).toBe(201);
    expect((await world.visitor.post('/api/v2/event/', body('By nobody'))).status).toBe(401);
  });

  it('gives staff no right over the events of others', async () => {
    const event = await world.event({ visible: false });
    const { http } = await world.person({ role: 'admin' });
    expect((await http.get(base(event))).status).toBe(404);
    expect((await http.delete(base(await world.event()))).status).toBe(403);
  });

  it.each(['0', '-1', 'x', '1.5', '99999999999', '1e3', '%20'])('knows no event with the id %s', async (id) => {
    expect((await world.visitor.get(`/api/v2/event/${id}/`)).status).toBe(404);
  });
});

/** What an answer says, in the words of the matrix. */
function saying({ status, body }: { status: number; body: any }): string[] {
  const says = [String(status)];
  if (status >= 200 && status < 300) says.push('2xx');
  if (status === 200 && Object.keys(body).join() === 'status') says.push(String(body.status));
  return says;
}
