import { presentCategory } from '../category/category.presenter';
import { instant } from '../http/instant';
import { imageUrls } from '../media/image-urls';
import { MANAGERS, type Standing } from '../policy/standing';
import { presentUserMinimal } from '../user/user.presenter';
import {
  CourseDashboardDto,
  CourseDetailDto,
  CourseDto,
  CourseMinimalDto,
  CourseUserDetailDto,
  CourseWithMemberCountDto,
} from './course.dto';
import type { CourseRow } from './course.repository';
import { joinStatusOf } from './join-status';
import { presentOutline, presentUserOutline } from './outline.presenter';
import type { Outline } from './outline.repository';
import { completionRate } from './progress';

/** What everybody sees who may know that the course exists. Addresses of pictures are on `origin`. */
export function presentCourseMinimal(course: CourseRow, origin: string): CourseMinimalDto {
  return {
    id: course.id,
    name: course.name,
    slug: course.slug,
    type: course.type,
    privacy: course.privacy,
    hide_member_count: course.hide_member_count,
    meta_title: course.meta_title,
    meta_description: course.meta_description,
    og_title: course.og_title,
    og_description: course.og_description,
    og_image: course.og_image,
    ...imageUrls(origin, 'course', course.image),
    deleted: false,
    join_status: joinStatusOf(course.state),
    user_completion_rate: completionRate(course.completed, course.lessons),
    created_at: instant(course.created_at),
    created_by: presentUserMinimal(course.creator),
    categories: course.categories.map((category) => presentCategory(category, origin)),
    paywalls: [],
  };
}

/** Lists of courses, and the answer to a change. */
export function presentCourse(course: CourseRow, origin: string): CourseDto {
  // Not a spread: V8 takes ten times as long to copy so many keys.
  return Object.assign(presentCourseMinimal(course, origin), {
    description: course.description,
    enforce_lessons_order: course.enforce_lessons_order,
    new_comment_notification_enabled: course.new_comment_notification_enabled,
    sections_order: [...course.sections_order],
  });
}

/** The courses of a person. Where a course hides its member count, only its own managers read it. */
export function presentCourseWithMemberCount(course: CourseRow, origin: string): CourseWithMemberCountDto {
  const shown = !course.hide_member_count || MANAGERS.includes(course.state as Standing);
  return Object.assign(presentCourse(course, origin), { member_count: shown ? course.member_count : null });
}

/** `view=edit`: everything, drafts and empty sections too. */
export function presentCourseDetail(course: CourseRow, outline: Outline, origin: string): CourseDetailDto {
  return Object.assign(presentCourse(course, origin), presentOutline(outline));
}

/** `view=user`: what is published, and what of it the viewer can open at `now`. */
export function presentCourseUserDetail(
  course: CourseRow,
  outline: Outline,
  origin: string,
  now: Date,
): CourseUserDetailDto {
  return Object.assign(presentCourse(course, origin), presentUserOutline(course, outline, now), {
    num_lessons_completed: course.completed,
  });
}

/** `view=dashboard`: the course in figures. */
export function presentCourseDashboard(course: CourseRow, averageRate: number, origin: string): CourseDashboardDto {
  return Object.assign(presentCourseMinimal(course, origin), { avg_completion_rate: averageRate });
}

/**
 * The answer to a join that became a request: every key of the full view, because clients put it in the place of the
 * course that they hold, but none of the content that only members may read.
 */
export function presentRequestedCourse(course: CourseRow, origin: string): CourseUserDetailDto {
  const shown = presentCourse({ ...course, description: '', sections_order: [], completed: 0, lessons: 0 }, origin);
  return Object.assign(shown, { sections: [], num_sections: 0, num_lessons: 0, num_lessons_completed: 0 });
}
