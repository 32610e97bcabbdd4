import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { countColumns, invitationColumns, membershipColumns, outcomeCheck } from '../membership/membership.columns';
import { ATTENDANCES, type Attendance } from './attendance.machine';
import { Event } from './event.entity';

const attendanceColumn = { type: 'enum', enum: [...ATTENDANCES], enumName: 'attendance' } as const;

/** How one person stands towards one event. No row means no relation at all. Whoever runs the event is its `creator`. */
@Entity('event_membership')
@Index('event_membership_roster', ['eventId', 'state', 'since', 'userId'])
@Index('event_membership_attendance', ['eventId', 'attendance', 'since', 'userId'])
@Index('event_membership_by_user', ['userId', 'state', 'eventId'])
@Index('event_membership_one_creator', ['eventId'], { unique: true, where: `state = 'creator'` })
@Check('event_membership_attendance_check', `attendance = 'undecided' OR state IN ('member', 'manager', 'creator')`)
export class EventMembership extends membershipColumns('event_membership') {
  @PrimaryColumn({ type: 'int', name: 'event_id', primaryKeyConstraintName: 'event_membership_pk' })
  readonly eventId: number;

  @ManyToOne(() => Event)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'event_membership_event_fk' })
  readonly event?: Relation<Event>;

  /** What a subscriber said about coming. */
  @Column({ ...attendanceColumn, default: 'undecided' })
  readonly attendance: Attendance;

  /** Whether a subscriber took the event off his feed. */
  @Column({ type: 'boolean', name: 'off_feed', default: false })
  readonly offFeed: boolean;
}

/** Who invited whom to an event, when, and how it ended. At most one invitation of a person is open. */
@Entity('event_invitation')
@Index('event_invitation_open_once', ['eventId', 'userId'], { unique: true, where: 'closed_at IS NULL' })
@Index('event_invitation_by_time', ['eventId', 'createdAt'])
@Index('event_invitation_by_sender', ['invitedById', 'createdAt'])
@Index('event_invitation_by_receiver', ['userId', 'createdAt'])
@Check('event_invitation_outcome_check', outcomeCheck)
export class EventInvitation extends invitationColumns('event_invitation') {
  @Column({ type: 'int', name: 'event_id' })
  readonly eventId: number;

  @ManyToOne(() => Event)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'event_invitation_event_fk' })
  readonly event?: Relation<Event>;
}

/** How many people stand towards an event in each state and attendance; triggers on `event_membership` keep it. */
@Entity('event_membership_count')
export class EventMembershipCount extends countColumns('event_membership_count') {
  @PrimaryColumn({ type: 'int', name: 'event_id', primaryKeyConstraintName: 'event_membership_count_pk' })
  readonly eventId: number;

  @PrimaryColumn({ ...attendanceColumn, primaryKeyConstraintName: 'event_membership_count_pk' })
  readonly attendance: Attendance;
}
