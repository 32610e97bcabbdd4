import fc from 'fast-check';

import { wrongCounts } from '../../src/database/counters';
import { courseUrl, lesson, type Lesson, lessonUrl, section, type Section, student } from '../harness/curriculum';
import { type Subject, World } from '../harness/world';

type Move =
  | readonly ['complete' | 'incomplete', person: number, lesson: number]
  | readonly ['publish' | 'hide' | 'delete', lesson: number]
  | readonly ['drop', section: number]
  | readonly ['leave' | 'join' | 'promote', person: number];

const PEOPLE = 3;
const LESSONS = 5;

const person = fc.nat(PEOPLE - 1);
const place = fc.nat(LESSONS - 1);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom('complete' as const, 'incomplete' as const), person, place) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('publish' as const, 'hide' as const), place) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('delete' as const), place) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('drop' as const), fc.nat(1)) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('leave' as const, 'join' as const, 'promote' as const), person) },
);

/** The numbers that triggers keep, after any history, sent one by one or all at once, are those of a recount. */
describe('progress after random histories', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  async function stage() {
    const course = await world.course({ privacy: 'open' });
    const sections = [await section(world, course), await section(world, course)];
    const lessons: Lesson[] = [];
    for (let n = 0; n < LESSONS; n++) lessons.push(await lesson(world, sections[n % 2]!));
    const people = [];
    for (let n = 0; n < PEOPLE; n++) people.push(await student(world, course));
    return { course, sections, lessons, people };
  }

  function play(
    { course, sections, lessons, people }: { course: Subject; sections: Section[]; lessons: Lesson[]; people: any[] },
    [verb, first, second]: Move,
  ) {
    const url = (at: number) => lessonUrl(lessons[at]!);
    switch (verb) {
      case 'complete':
      case 'incomplete':
        return people[first].http.post(`${url(second!)}${verb}/`);
      case 'publish':
        return course.creator.patch(url(first), { status: 'published' });
      case 'hide':
        return course.creator.patch(url(first), { status: 'draft' });
      case 'delete':
        return course.creator.delete(url(first));
      case 'drop':
        return course.creator.delete(`${courseUrl(course)}section/${sections[first]!.id}/`);
      case 'leave':
        return people[first].http.delete(`${courseUrl(course)}join/`);
      case 'join':
        return people[first].http.post(`${courseUrl(course)}join/`);
      case 'promote':
        return course.creator.post(`${courseUrl(course)}role/`, { managers: [people[first].id] });
    }
  }

  async function wrong(courseId: number): Promise<unknown[]> {
    const lessons = await world.db.query(
      `SELECT published_lessons FROM course WHERE id = $1 AND published_lessons <> (
         SELECT count(*) FROM course_lesson WHERE course_id = $1 AND status = 'published')`,
      [courseId],
    );
    const people = await world.db.query(
      `SELECT * FROM (
         SELECT user_id, completed, last_active_at,
           (SELECT count(*) FROM lesson_completion AS done JOIN course_lesson AS lesson ON lesson.id = done.lesson_id
            WHERE done.course_id = $1 AND done.user_id = member.user_id AND lesson.status = 'published') AS counted,
           (SELECT max(completed_at) FROM lesson_completion AS done
            WHERE done.course_id = $1 AND done.user_id = member.user_id) AS latest
         FROM course_membership AS member WHERE course_id = $1) AS each
       WHERE completed <> counted OR last_active_at IS DISTINCT FROM latest`,
      [courseId],
    );
    return [...lessons, ...people, ...(await wrongCounts(world.db))];
  }

  /** The mean on the dashboard is that of the people below it. */
  async function expectMean({ id, creator }: Subject): Promise<number> {
    const { body: dashboard } = await creator.get(`/api/v2/course/${id}/?view=dashboard`);
    const { body: people } = await creator.get(`/api/v2/course/${id}/users/`);
    const rates = people.results.map((each: { user_completion_rate: number }) => each.user_completion_rate);
    const sum = rates.reduce((total: number, rate: number) => total + rate, 0);
    expect(dashboard.avg_completion_rate).toBe(rates.length === 0 ? 0 : Math.round(sum / rates.length));
    return sum;
  }

  it('is what a recount gives, one step after the other', async () => {
    let seen = 0;
    const histories = fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      const set = await stage();
      for (const step of moves) {
        expect((await play(set, step)).status).toBeLessThan(500);
        expect(await wrong(set.course.id)).toEqual([]);
        seen += await expectMean(set.course);
      }
    });
    await fc.assert(histories, { numRuns: 15 });
    expect(seen).toBeGreaterThan(0);
  }, 120_000);

  it('is what a recount gives when everything happens at once', async () => {
    const histories = fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 30 }), async (moves) => {
      const set = await stage();
      const answers = await Promise.all(moves.map((step) => play(set, step)));
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
      expect(await wrong(set.course.id)).toEqual([]);
      await expectMean(set.course);
    });
    await fc.assert(histories, { numRuns: 25 });
  }, 120_000);
});
