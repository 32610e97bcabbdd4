import { instantOrNull } from '../http/instant';
import type { Standing } from '../policy/standing';
import type { CourseDetailDto, CourseUserDetailDto, UserLessonOutlineDto, UserSectionOutlineDto } from './course.dto';
import type { CourseRow } from './course.repository';
import { type Unlocked, unlockLessons } from './lesson/drip';
import type { Outline, OutlineLesson, OutlineSection } from './outline.repository';

const isPublished = ({ status }: OutlineLesson): boolean => status === 'published';

const headOf = ({ id, name, dripped_at, drip_delay, lessons }: OutlineSection) => ({
  id,
  name,
  dripped_at: instantOrNull(dripped_at),
  drip_delay,
  lessons_order: lessons.map((lesson) => lesson.id),
  num_lessons: lessons.filter(isPublished).length,
});

/** Everything in the course, for those who edit it. */
export function presentOutline(outline: Outline): Pick<CourseDetailDto, 'sections' | 'num_lessons' | 'num_sections'> {
  return {
    sections: outline.map((section) => ({ ...headOf(section), lessons: [...section.lessons] })),
    num_lessons: outline.reduce((sum, { lessons }) => sum + lessons.length, 0),
    num_sections: outline.length,
  };
}

/** What is published in the course, and what of it the viewer can open. Sections without a published lesson are left out. */
export function presentUserOutline(
  course: CourseRow,
  outline: Outline,
  now: Date,
): Pick<CourseUserDetailDto, 'sections' | 'num_lessons' | 'num_sections'> {
  const completed = new Set(outline.flatMap(({ lessons }) => lessons.filter(isCompleted).map(({ id }) => id)));
  const sections = unlock(course, outline, completed, now)
    .map((unlocked, at) => presentUserSection(outline[at]!, unlocked, completed))
    .filter(({ lessons }) => lessons.length > 0);
  return {
    sections,
    num_lessons: sections.reduce((sum, { lessons }) => sum + lessons.length, 0),
    num_sections: sections.length,
  };
}

function unlock(course: CourseRow, outline: Outline, completed: ReadonlySet<number>, now: Date): readonly Unlocked[] {
  const rules = { type: course.type, enforceLessonsOrder: course.enforce_lessons_order };
  const learner = { standing: (course.state ?? 'outsider') as Standing, joinedAt: course.since };
  const sections = outline.map((section) => ({
    drippedAt: section.dripped_at,
    dripDelay: section.drip_delay,
    lessons: section.lessons.map((lesson) => ({ id: lesson.id, published: isPublished(lesson) })),
  }));
  return unlockLessons(rules, sections, completed, learner, now);
}

function presentUserSection(
  section: OutlineSection,
  { availableDate, locked, closed }: Unlocked,
  completed: ReadonlySet<number>,
): UserSectionOutlineDto {
  const lessons: UserLessonOutlineDto[] = [];
  section.lessons.forEach((lesson, at) => {
    if (isPublished(lesson)) lessons.push(presentUserLesson(lesson, closed[at]!));
  });
  return {
    ...headOf(section),
    available_date: instantOrNull(availableDate),
    locked,
    num_lessons_completed: lessons.filter(({ id }) => completed.has(id)).length,
    lessons,
  };
}

/** Key by key, because a course may have a thousand lessons, and copying them with a spread costs five times as much. */
const presentUserLesson = (lesson: OutlineLesson, locked: boolean): UserLessonOutlineDto => ({
  id: lesson.id,
  name: lesson.name,
  type: lesson.type,
  status: lesson.status,
  comments_enabled: lesson.comments_enabled,
  course_id: lesson.course_id,
  section_id: lesson.section_id,
  completion_status: lesson.completion_status,
  locked,
});

const isCompleted = ({ completion_status: status }: OutlineLesson): boolean => status === 'completed';
