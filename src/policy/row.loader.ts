import type { Sql } from '../database/database';
import {
  AccessLoader,
  type Claim,
  factsOf,
  type Found,
  type PathIds,
  standingOf,
  VIEWER,
  type Viewer,
  type ViewerRow,
  viewerOf,
} from './access';
import type { Fact } from './policy';

/** A thing of the community that everybody may know of. */
export interface RowSubject {
  readonly id: number;
}

/** Finds a row of `table` by the id in an address, for things that belong to nobody and are hidden from nobody. */
export abstract class RowLoader extends AccessLoader<RowSubject> {
  protected abstract readonly table: 'app_user' | 'category' | 'dynamic_preference';

  async find(sql: Sql, claim: Claim, path: PathIds): Promise<Found<RowSubject>> {
    const [row] = await sql.query<ViewerRow & { readonly subject_id: number | null }>(
      `SELECT ${VIEWER.columns}, subject.id AS subject_id
       FROM ${VIEWER.from} LEFT JOIN ${this.table} AS subject ON subject.id = $3`,
      [claim.userId, claim.sessionId, path['id']],
    );
    const viewer = viewerOf(claim, row!);
    const { subject_id: id } = row!;
    if (id === null) return { row: row!, position: null };
    const facts = factsOf(viewer, ...this.facts(viewer, id));
    return { row: row!, position: { subject: { id }, standing: standingOf(claim, null), visible: true, facts } };
  }

  /** What else holds for this viewer and this row. */
  protected facts(_viewer: Viewer, _id: number): readonly (Fact | false)[] {
    return [];
  }
}
