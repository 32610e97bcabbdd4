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

/** The person whom an address names. */
export interface UserSubject {
  readonly id: number;
}

export type UserAccess = Access<UserSubject>;

/**
 * The only way from a person's id in an address to a person. Everybody may know who there is; people who were deleted
 * are still found, because what they made still names them.
 */
@Injectable()
export class UserAccessLoader extends AccessLoader<UserSubject> {
  async find(sql: Sql, claim: Claim, path: PathIds): Promise<Found<UserSubject>> {
    const [row] = await sql.query<ViewerRow & { readonly id: number | null }>(
      `SELECT ${VIEWER.columns}, person.id FROM ${VIEWER.from} LEFT JOIN app_user AS person ON person.id = $3`,
      [claim.userId, claim.sessionId, path['id']],
    );
    const { id } = row!;
    const facts = factsOf(viewerOf(claim, row!), id === claim.userId && 'self');
    const position = { standing: standingOf(claim, null), visible: true, facts };
    return { row: row!, position: id === null ? null : { subject: { id }, ...position } };
  }
}
