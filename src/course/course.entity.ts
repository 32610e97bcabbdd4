import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';
import type { CoursePrivacy } from './course.policy';

export const COURSE_TYPES = ['self-paced', 'structured', 'scheduled'] as const;
export type CourseType = (typeof COURSE_TYPES)[number];

/** A course. Deleting one only marks it; a marked course frees its name and slug and exists for nobody. */
@Entity('course')
@Index('course_searchable', { synchronize: false }) // trigrams of "searchable"
@Index('course_name_once', { synchronize: false }) // unique on lower(name) of courses that are not deleted
@Index('course_slug_once', { synchronize: false }) // unique on slug of courses that are not deleted
@Index('course_by_creator', ['createdById'])
@Check('course_type_check', `type IN ('self-paced', 'structured', 'scheduled')`)
@Check('course_privacy_check', `privacy IN ('', 'open', 'private', 'secret')`)
export class Course {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'course_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly name: string;

  @Column({ type: 'text' })
  readonly slug: string;

  @Column({ type: 'text', default: '' })
  readonly description: string;

  @Column({ type: 'text' })
  readonly type: CourseType;

  @Column({ type: 'text', default: '' })
  readonly privacy: CoursePrivacy;

  @Column({ type: 'boolean', name: 'enforce_lessons_order', default: false })
  readonly enforceLessonsOrder: boolean;

  @Column({ type: 'boolean', name: 'new_comment_notification_enabled', default: true })
  readonly newCommentNotificationEnabled: boolean;

  @Column({ type: 'boolean', name: 'hide_member_count', default: false })
  readonly hideMemberCount: boolean;

  @Column({ type: 'text', name: 'meta_title', default: '' })
  readonly metaTitle: string;

  @Column({ type: 'text', name: 'meta_description', default: '' })
  readonly metaDescription: string;

  @Column({ type: 'text', name: 'og_title', default: '' })
  readonly ogTitle: string;

  @Column({ type: 'text', name: 'og_description', default: '' })
  readonly ogDescription: string;

  @Column({ type: 'text', name: 'og_image', nullable: true })
  readonly ogImage: string | null;

  /** Storage key of the uploaded picture, or null for the placeholder. */
  @Column({ type: 'text', nullable: true })
  readonly image: string | null;

  /** How many lessons are published; triggers on lessons keep it. */
  @Column({ type: 'int', name: 'published_lessons', default: 0 })
  readonly publishedLessons: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'int', name: 'created_by_id' })
  readonly createdById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by_id', foreignKeyConstraintName: 'course_created_by_fk' })
  readonly createdBy?: Relation<User>;

  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true })
  readonly deletedAt: Date | null;

  /** Name and description, folded, for searching; a trigger keeps it. */
  @Column({ type: 'text', default: '' })
  readonly searchable: string;
}
