import { type Character, form, idsOf as ids, methodsOf, MULTIPART, png, refusal, sdk, Stage, watch } from './sdk';

describe('a course, told by the official client', () => {
  let stage: Stage;
  let called: Set<string>;
  let [ada, ben, cleo, dan, eve]: Character[] = [];
  /** An open course, then the private one that most of the story is about. */
  let open: any;
  let course: any;
  let [first, lesson]: any[] = [];

  beforeAll(async () => {
    stage = await Stage.open();
    called = watch(sdk.CourseService);
    ada = await stage.character('ada', { real_name: 'Ada Lovelace' });
    ben = await stage.character('ben', { real_name: 'Benjamin Britten' });
    cleo = await stage.character('cleo');
    dan = await stage.character('dan');
    eve = await stage.character('eve');
  });
  afterAll(() => stage.close());

  const courses = (character: Character | undefined | null) => stage.by(character ?? null).CourseService;
  const statusOf = async (character?: Character) => (await courses(character).getCourseStatus!(course.id)).status;

  /** The client's own method posts to an address without ids; this is the request that it means. */
  async function createLesson(character: Character, data: object): Promise<any> {
    const { http, Endpoints } = stage.by(character);
    const { url, method } = Endpoints['CreateCourseLesson']!;
    return (await http.request({ url: url({ id: course.id, section_id: first.id }), method, data })).data;
  }

  it('begins with one course made from JSON and one from a form with a picture', async () => {
    const [category] = await stage.world.db.query<{ id: number }>(
      `INSERT INTO category (name, slug) VALUES ('Engines', 'engines') RETURNING id`,
    );
    open = await courses(ada).createCourse!({
      name: 'Counting with gears',
      type: 'self-paced',
      privacy: 'open',
      categories: [category!.id],
    });
    expect(open).toMatchObject({ name: 'Counting with gears', slug: 'counting-with-gears', join_status: 'creator' });
    course = await courses(ada).createCourse!(
      form({
        name: 'Analytical engines',
        type: 'structured',
        privacy: 'private',
        'categories[0]': String(category!.id),
        products: '[]',
        image_original: await png(),
      }),
      MULTIPART,
    );
    expect(course).toMatchObject({
      privacy: 'private',
      categories: [{ name: 'Engines' }],
      created_by: { id: ada!.id },
    });
    const picture = await fetch(course.image_medium);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)]);
  });

  it('does not let a second course have the name', async () => {
    const again = courses(ben).createCourse!({ name: 'analytical ENGINES', type: 'self-paced' });
    expect(await refusal(again)).toEqual([400, { nameError: { error: 'unique' } }]);
  });

  it('shows strangers and visitors no more than the lock screen', async () => {
    const seen = await courses(ben).getSpecificCourseInfo!(course.id);
    expect(seen).toMatchObject({ id: course.id, join_status: null });
    expect(seen).not.toHaveProperty('sections');
    expect(await courses(null).getSpecificCourseInfo!(course.id)).not.toHaveProperty('sections');
    expect(await refusal(courses(ben).getCourseInvitedUsers!(course.id))).toEqual([
      403,
      { error: 'permission_denied' },
    ]);
    expect((await refusal(courses(null).getCourseStatus!(course.id)))[0]).toBe(401);
  });

  it('suggests whom to invite', async () => {
    const suggested = await courses(ada).getCourseSuggestedUsers!(course.id, 'ben');
    expect(ids(suggested)).toEqual(expect.arrayContaining([ben!.id, cleo!.id, dan!.id]));
    expect(ids(suggested)).not.toContain(ada!.id);
  });

  it('invites two people, lists them, and takes one invitation back', async () => {
    const users = [ben!.id, cleo!.id];
    expect(await courses(ada).inviteOrAcceptUsersToCourse!(course.id, { users })).toBe('');
    const invited = await courses(ada).getCourseInvitedUsers!(course.id, { limit: 1, offset: 0 });
    expect(invited).toMatchObject({ count: 2, next: expect.stringContaining('limit=1&offset=1'), previous: null });
    expect(await statusOf(ben)).toBe('invited');
    expect(await courses(ada).removeInvitationToCourse!(course.id, { users: [cleo!.id] })).toBe('');
    const rest = await courses(ada).getCourseInvitedUsers!(course.id);
    expect(rest.results).toEqual([
      { id: ben!.id, username: 'ben', real_name: 'Benjamin Britten', ext_id: null, avatar: null },
    ]);
    expect(await statusOf(cleo)).toBeNull();
  });

  it('lets the invited accept by joining', async () => {
    const joined = await courses(ben).joinOrAcceptInviteToCourse!(course.id);
    expect(joined).toMatchObject({ id: course.id, join_status: 'joined', sections: [] });
    expect((await courses(ada).getCourseInvitedUsers!(course.id)).count).toBe(0);
  });

  it('turns joining without an invitation into a request, which an invitation accepts', async () => {
    expect(await courses(cleo).joinOrAcceptInviteToCourse!(course.id)).toMatchObject({ join_status: 'requested' });
    expect(ids(await courses(ada).getCourseWaitingApproval!(course.id, { search: 'cle' }))).toEqual([cleo!.id]);
    await courses(ada).inviteOrAcceptUsersToCourse!(course.id, { users: [cleo!.id] });
    expect(await statusOf(cleo)).toBe('joined');
    expect((await courses(ada).getCourseWaitingApproval!(course.id)).count).toBe(0);
  });

  it('lets who asked withdraw', async () => {
    await courses(dan).joinOrAcceptInviteToCourse!(course.id);
    expect(await courses(dan).leaveOrRemoveCourseRequest!(course.id)).toBe('');
    expect(await statusOf(dan)).toBeNull();
  });

  it('makes a member a manager, who then does what managers do', async () => {
    await courses(ada).changeCourseUserRole!(course.id, { managers: [ben!.id] });
    expect(await statusOf(ben)).toBe('manager');
    await courses(ben).inviteOrAcceptUsersToCourse!(course.id, { users: [dan!.id] });
    expect(await statusOf(dan)).toBe('invited');
    await courses(ben).changeCourseUserRole!(course.id, { joined: [dan!.id] });
    expect(new Set(ids(await courses(dan).getCourseJoinedUsers!(course.id)))).toEqual(
      new Set([ben!.id, cleo!.id, dan!.id]),
    );
    expect(await refusal(courses(ben).changeCourseUserRole!(course.id, { unjoined: [ada!.id] }))).toEqual([
      400,
      expect.objectContaining({ unjoinedError: expect.anything() }),
    ]);
  });

  it('is found by whoever may find it', async () => {
    expect(ids(await courses(null).searchCourses!({ search: 'GINES' }))).toEqual([course.id]);
    expect(ids(await courses(null).searchCourses!({ categories: open.categories.map((c: any) => c.id) }))).toEqual([
      course.id,
      open.id,
    ]);
    expect(ids(await courses(cleo).getJoinedCourses!({ statuses: ['joined', 'manager'] }))).toEqual([course.id]);
    expect(ids(await courses(cleo).getJoinedCourses!({ statuses: ['creator'] }))).toEqual([]);
    const ofBen = await courses(cleo).getUserJoinedCourses!(ben!.id, { statuses: ['manager'] });
    expect(ofBen).toMatchObject({ count: 1, results: [{ id: course.id, member_count: 3 }] });
    expect(ids(await stage.by(cleo!).SuggestionService.getCourseSuggestion!())).toEqual([open.id]);
  });

  it('has a dashboard for those who run it', async () => {
    const seen = await courses(ben).getSpecificCourseInfo!(course.id, { view: 'dashboard' });
    expect(seen).toMatchObject({ id: course.id, avg_completion_rate: 0 });
    const rows = await courses(ben).getCourseDashboardUsers!(course.id, { search: 'cleo', limit: 6, offset: 0 });
    expect(rows).toMatchObject({
      count: 1,
      results: [{ id: cleo!.id, join_status: 'joined', user_completion_rate: 0, last_active_at: null }],
    });
    const asCleo = await courses(ben).getSpecificCourseInfo!(course.id, { user: cleo!.id });
    expect(asCleo).toMatchObject({ join_status: 'joined' });
    expect((await refusal(courses(cleo).getSpecificCourseInfo!(course.id, { view: 'dashboard' })))[0]).toBe(403);
  });

  it('is changed with PUT, PATCH and a new cover', async () => {
    const put = await courses(ada).updateCourse!(course.id, { name: 'Analytical engines', type: 'self-paced' });
    expect(put).toMatchObject({ type: 'self-paced', privacy: 'private' });
    const patched = await courses(ben).patchCourse!(course.id, { description: 'Cards, a mill and a store' });
    expect(patched).toMatchObject({ description: 'Cards, a mill and a store', categories: [{ name: 'Engines' }] });
    const covered = await courses(ada).changeCourseCover!(course.id, form({ image_original: await png() }), MULTIPART);
    expect(covered.image_big).not.toBe(course.image_big);
  });

  it('is filled with sections and lessons', async () => {
    first = await courses(ada).createCourseSection!(course.id, { name: 'The mill', type: 'lesson' });
    const second = await courses(ada).createCourseSection!(course.id, { name: 'Scrap' });
    expect(first).toMatchObject({ name: 'The mill', lessons_order: [] });
    expect(await courses(ben).updateCourseSection!(course.id, second.id, { name: 'The store' })).toMatchObject({
      name: 'The store',
    });
    expect(await courses(ben).patchCourseSection!(course.id, second.id, { drip_delay: '3' })).toMatchObject({
      drip_delay: 3,
    });
    const sections = await courses(ada).getCourseSections!(course.id);
    expect(sections.map(({ id }: { id: number }) => id)).toEqual([first.id, second.id]);
    expect(await courses(ada).getCourseSection!(course.id, second.id)).toMatchObject({ name: 'The store' });

    lesson = await createLesson(ada!, { name: 'Adding', type: 'lesson' });
    const other = await createLesson(ada!, { name: 'Carrying', type: 'lesson' });
    expect(lesson).toMatchObject({ status: 'draft', section_id: first.id, comments_enabled: true, html: '' });
    const put = await courses(ada).updateCourseLesson!(course.id, first.id, lesson.id, {
      name: 'Adding',
      type: 'lesson',
      text: '<p>Turn the <b>crank</b></p><script>alert(1)</script>',
      medias: [],
    });
    expect(put).toMatchObject({ html: '<p>Turn the <b>crank</b></p>', medias: [], comments_enabled: true });
    for (const { id } of [lesson, other]) {
      await courses(ben).patchCourseLesson!(course.id, first.id, id, { status: 'published' });
    }
    const lessons = await courses(ada).getCourseLessons!(course.id, first.id);
    expect(lessons.map(({ id }: { id: number }) => id)).toEqual([lesson.id, other.id]);
    const turned = await courses(ada).patchCourseSection!(course.id, first.id, {
      lessons_order: [other.id, lesson.id],
    });
    expect(turned.lessons_order).toEqual([other.id, lesson.id]);
    await courses(ada).deleteCourseLesson!(course.id, first.id, other.id);
    await courses(ada).deleteCourseSection!(course.id, second.id);
    expect(await courses(cleo).getSpecificCourseInfo!(course.id)).toMatchObject({
      num_sections: 1,
      num_lessons: 1,
      sections: [{ id: first.id, lessons: [{ id: lesson.id, completion_status: 'uncompleted', locked: false }] }],
    });
  });

  it("answers 404 to the client's own method for making a lesson, which leaves the ids out of the address", async () => {
    const lost = courses(ada).createCourseLesson!({ name: 'Lost', type: 'lesson' });
    expect((await refusal(lost))[0]).toBe(404);
  });

  it('is learned by its members', async () => {
    const read = await courses(cleo).getCourseLesson!(course.id, first.id, lesson.id);
    expect(read).toMatchObject({ course_id: course.id, section_id: first.id, completion_status: 'uncompleted' });
    expect((await refusal(courses(eve).getCourseLesson!(course.id, first.id, lesson.id)))[0]).toBe(403);
    await courses(cleo).markLessonComplete!(course.id, first.id, lesson.id);
    expect(await courses(cleo).getSpecificCourseInfo!(course.id)).toMatchObject({
      num_lessons_completed: 1,
      user_completion_rate: 100,
    });
    await courses(cleo).markLessonIncomplete!(course.id, first.id, lesson.id);
    expect(await courses(cleo).getSpecificCourseInfo!(course.id)).toMatchObject({ user_completion_rate: 0 });
  });

  it('is talked about', async () => {
    const at = [course.id, first.id, lesson.id] as const;
    const asked = await courses(cleo).createCourseComment!(...at, { text: '<p>Which way round?</p>' });
    expect(asked).toMatchObject({ html: '<p>Which way round?</p>', parent: null, created_by: { id: cleo!.id } });
    const answer = await courses(ben).createCourseComment!(...at, { text: '<p>Clockwise</p>', parent: asked.id });
    expect(answer).toMatchObject({ parent: asked.id });
    const first15 = await courses(cleo).getCourseLessonComments!(...at, { limit: 15, ordering: 'added_at' });
    expect(first15).toMatchObject({ count: 1, results: [{ id: asked.id, latest_reply: { id: answer.id } }] });
    expect(ids(await courses(cleo).getCourseLessonComments!(...at, { parent: asked.id }))).toEqual([answer.id]);
    await courses(cleo).updateCourseComment!(...at, asked.id, { text: '<p>Which way do I turn it?</p>' });
    await courses(ben).patchCourseComment!(...at, answer.id, { text: '<p>Clockwise, slowly</p>' });
    expect(await courses(cleo).getCourseLessonComment!(...at, asked.id)).toMatchObject({
      html: '<p>Which way do I turn it?</p>',
    });
    const all = await courses(ada).getCourseComments!(course.id, { limit: 3, offset: 0 });
    expect(all).toMatchObject({
      count: 1,
      results: [{ replies: [{ html: '<p>Clockwise, slowly</p>' }], extras: { lesson: { id: lesson.id } } }],
    });
    await courses(cleo).deleteCourseComment!(...at, asked.id);
    expect((await courses(ada).getCourseComments!(course.id)).count).toBe(0);
  });

  it('lets a manager remove a member and a member leave', async () => {
    expect(await courses(ben).leaveOrRemoveCourseRequest!(course.id, { user: dan!.id })).toBe('');
    expect(await statusOf(dan)).toBeNull();
    expect(await courses(cleo).leaveOrRemoveCourseRequest!(course.id)).toBe('');
    expect(await statusOf(cleo)).toBeNull();
    expect((await refusal(courses(ada).leaveOrRemoveCourseRequest!(course.id)))[0]).toBe(403);
  });

  it('ends when it is deleted', async () => {
    expect(await courses(ada).deleteCourse!(open.id)).toBe('');
    expect((await refusal(courses(ada).getSpecificCourseInfo!(open.id)))[0]).toBe(404);
  });

  it('has left no method of the client untried', () => {
    expect(methodsOf(sdk.CourseService)).toHaveLength(41);
    expect(methodsOf(sdk.CourseService).filter((name) => !called.has(name))).toEqual([]);
  });
});
