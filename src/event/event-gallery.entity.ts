import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { Media } from '../media/media.entity';
import { Event } from './event.entity';

/** A media in the photo gallery of an event. */
@Entity('event_gallery')
@Index('event_gallery_in_order', ['eventId', 'addedAt', 'mediaId'])
@Index('event_gallery_by_media', ['mediaId'])
export class EventGallery {
  @PrimaryColumn({ type: 'int', name: 'event_id', primaryKeyConstraintName: 'event_gallery_pk' })
  readonly eventId: number;

  @ManyToOne(() => Event)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'event_gallery_event_fk' })
  readonly event?: Relation<Event>;

  @PrimaryColumn({ type: 'int', name: 'media_id', primaryKeyConstraintName: 'event_gallery_pk' })
  readonly mediaId: number;

  /** A media that is deleted leaves the galleries. */
  @ManyToOne(() => Media, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'media_id', foreignKeyConstraintName: 'event_gallery_media_fk' })
  readonly media?: Relation<Media>;

  @Column({ type: 'timestamptz', name: 'added_at', default: () => 'now()' })
  readonly addedAt: Date;
}
