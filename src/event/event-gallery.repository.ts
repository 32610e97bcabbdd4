import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import type { Slice } from '../http/page';
import type { MediaRow } from '../media/media.presenter';
import { MediaRepository, mediaRowSql } from '../media/media.repository';
import { signedIn } from '../policy/access';
import { reauthorize } from '../policy/authorize';
import { type EventAccess, EventAccessLoader } from './event-access.loader';

/** The photos of events. */
@Injectable()
export class EventGalleryRepository {
  constructor(
    private readonly db: Database,
    private readonly loader: EventAccessLoader,
    private readonly media: MediaRepository,
  ) {}

  /** A page of the gallery, the latest first, and how many media it holds. */
  async list({ subject }: EventAccess, slice: Slice): Promise<Found<MediaRow>> {
    const [rows, count] = await this.db.page<{ media: MediaRow }>(
      `SELECT count(*) FROM event_gallery WHERE event_id = $1`,
      `SELECT ${mediaRowSql('media')} AS media FROM event_gallery JOIN media ON media.id = event_gallery.media_id
       WHERE event_gallery.event_id = $1
       ORDER BY event_gallery.added_at DESC, event_gallery.media_id DESC LIMIT $2 OFFSET $3`,
      [subject.id, slice.limit, slice.offset],
    );
    return [rows.map(({ media }) => media), count];
  }

  /** Adds a media that the viewer uploaded and returns it; one that is there stays. Anybody else's is 400 on `media`. */
  add(access: EventAccess, mediaId: number): Promise<MediaRow> {
    return this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'actor');
      const [media] = await this.media.allOwnedBy(tx, signedIn(access), [mediaId], 'media');
      await tx.query(`INSERT INTO event_gallery (event_id, media_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        subject.id,
        mediaId,
      ]);
      return media!;
    });
  }

  /** Takes media out of the gallery; those that are not in it are passed over. */
  async remove(access: EventAccess, mediaIds: readonly number[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'actor');
      await tx.query(`DELETE FROM event_gallery WHERE event_id = $1 AND media_id = ANY ($2::int[])`, [
        subject.id,
        mediaIds,
      ]);
    });
  }
}
