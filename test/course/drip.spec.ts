import { courseUrl, lesson, type Lesson, lessonUrl, section, setTime, student } from '../harness/curriculum';
import { type Subject, World } from '../harness/world';

const at = (text: string) => new Date(text);
const plus = (date: Date, ms: number) => new Date(date.getTime() + ms);
const DAY = 86_400_000;

describe('when a lesson opens', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ TIME_ZONE: 'Europe/Rome' });
  });
  afterEach(() => setTime(world));
  afterAll(() => world.stop());

  /** What the routes that need an open lesson say, and what the course says of the lesson. */
  async function asked(course: Subject, read: Lesson, http: { get: any; post: any }) {
    const statuses = [
      (await http.get(lessonUrl(read))).status,
      (await http.get(`${lessonUrl(read)}comment/`)).status,
      (await http.post(`${lessonUrl(read)}comment/`, { text: 'x' })).status,
      (await http.post(`${lessonUrl(read)}incomplete/`)).status,
    ];
    const { body } = await http.get(courseUrl(course));
    const shown = body.sections.find(({ id }: { id: number }) => id === read.section.id);
    const { locked } = shown.lessons.find(({ id }: { id: number }) => id === read.id);
    return { statuses, locked, section: { locked: shown.locked, date: shown.available_date } };
  }

  const OPEN = [200, 200, 201, 204];
  const CLOSED = [403, 403, 403, 403];

  const DATE = at('2027-03-01T10:00:00.000Z');
  const JOINED = at('2027-03-27T22:30:00.000Z'); // the night before Rome changes to summer time
  const TABLE: readonly [string, Record<string, string>, object, { now: Date; open: boolean; date: Date | null }][] = [
    [
      'self-paced, with leftovers of other types',
      { type: 'self-paced' },
      { dripped_at: at('2040-01-01'), drip_delay: 9 },
      { now: JOINED, open: true, date: null },
    ],
    [
      'scheduled, a millisecond early',
      { type: 'scheduled' },
      { dripped_at: DATE },
      { now: plus(DATE, -1), open: false, date: DATE },
    ],
    ['scheduled, at that instant', { type: 'scheduled' }, { dripped_at: DATE }, { now: DATE, open: true, date: DATE }],
    ['scheduled without a date', { type: 'scheduled' }, { drip_delay: 30 }, { now: DATE, open: true, date: null }],
    [
      'structured without a delay, at the instant of joining',
      { type: 'structured' },
      {},
      { now: JOINED, open: true, date: JOINED },
    ],
    [
      'structured, a millisecond before the day is over',
      { type: 'structured' },
      { drip_delay: 1 },
      { now: plus(JOINED, DAY - 1), open: false, date: plus(JOINED, DAY) },
    ],
    [
      'structured, 24 hours later, although that day has 23',
      { type: 'structured' },
      { drip_delay: 1, dripped_at: at('2040-01-01') },
      { now: plus(JOINED, DAY), open: true, date: plus(JOINED, DAY) },
    ],
    [
      'structured, a hundred years',
      { type: 'structured' },
      { drip_delay: 36_500 },
      { now: plus(JOINED, DAY), open: false, date: plus(JOINED, 36_500 * DAY) },
    ],
  ];

  it.each(TABLE)('%s', async (_, fields, drip, { now, open, date }) => {
    const course = await world.course(fields);
    const read = await lesson(world, await section(world, course, { ...drip }));
    const member = await student(world, course, JOINED);
    setTime(world, now);
    expect(await asked(course, read, member.http)).toEqual({
      statuses: open ? OPEN : CLOSED,
      locked: !open,
      section: { locked: !open, date: date && date.toISOString() },
    });
    // Those who run the course are never locked out, nor told that they are.
    const own = await asked(course, read, course.creator);
    expect([own.statuses, own.locked, own.section.locked]).toEqual([OPEN, false, false]);
  });

  it('shows strangers that everything is locked, and no date', async () => {
    const course = await world.course({ type: 'structured' });
    const read = await lesson(world, await section(world, course, { drip_delay: 1 }));
    for (const http of [world.visitor, (await world.person()).http, (await world.as('I', 'course', course)).http]) {
      const { body } = await http.get(courseUrl(course));
      expect(body.sections[0]).toMatchObject({ available_date: null, locked: false });
      expect(body.sections[0].lessons[0]).toMatchObject({ id: read.id, locked: true });
    }
  });

  it('starts the wait again for whoever joins again, and for nobody else', async () => {
    const course = await world.course({ type: 'structured', privacy: 'open' });
    const read = await lesson(world, await section(world, course, { drip_delay: 2 }));
    const member = await student(world, course, plus(new Date(), -3 * DAY));
    expect((await member.http.get(lessonUrl(read))).status).toBe(200);
    await member.http.delete(`${courseUrl(course)}join/`);
    await member.http.post(`${courseUrl(course)}join/`);
    expect((await member.http.get(lessonUrl(read))).status).toBe(403);
    setTime(world, plus(new Date(), 3 * DAY));
    expect((await member.http.get(lessonUrl(read))).status).toBe(200);
  });

  it('lets managers read drafts and nobody else', async () => {
    const course = await world.course();
    const draft = await lesson(world, course, { status: 'draft' });
    const member = await student(world, course);
    expect((await member.http.get(lessonUrl(draft))).status).toBe(403);
    expect((await member.http.post(`${lessonUrl(draft)}complete/`)).status).toBe(403);
    const manager = await world.as('M', 'course', course);
    expect((await manager.http.get(lessonUrl(draft))).status).toBe(200);
    await course.creator.patch(lessonUrl(draft), { status: 'published' });
    expect((await member.http.get(lessonUrl(draft))).status).toBe(200);
  });

  it('shows a manager the dates and locks of the person he asks about', async () => {
    const course = await world.course({ type: 'structured' });
    const read = await lesson(world, await section(world, course, { drip_delay: 5 }));
    const joined = at('2027-01-01T00:00:00Z');
    const member = await student(world, course, joined);
    setTime(world, plus(joined, DAY));
    const emulated = await course.creator.get(`${courseUrl(course)}?user=${member.id}`);
    const own = await member.http.get(courseUrl(course));
    expect(emulated.body).toEqual(own.body);
    expect(emulated.body.join_status).toBe('joined');
    expect(emulated.body.sections[0]).toMatchObject({
      locked: true,
      available_date: plus(joined, 5 * DAY).toISOString(),
    });
    expect(emulated.body.sections[0].lessons[0]).toMatchObject({ id: read.id, locked: true });
    expect((await course.creator.get(`${courseUrl(course)}?user=2000000000`)).status).toBe(404);
  });
});

