import type { PolicyTable } from '../policy/policy';
import type { VisibilityTable } from '../policy/visibility';
import { EVERYONE, INVITED_OR_IN, MANAGERS, SIGNED_IN } from '../policy/standing';

/** The empty text is a draft. */
export const COURSE_PRIVACIES = ['', 'open', 'private', 'secret'] as const;
export type CoursePrivacy = (typeof COURSE_PRIVACIES)[number];

/** Who knows that a course exists. To everybody else it answers 404. */
export const COURSE_VISIBILITY: VisibilityTable<CoursePrivacy> = {
  '': MANAGERS,
  open: EVERYONE,
  private: EVERYONE, // outsiders see the lock screen
  secret: INVITED_OR_IN,
};

/** The rule of whatever only those who run a course may do. */
export const AS_MANAGER = {
  who: MANAGERS,
  doc: 'This operation requires the course creator or manager role.',
} as const;
const AS_ANYBODY_SIGNED_IN = { who: SIGNED_IN, doc: 'This operation requires authentication.' } as const;

/** What one may do with courses at large. */
export const COURSES_POLICY = {
  'courses.search': { who: EVERYONE, doc: 'Lists the courses that the viewer can see.' },
  'courses.list': AS_ANYBODY_SIGNED_IN,
  'courses.suggest': AS_ANYBODY_SIGNED_IN,
  'courses.list_of_user': { who: EVERYONE, doc: 'Lists only the courses that the viewer can see.' },
  'courses.create': {
    who: SIGNED_IN,
    needs: ['may_create_course'],
    doc: 'This operation requires authentication; only staff where configurations.courses_only_staff_enabled is on.',
  },
} as const satisfies PolicyTable;

/** What one may do with one course. */
export const COURSE_POLICY = {
  'course.read': { who: EVERYONE, doc: 'Anyone who can see the course.' },
  'course.read_as_manager': AS_MANAGER,
  'course.update': AS_MANAGER,
  'course.delete': AS_MANAGER,
  'course.read_status': { who: SIGNED_IN, doc: 'This operation requires authentication; 404 if it cannot be viewed.' },
  'course.list_members': {
    who: EVERYONE,
    needs: ['roster_shown'],
    doc: 'Anyone who can see the course; only its creator and managers where the course hides its member count.',
  },
  'course.join': AS_ANYBODY_SIGNED_IN,
  'course.leave': {
    who: ['outsider', 'requested', 'invited', 'member', 'manager'],
    evenHidden: ['row_held'],
    doc: 'This operation requires authentication; the creator cannot leave.',
  },
  'course.expel': AS_MANAGER,
  'course.invite': AS_MANAGER,
  'course.uninvite': AS_MANAGER,
  'course.list_invited': AS_MANAGER,
  'course.list_requests': AS_MANAGER,
  'course.change_roles': AS_MANAGER,
  'course.suggest_users': AS_MANAGER,
  'course.list_users': AS_MANAGER,
} as const satisfies PolicyTable;
