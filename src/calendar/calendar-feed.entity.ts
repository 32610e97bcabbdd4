import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';

/** The secret address under which calendar programs read what concerns one person. A person has one at most. */
@Entity('calendar_feed')
@Index('calendar_feed_hash_once', ['hash'], { unique: true })
export class CalendarFeed {
  @PrimaryColumn({ type: 'int', name: 'user_id', primaryKeyConstraintName: 'calendar_feed_pk' })
  readonly userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'calendar_feed_user_fk' })
  readonly user?: Relation<User>;

  /** SHA-256 of the secret, which nobody but its owner has. */
  @Column({ type: 'bytea' })
  readonly hash: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;
}
