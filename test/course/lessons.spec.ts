import {
  courseUrl,
  lesson,
  lessonUrl,
  media,
  quiz,
  section,
  type Section,
  sectionUrl,
  student,
} from '../harness/curriculum';
import { type Subject, World } from '../harness/world';

describe('the lessons of a section', () => {
  let world: World;
  let course: Subject;
  let here: Section;
  beforeAll(async () => {
    world = await World.start();
  });
  beforeEach(async () => {
    course = await world.course();
    here = await section(world, course);
  });
  afterAll(() => world.stop());

  const list = async () => (await course.creator.get(`${sectionUrl(here)}lesson/`)).body;
  const post = (body: unknown) => course.creator.post(`${sectionUrl(here)}lesson/`, body);
  const complaint = ({ status, body }: { status: number; body: any }) => [
    status,
    body.errors[0].field,
    body.errors[0].messages[0].code,
  ];

  it('are made as drafts that can be commented, at the end of the section', async () => {
    const first = await post({ name: 'Tides', type: 'lesson' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      name: 'Tides',
      type: 'lesson',
      status: 'draft',
      comments_enabled: true,
      completion_status: 'uncompleted',
      course_id: course.id,
      section_id: here.id,
      html: '',
      medias: [],
      passing_grade: 60,
      questions: [],
      last_attempt: null,
      created_by: { id: course.creatorId },
    });
    expect(first.body).not.toHaveProperty('text');
    const second = await post({ name: 'Test', type: 'quiz', status: 'published', passing_grade: 80 });
    expect(second.body).toMatchObject({ type: 'quiz', status: 'published', passing_grade: 80, questions: [] });
    expect(await list()).toEqual([first.body, second.body]);
    const { body } = await course.creator.get(sectionUrl(here));
    expect(body.lessons_order).toEqual([first.body.id, second.body.id]);
  });

  it.each([
    [{ type: 'lesson' }, 'name', 'required'],
    [{ name: 'x' }, 'type', 'required'],
    [{ name: 'x', type: 'video' }, 'type', 'invalid_choice'],
    [{ name: 'x', type: 'lesson', status: 'archived' }, 'status', 'invalid_choice'],
    [{ name: 'x', type: 'quiz', passing_grade: 101 }, 'passing_grade', 'max_value'],
    [{ name: 'x', type: 'quiz', passing_grade: -1 }, 'passing_grade', 'min_value'],
    [{ name: 'x', type: 'lesson', comments_enabled: 'maybe' }, 'comments_enabled', 'invalid'],
    [{ name: 'x', type: 'lesson', medias: [99_999_999] }, 'medias', 'does_not_exist'],
    [{ name: 'x', type: 'lesson', medias: 5 }, 'medias', 'not_a_list'],
    [{ name: 'x', type: 'lesson', questions_order: [1] }, 'questions_order', 'does_not_exist'],
    [{ name: 'x', type: 'lesson', text: null }, 'text', 'null'],
  ])('are not made of %j: %s %s', async (body, field, code) => {
    expect(complaint(await post(body))).toEqual([400, field, code]);
    expect(await list()).toEqual([]);
  });

  it('keep what is safe of the text and answer it as html', async () => {
    const text = '<p onclick="x()">Low <b>tide</b></p><script>alert(1)</script><a href="javascript:x()">x</a>';
    const { body } = await post({ name: 'Tides', type: 'lesson', text });
    expect(body.html).toBe('<p>Low <b>tide</b></p><a>x</a>');
    const patched = await course.creator.patch(`${sectionUrl(here)}lesson/${body.id}/`, { text: '' });
    expect(patched.body.html).toBe('');
  });

  it('cannot change their type, but may be told it again', async () => {
    const { body } = await post({ name: 'Tides', type: 'lesson' });
    const address = `${sectionUrl(here)}lesson/${body.id}/`;
    expect(complaint(await course.creator.patch(address, { type: 'quiz' }))).toEqual([400, 'type', 'invalid']);
    expect(complaint(await course.creator.put(address, { name: 'x', type: 'quiz' }))).toEqual([400, 'type', 'invalid']);
    expect((await course.creator.put(address, { name: 'Ebb', type: 'lesson' })).body).toEqual({ ...body, name: 'Ebb' });
  });

  it('keep what PUT leaves out', async () => {
    const id = await media(world, course.creatorId);
    const sent = { name: 'A', type: 'lesson', status: 'published', comments_enabled: false, text: 'x', medias: [id] };
    const { body } = await post(sent);
    const address = `${sectionUrl(here)}lesson/${body.id}/`;
    expect((await course.creator.put(address, { name: 'A', type: 'lesson' })).body).toEqual(body);
    expect((await course.creator.patch(address, {})).body).toEqual(body);
    expect(complaint(await course.creator.put(address, { name: 'A' }))).toEqual([400, 'type', 'required']);
    const form = await course.creator.put(address, new URLSearchParams({ name: 'B', type: 'lesson' }));
    expect(form.body).toEqual({ ...body, name: 'B' });
  });

  it('take ids of media and show objects in the order told', async () => {
    const [a, b, c] = [
      await media(world, course.creatorId),
      await media(world, course.creatorId),
      await media(world, course.creatorId),
    ];
    const { body } = await post({ name: 'x', type: 'lesson', medias: [b, a] });
    const shown = ({ medias }: any) => medias.map(({ id, order }: any) => [id, order]);
    expect(shown(body)).toEqual([
      [b, 0],
      [a, 1],
    ]);
    expect(body.medias[0]).toMatchObject({ type: 'url', title: 'A link', url: 'https://example.org/' });
    const address = `${sectionUrl(here)}lesson/${body.id}/`;
    expect(shown((await course.creator.patch(address, { medias: [c, b] })).body)).toEqual([
      [c, 0],
      [b, 1],
    ]);
    expect((await course.creator.patch(address, { name: 'y' })).body.medias).toHaveLength(2);
    expect((await course.creator.patch(address, { medias: [] })).body.medias).toEqual([]);
  });

  it('take media of the own only, but another manager may keep what is attached', async () => {
    const mine = await media(world, course.creatorId);
    const { body } = await post({ name: 'x', type: 'lesson', medias: [mine] });
    const address = `${sectionUrl(here)}lesson/${body.id}/`;
    const manager = await world.person();
    await world.stand('course', course.id, manager.id, 'manager');
    const theirs = await media(world, manager.id);
    expect((await manager.http.patch(address, { medias: [theirs, mine] })).body.medias).toHaveLength(2);
    const other = await media(world, course.creatorId);
    const refused = await manager.http.patch(address, { name: 'changed', medias: [theirs, other] });
    expect(complaint(refused)).toEqual([400, 'medias', 'does_not_exist']);
    const { body: now } = await course.creator.get(address);
    expect([now.name, now.medias.length]).toEqual(['x', 2]);
  });

  it('lose a media that its owner deletes', async () => {
    const id = await media(world, course.creatorId);
    const { body } = await post({ name: 'x', type: 'lesson', medias: [id] });
    expect((await course.creator.delete(`/api/v2/media/${id}/`)).status).toBe(204);
    expect((await course.creator.get(`${sectionUrl(here)}lesson/${body.id}/`)).body.medias).toEqual([]);
  });

  it('are gone once deleted, with their place in the order', async () => {
    const [a, b] = [await lesson(world, here), await lesson(world, here)];
    expect((await course.creator.delete(lessonUrl(a))).status).toBe(204);
    expect((await course.creator.get(lessonUrl(a))).status).toBe(404);
    expect((await course.creator.get(sectionUrl(here))).body.lessons_order).toEqual([b.id]);
  });

  it('are left out of what students see while they are drafts, and empty sections with them, but not of the orders', async () => {
    const draft = await lesson(world, here, { status: 'draft' });
    const open = await lesson(world, course);
    for (const http of [course.creator, (await student(world, course)).http]) {
      const { body } = await http.get(courseUrl(course));
      expect(body).toMatchObject({ num_sections: 1, num_lessons: 1, sections_order: [here.id, open.section.id] });
      expect(body.sections.map(({ id }: { id: number }) => id)).toEqual([open.section.id]);
    }
    const also = await lesson(world, here);
    const { body } = await course.creator.get(courseUrl(course));
    expect(body.sections[0]).toMatchObject({ num_lessons: 1, lessons_order: [draft.id, also.id] });
    expect(body.sections[0].lessons).toEqual([
      expect.objectContaining({ id: also.id, course_id: course.id, section_id: here.id, locked: false }),
    ]);
  });

  it('are found under their own section and course only', async () => {
    const other = await world.course({}, course.creatorId);
    const [mine, sibling, foreign] = [await quiz(world, here), await quiz(world, course), await quiz(world, other)];
    const under = (c: number, s: number, l: number) => `/api/v2/course/${c}/section/${s}/lesson/${l}/`;
    const wrong = [
      under(other.id, here.id, mine.id),
      under(course.id, sibling.section.id, mine.id),
      under(course.id, foreign.section.id, mine.id),
      under(course.id, foreign.section.id, foreign.id),
      under(course.id, here.id, foreign.id),
      under(course.id, 2_000_000_000, mine.id),
    ];
    for (const path of wrong) {
      for (const tail of ['', 'question/', 'comment/', `question/${mine.questions[0]!.id}/`]) {
        expect([path + tail, (await course.creator.get(path + tail)).status]).toEqual([path + tail, 404]);
      }
      for (const tail of ['complete/', 'incomplete/', 'attempt/', 'comment/', 'question/']) {
        expect([path + tail, (await course.creator.post(path + tail)).status]).toEqual([path + tail, 404]);
      }
      expect((await course.creator.patch(path, { name: 'stolen' })).status).toBe(404);
      expect((await course.creator.delete(path)).status).toBe(404);
    }
    const inMine = `${lessonUrl(mine)}question/`;
    for (const id of [sibling.questions[0]!.id, foreign.questions[0]!.id]) {
      expect((await course.creator.get(`${inMine}${id}/`)).status).toBe(404);
      expect((await course.creator.patch(`${inMine}${id}/`, { text: 'stolen' })).status).toBe(404);
      expect((await course.creator.delete(`${inMine}${id}/`)).status).toBe(404);
    }
    for (const path of [`${courseUrl(other)}section/${here.id}/`, `${courseUrl(other)}section/${here.id}/lesson/`]) {
      expect((await course.creator.get(path)).status).toBe(404);
    }
    for (const bad of ['x', '0', '-1', '1.5', '99999999999999']) {
      expect((await course.creator.get(`${sectionUrl(here)}lesson/${bad}/`)).status).toBe(404);
    }
  });
});
