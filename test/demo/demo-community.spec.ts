import { AccessTokens } from '../../src/auth/access-tokens';
import { demoCommunity } from '../../src/demo/demo-community';
import { Client } from '../harness/client';
import { World } from '../harness/world';

describe('the demo community', () => {
  let world: World;
  let tokens: AccessTokens;
  beforeAll(async () => {
    world = await World.start();
    tokens = world.app.get(AccessTokens);
  });
  afterAll(() => world.stop());

  const load = () => demoCommunity(world.db, tokens);
  const count = async (from: string) => {
    const [row] = await world.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
    return row!.n;
  };

  it('stays away from a community that somebody uses already', async () => {
    const other = await World.start();
    try {
      await other.person({ role: 'admin' });
      await other.person();
      expect(await demoCommunity(other.db, other.app.get(AccessTokens))).toEqual([]);
      const [row] = await other.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM course`);
      expect(row!.n).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it('is loaded once, in under a second, however many instances start at the same time', async () => {
    await world.person({ username: 'admin', role: 'admin' });
    const started = performance.now();
    const answers = await Promise.all([load(), load(), load(), load()]);
    expect(performance.now() - started).toBeLessThan(1_000);
    const names = answers.map((visitors) => visitors.map(({ name }) => name));
    expect(new Set(names.map((list) => list.join('\n'))).size).toBe(1);
    expect(names[0]).toHaveLength(6);
    expect(await count('course')).toBe(10);
    expect(await count('app_user')).toBeGreaterThanOrEqual(30);
  });

  it('holds every privacy and type of course, and every state of membership with its trail', async () => {
    const all = async (sql: string) => (await world.db.query<{ it: string }>(sql)).map(({ it: value }) => value);
    expect(await all(`SELECT DISTINCT privacy AS it FROM course ORDER BY 1`)).toEqual([
      '',
      'open',
      'private',
      'secret',
    ]);
    expect(await all(`SELECT DISTINCT type AS it FROM course ORDER BY 1`)).toEqual([
      'scheduled',
      'self-paced',
      'structured',
    ]);
    const states = ['creator', 'invited', 'manager', 'member', 'requested'];
    expect(await all(`SELECT DISTINCT state::text AS it FROM course_membership ORDER BY 1`)).toEqual(states);
    expect(await all(`SELECT DISTINCT coalesce(outcome, 'open') AS it FROM course_invitation ORDER BY 1`)).toEqual([
      'accepted',
      'declined',
      'open',
      'removed',
    ]);
    expect(await all(`SELECT DISTINCT attendance::text AS it FROM event_membership ORDER BY 1`)).toEqual([
      'going',
      'not_going',
      'undecided',
    ]);
    expect(await all(`SELECT DISTINCT recurring AS it FROM event ORDER BY 1`)).toEqual([
      'daily',
      'monthly',
      'never',
      'weekly',
    ]);
  });

  it.each(['course', 'event'])('keeps an invitation to a %s open exactly for those who are invited', async (kind) => {
    const odd = await world.db.query(
      `SELECT FROM (SELECT ${kind}_id, user_id FROM ${kind}_membership WHERE state = 'invited') AS m
       FULL JOIN (SELECT ${kind}_id, user_id FROM ${kind}_invitation WHERE closed_at IS NULL) AS i USING (${kind}_id, user_id)
       WHERE m.user_id IS NULL OR i.user_id IS NULL`,
    );
    expect(odd).toEqual([]);
  });

  it('names only people, courses and events that exist, and nothing lies in the future that should not', async () => {
    const { COURSES } = await import('../../src/demo/courses');
    const { EVENTS } = await import('../../src/demo/events');
    const { membershipsOf, invitationsOf } = await import('../../src/demo/roster');
    expect(await count('course_membership')).toBe(COURSES.flatMap(membershipsOf).length);
    expect(await count('course_invitation')).toBe(COURSES.flatMap(invitationsOf).length);
    expect(await count('event_membership')).toBe(EVENTS.flatMap(membershipsOf).length);
    expect(await count('event_invitation')).toBe(EVENTS.flatMap(invitationsOf).length);
    const completed = COURSES.flatMap(({ completed: each = {} }) => Object.values(each)).reduce((sum, n) => sum + n, 0);
    expect(await count('lesson_completion')).toBe(completed);
    const attending = EVENTS.flatMap(({ going = [], notGoing = [] }) => [...going, ...notGoing]).length;
    expect(await count(`event_membership WHERE attendance <> 'undecided'`)).toBe(attending);
    expect(await count('course_category')).toBe(COURSES.flatMap(({ categories }) => categories).length);
    expect(await count('lesson_completion WHERE completed_at > now()')).toBe(0);
    expect(await count('course_membership WHERE since > now()')).toBe(0);
    expect(await count('course_invitation WHERE closed_at < created_at OR created_at > now()')).toBe(0);
  });

  it('keeps the numbers that the README speaks of', async () => {
    const rows = await world.db.query<{ id: number }>(
      `SELECT id - (SELECT min(id) FROM app_user) + 1 AS id FROM app_user
       WHERE username IN ('kwame.mensah', 'bruno.keller') UNION ALL
       SELECT id FROM course WHERE slug = 'bicycle-repair' ORDER BY id`,
    );
    expect(rows.map(({ id }) => id)).toEqual([2, 7, 21]);
  });

  it('gives each visitor a token that opens the world that was promised', async () => {
    const visitors = await load();
    const as = (word: string) => {
      const { token } = visitors.find(({ name }) => name.includes(word))!;
      return new Client(world.origin, token);
    };
    const mine = async (word: string, statuses: string) => {
      const { status, body } = await as(word).get(`/api/v2/course/?statuses=${statuses}`);
      expect(status).toBe(200);
      return body.results.map((course: { name: string }) => course.name);
    };
    expect(await mine('Amara', 'creator')).toEqual(['Pottery at the kitchen table', 'Painting with water']);
    expect(await mine('Lucía', 'manager')).toEqual(['Bicycle repair']);
    expect(await mine('Yusuf', 'joined')).toHaveLength(4);
    expect(await mine('田中', 'invited')).toContain('Training for mentors');
    expect(await mine('Bruno', 'creator,manager,joined,invited,requested')).toEqual([]);
    expect((await as('admin').get('/api/v2/account/search/?username=bruno.keller')).status).toBe(200);
    const secret = async (word: string) => (await as(word).get('/api/v2/course/search/?search=mentors')).body.count;
    expect([await secret('田中'), await secret('Bruno')]).toEqual([1, 0]);
  });

  it('shows a quiz that can be taken, and a conversation below a lesson', async () => {
    const visitors = await load();
    const as = (word: string) => new Client(world.origin, visitors.find(({ name }) => name.includes(word))!.token);
    const [quiz] = await world.db.query<{ id: number; section_id: number; course_id: number }>(
      `SELECT id, section_id, course_id FROM course_lesson WHERE type = 'quiz'`,
    );
    const course = `/api/v2/course/${quiz!.course_id}/`;
    const path = `${course}section/${quiz!.section_id}/lesson/${quiz!.id}/`;
    const { body: lesson } = await as('Lucía').get(path);
    expect(lesson.questions.map(({ type }: any) => type)).toEqual(['single_choice', 'multi_choice', 'single_choice']);
    const responses = lesson.questions.map(({ id, answers }: any) => ({
      question_id: id,
      selected_options: answers.filter(({ correct }: any) => correct).map((answer: any) => answer.id),
    }));
    const attempt = await as('Yusuf').post(`${path}attempt/`, { responses });
    expect([attempt.status, attempt.body.quiz_attempt.grade]).toEqual([200, 100]);

    const { body: talk } = await as('Lucía').get(`${course}comment/`);
    const told = talk.results.map(({ created_by, html, replies }: any) => [
      created_by.username,
      html.length > 0,
      replies.map((reply: any) => reply.created_by.username),
    ]);
    expect(told).toEqual([
      ['mateo.quispe', true, ['lucia.fernandez', 'mateo.quispe']],
      ['raj.patel', true, []],
    ]);
    expect(await count('lesson_comment WHERE created_at > now()')).toBe(0);
  });

  it('answers the same people on later starts, without those who are blocked by then', async () => {
    const before = await load();
    await world.db.query(`UPDATE app_user SET status = 'blocked' WHERE username = 'bruno.keller'`);
    const after = await load();
    expect(after.map(({ name }) => name)).toEqual(before.slice(0, -1).map(({ name }) => name));
  });
});
