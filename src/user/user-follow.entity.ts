import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from './user.entity';

/** Somebody follows somebody else. */
@Entity('user_follow')
@Index('user_follow_by_followed', ['followedId'])
@Check('user_follow_not_oneself', 'follower_id <> followed_id')
export class UserFollow {
  @PrimaryColumn({ type: 'int', name: 'follower_id', primaryKeyConstraintName: 'user_follow_pk' })
  readonly followerId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'follower_id', foreignKeyConstraintName: 'user_follow_follower_fk' })
  readonly follower?: Relation<User>;

  @PrimaryColumn({ type: 'int', name: 'followed_id', primaryKeyConstraintName: 'user_follow_pk' })
  readonly followedId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'followed_id', foreignKeyConstraintName: 'user_follow_followed_fk' })
  readonly followed?: Relation<User>;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;
}
