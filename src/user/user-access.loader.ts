import { Injectable } from '@nestjs/common';

import type { Access, Viewer } from '../policy/access';
import type { Fact } from '../policy/policy';
import { RowLoader, type RowSubject } from '../policy/row.loader';

/** The person whom an address names. */
export type UserAccess = Access<RowSubject>;

/**
 * The only way from a person's id in an address to a person. Everybody may know who there is; people who were deleted
 * are still found, because what they made still names them.
 */
@Injectable()
export class UserAccessLoader extends RowLoader {
  protected readonly table = 'app_user';

  protected override facts(viewer: Viewer, id: number): readonly (Fact | false)[] {
    return [viewer.id === id && 'self'];
  }
}
