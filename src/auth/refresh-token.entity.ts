import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { OauthSession } from './oauth-session.entity';

/** A refresh token, kept as a hash. It is used once: a second use gives the whole sign-in away and revokes it. */
@Entity('refresh_token')
@Index('refresh_token_by_session', ['sessionId'])
@Index('refresh_token_by_expiry', ['expiresAt'])
export class RefreshToken {
  /** SHA-256 of the token. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'refresh_token_pk' })
  readonly hash: Buffer;

  @Column({ type: 'uuid', name: 'session_id' })
  readonly sessionId: string;

  @ManyToOne(() => OauthSession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'refresh_token_session_fk' })
  readonly session?: Relation<OauthSession>;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  readonly expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'used_at', nullable: true })
  readonly usedAt: Date | null;
}
