import { Injectable } from '@nestjs/common';

import type { Sql, Tx } from '../database/database';
import { invalidField } from '../http/domain-error';
import type { MediaRow } from './media.presenter';

/** Where each property of a row is kept. */
const COLUMNS = {
  id: 'id',
  addedAt: 'added_at',
  type: 'type',
  title: 'title',
  description: 'description',
  url: 'url',
  image: 'image',
  folder: 'folder',
  file: 'file',
  mimetype: 'mimetype',
  size: 'size',
  width: 'width',
  height: 'height',
  thumbnailWidth: 'thumbnail_width',
  thumbnailHeight: 'thumbnail_height',
  embed: 'embed',
} as const satisfies Record<keyof MediaRow, string>;

/** A media before it is stored; what is left out is null. */
export type NewMedia = Pick<MediaRow, 'type'> &
  Partial<Omit<MediaRow, 'id' | 'addedAt' | 'type'>> & { readonly addedAt: Date };

/** The `MediaRow` of a table or alias as one SQL value, to select alone or to aggregate. `media` is never input. */
export const mediaRowSql = (media: string): string =>
  `jsonb_build_object(${Object.entries(COLUMNS)
    .map(([name, column]) => `'${name}', ${media}.${column}`)
    .join(', ')})`;

const NEW_COLUMNS = Object.entries(COLUMNS).filter(([name]) => name !== 'id');

/** The table of media. Methods that take `Sql` may be given the pool or a transaction. */
@Injectable()
export class MediaRepository {
  /** Stores a media of `ownerId` and returns it. */
  async add(tx: Sql, ownerId: number, media: NewMedia): Promise<MediaRow> {
    const given: Readonly<Record<string, unknown>> = { ...media };
    const values = NEW_COLUMNS.map(([name]) => given[name] ?? null);
    const [row] = await tx.query<{ media: MediaRow }>(
      `INSERT INTO media (owner_id, ${NEW_COLUMNS.map(([, column]) => column).join(', ')})
       VALUES ($1, ${values.map((_, at) => `$${at + 2}`).join(', ')}) RETURNING ${mediaRowSql('media')} AS media`,
      [ownerId, ...values],
    );
    return row!.media;
  }

  /** Gives a media the picture at an address elsewhere and forgets an uploaded one. Null when the media is gone. */
  async showImage(
    tx: Tx,
    { id, image, forget }: { id: number; image: string; forget: boolean },
  ): Promise<MediaRow | null> {
    const forgotten = ['folder', 'file', 'mimetype', 'size', 'width', 'height', 'thumbnail_width', 'thumbnail_height'];
    const [row] = await tx.query<{ media: MediaRow }>(
      `UPDATE media SET image = $2${forget ? forgotten.map((column) => `, ${column} = NULL`).join('') : ''}
       WHERE id = $1 RETURNING ${mediaRowSql('media')} AS media`,
      [id, image],
    );
    return row?.media ?? null;
  }

  /** Deletes a media and whatever shows it. Returns what it was, or null when it was gone already. */
  async remove(tx: Tx, id: number): Promise<MediaRow | null> {
    const [row] = await tx.query<{ media: MediaRow }>(
      `DELETE FROM media WHERE id = $1 RETURNING ${mediaRowSql('media')} AS media`,
      [id],
    );
    return row?.media ?? null;
  }

  /**
   * Those of `ids` that `userId` uploaded, in the order of `ids`. Within a transaction they stay until it ends, so
   * that rows pointing at them can be written.
   */
  async ownedBy(tx: Sql, userId: number, ids: readonly number[]): Promise<MediaRow[]> {
    const rows = await tx.query<{ media: MediaRow }>(
      `SELECT ${mediaRowSql('media')} AS media FROM media
       WHERE id = ANY($2::int[]) AND owner_id = $1 ORDER BY array_position($2::int[], id) FOR KEY SHARE`,
      [userId, ids],
    );
    return rows.map(({ media }) => media);
  }

  /** Like `ownedBy`, but one id that is unknown or somebody else's is a 400 `does_not_exist` on `field`. */
  async allOwnedBy(tx: Sql, userId: number, ids: readonly number[], field: string): Promise<MediaRow[]> {
    const found = await this.ownedBy(tx, userId, ids);
    const known = new Set(found.map(({ id }) => id));
    const missing = ids.find((id) => !known.has(id));
    if (missing === undefined) return found;
    throw invalidField(field, 'does_not_exist', `Invalid pk "${missing}" - object does not exist.`);
  }
}
