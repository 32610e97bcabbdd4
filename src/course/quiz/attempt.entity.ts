import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';

import { User } from '../../user/user.entity';
import { Lesson } from '../lesson/lesson.entity';
import type { GradedQuestion } from './grading';

/** Somebody answered a quiz. What he was asked and what he answered stay as they were, whatever becomes of the quiz. */
@Entity('quiz_attempt')
@Unique('quiz_attempt_number_once', ['userId', 'lessonId', 'number'])
@Index('quiz_attempt_by_lesson', ['lessonId'])
@Index('quiz_attempt_by_course', ['courseId', 'createdAt', 'id'])
@Check('quiz_attempt_result_check', `result IN ('completed', 'failed')`)
export class QuizAttempt {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'quiz_attempt_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'lesson_id' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'quiz_attempt_lesson_fk' })
  readonly lesson?: Relation<Lesson>;

  /** The course of the lesson; kept here so that what hangs on a course is found without a join. */
  @Column({ type: 'int', name: 'course_id' })
  readonly courseId: number;

  @Column({ type: 'int', name: 'user_id' })
  readonly userId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'quiz_attempt_user_fk' })
  readonly user?: Relation<User>;

  /** The how-manieth attempt of this person at this quiz. */
  @Column({ type: 'int' })
  readonly number: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'int' })
  readonly grade: number;

  @Column({ type: 'int', name: 'passing_grade' })
  readonly passingGrade: number;

  @Column({ type: 'int', name: 'correct_responses' })
  readonly correctResponses: number;

  @Column({ type: 'text' })
  readonly result: 'completed' | 'failed';

  @Column({ type: 'jsonb' })
  readonly questions: readonly GradedQuestion[];
}
