import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

import type { Role } from '../policy/access';

export const USER_STATUSES = ['active', 'blocked', 'deleted'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** A person. Only active people can sign in, be invited or be found. */
@Entity('app_user')
@Index('app_user_searchable', { synchronize: false }) // trigrams of "searchable"
@Index('app_user_location', { synchronize: false }) // trigrams
@Index('app_user_description', { synchronize: false }) // trigrams
@Index('app_user_gender', { synchronize: false }) // lower(gender), of those who said
@Index('app_user_born', ['dateOfBirth'], { where: `date_of_birth IS NOT NULL` })
@Index('app_user_with_role', ['role'], { where: `role IS NOT NULL` })
@Index('app_user_inactive', ['id'], { where: `status <> 'active'` })
@Index('app_user_username_once', { synchronize: false }) // unique on lower(username)
@Index('app_user_email_once', { synchronize: false }) // unique on lower(email)
@Unique('app_user_ext_id_once', ['extId'])
@Check('app_user_role_check', `role IN ('admin', 'moderator', 'editor', 'publisher')`)
@Check('app_user_status_check', `status IN ('active', 'blocked', 'deleted')`)
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'app_user_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly username: string;

  @Column({ type: 'text', nullable: true })
  readonly email: string | null;

  @Column({ type: 'text', name: 'ext_id', nullable: true })
  readonly extId: string | null;

  /** Salted scrypt hash; null for people who only ever come with a token made elsewhere. */
  @Column({ type: 'text', name: 'password_hash', nullable: true })
  readonly passwordHash: string | null;

  @Column({ type: 'text', name: 'real_name', default: '' })
  readonly realName: string;

  @Column({ type: 'text', nullable: true })
  readonly role: Role | null;

  @Column({ type: 'text', default: 'active' })
  readonly status: UserStatus;

  @Column({ type: 'timestamptz', name: 'date_joined', default: () => 'now()' })
  readonly dateJoined: Date;

  @Column({ type: 'text', nullable: true })
  readonly avatar: string | null;

  @Column({ type: 'text', nullable: true })
  readonly cover: string | null;

  @Column({ type: 'text', default: '' })
  readonly bio: string;

  @Column({ type: 'text', default: '' })
  readonly location: string;

  @Column({ type: 'text', default: '' })
  readonly description: string;

  @Column({ type: 'text', default: 'Unspecified' })
  readonly gender: string;

  @Column({ type: 'text', default: '' })
  readonly website: string;

  @Column({ type: 'date', name: 'date_of_birth', nullable: true })
  readonly dateOfBirth: string | null;

  /** Username and real name, folded, for searching; a trigger keeps it. */
  @Column({ type: 'text', default: '' })
  readonly searchable: string;
}
