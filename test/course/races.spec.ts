import { type Subject, World } from '../harness/world';

const base = ({ id }: Subject) => `/api/v2/course/${id}/`;

describe('courses under concurrent requests', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ DATABASE_POOL_SIZE: '20' });
  });
  afterAll(() => world.stop());

  const all = <T>(count: number, work: (at: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, at) => work(at)));

  /** What must hold whatever happened: the counters are right, and whoever is invited has one open invitation. */
  async function expectConsistent(course: Subject): Promise<void> {
    const [found] = await world.db.query<{ rows: number; counted: number; odd: number }>(
      `SELECT (SELECT count(*)::int FROM course_membership WHERE course_id = $1) AS rows,
         (SELECT sum(n)::int FROM course_membership_count WHERE course_id = $1) AS counted,
         (SELECT count(*)::int FROM course_membership AS m FULL JOIN (
            SELECT * FROM course_invitation WHERE closed_at IS NULL AND course_id = $1) AS i USING (course_id, user_id)
          WHERE course_id = $1 AND (coalesce(m.state, 'member') = 'invited') <> (i.id IS NOT NULL)) AS odd`,
      [course.id],
    );
    expect(found).toEqual({ rows: found!.counted, counted: found!.rows, odd: 0 });
  }

  it('makes one row of fifty joins of one person', async () => {
    const course = await world.course();
    const { id, http } = await world.person();
    const answers = await all(50, () => http.post(`${base(course)}join/`));
    expect(answers.map(({ status, body }) => [status, body.join_status])).toEqual(Array(50).fill([200, 'joined']));
    expect((await world.outbox('course', course.id)).map(({ type, user_id }) => [type, user_id])).toEqual([
      ['course.joined', id],
    ]);
    expect((await world.visitor.get(`${base(course)}join/`)).body.count).toBe(1);
    await expectConsistent(course);
  });

  it('ends an acceptance that meets the withdrawal of the invitation in one of the two orders', async () => {
    for (let round = 0; round < 20; round++) {
      const course = await world.course({ privacy: 'secret' });
      const { id, http } = (await world.as('I', 'course', course)) as { id: number; http: Subject['creator'] };
      const [joined, removed] = await Promise.all([
        http.post(`${base(course)}join/`),
        course.creator.delete(`${base(course)}invite/`, { users: [id] }),
      ]);
      expect(removed.status).toBe(204);
      const state = await world.stateOf('course', course.id, id);
      expect([joined.status, state]).toEqual(joined.status === 200 ? [200, 'member'] : [404, 'none']);
      await expectConsistent(course);
    }
  });

  it('lets a request and an invitation that meet end in a membership or an invitation, never in neither', async () => {
    for (let round = 0; round < 20; round++) {
      const course = await world.course({ privacy: 'private' });
      const { id, http } = await world.person();
      const [asked, invited] = await Promise.all([
        http.post(`${base(course)}join/`),
        course.creator.post(`${base(course)}invite/`, { users: [id] }),
      ]);
      expect([asked.status, invited.status]).toEqual([200, 204]);
      expect(await world.stateOf('course', course.id, id)).toBe('member');
      await expectConsistent(course);
    }
  });

  it('makes one invitation each when eight managers invite the same two hundred people', async () => {
    const course = await world.course();
    const crowd = await world.people(200);
    const managers = await all(8, () => world.as('M', 'course', course));
    const answers = await Promise.all(
      managers.map(({ http }, at) =>
        http.post(`${base(course)}invite/`, { users: at % 2 ? crowd : crowd.toReversed() }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect((await course.creator.get(`${base(course)}invite/`)).body.count).toBe(200);
    expect(await world.outbox('course', course.id)).toHaveLength(200);
    await expectConsistent(course);
  });

  it('gives every name and slug once when twenty people choose the same', async () => {
    const people = await all(20, () => world.person());
    const made = await Promise.all(
      people.map(({ http }) => http.post('/api/v2/course/', { name: 'The One and Only', type: 'self-paced' })),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, ...Array(19).fill(400)]);
    const slugs = await Promise.all(
      people.map(({ http }, at) =>
        http.post('/api/v2/course/', { name: `Same slug${'!'.repeat(at)}`, type: 'self-paced' }),
      ),
    );
    expect(slugs.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(slugs.map(({ body }) => body.slug)).size).toBe(20);
  });

  it('looks again under a lock: whoever waits for a change of privacy goes by the new one', async () => {
    const course = await world.course({ privacy: 'open' });
    const { id, http } = await world.person();
    let answer: Promise<{ status: number }> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.query(`UPDATE course SET privacy = 'secret' WHERE id = $1`, [course.id]);
      answer = http.post(`${base(course)}join/`);
      await world.somebodyWaits();
    });
    expect((await answer!).status).toBe(404);
    expect(await world.stateOf('course', course.id, id)).toBe('none');
  });

  it('refuses a manager who is demoted while his request is on its way', async () => {
    const course = await world.course();
    const manager = await world.as('M', 'course', course);
    const stranger = await world.person();
    let answer: Promise<{ status: number }> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.query(`UPDATE course_membership SET state = 'member' WHERE course_id = $1 AND user_id = $2`, [
        course.id,
        manager.id,
      ]);
      answer = manager.http.post(`${base(course)}invite/`, { users: [stranger.id] });
      await world.somebodyWaits();
    });
    expect((await answer!).status).toBe(403);
    expect(await world.stateOf('course', course.id, stranger.id)).toBe('none');
  });

  it('takes back a list of invitations in one step, those that were made while it waited included', async () => {
    const course = await world.course();
    const [later, invited] = [await world.person(), await world.as('I', 'course', course)];
    let answer: Promise<{ status: number }> | undefined;
    await world.db.transaction(async (tx) => {
      // Somebody else invites both, as every change of memberships under a share of the course: the one is new, the
      // other is invited already and only held.
      await tx.query(`SELECT FROM course WHERE id = $1 FOR SHARE`, [course.id]);
      await tx.query(`INSERT INTO course_membership (course_id, user_id, state) VALUES ($1, $2, 'invited')`, [
        course.id,
        later.id,
      ]);
      await tx.query(`SELECT FROM course_membership WHERE course_id = $1 AND user_id = $2 FOR UPDATE`, [
        course.id,
        invited.id,
      ]);
      answer = course.creator.delete(`${base(course)}invite/`, { users: [later.id, invited.id] });
      await world.somebodyWaits();
    });
    expect((await answer!).status).toBe(204);
    const states = [later, invited].map(({ id }) => world.stateOf('course', course.id, id!));
    expect(await Promise.all(states)).toEqual(['none', 'none']);
  });

  it('survives two managers who remove each other: one of them is gone, the other refused', async () => {
    const course = await world.course();
    const [a, b] = [await world.as('M', 'course', course), await world.as('M', 'course', course)];
    const answers = await Promise.all([
      a.http.delete(`${base(course)}join/?user=${b.id}`),
      b.http.delete(`${base(course)}join/?user=${a.id}`),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403]);
    await expectConsistent(course);
  });
});
