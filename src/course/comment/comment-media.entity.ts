import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { Media } from '../../media/media.entity';
import { Comment } from './comment.entity';

/** A media is attached to a comment. */
@Entity('lesson_comment_media')
@Index('lesson_comment_media_by_media', ['mediaId'])
export class CommentMedia {
  @PrimaryColumn({ type: 'int', name: 'comment_id', primaryKeyConstraintName: 'lesson_comment_media_pk' })
  readonly commentId: number;

  @ManyToOne(() => Comment, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'comment_id', foreignKeyConstraintName: 'lesson_comment_media_comment_fk' })
  readonly comment?: Relation<Comment>;

  @PrimaryColumn({ type: 'int', name: 'media_id', primaryKeyConstraintName: 'lesson_comment_media_pk' })
  readonly mediaId: number;

  @ManyToOne(() => Media, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'media_id', foreignKeyConstraintName: 'lesson_comment_media_media_fk' })
  readonly media?: Relation<Media>;

  /** Place among the attachments, from 0. */
  @Column({ type: 'int' })
  readonly position: number;
}
