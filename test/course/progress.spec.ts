import {
  courseUrl,
  lesson,
  type Lesson,
  lessonUrl,
  quiz,
  responses,
  section,
  setTime,
  student,
} from '../harness/curriculum';
import { statementsOf, type Subject, World } from '../harness/world';

const list = (course: Subject, query = '') => course.creator.get(`${courseUrl(course)}users/${query}`);
const rowOf = async (course: Subject, userId: number, query = '?limit=100') =>
  (await list(course, query)).body.results.find(({ id }: { id: number }) => id === userId);

describe('completing lessons', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => setTime(world));
  afterAll(() => world.stop());

  it('answers 204 however often it is said, and counts once', async () => {
    const course = await world.course();
    const [a] = [await lesson(world, course), await lesson(world, course)];
    const member = await student(world, course);
    for (const _ of [1, 2]) {
      const done = await member.http.post(`${lessonUrl(a)}complete/`);
      expect([done.status, done.body]).toEqual([204, '']);
    }
    expect((await member.http.get(lessonUrl(a))).body.completion_status).toBe('completed');
    const { body } = await member.http.get(courseUrl(course));
    expect(body).toMatchObject({ user_completion_rate: 50, num_lessons_completed: 1, num_lessons: 2 });
    expect(body.sections[0]).toMatchObject({ num_lessons: 1, num_lessons_completed: 1 });
    for (const _ of [1, 2]) expect((await member.http.post(`${lessonUrl(a)}incomplete/`)).status).toBe(204);
    expect((await member.http.get(courseUrl(course))).body).toMatchObject({
      user_completion_rate: 0,
      num_lessons_completed: 0,
    });
    expect((await member.http.get(lessonUrl(a))).body.completion_status).toBe('uncompleted');
  });

  it('costs one statement besides the one that lets the person in', async () => {
    const course = await world.course();
    const read = await lesson(world, course);
    const member = await student(world, course);
    expect(await statementsOf(() => member.http.post(`${lessonUrl(read)}complete/`))).toHaveLength(2);
    expect(await statementsOf(() => member.http.post(`${lessonUrl(read)}incomplete/`))).toHaveLength(2);
  });

  it('counts once when it is said ten times at once', async () => {
    const course = await world.course();
    const read = await lesson(world, course);
    const member = await student(world, course);
    const said = await Promise.all(Array.from({ length: 10 }, () => member.http.post(`${lessonUrl(read)}complete/`)));
    expect(said.map(({ status }) => status)).toEqual(Array(10).fill(204));
    expect((await member.http.get(courseUrl(course))).body.num_lessons_completed).toBe(1);
  });

  it('is refused for quizzes unless the operator allows it', async () => {
    const course = await world.course();
    const test = await quiz(world, course);
    const member = await student(world, course);
    for (const verb of ['complete', 'incomplete']) {
      for (const http of [member.http, course.creator]) {
        expect((await http.post(`${lessonUrl(test)}${verb}/`)).status).toBe(400);
      }
    }
    const lenient = await World.start({ ALLOW_MANUAL_QUIZ_COMPLETION: 'true' });
    try {
      const other = await quiz(lenient, await lenient.course());
      const { http } = await student(lenient, other.section.course);
      expect((await http.post(`${lessonUrl(other)}complete/`)).status).toBe(204);
      expect((await http.get(lessonUrl(other))).body.completion_status).toBe('completed');
      await http.post(`${lessonUrl(other)}attempt/`, responses(other));
      expect((await http.post(`${lessonUrl(other)}incomplete/`)).status).toBe(204);
      expect((await http.get(lessonUrl(other))).body.completion_status).toBe('uncompleted');
    } finally {
      await lenient.stop();
    }
  });

  it.each([
    [3, 1, 33],
    [3, 2, 66],
    [3, 3, 100],
    [200, 199, 99],
    [7, 0, 0],
  ])('of %s lessons, %s completed are %s percent, rounded down', async (total, done, rate) => {
    const course = await world.course();
    const here = await section(world, course);
    const lessons: Lesson[] = [];
    for (let n = 0; n < total; n++) lessons.push(await lesson(world, here));
    const member = await student(world, course);
    await world.db.query(
      `INSERT INTO lesson_completion (course_id, user_id, lesson_id) SELECT $1, $2, unnest($3::int[])`,
      [course.id, member.id, lessons.slice(0, done).map(({ id }) => id)],
    );
    const { body } = await member.http.get(courseUrl(course));
    expect([body.user_completion_rate, body.num_lessons_completed]).toEqual([rate, done]);
    expect((await rowOf(course, member.id)).user_completion_rate).toBe(rate);
    expect(body.sections).toHaveLength(1);
    const { body: mine } = await member.http.get('/api/v2/course/');
    expect(mine.results[0].user_completion_rate).toBe(rate);
  });

  it('forgets lessons that are hidden or deleted, and remembers them when they come back', async () => {
    const course = await world.course();
    const [a, b] = [await lesson(world, course), await lesson(world, course)];
    const member = await student(world, course);
    const numbers = async () => {
      const { body } = await member.http.get(courseUrl(course));
      return [body.num_lessons_completed, body.num_lessons, body.user_completion_rate];
    };
    await member.http.post(`${lessonUrl(a)}complete/`);
    expect(await numbers()).toEqual([1, 2, 50]);
    await course.creator.patch(lessonUrl(a), { status: 'draft' });
    expect(await numbers()).toEqual([0, 1, 0]);
    await course.creator.patch(lessonUrl(a), { status: 'published' });
    expect(await numbers()).toEqual([1, 2, 50]);
    await course.creator.delete(lessonUrl(b));
    expect(await numbers()).toEqual([1, 1, 100]);
    await lesson(world, course);
    expect(await numbers()).toEqual([1, 2, 50]);
    await course.creator.delete(lessonUrl(a));
    expect(await numbers()).toEqual([0, 1, 0]);
  });

  it('keeps what was completed for whoever leaves and comes back; outside it counts for nothing', async () => {
    const course = await world.course({ privacy: 'open' });
    const read = await lesson(world, course);
    const member = await student(world, course);
    await member.http.post(`${lessonUrl(read)}complete/`);
    const active = (await rowOf(course, member.id)).last_active_at;
    await member.http.delete(`${courseUrl(course)}join/`);
    expect((await member.http.get(courseUrl(course))).body).toMatchObject({
      user_completion_rate: 0,
      num_lessons_completed: 0,
    });
    const { body } = await member.http.post(`${courseUrl(course)}join/`);
    expect(body).toMatchObject({ user_completion_rate: 100, num_lessons_completed: 1 });
    expect((await rowOf(course, member.id)).last_active_at).toBe(active);
  });

  it('tells when somebody was last active, and passing a quiz counts', async () => {
    const course = await world.course();
    const [read, test] = [await lesson(world, course), await quiz(world, course)];
    const member = await student(world, course);
    expect((await rowOf(course, member.id)).last_active_at).toBeNull();
    setTime(world, '2027-01-01T00:00:00Z');
    await member.http.post(`${lessonUrl(read)}complete/`);
    expect((await rowOf(course, member.id)).last_active_at).toBe('2027-01-01T00:00:00.000Z');
    setTime(world, '2027-01-02T00:00:00Z');
    await member.http.post(`${lessonUrl(read)}complete/`);
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0, 1]));
    expect((await rowOf(course, member.id)).last_active_at).toBe('2027-01-01T00:00:00.000Z');
    setTime(world, '2027-01-03T00:00:00Z');
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    expect((await rowOf(course, member.id)).last_active_at).toBe('2027-01-03T00:00:00.000Z');
    await course.creator.delete(lessonUrl(test));
    expect((await rowOf(course, member.id)).last_active_at).toBe('2027-01-01T00:00:00.000Z');
    await member.http.post(`${lessonUrl(read)}incomplete/`);
    expect((await rowOf(course, member.id)).last_active_at).toBeNull();
  });

  it('shows failed quizzes until one attempt passes', async () => {
    const course = await world.course();
    const test = await quiz(world, course);
    const member = await student(world, course);
    const status = async () => {
      const { body } = await member.http.get(courseUrl(course));
      const single = (await member.http.get(lessonUrl(test))).body.completion_status;
      expect(body.sections[0].lessons[0].completion_status).toBe(single);
      return single;
    };
    expect(await status()).toBe('uncompleted');
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0]));
    expect(await status()).toBe('failed');
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    expect(await status()).toBe('completed');
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0, 1]));
    expect(await status()).toBe('completed');
    const edit = await course.creator.get(`${courseUrl(course)}?view=edit`);
    expect(edit.body.sections[0].lessons[0].completion_status).toBe('uncompleted');
  });
});

