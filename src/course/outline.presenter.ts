import { instantOrNull } from '../http/instant';
import type { Standing } from '../policy/standing';
import type { CourseDetailDto, CourseUserDetailDto, UserLessonOutlineDto, UserSectionOutlineDto } from './course.dto';
import type { CourseRow } from './course.repository';
import { isCompleted, isPublished, type Unlocked, unlockLessons } from './lesson/drip';
import type { Outline, OutlineLesson, OutlineSection } from './outline.repository';

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
  const sections = unlock(course, outline, now)
    .map((unlocked, at) => presentUserSection(outline[at]!, unlocked))
    .filter(({ lessons }) => lessons.length > 0);
  return {
    sections,
    num_lessons: sections.reduce((sum, { lessons }) => sum + lessons.length, 0),
    num_sections: sections.length,
  };
}

function unlock(course: CourseRow, outline: Outline, now: Date): readonly Unlocked[] {
  const rules = { type: course.type, enforceLessonsOrder: course.enforce_lessons_order };
  const learner = { standing: (course.state ?? 'outsider') as Standing, joinedAt: course.since };
  const sections = outline.map((section) => ({
    drippedAt: section.dripped_at,
    dripDelay: section.drip_delay,
    lessons: section.lessons,
  }));
  return unlockLessons(rules, sections, learner, now);
}

function presentUserSection(
  section: OutlineSection,
  { availableDate, locked, closed }: Unlocked,
): UserSectionOutlineDto {
  const lessons: UserLessonOutlineDto[] = [];
  section.lessons.forEach((lesson, at) => {
    if (isPublished(lesson)) lessons.push(presentUserLesson(lesson, closed[at]!));
  });
  return Object.assign(headOf(section), {
    available_date: instantOrNull(availableDate),
    locked,
    num_lessons_completed: section.lessons.filter((lesson) => isPublished(lesson) && isCompleted(lesson)).length,
    lessons,
  });
}

/** Key by key: a course may have a thousand lessons, and a spread with more keys behind it takes V8 many times as long. */
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