describe('the order of the lessons', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  async function ordered() {
    const course = await world.course({ enforce_lessons_order: true });
    const [first, second] = [await section(world, course), await section(world, course)];
    const lessons = [await lesson(world, first), await lesson(world, first), await lesson(world, second)];
    const member = await student(world, course);
    const open = async () => {
      const each = [];
      for (const read of lessons) each.push((await member.http.get(lessonUrl(read))).status === 200);
      const { body } = await member.http.get(courseUrl(course));
      const shown = body.sections.flatMap((part: any) => part.lessons);
      const locks = lessons.map(({ id }) => shown.find((one: any) => one.id === id)?.locked ?? true);
      expect(locks).toEqual(each.map((yes) => !yes));
      return each;
    };
    const complete = (which: number) => member.http.post(`${lessonUrl(lessons[which]!)}complete/`);
    return { course, first, second, lessons, member, open, complete };
  }

  it('opens lessons one after the other, across sections, and closes them again', async () => {
    const { member, lessons, open, complete } = await ordered();
    expect(await open()).toEqual([true, false, false]);
    expect((await complete(1)).status).toBe(403);
    await complete(0);
    expect(await open()).toEqual([true, true, false]);
    await complete(1);
    expect(await open()).toEqual([true, true, true]);
    await member.http.post(`${lessonUrl(lessons[0]!)}incomplete/`);
    expect(await open()).toEqual([true, false, false]);
    await complete(0);
    expect(await open()).toEqual([true, true, true]);
  });

  it('counts a lesson that is inserted or published before, and no draft', async () => {
    const { course, first, lessons, open, complete } = await ordered();
    await complete(0);
    await complete(1);
    const late = await lesson(world, first, { status: 'draft' });
    expect(await open()).toEqual([true, true, true]);
    await course.creator.patch(lessonUrl(late), { status: 'published' });
    expect(await open()).toEqual([true, true, false]);
    await course.creator.patch(`${courseUrl(course)}section/${first.id}/`, { lessons_order: [late.id] });
    expect(await open()).toEqual([false, false, false]);
    await course.creator.patch(courseUrl(course), { sections_order: [lessons[2]!.section.id] });
    expect(await open()).toEqual([false, false, true]);
    await course.creator.delete(lessonUrl(late));
    await complete(2);
    expect(await open()).toEqual([true, true, true]);
  });

  it('binds nobody where it is not enforced, and no manager where it is', async () => {
    const { course, lessons, open } = await ordered();
    const manager = await world.as('M', 'course', course);
    expect((await manager.http.get(lessonUrl(lessons[2]!))).status).toBe(200);
    await course.creator.patch(courseUrl(course), { enforce_lessons_order: false });
    expect(await open()).toEqual([true, true, true]);
  });
});
