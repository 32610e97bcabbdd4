import { Injectable } from '@nestjs/common';

import type { Sql } from '../database/database';
import {
  type Access,
  AccessLoader,
  type Claim,
  factsOf,
  type Found,
  type PathIds,
  standingOf,
  VIEWER,
  type ViewerRow,
  viewerOf,
} from '../policy/access';
import { mediaRowSql } from './media.repository';
import type { MediaRow } from './media.presenter';

export type MediaAccess = Access<MediaRow>;

type Row = ViewerRow & { readonly owner_id: number | null; readonly media: MediaRow | null };

/** The only way from a media id in a request to a media. Its owner never changes, so there is nothing to lock. */
@Injectable()
export class MediaAccessLoader extends AccessLoader<MediaRow> {
  async find(sql: Sql, claim: Claim, { id }: PathIds): Promise<Found<MediaRow>> {
    const [row] = await sql.query<Row>(
      `SELECT ${VIEWER.columns}, media.owner_id, CASE WHEN media.id IS NOT NULL THEN ${mediaRowSql('media')} END AS media
       FROM ${VIEWER.from} LEFT JOIN media ON media.id = $3`,
      [claim.userId, claim.sessionId, id],
    );
    const { media, owner_id: ownerId } = row!;
    const viewer = viewerOf(claim, row!);
    if (!media) return { row: row!, position: null };
    const facts = factsOf(viewer, ownerId === viewer.id && 'owner');
    return { row: row!, position: { subject: media, standing: standingOf(claim, null), visible: true, facts } };
  }
}
