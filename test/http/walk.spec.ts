import { type Person, type Subject, World } from '../harness/world';

const DAY = 86_400_000;

/** What is listed, and how one of them disappears. */
const GONE = {
  course: 'UPDATE course SET deleted_at = now() WHERE id = $1',
  event: 'UPDATE event SET deleted_at = now() WHERE id = $1',
  person: `UPDATE app_user SET status = 'blocked' WHERE id = $1`,
} as const;
type Listed = keyof typeof GONE;

const LISTS: readonly (readonly [path: string, listed: Listed])[] = [
  ['course/?statuses=creator', 'course'],
  ['course/?statuses=creator,manager&created_by={viewer}', 'course'],
  ['course/search/', 'course'],
  ['course/search/?search=course', 'course'],
  ...['id', '-id', 'name', '-name', 'created_at', '-created_at'].map(
    (ordering) => [`course/search/?ordering=${ordering}`, 'course'] as const,
  ),
  ['course/search/?search=course&ordering=-name', 'course'],
  ['suggestion/course/', 'course'],
  ['user/{viewer}/courses/?statuses=creator', 'course'],
  ['event/', 'event'],
  ['event/?past=true', 'event'],
  ['event/search/', 'event'],
  ['event/search/?search=event&date_filter=not_past', 'event'],
  ['event/created/?created_by={viewer}', 'event'],
  ['event/{event}/related/', 'event'],
  ['suggestion/event/', 'event'],
  ['user/{viewer}/events/', 'event'],
  ['event/user/', 'person'],
  ['event/user/?search=crowd', 'person'],
  ['event/{event}/user/', 'person'],
  ['course/{course}/user/?search=crowd', 'person'],
  ['user/search/?user=crowd', 'person'],
  ...['username', '-username', 'real_name', '-real_name', 'date_joined', '-date_joined'].map(
    (ordering) => [`user/search/?ordering=${ordering}`, 'person'] as const,
  ),
  ['user/autocomplete/?search=crowd', 'person'],
];

describe('walking the lists of courses, events and people', () => {
  let world: World;
  let viewer: Person;
  let other: Person;
  let course: Subject;
  let event: Subject;
  beforeAll(async () => {
    world = await World.start();
    [viewer, other] = [await world.person(), await world.person()];
    for (let at = 0; at < 8; at++) await add();
    await world.people(30);
    course = await world.course({ privacy: '' }, other.id);
    await world.stand('course', course.id, viewer.id, 'manager');
    event = await world.event({ visible: false }, viewer.id);
  });
  afterAll(() => world.stop());

  let made = 0;
  /** More of everything: hidden and open, over and to come, with names in any case and dates that several share. */
  async function add(): Promise<void> {
    const n = made++;
    const created_at = new Date(Date.UTC(2026, 0, 1 + (n % 3)));
    for (const { id } of [viewer, other]) {
      const whose = `${id}-${n}`;
      await world.course({ name: `${n % 2 ? 'a' : 'B'} course ${whose} "%é`, created_at }, id);
      const start_date = new Date(Math.ceil(Date.now() / DAY) * DAY + (n % 3) * DAY);
      const times = { start_date, end_date: new Date(start_date.getTime() + DAY) };
      await world.event({ name: `Event ${whose}`, ...times }, id);
      const past = { start_date: new Date(2020, 0, 1 + (n % 3)), end_date: new Date(2020, 0, 3 + (n % 3)) };
      await world.event({ name: `Past event ${whose}`, ...past }, id);
    }
    await world.course({ privacy: 'secret' }, viewer.id);
    await world.event({ visible: false }, viewer.id);
    await world.person({ real_name: n % 2 ? `o'Neil ${n}` : `Öz ${n}`, username: `Crowd-${n}` });
  }

  const filled = (path: string): string =>
    `/api/v2/${path}${path.includes('?') ? '&' : '?'}`
      .replace('{viewer}', String(viewer.id))
      .replace('{course}', String(course.id))
      .replace('{event}', String(event.id));

  const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

  async function walk(from: string, between?: () => Promise<unknown>): Promise<number[]> {
    const ids: number[] = [];
    for (let next: string | null = from, page = 0; next; page++) {
      const { status, body } = await viewer.http.get(next);
      expect([status, body.previous]).toEqual([200, null]);
      expect(body.results.length).toBeLessThanOrEqual(3);
      ids.push(...idsOf(body.results));
      next = body.next && body.next.slice(world.origin.length);
      if (page === 0) await between?.();
    }
    return ids;
  }

  it.each(LISTS)('%s: each once, in the order of the pages by offset', async (path) => {
    const { body } = await viewer.http.get(`${filled(path)}limit=100`);
    expect(body.results.length).toBeGreaterThanOrEqual(7);
    expect(await walk(`${filled(path)}limit=3&cursor=start`)).toEqual(idsOf(body.results));
  });

  it.each(LISTS)('%s: whoever stays is met once, whatever comes and goes on the way', async (path, listed) => {
    const before = idsOf((await viewer.http.get(`${filled(path)}limit=100`)).body.results);
    // What other tests need does not disappear.
    const needed = { course: [course.id], event: [event.id], person: [viewer.id, other.id] }[listed];
    const [met, unmet] = [before.slice(0, 3), before.slice(3)].map((ids) => ids.find((id) => !needed.includes(id)));
    expect([met, unmet]).toEqual([expect.any(Number), expect.any(Number)]);
    const ids = await walk(`${filled(path)}limit=3&cursor=start`, async () => {
      for (const id of [met, unmet]) await world.db.query(GONE[listed], [id]);
      await add();
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => before.includes(id))).toEqual(before.filter((id) => id !== unmet));
  });

  it.each(LISTS)('%s: 400 for a cursor of another list', async (path) => {
    for (const place of [['-since', '2026-01-01T00:00:00', 1], ['id'], [], ['name', 'a\0', 1]]) {
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
      const { status, body } = await viewer.http.get(`${filled(path)}cursor=${cursor}`);
      expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'cursor', 'invalid']);
    }
  });

  it.each([
    ['course/search/?ordering=name', 'course/search/?ordering=-name'],
    ['course/search/?ordering=created_at', 'course/search/?ordering=-created_at'],
    ['user/search/?ordering=username', 'user/search/?ordering=real_name'],
    ['event/?past=true', 'event/?past=false'],
  ])('400 for a cursor of %s in %s', async (from, to) => {
    const { body } = await viewer.http.get(`${filled(from)}limit=1&cursor=start`);
    const cursor = new URL(body.next).searchParams.get('cursor')!;
    const refused = await viewer.http.get(`${filled(to)}cursor=${cursor}`);
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'cursor']);
    expect((await viewer.http.get(`${filled(from)}cursor=${cursor}`)).status).toBe(200);
  });

  it('gives the whole list of one person where no limit is asked for', async () => {
    const whole = await viewer.http.get(filled('user/{viewer}/events/'));
    const walked = await viewer.http.get(`${filled('user/{viewer}/events/')}cursor=start`);
    expect(walked.body).toEqual(whole.body);
    expect(walked.body.results.length).toBeGreaterThan(20);
  });
});
