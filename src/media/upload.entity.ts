import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';

/** The names of the multipart field that carries a chunk. */
export const UPLOAD_FIELDS = ['image', 'document'] as const;
export type UploadField = (typeof UPLOAD_FIELDS)[number];

/** A file that arrives in chunks. It ends as a media, or is swept when it expires. */
@Entity('media_upload')
@Index('media_upload_by_owner', ['ownerId'])
@Index('media_upload_by_expiry', ['expiresAt'])
@Check('media_upload_field_check', `field IN ('image', 'document')`)
@Check('media_upload_received_check', `received > 0 AND received <= total`)
export class Upload {
  /** Random, and told to nobody but the owner. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'media_upload_pk' })
  readonly id: string;

  @Column({ type: 'int', name: 'owner_id' })
  readonly ownerId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'media_upload_owner_fk' })
  readonly owner?: Relation<User>;

  @Column({ type: 'text' })
  readonly field: UploadField;

  @Column({ type: 'text', name: 'file_name' })
  readonly fileName: string;

  /** Bytes of the whole file, as the first chunk declared. */
  @Column({ type: 'int' })
  readonly total: number;

  /** Bytes that arrived, always from the beginning and without a gap. */
  @Column({ type: 'int' })
  readonly received: number;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  readonly expiresAt: Date;
}

/** The bytes of an upload. They are kept in the database, where every process of the service finds them. */
@Entity('media_upload_chunk')
export class UploadChunk {
  @PrimaryColumn({ type: 'uuid', name: 'upload_id', primaryKeyConstraintName: 'media_upload_chunk_pk' })
  readonly uploadId: string;

  @ManyToOne(() => Upload, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'upload_id', foreignKeyConstraintName: 'media_upload_chunk_upload_fk' })
  readonly upload?: Relation<Upload>;

  @PrimaryColumn({ type: 'int', name: 'starts_at', primaryKeyConstraintName: 'media_upload_chunk_pk' })
  readonly startsAt: number;

  @Column({ type: 'bytea' })
  readonly data: Buffer;
}
