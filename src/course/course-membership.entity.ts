import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { countColumns, invitationColumns, membershipColumns, outcomeCheck } from '../membership/membership.columns';
import { Check } from 'typeorm';
import { Course } from './course.entity';

/** How one person stands towards one course. No row means no relation at all. */
@Entity('course_membership')
@Index('course_membership_roster', ['courseId', 'state', 'since', 'userId'])
@Index('course_membership_by_user', ['userId', 'state', 'courseId'])
@Index('course_membership_one_creator', ['courseId'], { unique: true, where: `state = 'creator'` })
@Index('course_membership_by_activity', ['courseId', 'state', 'lastActiveAt', 'userId'], {
  where: 'last_active_at IS NOT NULL',
})
@Index('course_membership_never_active', ['courseId', 'state', 'userId'], { where: 'last_active_at IS NULL' })
export class CourseMembership extends membershipColumns('course_membership') {
  @PrimaryColumn({ type: 'int', name: 'course_id', primaryKeyConstraintName: 'course_membership_pk' })
  readonly courseId: number;

  @ManyToOne(() => Course)
  @JoinColumn({ name: 'course_id', foreignKeyConstraintName: 'course_membership_course_fk' })
  readonly course?: Relation<Course>;

  /** How many of the published lessons the person completed; triggers on completions and lessons keep it. */
  @Column({ type: 'int', default: 0 })
  readonly completed: number;

  /** When the person last completed a lesson; kept by the same triggers. */
  @Column({ type: 'timestamptz', name: 'last_active_at', nullable: true })
  readonly lastActiveAt: Date | null;
}

/** Who invited whom to a course, when, and how it ended. At most one invitation of a person is open. */
@Entity('course_invitation')
@Index('course_invitation_open_once', ['courseId', 'userId'], { unique: true, where: 'closed_at IS NULL' })
@Index('course_invitation_by_time', ['courseId', 'createdAt'])
@Index('course_invitation_by_sender', ['invitedById', 'createdAt'])
@Index('course_invitation_by_receiver', ['userId', 'createdAt'])
@Check('course_invitation_outcome_check', outcomeCheck)
export class CourseInvitation extends invitationColumns('course_invitation') {
  @Column({ type: 'int', name: 'course_id' })
  readonly courseId: number;

  @ManyToOne(() => Course)
  @JoinColumn({ name: 'course_id', foreignKeyConstraintName: 'course_invitation_course_fk' })
  readonly course?: Relation<Course>;
}

/** How many people stand towards a course in each state; triggers on `course_membership` keep it. */
@Entity('course_membership_count')
export class CourseMembershipCount extends countColumns('course_membership_count') {
  @PrimaryColumn({ type: 'int', name: 'course_id', primaryKeyConstraintName: 'course_membership_count_pk' })
  readonly courseId: number;
}
