import { Injectable } from '@nestjs/common';

import { Database, type Tx } from '../database/database';
import { notFound } from '../http/domain-error';
import type { ContentRange } from './content-range';
import type { UploadField } from './upload.entity';

/** What is known about an upload under way. */
export interface UploadRow {
  readonly id: string;
  readonly field: UploadField;
  readonly fileName: string;
  readonly total: number;
  readonly received: number;
  readonly expiresAt: Date;
}

/** A chunk of somebody's file. */
export interface Chunk {
  readonly ownerId: number;
  readonly field: UploadField;
  readonly range: ContentRange;
  readonly data: Buffer;
  readonly expiresAt: Date;
}

const ROW = `id, field, file_name AS "fileName", total, received, expires_at AS "expiresAt"`;

/** How much of an upload is read at once. */
const PIECE_BYTES = 1024 * 1024;

/** Uploads under way, with their bytes. Every write is one statement, so a chunk counts and is kept, or neither. */
@Injectable()
export class UploadRepository {
  constructor(private readonly db: Database) {}

  /** Starts an upload with its first chunk. */
  async open(id: string, fileName: string, chunk: Chunk): Promise<UploadRow> {
    const { ownerId, field, range, data, expiresAt } = chunk;
    const [row] = await this.db.query<UploadRow>(
      `WITH opened AS (
         INSERT INTO media_upload (id, owner_id, field, file_name, total, received, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *),
       kept AS (INSERT INTO media_upload_chunk (upload_id, starts_at, data) SELECT id, 0, $8 FROM opened)
       SELECT ${ROW} FROM opened`,
      [id, ownerId, field, fileName, range.total, range.end, expiresAt, data],
    );
    return row!;
  }

  /**
   * Adds the next chunk. Null when it is not the next chunk of this upload of this person: of two requests with the
   * same chunk one waits for the other here and then finds that the upload has moved on.
   */
  async append(id: string, { ownerId, field, range, data, expiresAt }: Chunk, now: Date): Promise<UploadRow | null> {
    const [row] = await this.db.query<UploadRow>(
      `WITH moved AS (
         UPDATE media_upload SET received = $6, expires_at = $7
         WHERE id = $1 AND owner_id = $2 AND field = $3 AND total = $4 AND received = $5 AND expires_at > $9
         RETURNING *),
       kept AS (INSERT INTO media_upload_chunk (upload_id, starts_at, data) SELECT id, $5, $8 FROM moved)
       SELECT ${ROW} FROM moved`,
      [id, ownerId, field, range.total, range.start, range.end, expiresAt, data, now],
    );
    return row ?? null;
  }

  /** An upload of this person that has not expired, or null. */
  async find(id: string, ownerId: number, now: Date): Promise<UploadRow | null> {
    const [row] = await this.db.query<UploadRow>(
      `SELECT ${ROW} FROM media_upload WHERE id = $1 AND owner_id = $2 AND expires_at > $3`,
      [id, ownerId, now],
    );
    return row ?? null;
  }

  /** The bytes of an upload from its beginning, in pieces. Throws 404 when the upload is removed meanwhile. */
  async *pieces({ id, total }: UploadRow): AsyncGenerator<Buffer> {
    for (let offset = 0; offset < total;) {
      const [row] = await this.db.query<{ piece: Buffer }>(
        `SELECT substring(data FROM $2::int - starts_at + 1 FOR $3::int) AS piece FROM media_upload_chunk
         WHERE upload_id = $1 AND starts_at <= $2::int ORDER BY starts_at DESC LIMIT 1`,
        [id, offset, PIECE_BYTES],
      );
      if (!row || row.piece.length === 0) throw notFound();
      yield row.piece;
      offset += row.piece.length;
    }
  }

  /** Removes an upload with its bytes. False when somebody else did before. */
  async remove(sql: Pick<Tx, 'query'>, id: string): Promise<boolean> {
    const removed = await sql.query(`DELETE FROM media_upload WHERE id = $1 RETURNING id`, [id]);
    return removed.length > 0;
  }

  /** Removes uploads that expired, at most `limit`; those that another process is removing are left to it. */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.query(
      `DELETE FROM media_upload WHERE id IN (
         SELECT id FROM media_upload WHERE expires_at <= $1 ORDER BY expires_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [now, limit],
    );
    return removed.length;
  }
}
