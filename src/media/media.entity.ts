import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';

/** `eimage` is a picture inside a text, `share` points at something of this community. */
export const MEDIA_TYPES = ['image', 'url', 'embed', 'eimage', 'doc', 'share'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

export const EMBED_TYPES = ['sc_link', 'sc_shared_object', 'sc_shared_event'] as const;

/** What an embedding media points at. */
export interface Embed {
  readonly embed_type: (typeof EMBED_TYPES)[number];
  readonly embed_id: string;
  readonly url: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A picture, document or link that somebody brought along and may attach to lessons, comments and galleries. */
@Entity('media')
@Index('media_by_owner', ['ownerId'])
@Check('media_type_check', `type IN ('image', 'url', 'embed', 'eimage', 'doc', 'share')`)
@Check('media_file_check', `(file IS NULL) = (folder IS NULL)`)
export class Media {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'media_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'owner_id' })
  readonly ownerId: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'media_owner_fk' })
  readonly owner?: Relation<User>;

  @Column({ type: 'text' })
  readonly type: MediaType;

  @Column({ type: 'text', nullable: true })
  readonly title: string | null;

  @Column({ type: 'text', nullable: true })
  readonly description: string | null;

  /** An address elsewhere that this media is about. */
  @Column({ type: 'text', nullable: true })
  readonly url: string | null;

  /** The address of a picture elsewhere; it goes before an uploaded one. */
  @Column({ type: 'text', nullable: true })
  readonly image: string | null;

  /** Storage folder of what was uploaded, or null. */
  @Column({ type: 'text', nullable: true })
  readonly folder: string | null;

  /** Name of the uploaded picture or document in its folder. */
  @Column({ type: 'text', nullable: true })
  readonly file: string | null;

  @Column({ type: 'text', nullable: true })
  readonly mimetype: string | null;

  /** Bytes of the stored file. */
  @Column({ type: 'int', nullable: true })
  readonly size: number | null;

  @Column({ type: 'int', nullable: true })
  readonly width: number | null;

  @Column({ type: 'int', nullable: true })
  readonly height: number | null;

  @Column({ type: 'int', name: 'thumbnail_width', nullable: true })
  readonly thumbnailWidth: number | null;

  @Column({ type: 'int', name: 'thumbnail_height', nullable: true })
  readonly thumbnailHeight: number | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly embed: Embed | null;

  @Column({ type: 'timestamptz', name: 'added_at', default: () => 'now()' })
  readonly addedAt: Date;
}
