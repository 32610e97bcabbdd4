import type { Client } from '../harness/client';
import { courseUrl, lessonUrl, type Quiz, quiz, responses, sectionUrl } from '../harness/curriculum';
import { PERSONAS, type Persona, type Subject, World } from '../harness/world';

/**
 * Who gets which answer on the content of a course: typed in from the contract, not read from the policy table.
 * The columns are anonymous, no relation, invited, requested, joined, manager, creator. Everything is published and
 * nothing drips, so members may do what the rules of lessons let them do.
 */
type Cells = readonly [string, string, string, string, string, string, string];
type Rows = Record<'' | 'open' | 'private' | 'secret', Cells>;

const MANAGERS: Rows = {
  '': ['401', '404', '404', '404', '404', '2xx', '2xx'],
  open: ['401', '403', '403', '403', '403', '2xx', '2xx'],
  private: ['401', '403', '403', '403', '403', '2xx', '2xx'],
  secret: ['401', '404', '403', '404', '403', '2xx', '2xx'],
};

const MEMBERS: Rows = {
  '': ['401', '404', '404', '404', '404', '2xx', '2xx'],
  open: ['401', '403', '403', '403', '2xx', '2xx', '2xx'],
  private: ['401', '403', '403', '403', '2xx', '2xx', '2xx'],
  secret: ['401', '404', '403', '404', '2xx', '2xx', '2xx'],
};

interface Stage {
  readonly course: Subject;
  readonly quiz: Quiz;
  readonly lesson: string;
  readonly comment: number;
  readonly attempt: number;
}
type Call = (http: Client, stage: Stage) => Promise<{ status: number; body: any }>;

const answers = [{ text: 'a', correct: true }, { text: 'b' }];
const question = ({ quiz: { questions, ...rest } }: Stage) => `${lessonUrl(rest)}question/${questions[0]!.id}/`;

const ROUTES: readonly [route: string, rows: Rows, call: Call][] = [
  ['GET section', MANAGERS, (http, { course }) => http.get(`${courseUrl(course)}section/`)],
  ['POST section', MANAGERS, (http, { course }) => http.post(`${courseUrl(course)}section/`, { name: 'x' })],
  ['GET section/{id}', MANAGERS, (http, stage) => http.get(sectionUrl(stage.quiz.section))],
  ['PUT section/{id}', MANAGERS, (http, stage) => http.put(sectionUrl(stage.quiz.section), { name: 'x' })],
  ['PATCH section/{id}', MANAGERS, (http, stage) => http.patch(sectionUrl(stage.quiz.section), { name: 'x' })],
  ['DELETE section/{id}', MANAGERS, (http, stage) => http.delete(sectionUrl(stage.quiz.section))],
  ['GET lesson', MANAGERS, (http, stage) => http.get(`${sectionUrl(stage.quiz.section)}lesson/`)],
  [
    'POST lesson',
    MANAGERS,
    (http, stage) => http.post(`${sectionUrl(stage.quiz.section)}lesson/`, { name: 'x', type: 'lesson' }),
  ],
  ['GET lesson/{id}', MEMBERS, (http, stage) => http.get(lessonUrl(stage.quiz))],
  ['PUT lesson/{id}', MANAGERS, (http, stage) => http.put(lessonUrl(stage.quiz), { name: 'x', type: 'quiz' })],
  ['PATCH lesson/{id}', MANAGERS, (http, stage) => http.patch(lessonUrl(stage.quiz), { name: 'x' })],
  ['DELETE lesson/{id}', MANAGERS, (http, stage) => http.delete(lessonUrl(stage.quiz))],
  ['POST complete', MEMBERS, (http, stage) => http.post(`${stage.lesson}complete/`)],
  ['POST incomplete', MEMBERS, (http, stage) => http.post(`${stage.lesson}incomplete/`)],
  ['GET question', MEMBERS, (http, stage) => http.get(`${lessonUrl(stage.quiz)}question/`)],
  [
    'POST question',
    MANAGERS,
    (http, stage) => http.post(`${lessonUrl(stage.quiz)}question/`, { type: 'single_choice', text: 'x', answers }),
  ],
  ['GET question/{id}', MEMBERS, (http, stage) => http.get(question(stage))],
  [
    'PUT question/{id}',
    MANAGERS,
    (http, stage) => http.put(question(stage), { type: 'single_choice', text: 'x', answers }),
  ],
  ['PATCH question/{id}', MANAGERS, (http, stage) => http.patch(question(stage), { text: 'x' })],
  ['DELETE question/{id}', MANAGERS, (http, stage) => http.delete(question(stage))],
  ['POST attempt', MEMBERS, (http, stage) => http.post(`${lessonUrl(stage.quiz)}attempt/`, responses(stage.quiz))],
  [
    "GET somebody's attempt/{id}",
    MANAGERS,
    (http, stage) => http.get(`${lessonUrl(stage.quiz)}attempt/${stage.attempt}/`),
  ],
  ['GET quiz', MANAGERS, (http, { course }) => http.get(`${courseUrl(course)}quiz/`)],
  ['GET comment of the lesson', MEMBERS, (http, stage) => http.get(`${stage.lesson}comment/`)],
  ['POST comment', MEMBERS, (http, stage) => http.post(`${stage.lesson}comment/`, { text: 'x' })],
  ["GET somebody's comment/{id}", MANAGERS, (http, stage) => http.get(`${stage.lesson}comment/${stage.comment}/`)],
  [
    "PUT somebody's comment/{id}",
    MANAGERS,
    (http, stage) => http.put(`${stage.lesson}comment/${stage.comment}/`, { text: 'x' }),
  ],
  [
    "PATCH somebody's comment/{id}",
    MANAGERS,
    (http, stage) => http.patch(`${stage.lesson}comment/${stage.comment}/`, { text: 'x' }),
  ],
  [
    "DELETE somebody's comment/{id}",
    MANAGERS,
    (http, stage) => http.delete(`${stage.lesson}comment/${stage.comment}/`),
  ],
  ['GET comment of the course', MANAGERS, (http, { course }) => http.get(`${courseUrl(course)}comment/`)],
];

