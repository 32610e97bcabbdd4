import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { Lesson } from '../lesson/lesson.entity';
import type { QuestionType } from './grading';

/** A question of a quiz. */
@Entity('quiz_question')
@Index('quiz_question_in_order', ['lessonId', 'position', 'id'])
@Check('quiz_question_type_check', `type IN ('single_choice', 'multi_choice')`)
export class QuizQuestion {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'quiz_question_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'lesson_id' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'quiz_question_lesson_fk' })
  readonly lesson?: Relation<Lesson>;

  @Column({ type: 'text' })
  readonly type: QuestionType;

  @Column({ type: 'text' })
  readonly text: string;

  /** The address of a picture elsewhere, or the storage folder of an uploaded one. */
  @Column({ type: 'text', nullable: true })
  readonly image: string | null;

  /** Place in the quiz; questions of the same place go by id. */
  @Column({ type: 'int' })
  readonly position: number;
}
