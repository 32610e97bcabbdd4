import type { PolicyTable } from '../../policy/policy';
import { MANAGERS, MEMBERS } from '../../policy/standing';
import { AS_MANAGER } from '../course.policy';
import { AS_STUDENT } from '../lesson/lesson.policy';

const AS_AUTHOR = {
  who: MANAGERS,
  or: ['author'],
  doc: 'This operation requires the course creator or manager role, or that the comment is the own one.',
} as const;

/** What one may do with the comments on lessons. */
export const COMMENT_POLICY = {
  'comment.list': AS_STUDENT,
  'comment.create': {
    who: MEMBERS,
    needs: ['lesson_open', 'comments_enabled'],
    doc: 'This operation requires that the lesson is open to the user and can be commented, whoever he is.',
  },
  'comment.read': AS_AUTHOR,
  'comment.update': AS_AUTHOR,
  'comment.delete': AS_AUTHOR,
  'comment.list_of_course': AS_MANAGER,
} as const satisfies PolicyTable;
