import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { Media } from '../../media/media.entity';
import { Lesson } from './lesson.entity';

/** A media is attached to a lesson. */
@Entity('lesson_media')
@Index('lesson_media_by_media', ['mediaId'])
export class LessonMedia {
  @PrimaryColumn({ type: 'int', name: 'lesson_id', primaryKeyConstraintName: 'lesson_media_pk' })
  readonly lessonId: number;

  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lesson_id', foreignKeyConstraintName: 'lesson_media_lesson_fk' })
  readonly lesson?: Relation<Lesson>;

  @PrimaryColumn({ type: 'int', name: 'media_id', primaryKeyConstraintName: 'lesson_media_pk' })
  readonly mediaId: number;

  @ManyToOne(() => Media, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'media_id', foreignKeyConstraintName: 'lesson_media_media_fk' })
  readonly media?: Relation<Media>;

  /** Place among the attachments, from 0. */
  @Column({ type: 'int' })
  readonly position: number;
}
