import { statementsOf, World } from '../harness/world';

const EVENTS = '/api/v2/event/';
const base = (id: number) => `${EVENTS}${id}/`;

let made = 0;
const body = (fields: Record<string, unknown> = {}) => ({
  name: `Meeting ${++made}`,
  start_date: '2031-05-04T18:00:00.000Z',
  end_date: '2031-05-04T21:00:00.000Z',
  recurring: 'never',
  location: 'in person',
  ...fields,
});

/** What an answer complains of: field and code. */
const complaint = ({ status, body: said }: { status: number; body: any }) => [
  status,
  said.errors?.[0]?.field,
  said.errors?.[0]?.messages?.[0]?.code,
];

describe('making and changing events', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('makes an event whose maker runs it and is subscribed to it', async () => {
    const maker = await world.person({ real_name: 'Ada' });
    const { status, body: event } = await maker.http.post(EVENTS, {
      ...body({ name: '  Open studio night ' }),
      geolocation: 'Bologna',
      geolocation_lat: 44.5,
      geolocation_lng: '11.3',
    });
    expect(status).toBe(201);
    expect(event).toMatchObject({
      name: 'Open studio night',
      slug: 'open-studio-night',
      description: '',
      color: '#DBDBDB',
      privacy: 'public',
      visible: true,
      active: true,
      show_on_feed: true,
      subscription_status: 'subscribed',
      subscribers_counter: 1,
      goings_counter: 0,
      share_count: 0,
      start_date: '2031-05-04T18:00:00.000Z',
      end_date: '2031-05-04T21:00:00.000Z',
      recurring: 'never',
      location: 'in person',
      geolocation: 'Bologna',
      geolocation_lat: 44.5,
      geolocation_lng: 11.3,
      link: null,
      created_by: { id: maker.id, real_name: 'Ada', date_joined: expect.any(String) },
      managed_by: { id: maker.id },
      running: false,
      running_start_date: null,
      running_end_date: null,
      next_start_date: '2031-05-04T18:00:00.000Z',
      next_end_date: '2031-05-04T21:00:00.000Z',
      live_stream: null,
      paywalls: [],
    });
    for (const size of ['bigger', 'big', 'medium', 'small']) {
      expect(event[`image_${size}`]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.+event-/);
    }
    expect(Object.keys(event)).not.toContain('invite_users');
    expect((await maker.http.get(base(event.id))).body).toEqual(event);
    expect(await world.outbox('event', event.id)).toMatchObject([{ type: 'event.created', user_id: null }]);
  });

  it('ends an hour after the start when nobody says when, and asks for no more than name, start and place', async () => {
    const { http } = await world.person();
    for (const end of [{}, { end_date: null }]) {
      const least = { name: `Least ${++made}`, start_date: '2031-01-01T23:30:00+01:00', location: 'virtual', ...end };
      const answer = await http.post(EVENTS, least);
      expect([answer.status, answer.body.start_date, answer.body.end_date]).toEqual([
        201,
        '2031-01-01T22:30:00.000Z',
        '2031-01-01T23:30:00.000Z',
      ]);
      expect([answer.body.recurring, answer.body.privacy]).toEqual(['never', 'public']);
    }
  });

  it.each([
    ['no name', { name: undefined }, 'name', 'required'],
    ['a blank name', { name: '  ' }, 'name', 'blank'],
    ['a name that is too long', { name: 'x'.repeat(256) }, 'name', 'max_length'],
    ['no start', { start_date: undefined }, 'start_date', 'required'],
    ['a start of null', { start_date: null }, 'start_date', 'null'],
    ['a start that is no time', { start_date: 'tomorrow' }, 'start_date', 'invalid'],
    ['no place', { location: undefined }, 'location', 'required'],
    ['an unknown place', { location: 'live_stream' }, 'location', 'invalid_choice'],
    ['an unknown privacy', { privacy: 'secret' }, 'privacy', 'invalid_choice'],
    ['an unknown recurrence', { recurring: 'yearly' }, 'recurring', 'invalid_choice'],
    ['an end at the start', { end_date: '2031-05-04T18:00:00Z' }, 'end_date', 'invalid'],
    ['an end before the start', { end_date: '2031-05-03T18:00:00Z' }, 'end_date', 'invalid'],
    ['a link that is none', { link: 'javascript:alert(1)' }, 'link', 'invalid'],
    ['a latitude off the globe', { geolocation_lat: 91 }, 'geolocation_lat', 'max_value'],
    ['invited people who are no list', { invite_users: 'x' }, 'invite_users', 'not_a_list'],
    ['an invited person who does not exist', { invite_users: [2_000_000_000] }, 'invite_users', 'does_not_exist'],
    ['a picture that is no file', { image_original: 'x' }, 'image_original', 'invalid'],
  ])('refuses %s, and makes nothing', async (_, fields, field, code) => {
    const { id, http } = await world.person();
    expect(complaint(await http.post(EVENTS, body(fields)))).toEqual([400, field, code]);
    expect((await http.get(`${EVENTS}created/?created_by=${id}`)).body.count).toBe(0);
  });

  it('wants a name of its own, whatever the case, and frees it with the event', async () => {
    const { http } = await world.person();
    const first = await http.post(EVENTS, body({ name: 'The only one' }));
    expect(complaint(await http.post(EVENTS, body({ name: ' THE ONLY ONE ' })))).toEqual([400, 'name', 'unique']);
    const other = await http.post(EVENTS, body());
    expect(complaint(await http.patch(base(other.body.id), { name: 'the Only one' }))).toEqual([400, 'name', 'unique']);
    expect((await http.patch(base(first.body.id), { name: 'THE only one' })).status).toBe(200);

    const alike = await http.post(EVENTS, body({ name: 'The only one!' }));
    expect([first.body.slug, alike.body.slug]).toEqual(['the-only-one', 'the-only-one-2']);
    await http.delete(base(first.body.id));
    expect((await http.post(EVENTS, body({ name: 'The only one' }))).body.slug).toBe('the-only-one');
  });

  it('keeps the slug when the name changes and ignores one that is sent', async () => {
    const { http } = await world.person();
    const { body: event } = await http.post(EVENTS, body({ name: 'Before', slug: 'mine' }));
    const { body: after } = await http.patch(base(event.id), { name: 'After', slug: 'mine' });
    expect([after.name, after.slug]).toEqual(['After', 'before']);
  });

  it('takes forms as browsers send them: empty texts are null, JSON texts are read, unknown fields are ignored', async () => {
    const [maker, guest] = [await world.person(), await world.person()];
    const form = new FormData();
    const fields = body({
      link: '',
      geolocation: '',
      geolocation_lat: '',
      geolocation_lng: '',
      live_stream_settings: 'null',
      products: '[]',
      visible: 'true',
      description: '',
      'invite_users[0]': String(guest.id),
      whatever: 'x',
    });
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    const { status, body: event } = await maker.http.post(EVENTS, form);
    expect([status, event.link, event.geolocation, event.geolocation_lat, event.description]).toEqual([
      201,
      null,
      null,
      null,
      '',
    ]);
    expect((await guest.http.get(`${base(event.id)}status/`)).body).toEqual({ status: 'invited' });
  });

  it('invites on creation and accepts on change, and tells it like any invitation', async () => {
    const [maker, a, b] = [await world.person(), await world.person(), await world.person()];
    const { body: event } = await maker.http.post(EVENTS, body({ privacy: 'private', invite_users: [a.id, maker.id] }));
    await b.http.post(`${base(event.id)}subscribe/`);
    expect((await maker.http.patch(base(event.id), { invite_users: [a.id, b.id] })).status).toBe(200);
    const statusOf = async (http: typeof a.http) => (await http.get(`${base(event.id)}status/`)).body.status;
    expect([await statusOf(a.http), await statusOf(b.http), await statusOf(maker.http)]).toEqual([
      'invited',
      'subscribed',
      'subscribed',
    ]);
    expect(await world.openInvitations('event', event.id, a.id)).toBe(1);
    const told = (await world.outbox('event', event.id)).map(({ type }) => type);
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'event.created',
      'event.invited',
      'event.request_accepted',
      'event.requested',
      'event.updated',
    ]);

    const bad = await maker.http.patch(base(event.id), { name: 'Not written', invite_users: [a.id, 2_000_000_000] });
    expect(complaint(bad)).toEqual([400, 'invite_users', 'does_not_exist']);
    expect((await maker.http.get(base(event.id))).body.name).toBe(event.name);
  });

  it('changes by PATCH what is named and nothing else', async () => {
    const { http } = await world.person();
    const { body: event } = await http.post(
      EVENTS,
      body({ description: 'Bring a cup', color: '#fff', link: 'https://a.example/b' }),
    );
    const { status, body: after } = await http.patch(base(event.id), { active: false, link: null });
    expect([status, after]).toEqual([200, { ...event, active: false, link: null }]);
    expect((await world.visitor.get(base(event.id))).body.active).toBe(false);
    expect((await http.patch(base(event.id), {})).body).toEqual(after);
    expect((await http.patch(base(event.id), { description: null, color: null })).body).toEqual({
      ...after,
      description: '',
      color: '#DBDBDB',
    });
  });

  it('keeps by PUT what is optional and left out', async () => {
    const { http } = await world.person();
    const optional = { privacy: 'private', visible: false, color: '#abc', description: 'd', location: 'virtual' };
    const { body: event } = await http.post(
      EVENTS,
      body({ ...optional, recurring: 'daily', end_date: '2031-06-01T21:00:00Z' }),
    );
    const put = { name: `Renamed ${++made}`, start_date: '2031-05-05T18:00:00Z' };
    const { status, body: after } = await http.put(base(event.id), put);
    expect([status, after]).toMatchObject([
      200,
      { ...optional, recurring: 'daily', end_date: '2031-06-01T21:00:00.000Z', name: put.name, slug: event.slug },
    ]);
    expect(complaint(await http.put(base(event.id), { start_date: put.start_date }))).toEqual([
      400,
      'name',
      'required',
    ]);
    expect(complaint(await http.put(base(event.id), { name: put.name }))).toEqual([400, 'start_date', 'required']);
  });

  it('refuses dates that do not fit, also when only one of both is changed', async () => {
    const { http } = await world.person();
    const { body: event } = await http.post(EVENTS, body());
    for (const dates of [{ start_date: '2031-05-04T21:00:00Z' }, { end_date: '2031-05-04T18:00:00Z' }]) {
      expect(complaint(await http.patch(base(event.id), dates))).toEqual([400, 'end_date', 'invalid']);
    }
    const moved = await http.patch(base(event.id), { start_date: '2032-01-01T10:00:00Z', end_date: null });
    expect(moved.body.end_date).toBe('2032-01-01T11:00:00.000Z');
    const ended = await http.patch(base(event.id), { end_date: '2032-01-02T10:00:00Z' });
    expect(ended.body.start_date).toBe('2032-01-01T10:00:00.000Z');
    expect((await http.patch(base(event.id), { end_date: null })).body.end_date).toBe('2032-01-01T11:00:00.000Z');
  });

  it('takes a time without an offset in the time zone of the site', async () => {
    const rome = await World.start({ TIME_ZONE: 'Europe/Rome' });
    try {
      const { http } = await rome.person();
      const { body: event } = await http.post(
        EVENTS,
        body({ start_date: '2031-07-01T10:00', end_date: '2031-07-01T12:00' }),
      );
      expect([event.start_date, event.end_date]).toEqual(['2031-07-01T08:00:00.000Z', '2031-07-01T10:00:00.000Z']);
    } finally {
      await rome.stop();
    }
  });

  it('takes a picture, keeps it when none is sent, and replaces it by another', async () => {
    const { http } = await world.person();
    const form = (fields: Record<string, string>, picture: Buffer) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      data.append('image_original', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'p.png');
      return data;
    };
    const { body: event } = await http.post(EVENTS, form(body() as Record<string, string>, await png('red')));
    const picture = await fetch(event.image_medium);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const { body: kept } = await http.patch(base(event.id), { description: 'x' });
    expect(kept.image_bigger).toBe(event.image_bigger);
    const { body: changed } = await http.patch(base(event.id), form({}, await png('blue')));
    expect(changed.image_bigger).not.toBe(event.image_bigger);
    expect((await fetch(changed.image_bigger)).status).toBe(200);
    expect(complaint(await http.patch(base(event.id), form({}, Buffer.from('not a picture'))))).toEqual([
      400,
      'image_original',
      'invalid_image',
    ]);
  });

  it('deletes for everybody and for every list', async () => {
    const event = await world.event();
    const { id, http } = await world.person();
    await world.stand('event', event.id, id, 'member');
    expect((await event.creator.delete(base(event.id))).status).toBe(204);
    for (const client of [http, event.creator, world.visitor]) {
      expect((await client.get(base(event.id))).status).toBe(404);
    }
    expect((await event.creator.delete(base(event.id))).status).toBe(404);
    for (const path of [
      EVENTS,
      `${EVENTS}search/`,
      `${EVENTS}created/?created_by=${event.creatorId}`,
      `/api/v2/user/${id}/events/`,
    ]) {
      expect((await http.get(path)).body.results.map((found: { id: number }) => found.id)).not.toContain(event.id);
    }
    expect((await http.get('/api/v2/user/event/events_to_address_a_contribution/')).body).toEqual([]);
  });

  it('costs no more statements the more people are invited', async () => {
    const maker = await world.person();
    const crowd = await world.people(1000);
    const cost = async (invited: number[]) =>
      (await statementsOf(() => maker.http.post(EVENTS, body({ invite_users: invited })))).length;
    expect(await cost(crowd)).toBe(await cost(crowd.slice(0, 1)));
    const { body: event } = await maker.http.post(EVENTS, body());
    const patch = await statementsOf(() =>
      maker.http.patch(base(event.id), { name: `Patched ${++made}`, active: false }),
    );
    expect(patch.length).toBeLessThanOrEqual(5);
  });
});

async function png(background: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp({ create: { width: 400, height: 200, channels: 3, background } })
    .png()
    .toBuffer();
}
