import { DateTime } from 'luxon';

import type { Standing } from '../../policy/standing';
import {
  type DripCourse,
  inOrder,
  lessonAccess,
  type LessonQuestion,
  sectionAvailability,
  unlockLessons,
} from './drip';

const SELF_PACED: DripCourse = { type: 'self-paced', enforceLessonsOrder: false };
const SCHEDULED: DripCourse = { type: 'scheduled', enforceLessonsOrder: false };
const STRUCTURED: DripCourse = { type: 'structured', enforceLessonsOrder: false };
const IN_ORDER: DripCourse = { type: 'self-paced', enforceLessonsOrder: true };

const JOINED = new Date('2025-03-01T10:00:00Z');
const NOW = new Date('2025-03-10T10:00:00Z');
const HOUR = 3_600_000;
const after = (date: Date, ms: number) => new Date(date.getTime() + ms);

const OPEN: LessonQuestion = {
  standing: 'member',
  joinedAt: JOINED,
  course: SELF_PACED,
  section: { drippedAt: null, dripDelay: 0 },
  lesson: { published: true },
  earlierUncompleted: false,
  now: NOW,
};

/** What closes a lesson for a member; each row differs from an open lesson in one thing. */
const CLOSING: [string, Partial<LessonQuestion>][] = [
  ['a draft', { lesson: { published: false } }],
  ['a section that comes later', { course: SCHEDULED, section: { drippedAt: after(NOW, 1), dripDelay: 0 } }],
  ['a delay that has not passed', { course: STRUCTURED, section: { drippedAt: null, dripDelay: 10 } }],
  ['a lesson before it', { course: IN_ORDER, earlierUncompleted: true }],
];

describe('access to a lesson', () => {
  it('is open to a member when nothing closes it', () => {
    expect(lessonAccess(OPEN)).toBe('open');
  });

  it.each(CLOSING)('is closed to a member by %s', (_, change) => {
    expect(lessonAccess({ ...OPEN, ...change })).toBe('closed');
  });

  it.each(CLOSING)('is open to creator and managers despite %s', (_, change) => {
    expect(lessonAccess({ ...OPEN, ...change, standing: 'manager' })).toBe('open');
    expect(lessonAccess({ ...OPEN, ...change, standing: 'creator' })).toBe('open');
  });

  it.each<Standing>(['anonymous', 'outsider', 'requested', 'invited'])('is closed to somebody %s', (standing) => {
    expect(lessonAccess({ ...OPEN, standing, joinedAt: null })).toBe('closed');
  });

  it('does not ask for the lessons before it unless the course enforces the order', () => {
    expect(lessonAccess({ ...OPEN, earlierUncompleted: true })).toBe('open');
  });

  it.each<[string, DripCourse, Date | null, number, string]>([
    ['a date means nothing in a self-paced course', SELF_PACED, after(NOW, HOUR), 0, 'open'],
    ['a delay means nothing in a self-paced course', SELF_PACED, null, 100, 'open'],
    ['a delay means nothing in a scheduled course', SCHEDULED, null, 100, 'open'],
    ['a date means nothing in a structured course', STRUCTURED, after(NOW, HOUR), 0, 'open'],
    ['no date means at once', SCHEDULED, null, 0, 'open'],
    ['it opens at its date', SCHEDULED, NOW, 0, 'open'],
    ['it is closed a millisecond before its date', SCHEDULED, after(NOW, 1), 0, 'closed'],
    ['no delay means on joining', STRUCTURED, null, 0, 'open'],
    ['it opens when the days have passed to the millisecond', STRUCTURED, null, 9, 'open'],
    ['it is closed on the day after', STRUCTURED, null, 10, 'closed'],
  ])('%s', (_, course, drippedAt, dripDelay, expected) => {
    expect(lessonAccess({ ...OPEN, course, section: { drippedAt, dripDelay } })).toBe(expected);
  });

  it('is closed a millisecond before the days have passed', () => {
    const section = { drippedAt: null, dripDelay: 9 };
    expect(lessonAccess({ ...OPEN, course: STRUCTURED, section, now: after(NOW, -1) })).toBe('closed');
  });
});

describe('when a section is available', () => {
  const learner = { standing: 'member', joinedAt: JOINED } as const;

  it('is so many days of 24 hours after joining, whatever the clocks do in between', () => {
    const rome = (text: string) => DateTime.fromISO(text, { zone: 'Europe/Rome' }).toJSDate();
    const joinedAt = rome('2025-03-29T10:00');
    const section = { drippedAt: null, dripDelay: 1 };
    const { availableDate } = sectionAvailability(STRUCTURED, section, { standing: 'member', joinedAt }, NOW);
    expect(availableDate).toEqual(rome('2025-03-30T11:00'));
  });

  it('counts from the last time somebody joined', () => {
    const section = { drippedAt: null, dripDelay: 2 };
    const rejoined = { standing: 'member', joinedAt: after(NOW, -HOUR) } as const;
    expect(sectionAvailability(STRUCTURED, section, learner, NOW).locked).toBe(false);
    expect(sectionAvailability(STRUCTURED, section, rejoined, NOW)).toEqual({
      availableDate: after(NOW, 47 * HOUR),
      locked: true,
    });
  });

  it.each<[string, DripCourse, Standing, Date | null, boolean]>([
    ['for a member it is locked until its date', SCHEDULED, 'member', after(NOW, 1), true],
    ['for a manager it has its date and is not locked', SCHEDULED, 'manager', after(NOW, 1), false],
    ['for the creator likewise', SCHEDULED, 'creator', after(NOW, 1), false],
    ['for somebody invited it has none', SCHEDULED, 'invited', null, false],
    ['for somebody who asked to join it has none', SCHEDULED, 'requested', null, false],
    ['for an outsider it has none', SCHEDULED, 'outsider', null, false],
    ['in a self-paced course it has none', SELF_PACED, 'member', null, false],
  ])('%s', (_, course, standing, availableDate, locked) => {
    const section = { drippedAt: after(NOW, 1), dripDelay: 5 };
    expect(sectionAvailability(course, section, { standing, joinedAt: null }, NOW)).toEqual({ availableDate, locked });
  });

  it('has a date whenever it is locked', () => {
    for (const course of [SELF_PACED, SCHEDULED, STRUCTURED]) {
      for (const drippedAt of [null, after(NOW, HOUR)]) {
        for (const joinedAt of [null, JOINED]) {
          const section = { drippedAt, dripDelay: 50 };
          const found = sectionAvailability(course, section, { standing: 'member', joinedAt }, NOW);
          expect(found.locked && found.availableDate === null).toBe(false);
        }
      }
    }
  });
});

