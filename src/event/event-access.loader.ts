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
import { MEMBERS } from '../policy/standing';
import type { Attendance } from './attendance.machine';
import { EVENT_VISIBILITY, type EventPrivacy } from './event.policy';

/** What the rules and the membership commands need to know of an event. */
export interface EventSubject {
  readonly id: number;
  readonly privacy: EventPrivacy;
  readonly visible: boolean;
  /** Who runs the event. */
  readonly managerId: number;
  /** The viewer's own state, or null without a row. */
  readonly state: MembershipState | null;
  readonly attendance: Attendance | null;
}

export type EventAccess = Access<EventSubject>;

interface EventAccessRow extends ViewerRow {
  readonly id: number | null;
  readonly privacy: EventPrivacy;
  readonly visible: boolean;
  readonly managed_by_id: number;
  readonly state: MembershipState | null;
  readonly attendance: Attendance | null;
  readonly off_feed: boolean | null;
}

const FIND = lockable(
  (held) => `SELECT ${VIEWER.columns}, event.*, membership.*
   FROM ${VIEWER.from}
   LEFT JOIN LATERAL (
     SELECT id, privacy, visible, managed_by_id FROM event
     WHERE id = $3 AND deleted_at IS NULL ${held.subject}) AS event ON true
   LEFT JOIN LATERAL (
     SELECT state, attendance, off_feed FROM event_membership
     WHERE event_id = $3 AND user_id = asking.user_id ${held.membership}) AS membership ON true`,
);

/** The only way from an event id in an address to an event. A deleted event is found by nobody. */
@Injectable()
export class EventAccessLoader extends AccessLoader<EventSubject> {
  async find(sql: Sql, claim: Claim, path: PathIds, lock?: Lock): Promise<Found<EventSubject>> {
    const values = [claim.userId, claim.sessionId, path['id']];
    const [row] = await sql.query<EventAccessRow>(FIND(lock), values);
    return { row: row!, position: row!.id === null ? null : positionOf(claim, row!, row!.id) };
  }
}

function positionOf(claim: Claim, row: EventAccessRow, id: number) {
  const { privacy, visible, managed_by_id: managerId, state, attendance } = row;
  const standing = standingOf(claim, state);
  const subscribed = MEMBERS.includes(standing);
  return {
    subject: { id, privacy, visible, managerId, state, attendance },
    standing,
    visible: EVENT_VISIBILITY[visible ? 'listed' : 'hidden'].includes(standing),
    facts: factsOf(
      viewerOf(claim, row),
      (privacy === 'public' || subscribed) && 'readable',
      attendance === 'going' && 'is_going',
      attendance === 'not_going' && 'is_not_going',
      subscribed && (row.off_feed ? 'off_feed' : 'on_feed'),
    ),
  };
}
