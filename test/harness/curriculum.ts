import { Clock } from '../../src/clock';
import type { Client } from './client';
import type { Subject, World } from './world';

/** The address of a course, and of what is in it. */
export const courseUrl = (course: { id: number }): string => `/api/v2/course/${course.id}/`;
export const sectionUrl = (section: Section): string => `${courseUrl(section.course)}section/${section.id}/`;
export const lessonUrl = (lesson: Lesson): string => `${sectionUrl(lesson.section)}lesson/${lesson.id}/`;

export interface Section {
  readonly id: number;
  readonly course: Subject;
}

export interface Lesson {
  readonly id: number;
  readonly section: Section;
}

let made = 0;

/** Puts a row into a table and returns its id. */
async function insert(world: World, table: string, row: Record<string, unknown>): Promise<number> {
  const columns = Object.keys(row);
  const [inserted] = await world.db.query<{ id: number }>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`,
    Object.values(row),
  );
  return inserted!.id;
}

/** A section behind those that were made before. */
export async function section(world: World, course: Subject, fields: Record<string, unknown> = {}): Promise<Section> {
  const row = { course_id: course.id, name: `Section ${++made}`, position: made, ...fields };
  return { id: await insert(world, 'course_section', row), course };
}

/** A published lesson behind those that were made before. */
export async function lesson(
  world: World,
  within: Subject | Section,
  fields: Record<string, unknown> = {},
): Promise<Lesson> {
  const parent = 'course' in within ? within : await section(world, within);
  const row = {
    course_id: parent.course.id,
    section_id: parent.id,
    created_by_id: parent.course.creatorId,
    name: `Lesson ${++made}`,
    type: 'lesson',
    status: 'published',
    position: made,
    ...fields,
  };
  return { id: await insert(world, 'course_lesson', row), section: parent };
}

/** Questions of one quiz as the API takes them. */
export const SINGLE = {
  type: 'single_choice',
  text: 'The capital of Italy?',
  answers: [{ text: 'Rome', correct: true }, { text: 'Milan' }, { text: 'Turin', correct: false }],
} as const;
export const MULTI = {
  type: 'multi_choice',
  text: 'Which are primes?',
  answers: [{ text: '2', correct: true }, { text: '3', correct: true }, { text: '4' }],
} as const;

export interface Quiz extends Lesson {
  readonly questions: readonly {
    readonly id: number;
    readonly type: string;
    readonly answers: readonly { id: number; correct: boolean }[];
  }[];
}

/** A published quiz with a single and a multiple choice. */
export async function quiz(
  world: World,
  within: Subject | Section,
  fields: Record<string, unknown> = {},
): Promise<Quiz> {
  const made = await lesson(world, within, { type: 'quiz', ...fields });
  const { creator } = made.section.course;
  const questions = [];
  for (const question of [SINGLE, MULTI]) {
    questions.push((await creator.post(`${lessonUrl(made)}question/`, question)).body);
  }
  return { ...made, questions };
}

/** Responses to a quiz: right ones, or wrong ones to the questions at these places. */
export const responses = ({ questions }: Quiz, wrongAt: readonly number[] = []) => ({
  responses: questions.map(({ id, type, answers }, at) => ({
    question_id: id,
    selected_options: answers
      .filter(({ correct }) => correct !== wrongAt.includes(at))
      .slice(0, type === 'single_choice' ? 1 : undefined)
      .map((answer) => answer.id),
  })),
});

/** A media of somebody. */
export const media = (world: World, ownerId: number, title = 'A link'): Promise<number> =>
  insert(world, 'media', { owner_id: ownerId, type: 'url', url: 'https://example.org/', title });

/** Somebody who has joined, since now or since the date told. */
export async function student(world: World, course: Subject, since?: Date): Promise<{ id: number; http: Client }> {
  const person = await world.person();
  await world.stand('course', course.id, person.id, 'member');
  if (since) {
    await world.db.query(`UPDATE course_membership SET since = $3 WHERE course_id = $1 AND user_id = $2`, [
      course.id,
      person.id,
      since,
    ]);
  }
  return person;
}

/** Sets the time by which the service decides; without one, it is the real one again. */
export function setTime(world: World, time?: Date | string): void {
  const clock = world.app.get(Clock);
  jest.restoreAllMocks();
  if (time !== undefined) jest.spyOn(clock, 'now').mockImplementation(() => new Date(time));
}