describe('the dashboard of a course', () => {
  let world: World;
  let course: Subject;
  let people: { id: number; username: string }[];
  const ids = async (query: string) =>
    (await list(course, query)).body.results.map(({ id }: { id: number }) => people.findIndex((p) => p.id === id));

  // By place: 0 manager, 1 to 3 joined, 4 invited, 5 requested. 3 was never active.
  beforeAll(async () => {
    world = await World.start();
    course = await world.course();
    const lessons = [await lesson(world, course), await lesson(world, course), await lesson(world, course)];
    people = [];
    const states = ['manager', 'member', 'member', 'member', 'invited', 'requested'] as const;
    for (const [place, state] of states.entries()) {
      const person = await world.person({ real_name: place === 2 ? 'Grace Hopper' : `Person ${place}` });
      people.push(person);
      await world.stand('course', course.id, person.id, state);
      await world.db.query(`UPDATE course_membership SET since = $3 WHERE course_id = $1 AND user_id = $2`, [
        course.id,
        person.id,
        `2027-01-0${[5, 2, 3, 1, 6, 7][place]}T00:00:00Z`,
      ]);
    }
    for (const [person, done, when] of [
      [0, 1, '2027-02-01'],
      [1, 3, '2027-02-03'],
      [2, 2, '2027-02-02'],
    ] as const) {
      setTime(world, `${when}T00:00:00Z`);
      for (const read of lessons.slice(0, done))
        await world.client(people[person]!.id).post(`${lessonUrl(read)}complete/`);
    }
    setTime(world);
  });
  afterAll(() => world.stop());

  it.each([
    ['', [0, 2, 1, 3]],
    ['?ordering=-joined_at', [0, 2, 1, 3]],
    ['?ordering=joined_at', [3, 1, 2, 0]],
    ['?ordering=-last_active_at', [1, 2, 0, 3]],
    ['?ordering=last_active_at', [0, 2, 1, 3]],
    ['?ordering=nonsense', [0, 2, 1, 3]],
    ['?statuses=joined', [2, 1, 3]],
    ['?statuses=joined&ordering=last_active_at', [2, 1, 3]],
    ['?statuses[]=manager&statuses[]=invited&ordering=joined_at', [0, 4]],
    ['?statuses=invited,requested,joined', [2, 1, 3, 5, 4]],
    ['?statuses=requested,joined&ordering=joined_at', [3, 1, 2, 5]],
    ['?search=hopper', [2]],
    ['?search=PERSON&ordering=last_active_at', [0, 2, 1, 3]],
    ['?search=100%25', []],
    ['?limit=2&ordering=-last_active_at&offset=1', [2, 0]],
    ['?limit=2&ordering=last_active_at&offset=2', [1, 3]],
    ['?limit=2&offset=9', []],
  ])('lists people for %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it('counts everybody, whatever the page', async () => {
    expect((await list(course, '?limit=1')).body.count).toBe(4);
    expect((await list(course, '?limit=1&offset=50')).body.count).toBe(4);
    expect((await list(course, '?limit=1&search=person')).body.count).toBeGreaterThanOrEqual(3);
    expect((await list(course, '?statuses=creator')).body.count).toBe(1);
    expect((await list(course, '?statuses=guest')).status).toBe(400);
  });

  it('shows rates, dates and statuses of each', async () => {
    const { body } = await list(course, '?statuses=manager,joined,invited');
    const shown = body.results.map((row: any) => [
      people.findIndex(({ id }) => id === row.id),
      row.join_status,
      row.user_completion_rate,
      row.joined_at?.slice(0, 10) ?? null,
      row.last_active_at?.slice(0, 10) ?? null,
    ]);
    expect(shown).toEqual([
      [0, 'manager', 33, '2027-01-05', '2027-02-01'],
      [2, 'joined', 66, '2027-01-03', '2027-02-02'],
      [1, 'joined', 100, '2027-01-02', '2027-02-03'],
      [3, 'joined', 0, '2027-01-01', null],
      [4, 'invited', 0, null, null],
    ]);
  });

  it('has the mean of the rates, without the creator', async () => {
    const { body } = await course.creator.get(`${courseUrl(course)}?view=dashboard`);
    expect(body.avg_completion_rate).toBe(Math.round((33 + 100 + 66 + 0) / 4));
    const empty = await world.course();
    expect((await empty.creator.get(`${courseUrl(empty)}?view=dashboard`)).body.avg_completion_rate).toBe(0);
  });
});

