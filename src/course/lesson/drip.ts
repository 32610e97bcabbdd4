import type { Standing } from '../../policy/standing';
import type { CourseType } from '../course.entity';
import type { CompletionStatus } from './completion-status';
import type { LessonStatus } from './lesson.entity';

/** How somebody stands towards the course, and since when they are in it (null while they are not). */
export interface Learner {
  readonly standing: Standing;
  readonly joinedAt: Date | null;
}

export interface DripCourse {
  readonly type: CourseType;
  readonly enforceLessonsOrder: boolean;
}

export interface DripSection {
  readonly drippedAt: Date | null;
  /** In days. */
  readonly dripDelay: number;
}

export interface Availability {
  readonly availableDate: Date | null;
  readonly locked: boolean;
}

export interface LessonQuestion extends Learner {
  readonly course: DripCourse;
  readonly section: DripSection;
  readonly lesson: { readonly published: boolean };
  /** Whether a published lesson that comes before this one in the course is not completed. */
  readonly earlierUncompleted: boolean;
  readonly now: Date;
}

const DAY = 86_400_000;

/**
 * Whether somebody may open a lesson now. Creator and managers always may, drafts included; a member when it is
 * published, its section is available and, in a course that enforces the order, every lesson before it is completed;
 * nobody else.
 */
export function lessonAccess(asked: LessonQuestion): 'open' | 'closed' {
  const { standing, course, section, lesson, earlierUncompleted, now } = asked;
  const heldBack = course.enforceLessonsOrder && earlierUncompleted;
  return opens(standing, lesson.published, sectionAvailability(course, section, asked, now).locked, heldBack)
    ? 'open'
    : 'closed';
}

const opens = (standing: Standing, published: boolean, sectionLocked: boolean, heldBack: boolean): boolean =>
  manages(standing) || (standing === 'member' && published && !sectionLocked && !heldBack);

/**
 * From when on a section is available to somebody in the course: at its date in a scheduled course, so many days of 24
 * hours after they joined in a structured one. Null means at once, and is the answer in a self-paced course, for a
 * section without a date and for people who are not in the course. Only a member can be locked out, until that instant.
 */
export function sectionAvailability(
  course: Pick<DripCourse, 'type'>,
  section: DripSection,
  learner: Learner,
  now: Date,
): Availability {
  const availableDate = dateOf(course.type, section, learner);
  return { availableDate, locked: learner.standing === 'member' && availableDate !== null && availableDate > now };
}

function dateOf(type: CourseType, { drippedAt, dripDelay }: DripSection, { standing, joinedAt }: Learner): Date | null {
  if (standing !== 'member' && !manages(standing)) return null;
  if (type === 'scheduled') return drippedAt;
  if (type === 'structured' && joinedAt) return new Date(joinedAt.getTime() + dripDelay * DAY);
  return null;
}

const manages = (standing: Standing) => standing === 'manager' || standing === 'creator';

/** A lesson of an outline as it is read, since a course may have a thousand; with what somebody made of it. */
export interface OrderedLesson {
  readonly status: LessonStatus;
  readonly completion_status: CompletionStatus;
}

export interface OrderedSection extends DripSection {
  readonly lessons: readonly OrderedLesson[];
}

export const isPublished = ({ status }: OrderedLesson): boolean => status === 'published';
export const isCompleted = ({ completion_status: status }: OrderedLesson): boolean => status === 'completed';

/** A section as somebody finds it now, with one `closed` for each of its lessons: that they could not open it now. */
export interface Unlocked extends Availability {
  readonly closed: readonly boolean[];
}

/**
 * A whole course as somebody finds it now, section by section.
 *
 * Sections and lessons come in the order of the course, all of them: a lesson that is left out cannot hold back the ones
 * behind it. Drafts hold nobody back, completed or not, and a completed lesson is locked again while one before it is not
 * completed.
 */
export function unlockLessons(
  course: DripCourse,
  sections: readonly OrderedSection[],
  learner: Learner,
  now: Date,
): Unlocked[] {
  let earlierUncompleted = false;
  return sections.map((section) => {
    const { availableDate, locked } = sectionAvailability(course, section, learner, now);
    const closed = section.lessons.map((lesson) => {
      const heldBack = course.enforceLessonsOrder && earlierUncompleted;
      const published = isPublished(lesson);
      earlierUncompleted ||= published && !isCompleted(lesson);
      return !opens(learner.standing, published, locked, heldBack);
    });
    return { availableDate, locked, closed };
  });
}

/** Items in the order of a list of their ids; those that it leaves out follow, the oldest first. */
export function inOrder<Item extends { readonly id: number }>(items: readonly Item[], ids: readonly number[]): Item[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  const placeOf = ({ id }: Item) => place.get(id) ?? ids.length;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id);
}
