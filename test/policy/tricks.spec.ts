import { lesson, lessonUrl, quiz, responses, section } from '../harness/curriculum';
import { send } from '../fire/wire';
import { type Subject, World } from '../harness/world';

const base = (course: Subject) => `/api/v2/course/${course.id}/`;

describe('tricks to get what one may not have', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('turns away, everywhere, tokens of people who are gone', async () => {
    const course = await world.course();
    for (const status of ['blocked', 'deleted']) {
      const person = await world.person();
      await world.stand('course', course.id, person.id, 'manager');
      expect((await person.http.get(`${base(course)}users/`)).status).toBe(200);
      await world.db.query(`UPDATE app_user SET status = $2 WHERE id = $1`, [person.id, status]);
      for (const path of [base(course), `${base(course)}users/`, '/api/v2/course/search/', '/api/v2/user/me/']) {
        expect([path, (await person.http.get(path)).status]).toEqual([path, 401]);
      }
      expect((await person.http.post(`${base(course)}invite/`, { users: [course.creatorId] })).status).toBe(401);
    }
  });

  it('refuses a person who was blocked while his request was on its way', async () => {
    const course = await world.course();
    const manager = await world.as('M', 'course', course);
    const stranger = await world.person();
    let answer: Promise<{ status: number }> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM course WHERE id = $1 FOR UPDATE`, [course.id]);
      answer = manager.http.post(`${base(course)}invite/`, { users: [stranger.id] });
      await world.somebodyWaits();
      await world.db.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [manager.id]);
    });
    // Whichever of the two came first, what was refused was not written.
    const { status } = await answer!;
    const invited = await world.stateOf('course', course.id, stranger.id);
    expect([
      [401, 'none'],
      [204, 'invited'],
    ]).toContainEqual([status, invited]);
    expect((await manager.http.get(`${base(course)}users/`)).status).toBe(401);
  });

  it('finds a deleted course for nobody, not even for who made it', async () => {
    const course = await world.course();
    const member = await world.as('J', 'course', course);
    expect((await course.creator.delete(base(course))).status).toBe(204);
    for (const { http } of [{ http: course.creator }, member, { http: world.visitor }]) {
      expect((await http.get(base(course))).status).toBe(404);
    }
    expect((await course.creator.patch(base(course), { name: 'Back' })).status).toBe(404);
    expect((await member.http.post(`${base(course)}join/`)).status).toBe(404);
  });

  it('does not make a draft again of a course that was published while he asked for it', async () => {
    const course = await world.course({ privacy: '' });
    let answer: Promise<{ status: number; body: any }> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.query(`UPDATE course SET privacy = 'open' WHERE id = $1`, [course.id]);
      answer = course.creator.patch(base(course), { privacy: '' });
      await world.somebodyWaits();
    });
    expect((await answer!).status).toBe(400);
    expect((await world.visitor.get(base(course))).status).toBe(200);
  });

  it('lets no manager remove, demote or invite away who made a course or runs an event', async () => {
    const course = await world.course();
    const manager = await world.as('M', 'course', course);
    const { creatorId } = course;
    const { http } = manager;
    expect((await http.delete(`${base(course)}join/?user=${creatorId}`)).status).toBe(403);
    expect((await http.delete(`${base(course)}join/`, { user: creatorId })).status).toBe(403);
    for (const list of ['managers', 'joined', 'unjoined']) {
      const other = await world.person();
      const body = { joined: [other.id], [list]: [creatorId] };
      expect((await http.post(`${base(course)}role/`, body)).status).toBe(400);
    }
    for (const method of ['POST', 'DELETE']) {
      expect((await http.send(method, `${base(course)}invite/`, { body: { users: [creatorId] } })).status).toBe(204);
    }
    expect(await world.stateOf('course', course.id, creatorId)).toBe('creator');
    expect((await course.creator.get(`${base(course)}users/`)).status).toBe(200);
  });

  it('ignores what nobody may set: ids, authors, states, times', async () => {
    const course = await world.course();
    const other = await world.person();
    const wanted = {
      id: 1,
      created_by: other.id,
      created_by_id: other.id,
      deleted: true,
      deleted_at: '2020-01-01T00:00:00Z',
      created_at: '2020-01-01T00:00:00Z',
      join_status: 'manager',
      state: 'creator',
      status: 'creator',
      user_id: other.id,
      member_count: 999,
      managed_by: other.id,
      managed_by_id: other.id,
      subscribers_counter: 999,
    };
    const rows = (kind: string, id: number) =>
      world.db.query(`SELECT id, created_by_id, deleted_at, created_at FROM ${kind} WHERE id = $1`, [id]);
    const before = await rows('course', course.id);
    for (const method of ['PATCH', 'PUT']) {
      const body = { name: `Mine ${course.id}`, type: 'scheduled', ...wanted };
      expect((await course.creator.send(method, base(course), { body })).status).toBe(200);
    }
    expect(await rows('course', course.id)).toEqual(before);

    const event = await world.event();
    const managed = () => world.db.query(`SELECT managed_by_id FROM event WHERE id = $1`, [event.id]);
    const [was, ran] = [await rows('event', event.id), await managed()];
    const { status: _, ...fields } = wanted;
    expect((await event.creator.patch(`/api/v2/event/${event.id}/`, fields)).status).toBe(200);
    expect([await rows('event', event.id), await managed()]).toEqual([was, ran]);

    const outsider = await world.person();
    const made = await outsider.http.post('/api/v2/course/', { name: 'Not yours', type: 'self-paced', ...wanted });
    expect([made.status, made.body.id === 1, made.body.created_by.id]).toEqual([201, false, outsider.id]);
    expect((await outsider.http.post(`${base(course)}join/`, wanted)).body.join_status).toBe('joined');
    expect(await world.stateOf('course', course.id, other.id)).toBe('none');
  });

  it('finds nothing by a path whose parts do not belong together', async () => {
    const [own, foreign] = [await world.course(), await world.course()];
    const [mine, theirs] = [await quiz(world, own), await quiz(world, foreign)];
    const second = await section(world, own);
    const student = await world.as('J', 'course', own);
    await world.stand('course', foreign.id, student.id!, 'member');
    const attempt = (await student.http.post(`${lessonUrl(theirs)}attempt/`, responses(theirs))).body.id;
    const talk = await lesson(world, foreign);
    const remark = (await foreign.creator.post(`${lessonUrl(talk)}comment/`, { text: 'Well' })).body.id;
    const at = (courseId: number, sectionId: number, lessonId: number) =>
      `/api/v2/course/${courseId}/section/${sectionId}/lesson/${lessonId}/`;
    const wrong = [
      `${base(own)}section/${theirs.section.id}/`,
      at(own.id, theirs.section.id, theirs.id),
      at(own.id, mine.section.id, theirs.id),
      at(own.id, second.id, mine.id),
      at(foreign.id, mine.section.id, mine.id),
      `${lessonUrl(mine)}question/${theirs.questions[0]!.id}/`,
      `${lessonUrl(mine)}attempt/${attempt}/`,
      `${lessonUrl(mine)}comment/${remark}/`,
    ];
    for (const path of wrong) {
      expect([path, (await own.creator.get(path)).status]).toEqual([path, 404]);
      expect([404, 405]).toContain((await own.creator.delete(path)).status);
    }
    expect((await own.creator.get(lessonUrl(mine))).status).toBe(200);
  });

  it.each([
    ['twice in the query', '?user=SELF&user=OTHER'],
    ['twice, the other way round', '?user=OTHER&user=SELF'],
    ['as a list', '?user[]=SELF&user[]=OTHER'],
    ['as an object', '?user[a]=OTHER'],
    ['with a comma', '?user=SELF,OTHER'],
    ['with a sign', '?user=%2BOTHER'],
    ['with a blank', '?user=%20OTHER'],
    ['in another base', '?user=0xOTHER'],
  ])('lets nobody but a manager remove somebody by naming him %s', async (_, query) => {
    const course = await world.course();
    const [member, other] = [await world.as('J', 'course', course), await world.as('J', 'course', course)];
    const search = query.replaceAll('SELF', String(member.id)).replaceAll('OTHER', String(other.id));
    const { status } = await send(world.origin, 'DELETE', `${base(course)}join/${search}`, {
      token: world.token(member.id!),
      body: { user: other.id },
    });
    expect([403, 400]).toContain(status);
    expect(await world.stateOf('course', course.id, other.id!)).toBe('member');
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'takes no other method from the header %s, nor from the query or a form',
    async (header) => {
      const course = await world.course();
      const token = world.token(course.creatorId);
      const answer = await send(world.origin, 'POST', `${base(course)}join/?_method=DELETE`, {
        token,
        headers: { [header]: 'DELETE', 'content-type': 'application/x-www-form-urlencoded' },
        body: '_method=DELETE',
      });
      expect(answer.status).toBe(200);
      const read = await send(world.origin, 'GET', base(course), { token, headers: { [header]: 'DELETE' } });
      expect([read.status, (await course.creator.get(base(course))).status]).toEqual([200, 200]);
    },
  );

  it.each([
    '//api/v2/course/ID/users/',
    '/api/v2/course/ID/./users/',
    '/api/v2/course/0/../ID/users/',
    '/api/v2/course/ID%2fusers/',
    '/API/V2/course/ID/users/',
    '/api/v2/course/ID;x=1/users/',
    '/api/v2/course/ID/users/%00',
    '/api/v2/course/0ID/users/',
  ])('gives away nothing by the spelling of an address: %s', async (spelling) => {
    const course = await world.course({ privacy: 'secret' });
    const { id } = await world.person();
    const path = spelling.replace('ID', String(course.id));
    for (const token of [null, world.token(id)]) {
      expect([401, 404]).toContain((await send(world.origin, 'GET', path, { token })).status);
    }
  });
});
