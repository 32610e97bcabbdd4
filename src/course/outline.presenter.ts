import { instantOrNull } from '../http/instant';
import type { Standing } from '../policy/standing';
import type { CourseDetailDto, CourseUserDetailDto } from './course.dto';
import type { CourseRow } from './course.repository';
import { unlockLessons } from './lesson/drip';
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
  const sections = unlock(course, outline, now).filter(({ published }) => published.length > 0);
  return {
    sections: sections.map(({ section, published, available }) => ({
      ...headOf(section),
      available_date: instantOrNull(available.availableDate),
      locked: available.locked,
      num_lessons_completed: published.filter(({ completion_status: status }) => status === 'completed').length,
      lessons: published,
    })),
    num_lessons: sections.reduce((sum, { published }) => sum + published.length, 0),
    num_sections: sections.length,
  };
}

function unlock(course: CourseRow, outline: Outline, now: Date) {
  const rules = { type: course.type, enforceLessonsOrder: course.enforce_lessons_order };
  const learner = { standing: (course.state ?? 'outsider') as Standing, joinedAt: course.since };
  const completed = new Set(outline.flatMap(({ lessons }) => lessons.filter(isCompleted).map(({ id }) => id)));
  const sections = outline.map((section) => ({
    section,
    drippedAt: section.dripped_at,
    dripDelay: section.drip_delay,
    lessons: section.lessons.map((lesson) => ({ id: lesson.id, published: isPublished(lesson), lesson })),
  }));
  return unlockLessons(rules, sections, completed, learner, now).map(({ section, lessons, ...available }) => ({
    section,
    available,
    published: lessons.filter(({ published }) => published).map(({ lesson, locked }) => ({ ...lesson, locked })),
  }));
}

const isCompleted = ({ completion_status: status }: OutlineLesson): boolean => status === 'completed';
