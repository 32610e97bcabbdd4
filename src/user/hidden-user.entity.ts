import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from './user.entity';

/** One person does not want to see what another one writes. */
@Entity('hidden_user')
@Index('hidden_user_by_hidden', ['hiddenId'])
@Check('hidden_user_other_check', `user_id <> hidden_id`)
export class HiddenUser {
  @PrimaryColumn({ type: 'int', name: 'user_id', primaryKeyConstraintName: 'hidden_user_pk' })
  readonly userId: number;

  @PrimaryColumn({ type: 'int', name: 'hidden_id', primaryKeyConstraintName: 'hidden_user_pk' })
  readonly hiddenId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'hidden_user_user_fk' })
  readonly user?: Relation<User>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'hidden_id', foreignKeyConstraintName: 'hidden_user_hidden_fk' })
  readonly hidden?: Relation<User>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  readonly since: Date;
}
