import { Entity, Index, Column, PrimaryColumn } from 'typeorm';

/**
 * A storage folder that no row owns: not yet, because the request that writes it is under way, or no longer.
 * Its files are removed when it is due. Noted before the first file is written, so a crash leaves nothing unknown.
 */
@Entity('media_stray_folder')
@Index('media_stray_folder_by_due', ['dueAt'])
export class StrayFolder {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'media_stray_folder_pk' })
  readonly folder: string;

  @Column({ type: 'timestamptz', name: 'due_at' })
  readonly dueAt: Date;
}
