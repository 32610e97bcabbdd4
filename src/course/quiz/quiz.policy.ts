import type { PolicyTable } from '../../policy/policy';
import { MANAGERS } from '../../policy/standing';
import { AS_MANAGER } from '../course.policy';
import { AS_STUDENT } from '../lesson/lesson.policy';

/** What one may do with the quizzes of a course. */
export const QUIZ_POLICY = {
  'question.list': AS_STUDENT,
  'question.read': AS_STUDENT,
  'question.create': AS_MANAGER,
  'question.update': AS_MANAGER,
  'question.delete': AS_MANAGER,
  'attempt.make': AS_STUDENT,
  'attempt.read': {
    who: MANAGERS,
    or: ['author'],
    doc: 'This operation requires the course creator or manager role, or that the attempt is the own one.',
  },
  'attempt.list': AS_MANAGER,
} as const satisfies PolicyTable;
