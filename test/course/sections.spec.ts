import { courseUrl, lesson, lessonUrl, quiz, responses, section, sectionUrl, student } from '../harness/curriculum';
import { type Subject, World } from '../harness/world';

/** How many rows a section with a lesson and a quiz has in each table, once somebody has been through it. */
const ONE_SECTION = {
  course_section: 1,
  course_lesson: 2,
  lesson_completion: 2,
  lesson_comment: 2,
  lesson_comment_media: 1,
  quiz_question: 2,
  quiz_answer: 6,
  quiz_attempt: 1,
} as const;
const TWO_SECTIONS = Object.fromEntries(Object.entries(ONE_SECTION).map(([table, rows]) => [table, 2 * rows]));

describe('the sections of a course', () => {
  let world: World;
  let course: Subject;
  beforeAll(async () => {
    world = await World.start();
  });
  beforeEach(async () => {
    course = await world.course();
  });
  afterAll(() => world.stop());

  const list = async () => (await course.creator.get(`${courseUrl(course)}section/`)).body;
  const post = (body: unknown) => course.creator.post(`${courseUrl(course)}section/`, body);

  it('is a plain list in the order of the course, to which new ones are added at the end', async () => {
    expect(await list()).toEqual([]);
    const first = (await post({ name: 'One' })).body;
    const second = (await post({ name: 'Two', type: 'lesson' })).body;
    expect(first).toEqual({ id: first.id, name: 'One', dripped_at: null, drip_delay: 0, lessons_order: [] });
    expect(await list()).toEqual([first, second]);
    const { body } = await course.creator.patch(courseUrl(course), { sections_order: [second.id] });
    expect(body.sections_order).toEqual([second.id, first.id]);
    expect(await list()).toEqual([second, first]);
    const third = (await post({ name: 'Three' })).body;
    expect((await list()).map(({ id }: { id: number }) => id)).toEqual([second.id, first.id, third.id]);
  });

  it('answers 201 with the dates that were sent, in whatever form', async () => {
    const sent = await post({ name: ' Later ', dripped_at: '2030-01-02T03:04:05+02:00', drip_delay: '3' });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ name: 'Later', dripped_at: '2030-01-02T01:04:05.000Z', drip_delay: 3 });
    const form = await course.creator.post(`${courseUrl(course)}section/`, new URLSearchParams({ name: 'Form' }));
    expect([form.status, form.body.name]).toEqual([201, 'Form']);
  });

  it.each([
    [{}, 'name', 'required'],
    [{ name: '' }, 'name', 'blank'],
    [{ name: null }, 'name', 'null'],
    [{ name: 'x'.repeat(256) }, 'name', 'max_length'],
    [{ name: 'x', drip_delay: -1 }, 'drip_delay', 'min_value'],
    [{ name: 'x', drip_delay: 2_000_000_000 }, 'drip_delay', 'max_value'],
    [{ name: 'x', drip_delay: 1.5 }, 'drip_delay', 'invalid'],
    [{ name: 'x', dripped_at: 'tomorrow' }, 'dripped_at', 'invalid'],
    [{ name: 'x', lessons_order: [2_000_000] }, 'lessons_order', 'does_not_exist'],
  ])('refuses %j: %s %s, and makes nothing', async (body, field, code) => {
    const { status, body: refused } = await post(body);
    expect([status, refused.errors[0].field, refused.errors[0].messages[0].code]).toEqual([400, field, code]);
    expect(await list()).toEqual([]);
  });

  it('changes what PATCH and PUT name and keeps the rest', async () => {
    const { body: made } = await post({ name: 'One', dripped_at: '2030-01-01T00:00:00Z', drip_delay: 2 });
    const address = `${courseUrl(course)}section/${made.id}/`;
    expect((await course.creator.patch(address, { drip_delay: 5 })).body).toEqual({ ...made, drip_delay: 5 });
    expect((await course.creator.put(address, { name: 'Uno' })).body).toEqual({ ...made, name: 'Uno', drip_delay: 5 });
    expect((await course.creator.put(address, { drip_delay: 1 })).body.errors[0].field).toBe('name');
    const cleared = { ...made, name: 'Uno', drip_delay: 5, dripped_at: null };
    expect((await course.creator.patch(address, { dripped_at: null })).body).toEqual(cleared);
    expect((await course.creator.patch(address, {})).body).toEqual(cleared);
    expect((await course.creator.get(address)).body).toEqual(cleared);
  });

  it('orders lessons, drafts too; those left out follow, foreign ones are refused, and nothing is deleted', async () => {
    const here = await section(world, course);
    const [a, b, c] = [
      await lesson(world, here),
      await lesson(world, here, { status: 'draft' }),
      await lesson(world, here),
    ];
    const elsewhere = await lesson(world, course);
    const patch = (ids: number[]) => course.creator.patch(sectionUrl(here), { lessons_order: ids });
    expect((await patch([c.id, b.id, c.id])).body.lessons_order).toEqual([c.id, b.id, a.id]);
    expect((await patch([])).body.lessons_order).toEqual([c.id, b.id, a.id]);
    const refused = await patch([a.id, elsewhere.id]);
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'lessons_order']);
    const { body } = await course.creator.get(`${courseUrl(course)}?view=edit`);
    expect(body.sections[0].lessons_order).toEqual([c.id, b.id, a.id]);
    expect(body.sections[0].lessons.map(({ id }: { id: number }) => id)).toEqual([c.id, b.id, a.id]);
    expect(body).toMatchObject({ num_lessons: 4, num_sections: 2 });
    expect(body.sections[0].num_lessons).toBe(2);
  });

  it('refuses the sections of another course in sections_order', async () => {
    const mine = await section(world, course);
    const foreign = await section(world, await world.course());
    const { status, body } = await course.creator.patch(courseUrl(course), { sections_order: [foreign.id, mine.id] });
    expect([status, body.errors[0].field]).toEqual([400, 'sections_order']);
  });

  async function rows(): Promise<Record<string, number>> {
    const counts = Object.keys(TWO_SECTIONS).map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
    const [counted] = await world.db.query<Record<string, number>>(`SELECT ${counts.join(', ')}`);
    return counted!;
  }

  it('takes everything below with it and nothing else', async () => {
    const before = await rows();
    const added = async () =>
      Object.fromEntries(Object.entries(await rows()).map(([table, count]) => [table, count - before[table]!]));
    const gone = await section(world, course);
    const kept = await section(world, course);
    const member = await student(world, course);
    const mediaId = (await member.http.post('/api/v2/media/', { type: 'url', url: 'https://example.org/a' })).body.id;
    for (const here of [gone, kept]) {
      const read = await lesson(world, here);
      const test = await quiz(world, here);
      await member.http.post(`${lessonUrl(read)}complete/`);
      await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
      const { body } = await member.http.post(`${lessonUrl(read)}comment/`, { text: 'Hello', medias: [mediaId] });
      await member.http.post(`${lessonUrl(read)}comment/`, { text: 'Indeed', parent: body.id });
    }
    expect(await added()).toEqual(TWO_SECTIONS);

    expect((await course.creator.delete(sectionUrl(gone))).status).toBe(204);
    expect(await added()).toEqual(ONE_SECTION);
    expect((await member.http.get(`/api/v2/media/${mediaId}/`)).status).toBe(200);
    expect((await course.creator.get(sectionUrl(gone))).status).toBe(404);
    expect((await course.creator.delete(sectionUrl(gone))).status).toBe(404);
    const { body } = await member.http.get(courseUrl(course));
    expect(body).toMatchObject({ sections_order: [kept.id], num_lessons: 2, num_lessons_completed: 2 });
    expect(body.user_completion_rate).toBe(100);
  });

  it('is nothing for anybody once the course is deleted', async () => {
    const test = await quiz(world, course);
    const member = await student(world, course);
    const attempt = (await member.http.post(`${lessonUrl(test)}attempt/`, responses(test))).body;
    const comment = (await member.http.post(`${lessonUrl(test)}comment/`, { text: 'Hi' })).body;
    expect((await course.creator.delete(courseUrl(course))).status).toBe(204);
    const paths = [
      courseUrl(course),
      ...['status/', 'users/', 'quiz/', 'comment/', 'section/', 'invite/'].map((tail) => courseUrl(course) + tail),
      sectionUrl(test.section),
      `${sectionUrl(test.section)}lesson/`,
      lessonUrl(test),
      `${lessonUrl(test)}question/`,
      `${lessonUrl(test)}question/${test.questions[0]!.id}/`,
      `${lessonUrl(test)}attempt/${attempt.id}/`,
      `${lessonUrl(test)}comment/`,
      `${lessonUrl(test)}comment/${comment.id}/`,
    ];
    for (const path of paths) {
      for (const http of [course.creator, member.http])
        expect([path, (await http.get(path)).status]).toEqual([path, 404]);
    }
    for (const [method, tail] of [
      ['POST', 'complete/'],
      ['POST', 'attempt/'],
      ['PATCH', ''],
      ['DELETE', ''],
    ]) {
      expect((await course.creator.send(method!, lessonUrl(test) + tail)).status).toBe(404);
    }
  });
});
