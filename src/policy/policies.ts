import { CALENDAR_POLICY } from '../calendar/calendar.policy';
import { COMMENT_POLICY } from '../course/comment/comment.policy';
import { COURSE_POLICY, COURSES_POLICY } from '../course/course.policy';
import { LESSON_POLICY } from '../course/lesson/lesson.policy';
import { QUIZ_POLICY } from '../course/quiz/quiz.policy';
import { SECTION_POLICY } from '../course/section/section.policy';
import { EVENT_POLICY, EVENTS_POLICY } from '../event/event.policy';
import { MEDIA_POLICY } from '../media/media.policy';
import { COMMUNITY_POLICY } from './community.policy';
import type { Rule } from './policy';

/** What one may do with the content of a course; it is visible to whoever sees the course. */
export const CONTENT_POLICY = {
  ...SECTION_POLICY,
  ...LESSON_POLICY,
  ...QUIZ_POLICY,
  ...COMMENT_POLICY,
} as const;

/** Every rule of the application, by action. Guards, services, documents and tests read this and nothing else. */
export const POLICIES = {
  ...COMMUNITY_POLICY,
  ...COURSES_POLICY,
  ...COURSE_POLICY,
  ...CONTENT_POLICY,
  ...EVENTS_POLICY,
  ...EVENT_POLICY,
  ...CALENDAR_POLICY,
  ...MEDIA_POLICY,
} as const;
export type Action = keyof typeof POLICIES;

/** The rule of an action. */
export const ruleOf = (action: Action): Rule => POLICIES[action];
