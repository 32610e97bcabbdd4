import { Injectable } from '@nestjs/common';

import { AccessLoader, type Found } from './access';

/** For routes that answer everybody alike and must answer even while the database does not: asks nothing. */
@Injectable()
export class NobodyLoader extends AccessLoader<null> {
  find(): Promise<Found<null>> {
    const row = { viewer_id: 0, viewer_role: null, viewer_admitted: true };
    return Promise.resolve({ row, position: { subject: null, standing: 'outsider', visible: true, facts: new Set() } });
  }
}
