import type { PolicyTable } from '../../policy/policy';
import { MEMBERS } from '../../policy/standing';
import { AS_MANAGER } from '../course.policy';

/** The rule of whatever a student does with a lesson that is open to him. */
export const AS_STUDENT = {
  who: MEMBERS,
  needs: ['lesson_open'],
  doc: 'This operation requires that the user has joined the course and that the lesson is open to him.',
} as const;

/** What one may do with the lessons of a section. */
export const LESSON_POLICY = {
  'lesson.list': AS_MANAGER,
  'lesson.create': AS_MANAGER,
  'lesson.read': AS_STUDENT,
  'lesson.update': AS_MANAGER,
  'lesson.delete': AS_MANAGER,
  'lesson.complete': AS_STUDENT,
} as const satisfies PolicyTable;
