import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

import { Injectable, Logger } from '@nestjs/common';

import { Clock } from '../clock';
import { Database, type Tx } from '../database/database';
import type { UploadedFile } from '../http/uploaded-file';
import type { Pictured } from './image-urls';
import { documentName, type DocumentType } from './document-type';
import { type ImageKind, type SizedImage, sizesOf } from './image-sizes';
import { Storage } from './storage';

/** How long a request may take from its first file to its commit. */
const WRITING_MS = 60 * 60 * 1000;

/** A document on its way into the storage. */
export interface NewDocument {
  readonly fileName: string;
  readonly type: DocumentType;
  readonly size: number;
  readonly content: Readable;
}

/**
 * Files and the rows that own them, kept in step. A folder is noted as a stray before its first file is written and
 * stops being one in the transaction that stores its owner: whatever fails or crashes in between is swept.
 *
 *     const key = await files.saveImages('course', upload.data, 'image_original');
 *     await db.transaction(async (tx) => { …store key…; await files.keep(tx, key); await files.discard(tx, oldKey); });
 */
@Injectable()
export class MediaFiles {
  private readonly logger = new Logger(MediaFiles.name);

  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Stores the sizes of an uploaded picture and returns their key. Throws 400 `invalid_image` on `field`. */
  async saveImages(kind: ImageKind, upload: Buffer, field: string): Promise<string> {
    return (await this.savePicture(kind, upload, field)).key;
  }

  /** Stores the picture that came with a form as `image_original`, if one came, and returns its key. */
  async saveUpload(kind: Pictured, upload: UploadedFile | undefined): Promise<string | undefined> {
    return upload && this.saveImages(kind, upload.data, 'image_original');
  }

  /** As `saveImages`, and tells what was stored. */
  async savePicture(
    kind: ImageKind,
    upload: Buffer,
    field: string,
  ): Promise<{ readonly key: string; readonly images: readonly SizedImage[] }> {
    const images = await sizesOf(kind, upload, field);
    const key = await this.write(kind, async (folder) => {
      for (const { name, data } of images) {
        await this.storage.put(`${folder}/${name}`, data, { contentType: 'image/webp', size: data.length });
      }
    });
    return { key, images };
  }

  /** Stores a document and returns its key and its name in there. */
  async saveDocument({
    fileName,
    type,
    size,
    content,
  }: NewDocument): Promise<{ readonly key: string; readonly file: string }> {
    const file = documentName(fileName, type);
    const key = await this.write('document', (folder) =>
      this.storage.put(`${folder}/${file}`, content, { contentType: type.mimetype, size }),
    );
    return { key, file };
  }

  /** Says in the owner's transaction that the files under `key` are owned now. */
  async keep(tx: Tx, key: string): Promise<void> {
    const [kept] = await tx.query(`DELETE FROM media_stray_folder WHERE folder = $1 AND due_at > $2 RETURNING folder`, [
      key,
      this.clock.now(),
    ]);
    if (!kept) throw new Error(`The files under ${key} came too late and are swept`);
  }

  /** Says in the former owner's transaction that nobody owns the files under `key`; null is nothing to discard. */
  async discard(tx: Tx, key: string | null): Promise<void> {
    if (key === null) return;
    await tx.query(`INSERT INTO media_stray_folder (folder, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      key,
      this.clock.now(),
    ]);
  }

  /** Removes a discarded folder right after the commit. When it cannot be reached, sweeping will try again. */
  async remove(key: string): Promise<void> {
    try {
      await this.storage.remove(key);
      await this.db.query(`DELETE FROM media_stray_folder WHERE folder = $1`, [key]);
    } catch (error) {
      this.logger.warn({ error, key }, 'files are left to be swept');
    }
  }

  /** Removes the files of folders that are due, at most `limit`. Returns how many folders that were. */
  async sweep(limit = 100): Promise<number> {
    const due = await this.db.query<{ folder: string }>(
      `SELECT folder FROM media_stray_folder WHERE due_at <= $1 ORDER BY due_at, folder LIMIT $2`,
      [this.clock.now(), limit],
    );
    for (const { folder } of due) await this.remove(folder);
    return due.length;
  }

  private async write(kind: ImageKind | 'document', put: (folder: string) => Promise<void>): Promise<string> {
    const folder = `${kind}/${randomUUID()}`;
    const dueAt = new Date(this.clock.now().getTime() + WRITING_MS);
    await this.db.query(`INSERT INTO media_stray_folder (folder, due_at) VALUES ($1, $2)`, [folder, dueAt]);
    try {
      await put(folder);
      return folder;
    } catch (error) {
      await this.remove(folder);
      throw error;
    }
  }
}
