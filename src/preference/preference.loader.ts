import { Injectable } from '@nestjs/common';

import { RowLoader } from '../policy/row.loader';

/** Finds a preference by its id. */
@Injectable()
export class PreferenceLoader extends RowLoader {
  protected readonly table = 'dynamic_preference';
}
