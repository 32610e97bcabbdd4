import { DateTime } from 'luxon';

import { statementsOf, type Subject, World } from '../harness/world';
import { standAs, STATUSES } from './standing';

const EVENTS = '/api/v2/event/';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const soon = (from: number, to: number) => ({
  start_date: new Date(Date.now() + from),
  end_date: new Date(Date.now() + to),
});
const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
const PAST = soon(-2 * DAY, -DAY);

describe('lists of events', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => world.db.query(`TRUNCATE event_membership_count, app_user CASCADE`));
  afterAll(() => world.stop());

  const idsOf = ({ body }: { body: any }): number[] => (body.results ?? body).map(({ id }: { id: number }) => id);
  const ids = (subjects: readonly Subject[]) => subjects.map(({ id }) => id);

  /** One event of each kind, and one that is hidden and to which the person stands in some status. */
  async function landscape(userId: number) {
    const listed = await world.event({ name: 'Listed' });
    const closed = await world.event({ name: 'Closed', privacy: 'private' });
    const hidden = await world.event({ name: 'Hidden', visible: false });
    const own: Record<string, Subject> = {};
    for (const status of STATUSES.slice(1)) {
      own[status] = await world.event({ name: `Hidden but ${status}`, visible: false, privacy: 'private' });
      await standAs(world, own[status]!, userId, status);
    }
    return { listed, closed, hidden, own: own as Record<Exclude<(typeof STATUSES)[number], 'null'>, Subject> };
  }

  describe('search', () => {
    it('shows what is listed, and what is hidden to those who have to do with it', async () => {
      const person = await world.person();
      const { listed, closed, hidden, own } = await landscape(person.id);
      await standAs(world, closed, person.id, 'going');
      const outsiders = sorted(ids([listed, closed]));
      expect(sorted(idsOf(await world.visitor.get(`${EVENTS}search/`)))).toEqual(outsiders);
      expect(sorted(idsOf(await (await world.person()).http.get(`${EVENTS}search/`)))).toEqual(outsiders);
      expect(sorted(idsOf(await person.http.get(`${EVENTS}search/`)))).toEqual(
        sorted(ids([listed, closed, ...Object.values(own)])),
      );
      expect((await person.http.get(`${EVENTS}search/`)).body.count).toBe(7);
      expect(sorted(idsOf(await hidden.creator.get(`${EVENTS}search/`)))).toEqual(
        sorted(ids([listed, closed, hidden])),
      );
    });

    it('finds texts in the name and in the description, in any case and as they are written', async () => {
      const [a, b] = [
        await world.event({ name: 'Über 100% Wolle' }),
        await world.event({ description: 'alles 100%_WOLLE' }),
      ];
      await world.event({ name: '1000 Wollen' });
      const found = async (search: string) =>
        sorted(idsOf(await world.visitor.get(`${EVENTS}search/?search=${encodeURIComponent(search)}`)));
      expect(await found('wolle')).toHaveLength(3);
      expect(await found('100%')).toEqual(sorted(ids([a, b])));
      expect(await found('%_wolle')).toEqual([b.id]);
      expect(await found('über')).toEqual([a.id]);
      expect(await found("'; DROP TABLE event; --")).toEqual([]);
      expect(await found('')).toHaveLength(3);
    });

    it('filters by recurrence and place, and does not by what means no filter', async () => {
      const weekly = await world.event({ recurring: 'weekly', location: 'virtual' });
      const once = await world.event({ location: 'in person' });
      const found = async (query: string) => sorted(idsOf(await world.visitor.get(`${EVENTS}search/?${query}`)));
      expect(await found('recurring=weekly')).toEqual([weekly.id]);
      expect(await found('recurring=never')).toEqual([once.id]);
      expect(await found('location=in+person')).toEqual([once.id]);
      expect(await found('location=virtual&recurring=never')).toEqual([]);
      const none = 'location=any location= date_filter=all date_filter=undefined follows=false whatever=1';
      for (const query of none.split(' ')) expect(await found(query)).toEqual(sorted(ids([weekly, once])));
    });

    it.each(['date_filter=yesterday', 'recurring=yearly', 'location=moon', 'follows=perhaps'])(
      'refuses %s',
      async (query) => {
        const { status, body } = await world.visitor.get(`${EVENTS}search/?${query}`);
        expect([status, body.errors[0].field]).toEqual([400, query.split('=')[0]]);
      },
    );

    it('puts what ends soonest first, page by page, with the neighbours', async () => {
      const made = await Promise.all([5, 1, 3, 2, 4].map((days) => world.event(soon(HOUR, days * DAY))));
      const same = soon(HOUR, 6 * DAY);
      const last = [await world.event(same), await world.event(same)];
      const expected = [made[1]!, made[3]!, made[2]!, made[4]!, made[0]!, ...last];
      expect(idsOf(await world.visitor.get(`${EVENTS}search/`))).toEqual(ids(expected));
      const page = await world.visitor.get(`${EVENTS}search/?location=virtual&limit=3&offset=3`);
      expect(page.body).toMatchObject({
        count: 7,
        next: `${world.origin}${EVENTS}search/?location=virtual&limit=3&offset=6`,
        previous: `${world.origin}${EVENTS}search/?location=virtual&limit=3`,
      });
      expect(idsOf(page)).toEqual(ids(expected.slice(3, 6)));
    });

    it('finds what somebody whom the viewer follows is subscribed to', async () => {
      const [viewer, friend] = [await world.person(), await world.person()];
      await world.db.query(`INSERT INTO user_follow (follower_id, followed_id) VALUES ($1, $2)`, [
        viewer.id,
        friend.id,
      ]);
      const events = await Promise.all(STATUSES.map(() => world.event()));
      for (const [at, status] of STATUSES.entries()) await standAs(world, events[at]!, friend.id, status);
      const hidden = await world.event({ visible: false });
      await standAs(world, hidden, friend.id, 'going');
      const found = async (http: typeof viewer.http) => sorted(idsOf(await http.get(`${EVENTS}search/?follows=true`)));
      expect(await found(viewer.http)).toEqual(sorted(ids(events.slice(3))));
      expect(await found(friend.http)).toEqual([]);
      expect(await found(world.visitor)).toEqual([]);
    });

    it('finds what takes place in a stretch of days or weeks', async () => {
      const now = DateTime.utc();
      const windows = {
        today: [now.startOf('day'), now.endOf('day')],
        tomorrow: [now.plus({ days: 1 }).startOf('day'), now.plus({ days: 1 }).endOf('day')],
        this_week: [now.startOf('week'), now.endOf('week')],
        next_week: [now.plus({ weeks: 1 }).startOf('week'), now.plus({ weeks: 1 }).endOf('week')],
        this_month: [now.startOf('month'), now.endOf('month')],
      } as const;
      const spans: { id: number; from: DateTime; to: DateTime }[] = [];
      for (let days = -40; days <= 40; days++) {
        const from = now.startOf('day').plus({ days, hours: 9 });
        const to = from.plus({ hours: days % 7 === 0 ? 60 : 2 });
        const { id } = await world.event({ start_date: from.toJSDate(), end_date: to.toJSDate() });
        spans.push({ id, from, to });
      }
      const found = async (filter: string) =>
        idsOf(await world.visitor.get(`${EVENTS}search/?limit=100&date_filter=${filter}`)).toSorted((a, b) => a - b);
      for (const [filter, [from, to]] of Object.entries(windows)) {
        const inside = spans.filter((span) => span.from <= to && span.to > from);
        expect([filter, await found(filter)]).toEqual([filter, inside.map(({ id }) => id)]);
      }
      const past = spans.filter(({ to }) => to <= now).map(({ id }) => id);
      expect(await found('past')).toEqual(past);
      expect(await found('not_past')).toEqual(spans.map(({ id }) => id).filter((id) => !past.includes(id)));
    });

    it('finds a repeated event by its repetitions, not by the stretch between the first and the last', async () => {
      const tomorrow = DateTime.utc().plus({ days: 1 }).startOf('day').plus({ hours: 9 });
      const weekly = await world.event({
        recurring: 'weekly',
        start_date: tomorrow.minus({ weeks: 3 }).toJSDate(),
        end_date: tomorrow.plus({ weeks: 3, hours: 1 }).toJSDate(),
      });
      const found = async (filter: string) => idsOf(await world.visitor.get(`${EVENTS}search/?date_filter=${filter}`));
      expect([await found('today'), await found('tomorrow'), await found('past')]).toEqual([[], [weekly.id], []]);
      const { body } = await world.visitor.get(`${EVENTS}${weekly.id}/`);
      expect(body).toMatchObject({
        running: false,
        next_start_date: tomorrow.toJSDate().toISOString(),
        next_end_date: tomorrow.plus({ hours: 1 }).toJSDate().toISOString(),
      });
    });
  });

  describe("the viewer's own", () => {
    it('are those he is subscribed to, whatever he said about coming, that are not over', async () => {
      const person = await world.person();
      const { own } = await landscape(person.id);
      const over = await world.event(PAST);
      await standAs(world, over, person.id, 'going');
      expect(sorted(idsOf(await person.http.get(EVENTS)))).toEqual(
        sorted(ids([own.subscribed, own.going, own.not_going])),
      );
      expect(idsOf(await person.http.get(`${EVENTS}?past=true`))).toEqual([over.id]);
      expect(idsOf(await person.http.get(`${EVENTS}?past=true&subscription_status=invited`))).toEqual([]);
      for (const status of STATUSES.slice(1)) {
        const answer = await person.http.get(`${EVENTS}?subscription_status=${status}`);
        expect([status, idsOf(answer)]).toEqual([status, [own[status as keyof typeof own].id]]);
        expect(answer.body.results[0].subscription_status).toBe(status);
      }
    });

    it('can be narrowed by maker, recurrence and place, and refuse what they do not know', async () => {
      const [person, maker] = [await world.person(), await world.person()];
      const a = await world.event({ recurring: 'daily', location: 'in person' }, maker.id);
      const b = await world.event();
      for (const event of [a, b]) await standAs(world, event, person.id, 'subscribed');
      const found = async (query: string) => idsOf(await person.http.get(`${EVENTS}?${query}`));
      expect(await found(`created_by=${maker.id}`)).toEqual([a.id]);
      expect(await found('recurring=daily')).toEqual([a.id]);
      expect(await found('location=virtual')).toEqual([b.id]);
      expect(await found('location=any')).toHaveLength(2);
      for (const query of [
        'subscription_status=joined',
        'past=perhaps',
        'created_by=x',
        'recurring=yearly',
        'location=x',
      ]) {
        const { status, body } = await person.http.get(`${EVENTS}?${query}`);
        expect([status, body.errors[0].field]).toEqual([400, query.split('=')[0]]);
      }
    });

    it('are sorted by their end: what ends soonest first, of the past what ended latest first', async () => {
      const person = await world.person();
      const upcoming = [await world.event(soon(-HOUR, 3 * DAY)), await world.event(soon(HOUR, DAY))];
      const past = [await world.event(soon(-9 * DAY, -3 * DAY)), await world.event(soon(-9 * DAY, -DAY))];
      for (const event of [...upcoming, ...past]) await standAs(world, event, person.id, 'going');
      expect(idsOf(await person.http.get(EVENTS))).toEqual(ids(upcoming.toReversed()));
      expect(idsOf(await person.http.get(`${EVENTS}?past=1`))).toEqual(ids(past.toReversed()));
    });
  });

  it('by their maker want one, and show what the viewer may see', async () => {
    const [maker, viewer] = [await world.person(), await world.person()];
    const listed = await world.event(PAST, maker.id);
    const hidden = await world.event({ visible: false }, maker.id);
    await world.event();
    const path = `${EVENTS}created/`;
    const { status, body } = await viewer.http.get(path);
    expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'created_by', 'required']);
    expect(idsOf(await viewer.http.get(`${path}?created_by=${maker.id}`))).toEqual([listed.id]);
    expect(idsOf(await world.visitor.get(`${path}?created_by=${maker.id}`))).toEqual([listed.id]);
    expect(idsOf(await maker.http.get(`${path}?created_by=${maker.id}`))).toEqual(ids([hidden, listed]));
    await standAs(world, hidden, viewer.id, 'invited');
    expect(idsOf(await viewer.http.get(`${path}?created_by=${maker.id}`))).toEqual(ids([hidden, listed]));
  });

  it('related to one have its people first, then what ends soonest, without itself, what is over and what is hidden', async () => {
    const maker = await world.person();
    const event = await world.event({}, maker.id);
    const later = await world.event(soon(HOUR, 5 * DAY), maker.id);
    const other = await world.event(soon(HOUR, 2 * DAY));
    const otherLater = await world.event(soon(HOUR, 3 * DAY));
    const managed = await world.event({ ...soon(HOUR, 9 * DAY), managed_by_id: maker.id });
    await world.event(PAST, maker.id);
    await world.event({ visible: false }, maker.id);
    const path = `${EVENTS}${event.id}/related/`;
    expect(idsOf(await world.visitor.get(path))).toEqual(ids([later, managed, other, otherLater]));
    expect(idsOf(await world.visitor.get(`${path}?created_by=${maker.id}&limit=5&offset=0`))).toEqual([later.id]);
    expect(idsOf(await world.visitor.get(`${path}?created_by=${other.creatorId}`))).toEqual([other.id]);
  });

  it('of a person are what he is subscribed to, as far as the viewer may see it, whole without a limit', async () => {
    const person = await world.person();
    const { own } = await landscape(person.id);
    const listed = await Promise.all(Array.from({ length: 25 }, () => world.event()));
    for (const event of listed) await standAs(world, event, person.id, 'subscribed');
    const asked = await world.event();
    await standAs(world, asked, person.id, 'requested');
    const path = `/api/v2/user/${person.id}/events/`;
    const seen = await world.visitor.get(path);
    expect(seen.body).toMatchObject({ count: 25, next: null, previous: null });
    expect(idsOf(seen)).toEqual(ids(listed).toSorted((a, b) => b - a));
    expect((await person.http.get(path)).body.count).toBe(28);
    expect(idsOf(await own.going.creator.get(`${path}?search=but+GOING`))).toEqual([own.going.id]);
    expect((await world.visitor.get(`${path}?limit=10`)).body.results).toHaveLength(10);
    expect((await world.visitor.get('/api/v2/user/999999/events/')).status).toBe(404);
  });

  it('suggested are listed, to come, on, and new to the viewer', async () => {
    const person = await world.person();
    const { listed, closed, own } = await landscape(person.id);
    await world.event(PAST);
    await world.event({ active: false });
    const known = await Promise.all(STATUSES.slice(1).map(() => world.event()));
    for (const [at, status] of STATUSES.slice(1).entries()) await standAs(world, known[at]!, person.id, status);
    expect(idsOf(await person.http.get('/api/v2/suggestion/event/'))).toEqual(ids([closed, listed]));
    expect(Object.values(own)).toHaveLength(5);
  });

  it('to write to are a plain list of what the viewer is subscribed to and what is still on', async () => {
    const person = await world.person();
    const { own } = await landscape(person.id);
    for (const fields of [PAST, { active: false }]) await standAs(world, await world.event(fields), person.id, 'going');
    const answer = await person.http.get('/api/v2/user/event/events_to_address_a_contribution/');
    expect(Array.isArray(answer.body)).toBe(true);
    expect(sorted(idsOf(answer))).toEqual(sorted(ids([own.subscribed, own.going, own.not_going])));
  });

  describe('of people', () => {
    it('who subscribed, come, do not, are invited and wait are full users, the latest first, exactly counted', async () => {
      const event = await world.event({ privacy: 'private' });
      const rows: Record<string, number[]> = {};
      for (const status of STATUSES.slice(1)) {
        rows[status] = [];
        for (let n = 0; n < 3; n++) {
          const person = await world.person({ real_name: 'Ada' });
          await standAs(world, event, person.id, status);
          rows[status].unshift(person.id);
        }
      }
      const list = async (path: string, query = '') =>
        (await event.creator.get(`${EVENTS}${event.id}/${path}/${query}`)).body;
      const idList = async (path: string) => (await list(path)).results.map(({ id }: { id: number }) => id);
      expect(await idList('going')).toEqual(rows['going']);
      expect(await idList('not_going')).toEqual(rows['not_going']);
      expect(await idList('invite')).toEqual(rows['invited']);
      expect(await idList('request_subscribe')).toEqual(rows['requested']);
      expect(await idList('subscribe')).toEqual([
        ...rows['not_going']!,
        ...rows['going']!,
        ...rows['subscribed']!,
        event.creatorId,
      ]);
      expect(await list('subscribe', '?limit=1&offset=2')).toMatchObject({
        count: 10,
        results: [{ id: rows['not_going']![2] }],
      });
      expect((await list('invite')).results[0]).toMatchObject({
        username: expect.any(String),
        real_name: 'Ada',
        date_joined: expect.any(String),
        bio: '',
      });
    });

    it('who might be invited are active, not the viewer, and for one event not in it either', async () => {
      const event = await world.event();
      const [stranger, inside] = [await world.person({ real_name: 'Ada 100%' }), await world.person()];
      await world.person({ status: 'blocked' });
      await world.person({ status: 'deleted' });
      await standAs(world, event, inside.id, 'requested');
      const found = async (path: string) => idsOf(await event.creator.get(EVENTS + path));
      expect(await found(`${event.id}/user/`)).toEqual([stranger.id]);
      expect(sorted(await found('user/'))).toEqual(sorted([stranger.id, inside.id]));
      expect(await found('user/?search=00%25')).toEqual([stranger.id]);
      expect(await found(`${event.id}/user/?search=ADA`)).toEqual([stranger.id]);
      expect(await found(`${event.id}/user/?search=nobody`)).toEqual([]);
    });
  });

  it('cost three statements at most, however many events there are', async () => {
    const person = await world.person();
    const event = await world.event({}, person.id);
    for (let n = 0; n < 30; n++) await standAs(world, await world.event(), person.id, 'going');
    const paths = [
      EVENTS,
      `${EVENTS}?past=true`,
      `${EVENTS}search/?limit=100&date_filter=this_month&follows=true`,
      `${EVENTS}created/?created_by=${person.id}`,
      ...['related', 'going', 'not_going', 'subscribe', 'invite', 'request_subscribe', 'user', 'gallery', 'feed'].map(
        (path) => `${EVENTS}${event.id}/${path}/`,
      ),
      `${EVENTS}user/`,
      `/api/v2/user/${person.id}/events/`,
      '/api/v2/suggestion/event/',
      '/api/v2/user/event/events_to_address_a_contribution/',
    ];
    for (const path of paths) {
      const sent = await statementsOf(async () => expect((await person.http.get(path)).status).toBe(200));
      expect([path, sent.length <= 3]).toEqual([path, true]);
    }
  });

  it('of a feed are empty, in every order', async () => {
    const event = await world.event();
    for (const query of ['', '?ordering=recent', '?ordering=relevance', '?ordering=nonsense', '?limit=10&offset=0']) {
      const { status, body } = await world.visitor.get(`${EVENTS}${event.id}/feed/${query}`);
      expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }]);
    }
  });
});

