import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../../user/user.entity';
import { Section } from '../section/section.entity';

export const LESSON_TYPES = ['lesson', 'quiz'] as const;
export type LessonType = (typeof LESSON_TYPES)[number];
export const LESSON_STATUSES = ['draft', 'published'] as const;
export type LessonStatus = (typeof LESSON_STATUSES)[number];

/** A lesson or a quiz of a course. */
@Entity('course_lesson')
@Index('course_lesson_in_order', ['sectionId', 'position', 'id'])
@Index('course_lesson_by_course', ['courseId', 'status'])
@Check('course_lesson_type_check', `type IN ('lesson', 'quiz')`)
@Check('course_lesson_status_check', `status IN ('draft', 'published')`)
@Check('course_lesson_passing_grade_check', 'passing_grade BETWEEN 0 AND 100')
export class Lesson {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'course_lesson_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'section_id' })
  readonly sectionId: number;

  @ManyToOne(() => Section, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'section_id', foreignKeyConstraintName: 'course_lesson_section_fk' })
  readonly section?: Relation<Section>;

  /** The course of the section; kept here so that what hangs on a course is found without a join. */
  @Column({ type: 'int', name: 'course_id' })
  readonly courseId: number;

  @Column({ type: 'text' })
  readonly name: string;

  @Column({ type: 'text' })
  readonly type: LessonType;

  @Column({ type: 'text', default: 'draft' })
  readonly status: LessonStatus;

  @Column({ type: 'boolean', name: 'comments_enabled', default: true })
  readonly commentsEnabled: boolean;

  /** What the lesson says, sanitised. */
  @Column({ type: 'text', default: '' })
  readonly html: string;

  /** Percent of right answers from which on an attempt at a quiz passes. */
  @Column({ type: 'int', name: 'passing_grade', default: 60 })
  readonly passingGrade: number;

  /** Place in the section; lessons of the same place go by id. */
  @Column({ type: 'int' })
  readonly position: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'int', name: 'created_by_id' })
  readonly createdById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by_id', foreignKeyConstraintName: 'course_lesson_created_by_fk' })
  readonly createdBy?: Relation<User>;
}
