import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What happened, for whoever wants to be told. Append-only, written by the transaction that made the change, so that it
 * is also the audit log: what, to which course or event, about whom, by whom, from what to what, when.
 */
@Entity('outbox_event')
@Index('outbox_event_by_subject', ['subjectKind', 'subjectId', 'id'])
@Check('outbox_event_subject_kind_check', `subject_kind IN ('course', 'event')`)
export class OutboxEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'outbox_event_pk' })
  readonly id: string;

  /** `course.invited`, `event.going`: the subject and the past participle of the change. */
  @Column({ type: 'text' })
  readonly type: string;

  @Column({ type: 'text', name: 'subject_kind' })
  readonly subjectKind: 'course' | 'event';

  @Column({ type: 'int', name: 'subject_id' })
  readonly subjectId: number;

  /** Whose membership changed; null for a change of the course or event itself. */
  @Column({ type: 'int', name: 'user_id', nullable: true })
  readonly userId: number | null;

  @Column({ type: 'int', name: 'actor_id', nullable: true })
  readonly actorId: number | null;

  @Column({ type: 'text', nullable: true })
  readonly before: string | null;

  @Column({ type: 'text', nullable: true })
  readonly after: string | null;

  /** What in the course or event it is about: the id of a comment. */
  @Column({ type: 'int', name: 'object_id', nullable: true })
  readonly objectId: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;
}
