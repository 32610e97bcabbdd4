import sharp from 'sharp';

import {
  courseUrl,
  lesson,
  lessonUrl,
  MULTI,
  type Quiz,
  quiz,
  responses,
  setTime,
  SINGLE,
  student,
} from '../harness/curriculum';
import { type Subject, World } from '../harness/world';

const complaint = ({ status, body }: { status: number; body: any }) => [
  status,
  body.errors[0].field,
  body.errors[0].messages?.[0].code,
];

describe('the questions of a quiz', () => {
  let world: World;
  let course: Subject;
  let test: Quiz;
  let url: string;
  beforeAll(async () => {
    world = await World.start();
  });
  beforeEach(async () => {
    course = await world.course();
    test = await quiz(world, course);
    url = `${lessonUrl(test)}question/`;
  });
  afterAll(() => world.stop());

  const ids = async () => (await course.creator.get(url)).body.map(({ id }: { id: number }) => id);

  it('are a plain list, to which new ones are added at the end', async () => {
    const made = await course.creator.post(url, SINGLE);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: made.body.id,
      type: 'single_choice',
      text: 'The capital of Italy?',
      image: null,
      answers: [
        { id: expect.any(Number), text: 'Rome', correct: true },
        { id: expect.any(Number), text: 'Milan', correct: false },
        { id: expect.any(Number), text: 'Turin', correct: false },
      ],
    });
    expect(await ids()).toEqual([...test.questions.map(({ id }) => id), made.body.id]);
    expect((await course.creator.get(`${url}${made.body.id}/`)).body).toEqual(made.body);
    expect((await course.creator.get(lessonUrl(test))).body.questions.at(-1)).toEqual(made.body);
  });

  it('do not tell students which answers are right', async () => {
    const member = await student(world, course);
    const shown = [
      ...(await member.http.get(url)).body,
      (await member.http.get(`${url}${test.questions[0]!.id}/`)).body,
      ...(await member.http.get(lessonUrl(test))).body.questions,
    ];
    expect(shown).toHaveLength(5);
    for (const question of shown) {
      for (const answer of question.answers) expect(Object.keys(answer).toSorted()).toEqual(['id', 'text']);
    }
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0]));
    const { last_attempt: last } = (await member.http.get(lessonUrl(test))).body;
    expect(JSON.stringify(last.quiz_attempt.questions.map((q: any) => q.answers))).not.toContain('correct');
    const { last_attempt: own } = (await course.creator.get(lessonUrl(test))).body;
    expect(own).toBeNull();
  });

  const two = [{ text: 'a', correct: true }, { text: 'b' }];
  it.each([
    ['one answer', { answers: [{ text: 'a', correct: true }] }, 'answers', 'min_length'],
    ['no answers', { answers: undefined }, 'answers', 'required'],
    ['answers that are no list', { answers: 'a' }, 'answers', 'not_a_list'],
    ['no right answer in a single choice', { answers: [{ text: 'a' }, { text: 'b' }] }, 'answers', 'invalid'],
    ['two right answers in a single choice', { answers: [...two, ...two] }, 'answers', 'invalid'],
    [
      'no right answer in a multiple choice',
      { type: 'multi_choice', answers: [{ text: 'a' }, { text: 'b' }] },
      'answers',
      'invalid',
    ],
    ['an answer without text', { answers: [{ text: '', correct: true }, { text: 'b' }] }, 'answers', 'blank'],
    [
      'the id of an answer of nobody',
      { answers: [{ id: 2_000_000, text: 'a', correct: true }, { text: 'b' }] },
      'answers',
      'does_not_exist',
    ],
    ['no text', { text: '' }, 'text', 'blank'],
    ['no type', { type: undefined }, 'type', 'required'],
    ['an unknown type', { type: 'essay' }, 'type', 'invalid_choice'],
    ['an image that is no address', { image: 'javascript:alert(1)' }, 'image', 'invalid'],
  ])('are refused with %s', async (_, fields, field, code) => {
    const refused = await course.creator.post(url, { type: 'single_choice', text: 'x', answers: two, ...fields });
    expect(complaint(refused)).toEqual([400, field, code]);
    expect(await ids()).toHaveLength(2);
  });

  it('keep, change, add and drop answers by their ids', async () => {
    const [first] = test.questions;
    const [rome, milan] = first!.answers;
    const address = `${url}${first!.id}/`;
    const { body } = await course.creator.patch(address, {
      answers: [{ text: 'Naples' }, { id: milan!.id, text: 'Milano' }, { id: rome!.id, text: 'Roma', correct: true }],
    });
    expect(body.answers).toEqual([
      { id: expect.any(Number), text: 'Naples', correct: false },
      { id: milan!.id, text: 'Milano', correct: false },
      { id: rome!.id, text: 'Roma', correct: true },
    ]);
    expect((await course.creator.patch(address, { text: 'Capital?' })).body).toEqual({ ...body, text: 'Capital?' });
    const other = test.questions[1]!.answers[0]!.id;
    const stolen = await course.creator.put(address, {
      ...SINGLE,
      answers: [{ id: other, text: 'x', correct: true }, { text: 'y' }],
    });
    expect(complaint(stolen)).toEqual([400, 'answers', 'does_not_exist']);
    const twice = [
      { id: rome!.id, text: 'x', correct: true },
      { id: rome!.id, text: 'y' },
    ];
    expect(complaint(await course.creator.patch(address, { answers: twice }))).toEqual([400, 'answers', 'invalid']);
    expect((await course.creator.get(address)).body).toEqual({ ...body, text: 'Capital?' });
    expect(complaint(await course.creator.put(address, { type: 'single_choice', text: 'x' }))).toEqual([
      400,
      'answers',
      'required',
    ]);
  });

  it('cannot become a single choice while two answers are right', async () => {
    const address = `${url}${test.questions[1]!.id}/`;
    expect(complaint(await course.creator.patch(address, { type: 'single_choice' }))).toEqual([
      400,
      'answers',
      'invalid',
    ]);
    expect((await course.creator.patch(`${url}${test.questions[0]!.id}/`, { type: 'multi_choice' })).body.type).toBe(
      'multi_choice',
    );
  });

  it('come in a form too, with the answers as JSON text', async () => {
    const form = new FormData();
    form.set('type', 'multi_choice');
    form.set('text', 'From a form');
    form.set('answers', JSON.stringify(MULTI.answers));
    const made = await course.creator.post(url, form);
    expect([made.status, made.body.answers.length]).toEqual([201, 3]);
  });

  it('show a picture that was uploaded or is elsewhere, until it is taken away', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    const address = `${url}${test.questions[0]!.id}/`;
    const form = new FormData();
    form.set('image', new Blob([png as never], { type: 'image/png' }), 'x.png');
    const { body } = await course.creator.patch(address, form);
    expect((await fetch(body.image)).headers.get('content-type')).toBe('image/webp');
    // What a client read it may send back; it stays the same picture, here and nowhere else.
    expect((await course.creator.put(address, { ...SINGLE, image: body.image })).body.image).toBe(body.image);
    const foreign = await quiz(world, course);
    const copied = await course.creator.patch(`${lessonUrl(foreign)}question/${foreign.questions[0]!.id}/`, {
      image: body.image,
    });
    expect(complaint(copied)).toEqual([400, 'image', 'does_not_exist']);
    const elsewhere = 'https://example.org/a.png';
    expect((await course.creator.patch(address, { image: elsewhere })).body.image).toBe(elsewhere);
    expect((await course.creator.patch(address, { text: 'x' })).body.image).toBe(elsewhere);
    expect((await course.creator.patch(address, { image: null })).body.image).toBeNull();
    const bad = new FormData();
    bad.set('image', new Blob(['%PDF-1.7'], { type: 'image/png' }), 'x.png');
    expect(complaint(await course.creator.patch(address, bad))).toEqual([400, 'image', 'invalid_image']);
    await course.creator.delete(lessonUrl(test));
    const strays = await world.db.query(`SELECT FROM media_stray_folder WHERE $1 LIKE '%' || folder || '%'`, [
      body.image,
    ]);
    expect(strays).toHaveLength(1);
  });

  it('go into a new order, and those left out are deleted; foreign ones are refused', async () => {
    const third = (await course.creator.post(url, SINGLE)).body.id;
    const [first, second] = test.questions.map(({ id }) => id);
    const foreign = (await quiz(world, course)).questions[0]!.id;
    const patch = (order: number[]) => course.creator.patch(lessonUrl(test), { questions_order: order });
    expect(complaint(await patch([third, foreign]))).toEqual([400, 'questions_order', 'does_not_exist']);
    expect(await ids()).toEqual([first, second, third]);
    expect((await patch([third, second!, first!])).body.questions.map(({ id }: any) => id)).toEqual([
      third,
      second,
      first,
    ]);
    expect((await patch([first!, third])).body.questions.map(({ id }: any) => id)).toEqual([first, third]);
    expect(await ids()).toEqual([first, third]);
    expect((await course.creator.patch(lessonUrl(test), { name: 'x' })).body.questions).toHaveLength(2);
    expect((await course.creator.delete(`${url}${first}/`)).status).toBe(204);
    expect((await course.creator.get(`${url}${first}/`)).status).toBe(404);
    expect((await patch([])).body.questions).toEqual([]);
  });

  it('exist on quizzes only', async () => {
    const read = await lesson(world, course);
    expect((await course.creator.post(`${lessonUrl(read)}question/`, SINGLE)).status).toBe(404);
    expect((await course.creator.get(`${lessonUrl(read)}question/`)).status).toBe(404);
    expect((await course.creator.post(`${lessonUrl(read)}attempt/`, { responses: [] })).status).toBe(404);
    expect((await course.creator.get(lessonUrl(read))).body).toMatchObject({ questions: [], last_attempt: null });
    expect((await course.creator.post(lessonUrl(test), SINGLE)).status).toBe(405);
  });
});

