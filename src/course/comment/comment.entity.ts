import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../../user/user.entity';
import { Lesson } from '../lesson/lesson.entity';

/** A comment on a lesson, or a reply to one: there are two levels. */
@Entity('lesson_comment')
@Index('lesson_comment_by_lesson', ['lessonId', 'parentId', 'createdAt', 'id'])
@Index('lesson_comment_by_parent', ['parentId', 'createdAt', 'id'])
@Index('lesson_comment_in_reply_to', ['inReplyToId'])
@Index('lesson_comment_by_course', ['courseId', 'lessonId', 'createdAt', 'id'], { where: 'parent_id IS NULL' })
@Check('lesson_comment_reply_check', 'in_reply_to_id IS NULL OR parent_id IS NOT NULL')
export class Comment {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'lesson_comment_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'lesson_id' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'lesson_comment_lesson_fk' })
  readonly lesson?: Relation<Lesson>;

  /** The course of the lesson; kept here so that what hangs on a course is found without a join. */
  @Column({ type: 'int', name: 'course_id' })
  readonly courseId: number;

  /** The comment that opens the thread; null for that comment itself. */
  @Column({ type: 'int', name: 'parent_id', nullable: true })
  readonly parentId: number | null;

  @ManyToOne(() => Comment, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'parent_id', foreignKeyConstraintName: 'lesson_comment_parent_fk' })
  readonly parent?: Relation<Comment>;

  /** The reply of the same thread that this one answers. */
  @Column({ type: 'int', name: 'in_reply_to_id', nullable: true })
  readonly inReplyToId: number | null;

  @ManyToOne(() => Comment, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'in_reply_to_id', foreignKeyConstraintName: 'lesson_comment_in_reply_to_fk' })
  readonly inReplyTo?: Relation<Comment>;

  /** What the comment says, sanitised. */
  @Column({ type: 'text' })
  readonly html: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'int', name: 'created_by_id' })
  readonly createdById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by_id', foreignKeyConstraintName: 'lesson_comment_created_by_fk' })
  readonly createdBy?: Relation<User>;
}
