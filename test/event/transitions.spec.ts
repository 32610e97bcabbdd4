import type { Client } from '../harness/client';
import { type Subject, World } from '../harness/world';
import { STATUSES, type Status, standAs, statusOf } from './standing';

/**
 * What each action does to each status: typed in from the contract. A cell is the new status, and the answer where it
 * is not 204; `=` leaves the status as it was. The columns are the status of the target before.
 */
type Cells = readonly [
  none: string,
  invited: string,
  requested: string,
  subscribed: string,
  going: string,
  not: string,
];
type Act = (event: Subject, target: { id: number; http: Client }) => Promise<{ status: number; body: any }>;

const base = ({ id }: Subject) => `/api/v2/event/${id}/`;
const own =
  (method: string, path: string): Act =>
  (event, { http }) =>
    http.send(method, base(event) + path);

const PUBLIC = { privacy: 'public' };
const PRIVATE = { privacy: 'private' };
const HIDDEN = { privacy: 'private', visible: false };
const HIDDEN_PUBLIC = { privacy: 'public', visible: false };

const TABLE: readonly [action: string, fields: Record<string, unknown>, act: Act, cells: Cells][] = [
  ['POST subscribe', PUBLIC, own('POST', 'subscribe/'), ['subscribed', 'subscribed', 'subscribed', '=', '=', '=']],
  ['POST subscribe', PRIVATE, own('POST', 'subscribe/'), ['requested', 'subscribed', '=', '=', '=', '=']],
  ['POST subscribe', HIDDEN, own('POST', 'subscribe/'), ['= 404', 'subscribed', '=', '=', '=', '=']],
  ['POST subscribe', HIDDEN_PUBLIC, own('POST', 'subscribe/'), ['= 404', 'subscribed', '=', '=', '=', '=']],
  ['DELETE subscribe', PUBLIC, own('DELETE', 'subscribe/'), ['=', 'null', 'null', 'null', 'null', 'null']],
  ['DELETE subscribe', PRIVATE, own('DELETE', 'subscribe/'), ['=', 'null', 'null', 'null', 'null', 'null']],
  [
    'DELETE subscribe?user=',
    PRIVATE,
    (event, { id }) => event.creator.delete(`${base(event)}subscribe/?user=${id}`),
    ['=', 'null', 'null', 'null', 'null', 'null'],
  ],
  [
    'POST invite',
    PRIVATE,
    (event, { id }) => event.creator.post(`${base(event)}invite/`, { users: [id] }),
    ['invited', '=', 'subscribed', '=', '=', '='],
  ],
  [
    'DELETE invite',
    PRIVATE,
    (event, { id }) => event.creator.delete(`${base(event)}invite/`, { users: [id] }),
    ['=', 'null', '=', '=', '=', '='],
  ],
  ['POST going', PUBLIC, own('POST', 'going/'), ['= 403', '= 403', '= 403', 'going', '=', 'going']],
  [
    'POST going {users}',
    PRIVATE,
    (event, { id }) => event.creator.post(`${base(event)}going/`, { users: [id] }),
    ['going', 'going', 'going', 'going', '=', 'going'],
  ],
  ['DELETE going', PUBLIC, own('DELETE', 'going/'), ['= 403', '= 403', '= 403', '= 403', 'subscribed', '= 403']],
  ['POST not_going', PUBLIC, own('POST', 'not_going/'), ['= 403', '= 403', '= 403', 'not_going', 'not_going', '=']],
  [
    'DELETE not_going',
    PUBLIC,
    own('DELETE', 'not_going/'),
    ['= 403', '= 403', '= 403', '= 403', '= 403', 'subscribed'],
  ],
  ['POST hide', PUBLIC, own('POST', 'hide/'), ['= 403', '= 403', '= 403', '=', '=', '=']],
  ['POST show', PUBLIC, own('POST', 'show/'), ['= 403', '= 403', '= 403', '= 403', '= 403', '= 403']],
];

