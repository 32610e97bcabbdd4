import type { Tx } from '../database/database';
import { CATEGORIES, COURSES } from './courses';
import {
  ATTENDANCE_SQL,
  CATEGORIES_SQL,
  COMMENTS_SQL,
  COMPLETIONS_SQL,
  COURSES_SQL,
  EVENTS_SQL,
  FOLLOWS_SQL,
  invitationsSql,
  LESSONS_SQL,
  membershipsSql,
  PEOPLE_SQL,
  QUESTIONS_SQL,
  SECTIONS_SQL,
} from './demo.sql';
import { EVENTS } from './events';
import { DEMO_DOMAIN, FOLLOWS, PEOPLE } from './people';
import { ANSWERED_AFTER, type DemoSubject, invitationsOf, membershipsOf } from './roster';

/** The address by which a demo person is known again on later starts. */
export const addressOf = (username: string): string => `${username}@${DEMO_DOMAIN}`;

/** Writes the whole demo community with one statement for each kind of thing. Needs a database without people of these names. */
export async function loadDemo(tx: Tx): Promise<void> {
  const put = (sql: string, rows: unknown, ...more: unknown[]) => tx.query(sql, [JSON.stringify(rows), ...more]);
  await put(
    PEOPLE_SQL,
    PEOPLE.map((person, position) => ({ ...person, position, email: addressOf(person.username) })),
  );
  await put(FOLLOWS_SQL, FOLLOWS);
  await put(
    CATEGORIES_SQL,
    Object.entries(CATEGORIES).map(([slug, name], position) => ({ slug, name, position })),
  );
  await put(COURSES_SQL, COURSES);
  await put(SECTIONS_SQL, sections());
  await put(LESSONS_SQL, lessons());
  await put(QUESTIONS_SQL, questions());
  await put(COMMENTS_SQL, comments());
  await put(EVENTS_SQL, EVENTS);
  for (const [kind, subjects] of [['course', COURSES] as const, ['event', EVENTS] as const]) {
    const all: readonly DemoSubject[] = subjects;
    await put(membershipsSql(kind), all.flatMap(membershipsOf));
    await put(invitationsSql(kind), all.flatMap(invitationsOf), ANSWERED_AFTER);
  }
  await put(COMPLETIONS_SQL, completions());
  await put(ATTENDANCE_SQL, attendances());
}

const sections = () =>
  COURSES.flatMap(({ slug: course, sections: all = [] }) =>
    all.map(({ name, delay, opensIn }, position) => ({ course, position, name, delay, opensIn })),
  );

const lessons = () =>
  COURSES.flatMap(({ slug: course, sections: all = [] }) =>
    all.flatMap((section, at) =>
      section.lessons.map(([name, html, asked], position) => ({
        course,
        section: at,
        name: name.replace(/\*$/, ''),
        html,
        type: asked ? 'quiz' : 'lesson',
        status: name.endsWith('*') ? 'draft' : 'published',
        position,
      })),
    ),
  );

const questions = () =>
  COURSES.flatMap(({ slug: course, sections: all = [] }) =>
    all.flatMap(({ lessons: each }) =>
      each.flatMap(([lesson, , asked = []]) =>
        asked.map(({ text, answers }, position) => ({
          course,
          lesson,
          text,
          answers,
          type: answers.filter((answer) => answer.endsWith('*')).length > 1 ? 'multi_choice' : 'single_choice',
          position,
        })),
      ),
    ),
  );

const comments = () =>
  COURSES.flatMap(({ slug: course, comments: all = [] }) => all.map((comment) => ({ ...comment, course })));

const completions = () =>
  COURSES.flatMap(({ slug: course, completed = {} }) =>
    Object.entries(completed).map(([username, count]) => ({ course, username, lessons: count })),
  );

const attendances = () =>
  EVENTS.flatMap(({ slug: event, going = [], notGoing = [] }) => [
    ...going.map((username) => ({ event, username, attendance: 'going' })),
    ...notGoing.map((username) => ({ event, username, attendance: 'not_going' })),
  ]);
