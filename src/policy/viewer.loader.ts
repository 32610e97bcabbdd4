import { Injectable } from '@nestjs/common';

import type { Sql } from '../database/database';
import { AccessLoader, type Claim, factsOf, type Found, standingOf, VIEWER, type ViewerRow, viewerOf } from './access';

/** For routes that name no subject: finds the viewer and nothing else. */
@Injectable()
export class ViewerLoader extends AccessLoader<null> {
  async find(sql: Sql, claim: Claim): Promise<Found<null>> {
    const [row] = await sql.query<ViewerRow>(`SELECT ${VIEWER.columns} FROM ${VIEWER.from}`, [
      claim.userId,
      claim.sessionId,
    ]);
    const viewer = viewerOf(claim, row!);
    return {
      row: row!,
      position: { subject: null, standing: standingOf(claim, null), visible: true, facts: factsOf(viewer) },
    };
  }
}
