import { CALENDAR_POLICY } from '../calendar/calendar.policy';
import { COURSE_POLICY, COURSES_POLICY } from '../course/course.policy';
import { EVENT_POLICY, EVENTS_POLICY } from '../event/event.policy';
import { MEDIA_POLICY } from '../media/media.policy';
import { COMMUNITY_POLICY } from './community.policy';
import type { Rule } from './policy';

/** Every rule of the application, by action. Guards, services, documents and tests read this and nothing else. */
export const POLICIES = {
  ...COMMUNITY_POLICY,
  ...COURSES_POLICY,
  ...COURSE_POLICY,
  ...EVENTS_POLICY,
  ...EVENT_POLICY,
  ...CALENDAR_POLICY,
  ...MEDIA_POLICY,
} as const;
export type Action = keyof typeof POLICIES;

/** The rule of an action. */
export const ruleOf = (action: Action): Rule => POLICIES[action];