describe('attempts at a quiz', () => {
  let world: World;
  let course: Subject;
  let test: Quiz;
  beforeAll(async () => {
    world = await World.start();
  });
  beforeEach(async () => {
    course = await world.course();
    test = await quiz(world, course);
  });
  afterEach(() => setTime(world));
  afterAll(() => world.stop());

  it('are graded, numbered and kept with what was asked and answered', async () => {
    const member = await student(world, course);
    const failed = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [1]));
    expect(failed.status).toBe(200);
    expect(failed.body).toMatchObject({
      lesson_id: test.id,
      user: { id: member.id },
      quiz_attempt: { grade: 50, result: 'failed', num_attempts: 1, passing_grade: 60, correct_responses: 1 },
    });
    const [single, multi] = failed.body.quiz_attempt.questions;
    expect([single.correct, multi.correct]).toEqual([true, false]);
    expect(single.answers.map(({ text, selected }: any) => [text, selected])).toEqual([
      ['Rome', true],
      ['Milan', false],
      ['Turin', false],
    ]);
    expect(multi.answers.map(({ text, selected }: any) => [text, selected])).toEqual([
      ['2', false],
      ['3', false],
      ['4', true],
    ]);

    const passed = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    expect(passed.body.quiz_attempt).toMatchObject({
      grade: 100,
      result: 'completed',
      num_attempts: 2,
      correct_responses: 2,
    });
    expect((await member.http.get(lessonUrl(test))).body).toMatchObject({
      completion_status: 'completed',
      last_attempt: passed.body,
    });
    expect((await member.http.get(`${lessonUrl(test)}attempt/${failed.body.id}/`)).body).toEqual(failed.body);
    const seen = await course.creator.get(`${lessonUrl(test)}attempt/${failed.body.id}/`);
    expect(seen.body.quiz_attempt.questions[0].answers[0]).toEqual({
      id: expect.any(Number),
      text: 'Rome',
      correct: true,
      selected: true,
    });
  });

  it.each([
    [50, 'completed'],
    [51, 'failed'],
  ])('pass from the passing grade on: half right of %s is %s', async (passing_grade, result) => {
    await course.creator.patch(lessonUrl(test), { passing_grade });
    const member = await student(world, course);
    const { body } = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0]));
    expect(body.quiz_attempt).toMatchObject({ grade: 50, passing_grade, result });
    expect((await member.http.get(lessonUrl(test))).body.completion_status).toBe(result);
  });

  it.each<[string, (test: Quiz) => unknown, string]>([
    [
      'a missing response',
      ({ questions: [q] }) => [{ question_id: q!.id, selected_options: [q!.answers[0]!.id] }],
      'required',
    ],
    ['two responses to a question', (t) => [...responses(t).responses, responses(t).responses[0]], 'invalid'],
    [
      'an unknown question',
      (t) => [...responses(t).responses, { question_id: 2_000_000, selected_options: [1] }],
      'does_not_exist',
    ],
    [
      'an option of another question',
      ({ questions: [a, b] }) => [
        { question_id: a!.id, selected_options: [b!.answers[0]!.id] },
        { question_id: b!.id, selected_options: [b!.answers[0]!.id] },
      ],
      'does_not_exist',
    ],
    [
      'no option',
      ({ questions: [a, b] }) => [
        { question_id: a!.id, selected_options: [] },
        { question_id: b!.id, selected_options: [b!.answers[0]!.id] },
      ],
      'empty',
    ],
    [
      'two options of a single choice',
      ({ questions: [a, b] }) => [
        { question_id: a!.id, selected_options: a!.answers.map(({ id }) => id) },
        { question_id: b!.id, selected_options: [b!.answers[0]!.id] },
      ],
      'invalid',
    ],
    ['responses that are no list', () => 'all', 'not_a_list'],
    ['responses that are no objects', () => [1], 'invalid'],
    ['a response without options', ({ questions: [a] }) => [{ question_id: a!.id }], 'required'],
    ['no responses at all', () => undefined, 'required'],
  ])('are refused for %s', async (_, made, code) => {
    const member = await student(world, course);
    const refused = await member.http.post(`${lessonUrl(test)}attempt/`, { responses: made(test) });
    expect(complaint(refused)).toEqual([400, 'responses', code]);
    expect((await member.http.get(lessonUrl(test))).body).toMatchObject({
      last_attempt: null,
      completion_status: 'uncompleted',
    });
  });

  it('are refused for a quiz without questions', async () => {
    await course.creator.patch(lessonUrl(test), { questions_order: [] });
    const refused = await course.creator.post(`${lessonUrl(test)}attempt/`, { responses: [] });
    expect(complaint(refused)).toEqual([400, 'responses', 'invalid']);
  });

  it('stay as they were when the quiz is edited, and the pass stays too', async () => {
    const member = await student(world, course);
    const { body } = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    const [first, second] = test.questions;
    await course.creator.patch(`${lessonUrl(test)}question/${first!.id}/`, {
      text: 'Edited',
      answers: [{ text: 'x', correct: true }, { text: 'y' }],
    });
    await course.creator.delete(`${lessonUrl(test)}question/${second!.id}/`);
    await course.creator.patch(lessonUrl(test), { passing_grade: 100, name: 'Harder' });
    expect((await member.http.get(`${lessonUrl(test)}attempt/${body.id}/`)).body).toEqual(body);
    expect((await member.http.get(lessonUrl(test))).body).toMatchObject({
      completion_status: 'completed',
      last_attempt: body,
    });
    const stale = await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    expect(stale.status).toBe(400);
  });

  it('are numbered one after the other even when they are made at once', async () => {
    const member = await student(world, course);
    const made = await Promise.all(
      Array.from({ length: 6 }, () => member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0, 1]))),
    );
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(made.map(({ body }) => body.quiz_attempt.num_attempts).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('open what comes after in a course that enforces the order, for good', async () => {
    await course.creator.patch(courseUrl(course), { enforce_lessons_order: true });
    const next = await lesson(world, course);
    const member = await student(world, course);
    const open = async () => (await member.http.get(lessonUrl(next))).status;
    expect(await open()).toBe(403);
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0]));
    expect(await open()).toBe(403);
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test));
    expect(await open()).toBe(200);
    await member.http.post(`${lessonUrl(test)}attempt/`, responses(test, [0]));
    expect(await open()).toBe(200);
  });

  it('are found under their own quiz only', async () => {
    const { body } = await course.creator.post(`${lessonUrl(test)}attempt/`, responses(test));
    const other = await quiz(world, course);
    expect((await course.creator.get(`${lessonUrl(other)}attempt/${body.id}/`)).status).toBe(404);
    expect((await course.creator.get(`${lessonUrl(test)}attempt/2000000000/`)).status).toBe(404);
  });
});

