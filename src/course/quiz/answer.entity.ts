import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { QuizQuestion } from './question.entity';

/** An option of a question. */
@Entity('quiz_answer')
@Index('quiz_answer_in_order', ['questionId', 'position', 'id'])
export class QuizAnswer {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'quiz_answer_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'question_id' })
  readonly questionId: number;

  @ManyToOne(() => QuizQuestion, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'question_id', foreignKeyConstraintName: 'quiz_answer_question_fk' })
  readonly question?: Relation<QuizQuestion>;

  @Column({ type: 'text' })
  readonly text: string;

  @Column({ type: 'boolean' })
  readonly correct: boolean;

  @Column({ type: 'int' })
  readonly position: number;
}