describe('a site that hides the place of private events', () => {
  it('shows it to those who are invited or in, and to nobody else', async () => {
    const world = await World.start({ HIDE_PRIVATE_EVENT_PLACE: 'true' });
    try {
      const place = {
        geolocation: 'Bologna',
        geolocation_lat: 44.5,
        geolocation_lng: 11.3,
        link: 'https://a.example/b',
      };
      const nothing = { geolocation: null, geolocation_lat: null, geolocation_lng: null, link: null };
      const event = await world.event({ privacy: 'private', ...place });
      const open = await world.event(place);
      for (const status of STATUSES) {
        const { id, http } = await world.person();
        await standAs(world, event, id, status);
        const shown = ['null', 'requested'].includes(status) ? nothing : place;
        expect([status, (await http.get(`${EVENTS}${event.id}/`)).body]).toMatchObject([status, shown]);
        const listed = (await http.get(`${EVENTS}search/`)).body.results.find((found: any) => found.id === event.id);
        expect(listed).toMatchObject(shown);
        const calendar = (await http.get(`${EVENTS}${event.id}/calendar.ics`)).body;
        expect(calendar.includes('Bologna')).toBe(shown === place);
      }
      expect((await world.visitor.get(`${EVENTS}${event.id}/`)).body).toMatchObject(nothing);
      expect((await world.visitor.get(`${EVENTS}${open.id}/`)).body).toMatchObject(place);
    } finally {
      await world.stop();
    }
  });
});
