import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from './user.entity';

/** One person follows another: searches and suggestions put forward what he is in. */
@Entity('user_follow')
@Index('user_follow_by_followed', ['followedId'])
@Check('user_follow_other_check', `follower_id <> followed_id`)
export class UserFollow {
  @PrimaryColumn({ type: 'int', name: 'follower_id', primaryKeyConstraintName: 'user_follow_pk' })
  readonly followerId: number;

  @PrimaryColumn({ type: 'int', name: 'followed_id', primaryKeyConstraintName: 'user_follow_pk' })
  readonly followedId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'follower_id', foreignKeyConstraintName: 'user_follow_follower_fk' })
  readonly follower?: Relation<User>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'followed_id', foreignKeyConstraintName: 'user_follow_followed_fk' })
  readonly followed?: Relation<User>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  readonly since: Date;
}
