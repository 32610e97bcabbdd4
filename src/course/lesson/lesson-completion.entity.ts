import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from '../../user/user.entity';
import { Lesson } from './lesson.entity';

/** Somebody completed a lesson. It stays when he leaves the course and comes back. */
@Entity('lesson_completion')
@Index('lesson_completion_by_lesson', ['lessonId'])
export class LessonCompletion {
  @PrimaryColumn({ type: 'int', name: 'course_id', primaryKeyConstraintName: 'lesson_completion_pk' })
  readonly courseId: number;

  @PrimaryColumn({ type: 'int', name: 'user_id', primaryKeyConstraintName: 'lesson_completion_pk' })
  readonly userId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'lesson_completion_user_fk' })
  readonly user?: Relation<User>;

  @PrimaryColumn({ type: 'int', name: 'lesson_id', primaryKeyConstraintName: 'lesson_completion_pk' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'lesson_completion_lesson_fk' })
  readonly lesson?: Relation<Lesson>;

  @Column({ type: 'timestamptz', name: 'completed_at', default: () => 'now()' })
  readonly completedAt: Date;
}
