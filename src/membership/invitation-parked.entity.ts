import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';

/**
 * An invitation that waits because its receiver got more than he should of late. It is no membership: nobody sees it,
 * and nothing decides by it, until it is delivered as an ordinary invitation.
 */
@Entity('invitation_parked')
@Index('invitation_parked_by_due', ['dueAt', 'subjectKind', 'subjectId'])
@Index('invitation_parked_by_sender', ['invitedById', 'parkedAt'])
@Index('invitation_parked_by_receiver', ['userId'])
@Check('invitation_parked_subject_kind_check', `subject_kind IN ('course', 'event')`)
export class ParkedInvitation {
  @PrimaryColumn({ type: 'text', name: 'subject_kind', primaryKeyConstraintName: 'invitation_parked_pk' })
  readonly subjectKind: 'course' | 'event';

  @PrimaryColumn({ type: 'int', name: 'subject_id', primaryKeyConstraintName: 'invitation_parked_pk' })
  readonly subjectId: number;

  @PrimaryColumn({ type: 'int', name: 'user_id', primaryKeyConstraintName: 'invitation_parked_pk' })
  readonly userId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'invitation_parked_user_fk' })
  readonly user?: Relation<User>;

  @Column({ type: 'int', name: 'invited_by' })
  readonly invitedById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'invited_by', foreignKeyConstraintName: 'invitation_parked_invited_by_fk' })
  readonly invitedBy?: Relation<User>;

  @Column({ type: 'timestamptz', name: 'parked_at', default: () => 'now()' })
  readonly parkedAt: Date;

  /** When the receiver's budget may have room again. */
  @Column({ type: 'timestamptz', name: 'due_at' })
  readonly dueAt: Date;
}
