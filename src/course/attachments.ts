import { Injectable } from '@nestjs/common';

import type { Tx } from '../database/database';
import { mapConstraint } from '../http/constraints';
import { MediaRepository, mediaRowSql } from '../media/media.repository';

for (const constraint of ['lesson_media_media_fk', 'lesson_comment_media_media_fk']) {
  mapConstraint(constraint, {
    field: 'medias',
    code: 'does_not_exist',
    message: 'Invalid media: object does not exist.',
  });
}

/** A table of attachments and its column for what they are attached to. Constants, never input. */
export interface AttachmentKind {
  readonly table: 'lesson_media' | 'lesson_comment_media';
  readonly owner: 'lesson_id' | 'comment_id';
}

export const LESSON_MEDIA: AttachmentKind = { table: 'lesson_media', owner: 'lesson_id' };
export const COMMENT_MEDIA: AttachmentKind = { table: 'lesson_comment_media', owner: 'comment_id' };

/** SQL of the media attached to the lesson or comment `id`, an expression, as a JSON list of `MediaRow` in order. */
export const attachedSql = ({ table, owner }: AttachmentKind, id: string): string => `coalesce((
  SELECT json_agg(${mediaRowSql('media')} ORDER BY link.position)
  FROM ${table} AS link JOIN media ON media.id = link.media_id WHERE link.${owner} = ${id}), '[]')`;

/** Attaches media to lessons and comments. */
@Injectable()
export class Attachments {
  constructor(private readonly media: MediaRepository) {}

  /**
   * Makes `mediaIds` the attachments of a lesson or comment, in this order; without them nothing changes. They must
   * have been uploaded by `userId`, or be attached already: several managers edit one lesson. Else 400
   * `does_not_exist` on `medias`.
   */
  async replace(
    tx: Tx,
    { table, owner }: AttachmentKind,
    ownerId: number,
    { userId, mediaIds }: { readonly userId: number; readonly mediaIds: readonly number[] | undefined },
  ): Promise<void> {
    if (!mediaIds) return;
    const rows = await tx.query<{ id: number }>(`SELECT media_id AS id FROM ${table} WHERE ${owner} = $1`, [ownerId]);
    const attached = new Set(rows.map(({ id }) => id));
    const added = mediaIds.filter((id) => !attached.has(id));
    if (added.length > 0) await this.media.allOwnedBy(tx, userId, added, 'medias');
    await tx.query(
      `WITH gone AS (DELETE FROM ${table} WHERE ${owner} = $1 AND media_id <> ALL ($2::int[]))
       INSERT INTO ${table} (${owner}, media_id, position)
       SELECT $1, id, place - 1 FROM unnest($2::int[]) WITH ORDINALITY AS wanted (id, place)
       ON CONFLICT (${owner}, media_id) DO UPDATE SET position = excluded.position`,
      [ownerId, mediaIds],
    );
  }
}
