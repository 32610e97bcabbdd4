import type { PolicyTable } from '../../policy/policy';
import { AS_MANAGER } from '../course.policy';

/** What one may do with the sections of a course. Students find them in the course itself. */
export const SECTION_POLICY = {
  'section.list': AS_MANAGER,
  'section.create': AS_MANAGER,
  'section.read': AS_MANAGER,
  'section.update': AS_MANAGER,
  'section.delete': AS_MANAGER,
} as const satisfies PolicyTable;