describe('who may do what with the content of a course', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** Making a stage is slow, so each is used until somebody succeeds in changing it. */
  const untouched = new Map<string, Stage>();

  /** A course with a lesson, a quiz, and a comment and an attempt by its creator. */
  async function stage(privacy: string): Promise<Stage> {
    const course = await world.course({ privacy: privacy as 'open' });
    const test = await quiz(world, course);
    const { body } = await course.creator.post(`${sectionUrl(test.section)}lesson/`, {
      name: 'Read',
      type: 'lesson',
      status: 'published',
    });
    const lesson = `${sectionUrl(test.section)}lesson/${body.id}/`;
    const attempt = await course.creator.post(`${lessonUrl(test)}attempt/`, responses(test));
    const comment = await course.creator.post(`${lesson}comment/`, { text: 'First' });
    return { course, quiz: test, lesson, comment: comment.body.id, attempt: attempt.body.id };
  }

  for (const [route, rows, call] of ROUTES) {
    it.each(
      Object.entries(rows).flatMap(([privacy, cells]) => cells.map((cell, at) => [privacy, PERSONAS[at]!, cell])),
    )(`${route} in a course that is '%s': %s gets %s`, async (privacy, persona, cell) => {
      const set = untouched.get(privacy!) ?? (await stage(privacy!));
      const { http } = await world.as(persona as Persona, 'course', set.course);
      const { status, body } = await call(http, set);
      if (status >= 400 || route.startsWith('GET')) untouched.set(privacy!, set);
      else untouched.delete(privacy!);
      expect(status < 300 ? '2xx' : String(status)).toBe(cell);
      if (status >= 400) expect(body.errors).toHaveLength(1);
    });
  }

  it('lets authors read, change and delete what is theirs, as long as they see the course', async () => {
    const set = await stage('open');
    const author = await world.as('J', 'course', set.course);
    const { body: comment } = await author.http.post(`${set.lesson}comment/`, { text: 'Mine' });
    const { body: attempt } = await author.http.post(`${lessonUrl(set.quiz)}attempt/`, responses(set.quiz));
    const own = `${set.lesson}comment/${comment.id}/`;
    const try_ = `${lessonUrl(set.quiz)}attempt/${attempt.id}/`;
    const all = async () => [
      (await author.http.get(own)).status,
      (await author.http.put(own, { text: 'a' })).status,
      (await author.http.patch(own, { text: 'b' })).status,
      (await author.http.get(try_)).status,
    ];
    expect(await all()).toEqual([200, 200, 200, 200]);
    await set.course.creator.patch(set.lesson, { status: 'draft', comments_enabled: false });
    expect(await all()).toEqual([200, 200, 200, 200]);
    await author.http.delete(`${courseUrl(set.course)}join/`);
    expect(await all()).toEqual([200, 200, 200, 200]);
    await set.course.creator.patch(courseUrl(set.course), { privacy: 'secret' });
    expect(await all()).toEqual([404, 404, 404, 404]);
    await set.course.creator.patch(courseUrl(set.course), { privacy: 'open' });
    expect((await author.http.delete(own)).status).toBe(204);
  });

  it('gives staff no rights over the courses of others', async () => {
    const set = await stage('open');
    const admin = await world.person({ role: 'admin' });
    expect((await admin.http.get(lessonUrl(set.quiz))).status).toBe(403);
    expect((await admin.http.delete(lessonUrl(set.quiz))).status).toBe(403);
    expect((await admin.http.delete(`${set.lesson}comment/${set.comment}/`)).status).toBe(403);
  });

  it('says who is refused before it says what is wrong with the body', async () => {
    const set = await stage('open');
    const member = await world.as('J', 'course', set.course);
    const stranger = await world.as('N', 'course', set.course);
    expect((await member.http.patch(lessonUrl(set.quiz), { name: '' })).status).toBe(403);
    expect((await stranger.http.post(`${lessonUrl(set.quiz)}attempt/`, { responses: 'x' })).status).toBe(403);
    expect((await stranger.http.post(`${set.lesson}comment/`, {})).status).toBe(403);
    expect((await world.visitor.post(`${set.lesson}comment/`, {})).status).toBe(401);
  });
});
