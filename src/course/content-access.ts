import type { MembershipState } from '../membership/membership.machine';
import {
  type Claim,
  factsOf,
  type Lock,
  LOCKS,
  type PathIds,
  standingOf,
  VIEWER,
  type ViewerRow,
  viewerOf,
} from '../policy/access';
import type { Fact, Position } from '../policy/policy';
import type { CourseType } from './course.entity';
import { COURSE_VISIBILITY, type CoursePrivacy } from './course.policy';

/** What a loader of something inside a course reads of the course and of the viewer's place in it. */
export interface CourseContextRow extends ViewerRow {
  readonly course_id: number | null;
  readonly privacy: CoursePrivacy;
  readonly course_type: CourseType;
  readonly enforce_lessons_order: boolean;
  readonly new_comment_notification_enabled: boolean;
  readonly state: MembershipState | null;
  readonly since: Date | null;
}

/** Binds `$1` to `$3`: the claim, and the course that the address names. */
export const contextValues = ({ userId, sessionId }: Claim, path: PathIds): unknown[] => [
  userId,
  sessionId,
  path['course_id'] ?? path['id'],
];

/** SQL of a `CourseContextRow`. Whatever is inside the course is joined behind it. */
export function contextSql(lock: Lock | undefined): { readonly columns: string; readonly from: string } {
  const held = lock ? LOCKS[lock] : { subject: '', membership: '' };
  return {
    columns: `${VIEWER.columns}, course.*, membership.*`,
    from: `${VIEWER.from}
      LEFT JOIN LATERAL (
        SELECT id AS course_id, privacy, type AS course_type, enforce_lessons_order, new_comment_notification_enabled
        FROM course WHERE id = $3 AND deleted_at IS NULL ${held.subject}) AS course ON true
      LEFT JOIN LATERAL (
        SELECT state, since FROM course_membership
        WHERE course_id = $3 AND user_id = asking.user_id ${held.membership}) AS membership ON true`,
  };
}

/** Where the viewer is towards something inside a course: who sees the course may know what is in it. */
export function positionInside(claim: Claim, row: CourseContextRow, facts: readonly (Fact | false)[] = []): Position {
  const standing = standingOf(claim, row.state);
  return {
    standing,
    visible: COURSE_VISIBILITY[row.privacy].includes(standing),
    facts: factsOf(viewerOf(claim, row), ...facts),
  };
}
