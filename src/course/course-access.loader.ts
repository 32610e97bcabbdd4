import { Injectable } from '@nestjs/common';

import type { Sql } from '../database/database';
import type { MembershipState } from '../membership/membership.machine';
import {
  type Access,
  AccessLoader,
  type Claim,
  factsOf,
  type Found,
  type Lock,
  lockable,
  type PathIds,
  standingOf,
  VIEWER,
  type ViewerRow,
  viewerOf,
} from '../policy/access';
import { MANAGERS } from '../policy/standing';
import { COURSE_VISIBILITY, type CoursePrivacy } from './course.policy';

/** What the rules and the membership commands need to know of a course. */
export interface CourseSubject {
  readonly id: number;
  readonly privacy: CoursePrivacy;
  readonly creatorId: number;
  /** The viewer's own state, or null without a row. */
  readonly state: MembershipState | null;
}

export type CourseAccess = Access<CourseSubject>;

interface CourseAccessRow extends ViewerRow {
  readonly id: number | null;
  readonly privacy: CoursePrivacy;
  readonly created_by_id: number;
  readonly hide_member_count: boolean;
  readonly state: MembershipState | null;
}

const FIND = lockable(
  (held) => `SELECT ${VIEWER.columns}, course.*, membership.state
   FROM ${VIEWER.from}
   LEFT JOIN LATERAL (
     SELECT id, privacy, created_by_id, hide_member_count FROM course
     WHERE id = $3 AND deleted_at IS NULL ${held.subject}) AS course ON true
   LEFT JOIN LATERAL (
     SELECT state FROM course_membership
     WHERE course_id = $3 AND user_id = asking.user_id ${held.membership}) AS membership ON true`,
);

/** The only way from a course id in an address to a course. A deleted course is found by nobody. */
@Injectable()
export class CourseAccessLoader extends AccessLoader<CourseSubject> {
  async find(sql: Sql, claim: Claim, path: PathIds, lock?: Lock): Promise<Found<CourseSubject>> {
    const values = [claim.userId, claim.sessionId, path['course_id'] ?? path['id']];
    const [row] = await sql.query<CourseAccessRow>(FIND(lock), values);
    return { row: row!, position: row!.id === null ? null : positionOf(claim, row!, row!.id) };
  }
}

function positionOf(claim: Claim, row: CourseAccessRow, id: number) {
  const { privacy, created_by_id: creatorId, hide_member_count: rosterHidden, state } = row;
  const standing = standingOf(claim, state);
  return {
    subject: { id, privacy, creatorId, state },
    standing,
    visible: COURSE_VISIBILITY[privacy].includes(standing),
    facts: factsOf(
      viewerOf(claim, row),
      (!rosterHidden || MANAGERS.includes(standing)) && 'roster_shown',
      state !== null && 'row_held',
    ),
  };
}