describe('what reading costs', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('is at most four statements for a student of 50 sections and 1,000 lessons', async () => {
    const course = await world.course({ enforce_lessons_order: true, type: 'structured' });
    await world.db.query(
      `INSERT INTO course_section (course_id, name, position) SELECT $1, 'Part ' || n, n FROM generate_series(1, 50) AS n`,
      [course.id],
    );
    await world.db.query(
      `INSERT INTO course_lesson (course_id, section_id, name, type, status, position, created_by_id)
       SELECT $1, section.id, 'Lesson ' || n, CASE WHEN n = 20 THEN 'quiz' ELSE 'lesson' END, 'published', n, $2
       FROM course_section AS section, generate_series(1, 20) AS n WHERE section.course_id = $1`,
      [course.id, course.creatorId],
    );
    const member = await student(world, course);
    await world.db.query(
      `INSERT INTO lesson_completion (course_id, user_id, lesson_id)
       SELECT course_id, $2, id FROM course_lesson WHERE course_id = $1 ORDER BY section_id, position LIMIT 400`,
      [course.id, member.id],
    );
    let answer!: { status: number; body: any };
    const sent = await statementsOf(async () => (answer = await member.http.get(courseUrl(course))));
    expect(answer.body).toMatchObject({
      num_lessons: 1000,
      num_sections: 50,
      num_lessons_completed: 400,
      user_completion_rate: 40,
    });
    expect(answer.body.sections.flatMap((part: any) => part.lessons).filter((one: any) => !one.locked)).toHaveLength(
      401,
    );
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  it('is the same for a dashboard of 20 and of 5,000 people', async () => {
    const blocks = async (people: number) => {
      const course = await world.course();
      const lessons = [await lesson(world, course), await lesson(world, course)];
      await world.db.query(
        `INSERT INTO course_membership (course_id, user_id, state) SELECT $1, unnest($2::int[]), 'member'`,
        [course.id, await world.people(people)],
      );
      await world.db.query(
        `INSERT INTO lesson_completion (course_id, user_id, lesson_id, completed_at)
         SELECT course_id, user_id, $2, now() - user_id * interval '1 minute' FROM course_membership
         WHERE course_id = $1 AND state = 'member' AND user_id % 3 > 0`,
        [course.id, lessons[0]!.id],
      );
      await world.db.query('VACUUM ANALYZE course_membership');
      const cost: number[] = [];
      for (const ordering of ['-joined_at', 'joined_at', '-last_active_at', 'last_active_at']) {
        const [text, values] = await statement(() => list(course, `?ordering=${ordering}`));
        const [plan] = await world.db.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
          values,
        );
        const { Plan } = plan!['QUERY PLAN'][0];
        cost.push(Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!);
      }
      return cost;
    };
    const [few, many] = [await blocks(20), await blocks(5_000)];
    for (const [at, cost] of many.entries()) expect(cost).toBeLessThan(3 * few[at]! + 100);
  });

  /** The last statement that `work` sends, with its values. */
  async function statement(work: () => Promise<unknown>): Promise<[string, unknown[]]> {
    const spy = jest.spyOn(world.db, 'page');
    const seen = jest.spyOn(
      world.db as unknown as { run: (on: unknown, text: string, values: unknown[]) => unknown },
      'run',
    );
    await work();
    const [, text, values] = seen.mock.calls.at(-1)!;
    expect(spy).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
    return [text, values];
  }
});