describe('the life of a subscription', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  for (const [action, fields, act, cells] of TABLE) {
    const where = `that is ${fields['visible'] === false ? 'not listed and ' : ''}${String(fields['privacy'])}`;
    it.each(STATUSES.map((before, at) => [before, cells[at]!] as const))(
      `${action} on an event ${where}: from %s to %s`,
      async (before, cell) => {
        const [after, status = '204'] = cell.split(' ');
        const event = await world.event(fields);
        const target = await world.person();
        await standAs(world, event, target.id, before);
        const expected = (after === '=' ? before : after) as Status;

        const answer = await act(event, target);
        expect([answer.status, await statusOf(world, event, target.id)]).toEqual([Number(status), expected]);

        // Whatever came of it, everything that is counted fits, and an invitation is open for the invited only.
        const { body } = await event.creator.get(base(event));
        const isSubscriber = ['subscribed', 'going', 'not_going'].includes(expected);
        expect([body.subscribers_counter, body.goings_counter]).toEqual([
          isSubscriber ? 2 : 1,
          expected === 'going' ? 1 : 0,
        ]);
        expect(await world.openInvitations('event', event.id, target.id)).toBe(expected === 'invited' ? 1 : 0);

        // Said once more, it changes nothing more and tells nothing more.
        const told = await world.outbox('event', event.id);
        if (expected !== before) expect(told.length).toBeGreaterThan(0);
        await act(event, target);
        const after2 =
          after === '=' || !action.startsWith('DELETE') ? expected : await statusOf(world, event, target.id);
        expect(await statusOf(world, event, target.id)).toBe(after2);
        if (!/hide|show/.test(action)) expect(await world.outbox('event', event.id)).toEqual(told);
      },
    );
  }

  it.each(['subscribed', 'going', 'not_going'] as const)(
    'hides and shows an event on the feed of somebody %s',
    async (status) => {
      const event = await world.event();
      const target = await world.person();
      await standAs(world, event, target.id, status);
      const shown = async () => (await target.http.get(base(event))).body.show_on_feed;
      expect(await shown()).toBe(true);
      expect((await target.http.post(`${base(event)}show/`)).status).toBe(403);
      expect((await target.http.post(`${base(event)}hide/`)).status).toBe(204);
      expect(await shown()).toBe(false);
      expect((await target.http.post(`${base(event)}hide/`)).status).toBe(403);
      expect((await target.http.post(`${base(event)}show/`)).status).toBe(204);
      expect([await shown(), await statusOf(world, event, target.id)]).toEqual([true, status]);
      expect((await world.outbox('event', event.id)).map(({ type }) => type)).toEqual(['event.hidden', 'event.shown']);
    },
  );

  it('is not shown on the feed of those who only wait, and again on that of those who come back', async () => {
    const event = await world.event();
    const { id, http } = await world.person();
    await standAs(world, event, id, 'invited');
    expect((await http.get(base(event))).body.show_on_feed).toBe(false);
    await http.post(`${base(event)}subscribe/`);
    await http.post(`${base(event)}hide/`);
    await http.delete(`${base(event)}subscribe/`);
    expect((await http.get(base(event))).body.show_on_feed).toBe(false);
    await http.post(`${base(event)}subscribe/`);
    expect((await http.get(base(event))).body.show_on_feed).toBe(true);
  });

  it('keeps the manager in: he cannot leave and cannot be removed, but may come or not', async () => {
    const event = await world.event();
    const { creator, creatorId } = event;
    expect((await creator.delete(`${base(event)}subscribe/`)).status).toBe(403);
    expect((await creator.delete(`${base(event)}subscribe/?user=${creatorId}`)).status).toBe(403);
    expect((await creator.delete(`${base(event)}subscribe/`, { user: creatorId })).status).toBe(403);
    for (const [act, status] of [
      ['going/', 'going'],
      ['not_going/', 'not_going'],
      ['subscribe/', 'not_going'],
    ] as const) {
      expect((await creator.post(base(event) + act)).status).toBe(204);
      expect(await statusOf(world, event, creatorId)).toBe(status);
    }
    const second = await world.as('M', 'event', event);
    expect((await second.http.delete(`${base(event)}subscribe/?user=${creatorId}`)).status).toBe(403);
    await creator.post(`${base(event)}invite/`, { users: [creatorId] });
    await creator.post(`${base(event)}going/`, { users: [creatorId] });
    expect(await statusOf(world, event, creatorId)).toBe('going');
  });

  it('removes somebody named in the query or in the body, and only somebody who exists', async () => {
    const event = await world.event();
    const [a, b, c] = [await world.person(), await world.person(), await world.person()];
    for (const { id } of [a, b, c]) await standAs(world, event, id, 'going');
    expect((await event.creator.delete(`${base(event)}subscribe/?user=${a.id}`)).status).toBe(204);
    expect((await event.creator.delete(`${base(event)}subscribe/`, { user: b.id })).status).toBe(204);
    expect(await Promise.all([a, b, c].map(({ id }) => statusOf(world, event, id)))).toEqual(['null', 'null', 'going']);

    expect((await event.creator.delete(`${base(event)}subscribe/?user=2000000000`)).status).toBe(404);
    expect((await event.creator.delete(`${base(event)}subscribe/?user=nobody`)).status).toBe(400);
    for (const [query, body] of [
      [`?user=${event.creatorId}`, undefined],
      ['', { user: event.creatorId }],
    ] as const) {
      expect((await c.http.delete(`${base(event)}subscribe/${query}`, body)).status).toBe(403);
    }
    expect((await c.http.delete(`${base(event)}subscribe/?user=${c.id}`)).status).toBe(204);
    expect(await statusOf(world, event, c.id)).toBe('null');
  });

  it('subscribes to events that are over or were called off', async () => {
    const over = { start_date: new Date('2020-01-01T10:00Z'), end_date: new Date('2020-01-01T11:00Z') };
    for (const fields of [over, { active: false }, { ...over, active: false }]) {
      const event = await world.event(fields);
      const { id, http } = await world.person();
      expect((await http.post(`${base(event)}subscribe/`)).status).toBe(204);
      expect(await statusOf(world, event, id)).toBe('subscribed');
    }
  });

  it('tells what happened, to whom, by whom, once', async () => {
    const event = await world.event({ privacy: 'private' });
    const [a, b] = [await world.person(), await world.person()];
    await a.http.post(`${base(event)}subscribe/`);
    await event.creator.post(`${base(event)}invite/`, { users: [a.id, b.id] });
    await b.http.post(`${base(event)}subscribe/`);
    await b.http.post(`${base(event)}going/`);
    await b.http.post(`${base(event)}not_going/`);
    await b.http.delete(`${base(event)}not_going/`);
    await b.http.delete(`${base(event)}subscribe/`);
    await event.creator.post(`${base(event)}going/`, { users: [b.id] });
    await event.creator.delete(`${base(event)}subscribe/?user=${b.id}`);
    const told = (await world.outbox('event', event.id)) as any[];
    const by = event.creatorId;
    expect(told.map(({ type, user_id, actor_id, before, after }) => [type, user_id, actor_id, before, after])).toEqual([
      ['event.requested', a.id, a.id, 'none', 'requested'],
      ['event.request_accepted', a.id, by, 'requested', 'member'],
      ['event.invited', b.id, by, 'none', 'invited'],
      ['event.invitation_accepted', b.id, b.id, 'invited', 'member'],
      ['event.going', b.id, b.id, 'undecided', 'going'],
      ['event.not_going', b.id, b.id, 'going', 'not_going'],
      ['event.attendance_withdrawn', b.id, b.id, 'not_going', 'undecided'],
      ['event.left', b.id, b.id, 'member', 'none'],
      ['event.added', b.id, by, 'none', 'member'],
      ['event.going', b.id, by, 'undecided', 'going'],
      ['event.removed', b.id, by, 'member', 'none'],
    ]);
  });

  it('lets a requester in when the event becomes public and he asks again', async () => {
    const event = await world.event({ privacy: 'private' });
    const { id, http } = await world.person();
    await http.post(`${base(event)}subscribe/`);
    await event.creator.patch(base(event), { privacy: 'public' });
    expect(await statusOf(world, event, id)).toBe('requested');
    await http.post(`${base(event)}subscribe/`);
    expect(await statusOf(world, event, id)).toBe('subscribed');
  });
});
