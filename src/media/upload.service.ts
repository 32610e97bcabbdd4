import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Database } from '../database/database';
import { DomainError, invalidField, notFound } from '../http/domain-error';
import type { UploadedFile } from '../http/uploaded-file';
import type { ContentRange } from './content-range';
import { documentTypeOf, looksLikeDocument, MAX_DOCUMENT_BYTES } from './document-type';
import { MAX_IMAGE_BYTES } from './image-sizes';
import { MediaFiles } from './media-files';
import type { MediaType } from './media.entity';
import type { MediaRow } from './media.presenter';
import { MediaRepository, type NewMedia } from './media.repository';
import type { UploadField } from './upload.entity';
import { type Chunk, UploadRepository, type UploadRow } from './upload.repository';

/** A chunk as it came over the wire. */
export interface NewChunk {
  /** Absent in the first chunk. */
  readonly uploadId?: string;
  readonly field: UploadField;
  readonly range: ContentRange;
  readonly file: UploadedFile;
}

/** Asks to make a media out of an upload. */
export interface Completion {
  readonly uploadId: string;
  /** By default what the name of the chunks' field says. */
  readonly type?: Extract<MediaType, 'image' | 'eimage' | 'doc'>;
  /** MD5 of the whole file in hexadecimal. */
  readonly md5: string;
}

/** What is stored in the files of a media, and under which key. */
type StoredMedia = Omit<NewMedia, 'addedAt'> & { readonly folder: string };