describe('a whole course', () => {
  const section = (id: number, lessons: [number, 'published' | 'draft'][], dripDelay = 0) => ({
    id,
    drippedAt: null,
    dripDelay,
    lessons: lessons.map(([lessonId, status]) => ({ id: lessonId, status, completion_status: 'uncompleted' as const })),
  });
  const COURSE = [
    section(1, [
      [11, 'published'],
      [12, 'draft'],
    ]),
    section(2, []),
    section(3, [
      [31, 'published'],
      [32, 'published'],
    ]),
  ];
  const member = { standing: 'member', joinedAt: JOINED } as const;
  const openTo = (
    completed: number[],
    sections = COURSE,
    course = IN_ORDER,
    learner: Parameters<typeof unlockLessons>[2] = member,
  ) =>
    unlockLessons(course, sections.map(completing(completed)), learner, NOW).flatMap(({ closed }, at) =>
      sections[at]!.lessons.filter((_, i) => !closed[i]).map(({ id }) => id),
    );
  const completing = (ids: number[]) => (found: (typeof COURSE)[number]) => ({
    ...found,
    lessons: found.lessons.map((lesson) =>
      ids.includes(lesson.id) ? { ...lesson, completion_status: 'completed' as const } : lesson,
    ),
  });

  it.each<[string, number[], number[]]>([
    ['starts with its first lesson', [], [11]],
    ['opens the next across sections and drafts', [11], [11, 31]],
    ['opens one after the other', [11, 31], [11, 31, 32]],
    ['locks what was completed while one before it is not', [31, 32], [11]],
    ['gives nothing for a completed draft', [12], [11]],
  ])('in order %s', (_, completed, open) => {
    expect(openTo(completed)).toEqual(open);
  });

  it('locks completed lessons again when a lesson is added before them', () => {
    const grown = [section(0, [[1, 'published']]), ...COURSE];
    expect(openTo([11, 31, 32], grown)).toEqual([1]);
  });

  it('goes on when the lesson that held it back becomes a draft or is deleted', () => {
    const [, ...rest] = COURSE;
    expect(openTo([], [section(1, [[11, 'draft']]), ...rest])).toEqual([31]);
    expect(openTo([], rest)).toEqual([31]);
  });

  it('counts lessons of a section that is not available yet', () => {
    const late = [section(1, [[11, 'published']], 30), section(3, [[31, 'published']])];
    const structured = { type: 'structured', enforceLessonsOrder: true } as const;
    expect(openTo([], late, structured)).toEqual([]);
    expect(openTo([11], late, structured)).toEqual([31]);
  });

  it('is open to managers in full, and to outsiders nowhere', () => {
    expect(openTo([], COURSE, IN_ORDER, { standing: 'manager', joinedAt: JOINED })).toEqual([11, 12, 31, 32]);
    expect(openTo([11, 31], COURSE, IN_ORDER, { standing: 'outsider', joinedAt: null })).toEqual([]);
  });

  it('says when each section is available, empty ones too', () => {
    const sections = [section(1, [[11, 'published']], 30), section(2, [])];
    expect(unlockLessons(STRUCTURED, sections, member, NOW)).toEqual([
      { availableDate: new Date('2025-03-31T10:00:00Z'), locked: true, closed: [true] },
      { availableDate: new Date('2025-03-01T10:00:00Z'), locked: false, closed: [] },
    ]);
  });

  it('says of each lesson what opening it would say', () => {
    const earlier = [false, true, true, true];
    const asked = COURSE.flatMap(({ lessons }) => lessons).map((lesson, i) =>
      lessonAccess({
        ...OPEN,
        course: IN_ORDER,
        lesson: { published: lesson.status === 'published' },
        earlierUncompleted: earlier[i]!,
        now: NOW,
      }),
    );
    const closed = unlockLessons(IN_ORDER, COURSE, member, NOW).flatMap((each) => each.closed);
    expect(closed).toEqual(asked.map((access) => access === 'closed'));
  });
});

describe('the order of a course', () => {
  const items = [{ id: 2 }, { id: 1 }, { id: 4 }, { id: 3 }];

  it.each<[string, number[], number[]]>([
    ['is the given one', [3, 1, 4, 2], [3, 1, 4, 2]],
    ['puts what it leaves out behind, by age', [4], [4, 1, 2, 3]],
    ['is by age when nothing is given', [], [1, 2, 3, 4]],
    ['is not disturbed by ids that are gone', [99, 4, 98, 3], [4, 3, 1, 2]],
  ])('%s', (_, order, expected) => {
    expect(inOrder(items, order).map(({ id }) => id)).toEqual(expected);
  });
});