describe('the dashboard of quizzes', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => setTime(world));
  afterAll(() => world.stop());

  it('lists attempts of members, the latest first, by status and by name', async () => {
    const course = await world.course();
    const [tides, moon] = [
      await quiz(world, course, { name: 'Tides' }),
      await quiz(world, course, { name: 'The moon' }),
    ];
    const member = await student(world, course);
    const gone = await student(world, course);
    const manager = await world.as('M', 'course', course);
    await world.db.query(`UPDATE app_user SET real_name = 'Ada Lovelace' WHERE id = $1`, [member.id]);
    const attempt = async (http: any, which: Quiz, wrong: number[], day: string) => {
      setTime(world, `2027-05-${day}T00:00:00Z`);
      return (await http.post(`${lessonUrl(which)}attempt/`, responses(which, wrong))).body.id;
    };
    const first = await attempt(member.http, tides, [0], '01');
    const third = await attempt(member.http, moon, [], '03');
    const second = await attempt(manager.http, tides, [], '02');
    await attempt(gone.http, tides, [], '04');
    const creators = await attempt(course.creator, tides, [], '05');
    await gone.http.delete(`${courseUrl(course)}join/`);

    const get = (query: string) => course.creator.get(`${courseUrl(course)}quiz/${query}`);
    const { body } = await get('');
    expect(body.count).toBe(3);
    expect(body.results[2]).toEqual({
      id: first,
      course_id: course.id,
      section_id: tides.section.id,
      lesson_id: tides.id,
      name: 'Tides',
      created_at: '2027-05-01T00:00:00.000Z',
      grade: 50,
      result: 'failed',
      user: expect.objectContaining({ id: member.id, real_name: 'Ada Lovelace' }),
    });
    const shown = async (query: string) => (await get(query)).body.results.map(({ id }: { id: number }) => id);
    expect(await shown('')).toEqual([third, second, first]);
    expect(await shown('?statuses=manager')).toEqual([second]);
    expect(await shown('?statuses=["creator","joined"]')).toEqual([creators, third, first]);
    expect(await shown('?search=lovelace')).toEqual([third, first]);
    expect(await shown('?search=TIDES')).toEqual([second, first]);
    expect(await shown('?search=nothing')).toEqual([]);
    expect(await shown('?limit=1&offset=1')).toEqual([second]);
    expect((await get('?statuses=guest')).status).toBe(400);
  });
});
