import { Injectable } from '@nestjs/common';

import type { Sql } from '../database/database';
import {
  AccessLoader,
  type Claim,
  factsOf,
  type Found,
  isStaff,
  standingOf,
  VIEWER,
  type ViewerRow,
  viewerOf,
} from './access';

interface CommunityRow extends ViewerRow {
  readonly courses_only_staff: boolean;
  readonly events_only_staff: boolean;
}

const isOn = (preference: string): string => `EXISTS (SELECT FROM dynamic_preference
  WHERE section = 'configurations' AND name = '${preference}' AND value = 'true'::jsonb)`;

/**
 * For routes about the community at large that depend on what the viewer may begin there. Where a preference keeps
 * courses or events for staff, only staff may create them; elsewhere everybody who is signed in may.
 */
@Injectable()
export class CommunityLoader extends AccessLoader<null> {
  async find(sql: Sql, claim: Claim): Promise<Found<null>> {
    const [row] = await sql.query<CommunityRow>(
      `SELECT ${VIEWER.columns},
         ${isOn('courses_only_staff_enabled')} AS courses_only_staff,
         ${isOn('events_only_staff_enabled')} AS events_only_staff
       FROM ${VIEWER.from}`,
      [claim.userId, claim.sessionId],
    );
    const viewer = viewerOf(claim, row!);
    const mayCreate = (onlyStaff: boolean): boolean => viewer.id !== null && (!onlyStaff || isStaff(viewer));
    const facts = factsOf(
      viewer,
      mayCreate(row!.courses_only_staff) && 'may_create_course',
      mayCreate(row!.events_only_staff) && 'may_create_event',
    );
    return { row: row!, position: { subject: null, standing: standingOf(claim, null), visible: true, facts } };
  }
}
