import { Injectable } from '@nestjs/common';

import { RowLoader } from '../policy/row.loader';

/** Finds a category by its id. */
@Injectable()
export class CategoryLoader extends RowLoader {
  protected readonly table = 'category';
}
