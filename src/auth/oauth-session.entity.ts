import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';

/** One sign-in: the family of refresh tokens that follow from it. Once revoked, none of its tokens is worth anything. */
@Entity('oauth_session')
@Index('oauth_session_by_user', ['userId'])
@Index('oauth_session_by_revocation', ['revokedAt'], { where: 'revoked_at IS NOT NULL' })
export class OauthSession {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'oauth_session_pk' })
  readonly id: string;

  @Column({ type: 'int', name: 'user_id' })
  readonly userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'oauth_session_user_fk' })
  readonly user?: Relation<User>;

  @Column({ type: 'text', name: 'client_id' })
  readonly clientId: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  readonly revokedAt: Date | null;
}
