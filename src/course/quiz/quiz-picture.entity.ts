import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { Lesson } from '../lesson/lesson.entity';

/**
 * A picture that was uploaded for a question. It stays as long as the quiz, even when the question shows another one or
 * is gone, because attempts show the questions as they were.
 */
@Entity('quiz_picture')
@Index('quiz_picture_by_lesson', ['lessonId'])
export class QuizPicture {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'quiz_picture_pk' })
  readonly folder: string;

  @Column({ type: 'int', name: 'lesson_id' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'quiz_picture_lesson_fk' })
  readonly lesson?: Relation<Lesson>;
}