/** How long an upload waits for its next chunk. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Uploads in chunks: they arrive in order and without gaps, and become a media when their content proves to be one. */
@Injectable()
export class UploadService {
  constructor(
    private readonly db: Database,
    private readonly uploads: UploadRepository,
    private readonly media: MediaRepository,
    private readonly files: MediaFiles,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one chunk. Throws 400 on the field that does not fit (a gap, an overlap, another total, too much), and 404
   * for an upload that does not exist, has expired or is somebody else's.
   */
  async receive(ownerId: number, { uploadId, field, range, file }: NewChunk): Promise<UploadRow> {
    const now = this.clock.now();
    if (file.data.length !== range.end - range.start) {
      throw invalidField(
        field,
        'invalid',
        `The chunk has ${file.data.length} bytes, not as many as Content-Range says.`,
      );
    }
    const chunk = { ownerId, field, range, data: file.data, expiresAt: new Date(now.getTime() + PATIENCE_MS) };
    if (uploadId === undefined) return this.begin(chunk, file.filename);
    if (!UUID.test(uploadId)) throw notFound();
    return (await this.uploads.append(uploadId, chunk, now)) ?? this.explain(uploadId, chunk, now);
  }

  /** Makes a media of an upload that arrived completely. What turns out to be something else is thrown away: 400. */
  async complete(ownerId: number, { uploadId, type, md5 }: Completion): Promise<MediaRow> {
    const upload = UUID.test(uploadId) ? await this.uploads.find(uploadId, ownerId, this.clock.now()) : null;
    if (!upload) throw notFound();
    if (upload.received < upload.total) {
      throw invalidField('upload_id', 'invalid', `Only ${upload.received} of ${upload.total} bytes have arrived.`);
    }
    if ((await this.md5Of(upload)) !== md5.toLowerCase()) {
      throw invalidField('md5', 'invalid', 'The file that arrived has another checksum.');
    }
    const stored = await this.store(upload, type ?? (upload.field === 'document' ? 'doc' : 'image'));
    return this.publish(ownerId, upload, stored);
  }

  private async begin(chunk: Chunk, fileName: string): Promise<UploadRow> {
    const { field, range, data } = chunk;
    if (range.start > 0)
      throw invalidField('upload_id', 'required', 'Only the first chunk comes without an upload_id.');
    const limit = await limitOf(field, data);
    if (range.total > limit) throw tooLarge(field, limit);
    return this.uploads.open(randomUUID(), plainName(fileName), chunk);
  }

  /** Why a chunk was not the next one. */
  private async explain(uploadId: string, { ownerId, field, range }: Chunk, now: Date): Promise<never> {
    const upload = await this.uploads.find(uploadId, ownerId, now);
    if (!upload) throw notFound();
    if (upload.field !== field) throw invalidField(field, 'invalid', `This upload comes in the field ${upload.field}.`);
    if (upload.total !== range.total) {
      throw invalidField('content_range', 'invalid', `This upload has ${upload.total} bytes in all.`);
    }
    throw invalidField('content_range', 'invalid', `The next chunk must begin at byte ${upload.received}.`);
  }

  private async md5Of(upload: UploadRow): Promise<string> {
    const hash = createHash('md5');
    for await (const piece of this.uploads.pieces(upload)) hash.update(piece);
    return hash.digest('hex');
  }

  private async store(upload: UploadRow, type: 'image' | 'eimage' | 'doc'): Promise<StoredMedia> {
    try {
      return type === 'doc' ? await this.storeDocument(upload) : await this.storePicture(upload, type);
    } catch (error) {
      if (error instanceof DomainError) await this.uploads.remove(this.db, upload.id);
      throw error;
    }
  }

  private async storePicture(upload: UploadRow, type: 'image' | 'eimage'): Promise<StoredMedia> {
    const { field, total } = upload;
    if (total > MAX_IMAGE_BYTES) throw tooLarge(field, MAX_IMAGE_BYTES);
    const content = await buffer(this.read(upload));
    const { key, images } = await this.files.savePicture('media', content, field);
    const [image, thumbnail] = images;
    return {
      type,
      folder: key,
      file: image!.name,
      mimetype: 'image/webp',
      size: image!.data.length,
      width: image!.width,
      height: image!.height,
      thumbnailWidth: thumbnail!.width,
      thumbnailHeight: thumbnail!.height,
    };
  }

  private async storeDocument(upload: UploadRow): Promise<StoredMedia> {
    const { fileName, total, field } = upload;
    const type = await documentTypeOf(fileName, () => this.read(upload));
    if (!type) throw invalidField(field, 'invalid', 'This is not a document of a kind that can be uploaded.');
    const { key, file } = await this.files.saveDocument({ fileName, type, size: total, content: this.read(upload) });
    return { type: 'doc', title: fileName || file, folder: key, file, mimetype: type.mimetype, size: total };
  }

  private read(upload: UploadRow): Readable {
    return Readable.from(this.uploads.pieces(upload), { objectMode: false });
  }

  /** Of two requests that complete the same upload, the second finds it gone. Its files are nobody's. */
  private async publish(ownerId: number, upload: UploadRow, stored: StoredMedia): Promise<MediaRow> {
    try {
      return await this.db.transaction(async (tx) => {
        if (!(await this.uploads.remove(tx, upload.id))) throw notFound();
        await this.files.keep(tx, stored.folder);
        return this.media.add(tx, ownerId, { ...stored, addedAt: this.clock.now() });
      });
    } catch (error) {
      // After any other failure the commit may have happened all the same; then sweeping knows.
      if (error instanceof DomainError) await this.files.remove(stored.folder);
      throw error;
    }
  }
}

/** Clients also send documents in the field `image`; then the first bytes tell how large the file may be. */
async function limitOf(field: UploadField, beginning: Buffer): Promise<number> {
  return field === 'document' || (await looksLikeDocument(beginning)) ? MAX_DOCUMENT_BYTES : MAX_IMAGE_BYTES;
}

const tooLarge = (field: UploadField, limit: number): DomainError =>
  invalidField(field, 'max_length', `This file is larger than ${limit / 1024 / 1024} MB.`);

/** The file's own name, without folders and without what cannot be shown or stored. */
const plainName = (name: string): string =>
  Array.from(name.replaceAll(/^.*[/\\]|\p{Cc}/gsu, ''))
    .slice(0, 255)
    .join('')
    .trim();
