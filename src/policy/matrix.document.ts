import { COURSE_POLICY, COURSE_VISIBILITY } from '../course/course.policy';
import { EVENT_POLICY, EVENT_VISIBILITY } from '../event/event.policy';
import { renderMatrix } from './matrix';
import { CONTENT_POLICY, POLICIES } from './policies';
import type { PolicyTable, Rule } from './policy';
import { EVERYONE } from './standing';

const INTRODUCTION = `# Who may do what

Generated from the policy tables by \`npm run docs\`; a test fails when it is stale, so that every change of a rule is seen
as a change of a cell. ✓ is allowed, 401 asks to sign in, 403 refuses, 404 says nothing at all. Where a cell depends on
facts, the answer without them stands before the slash and the answer with all of them behind it.`;

/** Every rule of the service as one Markdown document. */
export function policyDocument(): string {
  const inCourse = { ...COURSE_POLICY, ...CONTENT_POLICY };
  const onSubjects = { ...inCourse, ...EVENT_POLICY };
  const elsewhere = Object.entries<Rule>(POLICIES).filter(([action]) => !(action in onSubjects));
  const always: PolicyTable = Object.fromEntries(elsewhere);
  return [
    INTRODUCTION,
    '## One course',
    renderMatrix('course', inCourse, COURSE_VISIBILITY),
    '## One event',
    renderMatrix('event', EVENT_POLICY, EVENT_VISIBILITY),
    '## Everything else',
    renderMatrix('community', always, { any: EVERYONE }),
    '',
  ].join('\n\n');
}
