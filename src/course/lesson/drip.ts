export type Standing = 'anonymous' | 'outsider' | 'requested' | 'invited' | 'member' | 'manager' | 'creator';
export type CourseType = 'self-paced' | 'scheduled' | 'structured';

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
  if (manages(standing)) return 'open';
  if (standing !== 'member' || !lesson.published) return 'closed';
  if (sectionAvailability(course, section, asked, now).locked) return 'closed';
  return course.enforceLessonsOrder && earlierUncompleted ? 'closed' : 'open';
}

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

export interface OrderedLesson {
  readonly id: number;
  readonly published: boolean;
}

export interface OrderedSection<Lesson extends OrderedLesson = OrderedLesson> extends DripSection {
  readonly lessons: readonly Lesson[];
}

export type Unlocked<Section, Lesson> = Omit<Section, 'lessons'> &
  Availability & { readonly lessons: readonly (Lesson & { readonly locked: boolean })[] };

/**
 * A whole course as somebody finds it now: each section with `availableDate` and `locked`, each lesson with `locked`,
 * which says that they could not open it now.
 *
 * Sections and lessons come in the order of the course, all of them: a lesson that is left out cannot hold back the ones
 * behind it. Drafts hold nobody back. Completed lessons that are gone or became drafts play no part, and a completed
 * lesson is locked again while one before it is not completed.
 */
export function unlockLessons<Lesson extends OrderedLesson, Section extends OrderedSection<Lesson>>(
  course: DripCourse,
  sections: readonly (Section & OrderedSection<Lesson>)[],
  completed: ReadonlySet<number>,
  learner: Learner,
  now: Date,
): Unlocked<Section, Lesson>[] {
  let earlierUncompleted = false;
  return sections.map((section) => {
    const lessons = section.lessons.map((lesson) => {
      const access = lessonAccess({ ...learner, course, section, lesson, earlierUncompleted, now });
      earlierUncompleted ||= lesson.published && !completed.has(lesson.id);
      return { ...lesson, locked: access === 'closed' };
    });
    return { ...section, ...sectionAvailability(course, section, learner, now), lessons };
  });
}

/** Items in the order of a list of their ids; those that it leaves out follow, the oldest first. */
export function inOrder<Item extends { readonly id: number }>(items: readonly Item[], ids: readonly number[]): Item[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  const placeOf = ({ id }: Item) => place.get(id) ?? ids.length;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id);
}
