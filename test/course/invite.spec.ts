import { statementsOf, type Subject, World } from '../harness/world';

const invite = ({ id }: Subject) => `/api/v2/course/${id}/invite/`;

describe('inviting people to a course', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('invites strangers, accepts those who asked, and leaves everybody else alone', async () => {
    const course = await world.course({ privacy: 'private' });
    const [stranger, asked, member] = [await world.person(), await world.person(), await world.person()];
    await world.stand('course', course.id, asked.id, 'requested');
    await world.stand('course', course.id, member.id, 'member');
    const answer = await course.creator.post(invite(course), { users: [stranger.id, asked.id, member.id, asked.id] });
    expect([answer.status, answer.body]).toEqual([204, '']);
    const { body } = await course.creator.get(invite(course));
    expect(body).toEqual({
      count: 1,
      next: null,
      previous: null,
      results: [{ id: stranger.id, username: stranger.username, real_name: '', ext_id: null, avatar: null }],
    });
    expect((await asked.http.get(`/api/v2/course/${course.id}/status/`)).body).toEqual({ status: 'joined' });
    expect((await world.outbox('course', course.id)).map(({ type, user_id }) => [type, user_id])).toEqual([
      ['course.invited', stranger.id],
      ['course.request_accepted', asked.id],
    ]);
  });

  it('does nothing at all when one of the ids names nobody who can be invited', async () => {
    const course = await world.course();
    const stranger = await world.person();
    const blocked = await world.person({ status: 'blocked' });
    const deleted = await world.person({ status: 'deleted' });
    for (const bad of [2_000_000_000, blocked.id, deleted.id]) {
      const { status, body } = await course.creator.post(invite(course), { users: [stranger.id, bad] });
      expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'users', 'does_not_exist']);
    }
    expect((await course.creator.get(invite(course))).body.count).toBe(0);
    expect(await world.outbox('course', course.id)).toEqual([]);
  });

  it.each([
    ['nothing', {}, 'required'],
    ['null', { users: null }, 'null'],
    ['one id alone', { users: 7 }, 'not_a_list'],
    ['an object', { users: { id: 7 } }, 'not_a_list'],
    ['an empty list', { users: [] }, 'empty'],
    ['a word', { users: ['seven'] }, 'invalid'],
    ['a fraction', { users: [1.5] }, 'invalid'],
    ['a number beyond all ids', { users: [99_999_999_999] }, 'invalid'],
    ['a list in a list', { users: [[1]] }, 'invalid'],
    ['too many', { users: Array.from({ length: 1001 }, (_, id) => id + 1) }, 'max_length'],
  ])('refuses %s and names the field', async (_, body, code) => {
    const course = await world.course();
    for (const method of ['POST', 'DELETE']) {
      const answer = await course.creator.send(method, invite(course), { body });
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0]).toMatchObject({ field: 'users', messages: [{ code }] });
    }
    expect(await world.outbox('course', course.id)).toEqual([]);
  });

  it('takes the ids in every spelling', async () => {
    const course = await world.course();
    const form = 'application/x-www-form-urlencoded';
    const [a, b] = [await world.person(), await world.person()];
    const multipart = new FormData();
    multipart.append('users[0]', String(a.id));
    multipart.append('users[1]', String(b.id));
    const spellings: [string, unknown, Record<string, string>?][] = [
      ['JSON', { users: [a.id, b.id] }],
      ['numbers as text', { users: [String(a.id), String(b.id)] }],
      ['a form', `users=${a.id}&users=${b.id}`, { 'content-type': form }],
      ['JSON text declared as a form', `{"users": [${a.id}, ${b.id}]}`, { 'content-type': form }],
      [
        'JSON text over several lines declared as a form',
        `{\n  "users": [${a.id}, ${b.id}]\n}`,
        { 'content-type': form },
      ],
      ['multipart', multipart],
      ['unknown fields beside them', { users: [a.id, b.id], type: 'lesson', id: course.id }],
    ];
    for (const [spelling, body, headers] of spellings) {
      const done = await course.creator.send('POST', invite(course), { body, headers });
      expect([spelling, done.status, (await course.creator.get(invite(course))).body.count]).toEqual([
        spelling,
        204,
        2,
      ]);
      await course.creator.delete(invite(course), { users: [a.id, b.id] });
    }
    for (const [spelling, body, headers] of spellings) {
      await course.creator.post(invite(course), { users: [a.id, b.id] });
      const undone = await course.creator.send('DELETE', invite(course), { body, headers });
      expect([spelling, undone.status, (await course.creator.get(invite(course))).body.count]).toEqual([
        spelling,
        204,
        0,
      ]);
    }
  });

  it('takes invitations back from the invited only, and does not mind ids that name nobody', async () => {
    const course = await world.course({ privacy: 'private' });
    const [invited, asked, member] = [await world.person(), await world.person(), await world.person()];
    await world.stand('course', course.id, invited.id, 'invited');
    await world.stand('course', course.id, asked.id, 'requested');
    await world.stand('course', course.id, member.id, 'member');
    const users = [invited.id, asked.id, member.id, 2_000_000_000, course.creatorId];
    expect((await course.creator.delete(invite(course), { users })).status).toBe(204);
    expect((await course.creator.delete(invite(course), { users })).status).toBe(204);
    const states = await Promise.all(users.map((id) => world.stateOf('course', course.id, id)));
    expect(states).toEqual(['none', 'requested', 'member', 'none', 'creator']);
    expect(await world.openInvitations('course', course.id, invited.id)).toBe(0);
  });

  it('lists the invited page by page, the latest first, with addresses of the neighbours', async () => {
    const course = await world.course();
    const ids = await world.people(25);
    for (const id of ids) await course.creator.post(invite(course), { users: [id] });
    const first = await course.creator.get(`${invite(course)}?limit=10&statuses=invited%2Cjoined`);
    expect(first.body).toMatchObject({ count: 25, previous: null });
    expect(first.body.next).toBe(`${world.origin}${invite(course)}?statuses=invited%2Cjoined&limit=10&offset=10`);
    const second = await course.creator.get(first.body.next.slice(world.origin.length));
    const third = await course.creator.get(second.body.next.slice(world.origin.length));
    expect(third.body.next).toBeNull();
    const seen = [first, second, third].flatMap(({ body }) => body.results.map(({ id }: { id: number }) => id));
    expect(seen).toEqual(ids.toReversed());
    expect((await course.creator.get(`${invite(course)}?offset=500`)).body).toMatchObject({ count: 25, results: [] });
  });

  it('costs as many statements for a thousand people as for one', async () => {
    const course = await world.course();
    const crowd = await world.people(1000);
    const cost = async (users: number[]) =>
      (await statementsOf(() => course.creator.post(invite(course), { users }))).length;
    const one = await cost(crowd.slice(0, 1));
    expect(one).toBeLessThanOrEqual(5);
    expect(await cost(crowd)).toBe(one);
    const back = (await statementsOf(() => course.creator.delete(invite(course), { users: crowd }))).length;
    expect(back).toBeLessThanOrEqual(5);
    expect((await statementsOf(() => course.creator.get(`${invite(course)}?limit=100`))).length).toBeLessThanOrEqual(3);
  });

  it('changes roles within five statements, all or nothing', async () => {
    const course = await world.course();
    const crowd = await world.people(300);
    const [managers, joined, unjoined] = [crowd.slice(0, 100), crowd.slice(100, 200), crowd.slice(200)];
    await course.creator.post(invite(course), { users: unjoined });
    const role = `/api/v2/course/${course.id}/role/`;
    const sent = await statementsOf(() => course.creator.post(role, { managers, joined, unjoined }));
    expect(sent.length).toBeLessThanOrEqual(5);
    const { body } = await course.creator.get(`/api/v2/course/${course.id}/users/?statuses=manager`);
    expect(body.count).toBe(100);

    const bad = await course.creator.post(role, { joined: managers, unjoined: [...joined, 2_000_000_000] });
    expect([bad.status, bad.body.errors[0].messages[0].code]).toEqual([400, 'does_not_exist']);
    expect((await course.creator.get(`/api/v2/course/${course.id}/users/?statuses=manager`)).body.count).toBe(100);
  });

  it.each([
    ['no list', {}],
    ['only empty lists', { managers: [], joined: [] }],
    ['somebody in two lists', { managers: [1], joined: [1] }],
  ])('refuses a change of roles with %s', async (_, body) => {
    const course = await world.course();
    const answer = await course.creator.post(`/api/v2/course/${course.id}/role/`, body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'non_field_errors']);
  });

  it('searches requests and suggestions by username and real name, as they are written', async () => {
    const course = await world.course({ privacy: 'private' });
    const ada = await world.person({ real_name: 'Ada 100%_Lovelace' });
    const grace = await world.person({ real_name: 'Grace Hopper' });
    const suggested = (search: string) => course.creator.get(`/api/v2/course/${course.id}/user/?search=${search}`);
    expect((await suggested('100%25_love')).body.results.map(({ id }: any) => id)).toEqual([ada.id]);
    expect((await suggested('%25_%25')).body.count).toBe(0);
    for (const { http } of [ada, grace]) await http.post(`/api/v2/course/${course.id}/join/`);
    const requests = await course.creator.get(`/api/v2/course/${course.id}/request_join/?search=HOPPER`);
    expect(requests.body.results).toMatchObject([{ id: grace.id, date_joined: expect.any(String) }]);
    expect((await suggested('hopper')).body.count).toBe(0);
  });
});
