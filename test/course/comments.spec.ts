import { courseUrl, lesson, type Lesson, lessonUrl, media, setTime, student } from '../harness/curriculum';
import { statementsOf, type Subject, World } from '../harness/world';

const complaint = ({ status, body }: { status: number; body: any }) => [
  status,
  body.errors[0].field,
  body.errors[0].messages?.[0].code,
];

describe('the comments on a lesson', () => {
  let world: World;
  let course: Subject;
  let read: Lesson;
  let url: string;
  let member: { id: number; http: any };
  beforeAll(async () => {
    world = await World.start();
  });
  beforeEach(async () => {
    course = await world.course();
    read = await lesson(world, course);
    url = `${lessonUrl(read)}comment/`;
    member = await student(world, course);
  });
  afterEach(() => setTime(world));
  afterAll(() => world.stop());

  const say = async (text: string, fields = {}, http = member.http) => (await http.post(url, { text, ...fields })).body;
  const ids = async (query = '') =>
    (await member.http.get(url + query)).body.results.map(({ id }: { id: number }) => id);

  it('stand on two levels, the oldest first', async () => {
    setTime(world, '2027-01-01T00:00:00Z');
    const made = await member.http.post(url, { text: '<b>Hello</b><script>x</script>' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: made.body.id,
      html: '<b>Hello</b>',
      parent: null,
      in_reply_to: null,
      created_at: '2027-01-01T00:00:00.000Z',
      created_by: expect.objectContaining({ id: member.id }),
      medias: [],
      latest_reply: null,
    });
    setTime(world, '2027-01-02T00:00:00Z');
    const later = await say('Later');
    setTime(world, '2027-01-03T00:00:00Z');
    const reply = await say('Reply', { parent: made.body.id });
    setTime(world, '2027-01-04T00:00:00Z');
    const answer = await say('Answer', { parent: made.body.id, in_reply_to: reply.id }, course.creator);
    expect(answer).toMatchObject({ parent: made.body.id, in_reply_to: reply.id, latest_reply: null });

    const { body } = await member.http.get(url);
    expect(body.count).toBe(2);
    const { latest_reply: _, ...latest } = answer;
    expect(body.results).toEqual([{ ...made.body, latest_reply: latest }, later]);
    expect(await ids(`?parent=${made.body.id}`)).toEqual([reply.id, answer.id]);
    expect(await ids(`?parent=${later.id}`)).toEqual([]);
    expect(await ids('?parent=2000000000')).toEqual([]);
    expect(await ids('?ordering=-created_at')).toEqual([later.id, made.body.id]);
    expect(await ids('?ordering=-added_at')).toEqual([later.id, made.body.id]);
    expect(await ids('?ordering=added_at')).toEqual([made.body.id, later.id]);
    expect(await ids(`?parent=${made.body.id}&ordering=-created_at&limit=1`)).toEqual([answer.id]);
    expect(await ids('?limit=1&offset=1')).toEqual([later.id]);
    expect((await member.http.get(`${url}?parent=x`)).status).toBe(400);
  });

  it('must say or show something', async () => {
    for (const body of [{}, { text: '' }, { text: '   ' }, { text: '<script>x</script>' }, { text: '', medias: [] }]) {
      expect(complaint(await member.http.post(url, body))).toEqual([400, 'text', 'blank']);
    }
    const id = await media(world, member.id);
    const shown = await member.http.post(url, { medias: [id] });
    expect([shown.status, shown.body.html, shown.body.medias[0].id]).toEqual([201, '', id]);
    const address = `${url}${shown.body.id}/`;
    expect(complaint(await member.http.patch(address, { medias: [] }))).toEqual([400, 'text', 'blank']);
    expect((await member.http.put(address, { text: 'x', medias: [] })).body).toMatchObject({ html: 'x', medias: [] });
    expect(complaint(await member.http.put(address, { text: '' }))).toEqual([400, 'text', 'blank']);
  });

  it('reply to a comment of this lesson that is no reply itself', async () => {
    const thread = await say('Thread');
    const other = await say('Other thread');
    const reply = await say('Reply', { parent: thread.id });
    const elsewhere = await lesson(world, course);
    const foreign = (await member.http.post(`${lessonUrl(elsewhere)}comment/`, { text: 'x' })).body;
    const refused = async (fields: object) => complaint(await member.http.post(url, { text: 'x', ...fields }));
    expect(await refused({ parent: reply.id })).toEqual([400, 'parent', 'invalid']);
    expect(await refused({ parent: foreign.id })).toEqual([400, 'parent', 'does_not_exist']);
    expect(await refused({ parent: 2_000_000_000 })).toEqual([400, 'parent', 'does_not_exist']);
    expect(await refused({ in_reply_to: reply.id })).toEqual([400, 'in_reply_to', 'invalid']);
    expect(await refused({ parent: other.id, in_reply_to: reply.id })).toEqual([400, 'in_reply_to', 'invalid']);
    expect(await refused({ parent: thread.id, in_reply_to: thread.id })).toEqual([400, 'in_reply_to', 'invalid']);
    expect((await say('ok', { parent: thread.id, in_reply_to: null })).parent).toBe(thread.id);
  });

  it('can be edited by author and managers, but not moved', async () => {
    const [thread, other] = [await say('Thread'), await say('Other')];
    const reply = await say('Reply', { parent: thread.id });
    const address = `${url}${reply.id}/`;
    expect((await course.creator.patch(address, { text: 'Edited' })).body).toEqual({ ...reply, html: 'Edited' });
    expect((await member.http.put(address, { text: 'Mine', parent: thread.id, in_reply_to: null })).body.html).toBe(
      'Mine',
    );
    expect(complaint(await member.http.patch(address, { parent: other.id }))).toEqual([400, 'parent', 'invalid']);
    expect(complaint(await member.http.patch(address, { parent: null }))).toEqual([400, 'parent', 'invalid']);
    expect((await member.http.patch(address, {})).body).toEqual({ ...reply, html: 'Mine' });
    const mate = await student(world, course);
    expect((await mate.http.patch(address, { text: 'x' })).status).toBe(403);
    expect((await mate.http.get(address)).status).toBe(403);
  });

  it('take media of the own only; a manager who edits keeps those of the author', async () => {
    const [mine, theirs] = [await media(world, member.id), await media(world, course.creatorId)];
    expect(complaint(await member.http.post(url, { text: 'x', medias: [theirs] }))).toEqual([
      400,
      'medias',
      'does_not_exist',
    ]);
    const made = await say('x', { medias: [mine] });
    const edited = await course.creator.put(`${url}${made.id}/`, { text: 'y', medias: [mine, theirs] });
    expect(edited.body.medias.map(({ id }: { id: number }) => id)).toEqual([mine, theirs]);
    expect(await ids()).toEqual([made.id]);
  });

  it('take their replies with them', async () => {
    const [thread, kept] = [await say('Thread'), await say('Kept')];
    const reply = await say('Reply', { parent: thread.id });
    const answer = await say('Answer', { parent: thread.id, in_reply_to: reply.id });
    expect((await member.http.delete(`${url}${reply.id}/`)).status).toBe(204);
    expect((await member.http.get(`${url}${answer.id}/`)).body).toMatchObject({ parent: thread.id, in_reply_to: null });
    expect((await course.creator.delete(`${url}${thread.id}/`)).status).toBe(204);
    expect((await member.http.get(`${url}${answer.id}/`)).status).toBe(404);
    expect(await ids()).toEqual([kept.id]);
  });

  it('are an empty page and no more where they are switched off, for managers too', async () => {
    const thread = await say('Thread');
    await course.creator.patch(lessonUrl(read), { comments_enabled: false });
    for (const http of [member.http, course.creator]) {
      const { status, body } = await http.get(url);
      expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }]);
      expect((await http.post(url, { text: 'x' })).status).toBe(403);
      expect((await http.get(`${url}${thread.id}/`)).status).toBe(200);
    }
    await course.creator.patch(lessonUrl(read), { comments_enabled: true });
    expect(await ids()).toEqual([thread.id]);
  });

  it('are found under their own lesson only', async () => {
    const thread = await say('Thread');
    const other = await lesson(world, course);
    const wrong = `${lessonUrl(other)}comment/${thread.id}/`;
    expect((await course.creator.get(wrong)).status).toBe(404);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await course.creator.send(method, wrong, { body: { text: 'x' } })).status).toBe(404);
    }
    expect(await ids()).toEqual([thread.id]);
  });

  it('are told of where the course wants to hear of them', async () => {
    const thread = await say('Thread');
    await course.creator.patch(courseUrl(course), { new_comment_notification_enabled: false });
    await say('Silence');
    const told = await world.db.query(
      `SELECT actor_id, object_id FROM outbox_event WHERE subject_kind = 'course' AND subject_id = $1 AND type = 'course.commented'`,
      [course.id],
    );
    expect(told).toEqual([{ actor_id: member.id, object_id: thread.id }]);
  });

  it('are listed for the whole course, lesson by lesson, each thread with all of its replies', async () => {
    const other = await lesson(world, course);
    const first = await say('First');
    const there = (await member.http.post(`${lessonUrl(other)}comment/`, { text: 'There' })).body;
    const second = await say('Second');
    const replies = [await say('One', { parent: first.id }), await say('Two', { parent: first.id })];
    await course.creator.patch(lessonUrl(read), { comments_enabled: false });
    const all = `${courseUrl(course)}comment/`;
    const { body } = await course.creator.get(all);
    expect(body.count).toBe(3);
    expect(body.results.map(({ id }: { id: number }) => id)).toEqual([first.id, second.id, there.id]);
    expect(body.results[0].replies.map(({ id }: { id: number }) => id)).toEqual(replies.map(({ id }) => id));
    expect(body.results[0]).not.toHaveProperty('latest_reply');
    expect(body.results[0].extras).toEqual({
      course: { id: course.id, slug: expect.any(String) },
      section: { id: read.section.id, name: expect.stringContaining('Section') },
      lesson: { id: read.id, name: expect.stringContaining('Lesson') },
    });
    expect(body.results[2]).toMatchObject({ replies: [], extras: { lesson: { id: other.id } } });
    const page = await course.creator.get(`${all}?limit=1&offset=1`);
    expect(page.body.results[0].id).toBe(second.id);
  });

  it('cost the same number of statements for one comment and for many', async () => {
    const thread = await say('Thread');
    const costs = async () => {
      const each = [];
      for (const path of [url, `${url}?parent=${thread.id}`, `${courseUrl(course)}comment/`]) {
        each.push((await statementsOf(() => course.creator.get(path))).length);
      }
      return each;
    };
    expect(await costs()).toEqual([2, 2, 2]);
    for (let n = 0; n < 15; n++) {
      const { id } = await say('Thread');
      await say('More', { parent: id, medias: [await media(world, member.id)] });
    }
    expect(await costs()).toEqual([2, 2, 2]);
  });
});
