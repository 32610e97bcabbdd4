import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import { likeContains } from '../database/like';
import type { Slice } from '../http/page';
import { isStaff, type Viewer } from '../policy/access';
import type { CategoryQuery } from './category-query.dto';
import { categoryJsonSql, type CategoryRow } from './category.presenter';

/** Which categories somebody may create content in: an expression of SQL. */
function creatableSql(viewer: Viewer): string {
  if (viewer.id === null) return 'false';
  return isStaff(viewer) ? 'active' : 'active AND NOT content_only_staff';
}

/** Reads categories. */
@Injectable()
export class CategoryRepository {
  constructor(private readonly db: Database) {}

  /** A page of the categories that fit, in the order of the community, and how many there are. */
  async list(viewer: Viewer, query: Omit<CategoryQuery, keyof Slice>, slice: Slice): Promise<Found<CategoryRow>> {
    const { search, active, deleted, can_create_content: creatable } = query;
    const found = `FROM category
      WHERE ($1::text IS NULL OR name ILIKE $1 OR name_synonyms ILIKE $1) AND ($2::boolean IS NULL OR active = $2)
        ${deleted === true ? 'AND false' : ''} ${creatable === true ? `AND ${creatableSql(viewer)}` : ''}`;
    const [rows, count] = await this.db.page<{ category: CategoryRow }>(
      `SELECT count(*) ${found}`,
      `SELECT ${categoryJsonSql('category')} AS category ${found} ORDER BY position, id LIMIT $3 OFFSET $4`,
      [search ? likeContains(search) : null, active ?? null, slice.limit, slice.offset],
    );
    return [rows.map(({ category }) => category), count];
  }

  /** One category, or null. */
  async one(id: number): Promise<CategoryRow | null> {
    const [row] = await this.db.query<{ category: CategoryRow }>(
      `SELECT ${categoryJsonSql('category')} AS category FROM category WHERE id = $1`,
      [id],
    );
    return row?.category ?? null;
  }
}
