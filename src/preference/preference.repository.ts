import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import { likeContains } from '../database/like';
import type { Slice } from '../http/page';
import type { DynamicPreferenceDto, FeatureDto, PreferenceValue } from './preference.dto';

/** What narrows the list of preferences. */
export interface PreferenceFilter {
  readonly search?: string;
  readonly section?: string;
  /** `name` or `section.name`. */
  readonly keys?: readonly string[];
}

const COLUMNS = ['id', 'section', 'name'] as const;

/** An order that never leaves two preferences in doubt; by id when `ordering` names no other. */
function orderSql(ordering = 'id'): string {
  const column = COLUMNS.find((name) => name === ordering.replace(/^-/, ''));
  return column === undefined ? 'id' : `${column} ${ordering.startsWith('-') ? 'DESC' : 'ASC'}, id`;
}

/** Keeps the settings of the community and what is switched on in it. */
@Injectable()
export class PreferenceRepository {
  constructor(private readonly db: Database) {}

  /** A page of the preferences that fit, and how many there are. */
  list(filter: PreferenceFilter, slice: Slice, ordering?: string): Promise<Found<DynamicPreferenceDto>> {
    const { search, section, keys } = filter;
    const values = [search ? likeContains(search) : null, section || null, keys?.length ? keys : null];
    const found = `FROM dynamic_preference
      WHERE ($1::text IS NULL OR section ILIKE $1 OR name ILIKE $1) AND ($2::text IS NULL OR section = $2)
        AND ($3::text[] IS NULL OR name = ANY ($3) OR section || '.' || name = ANY ($3))`;
    return this.db.page(
      `SELECT count(*) ${found}`,
      `SELECT id, section, name, value ${found} ORDER BY ${orderSql(ordering)} LIMIT $4 OFFSET $5`,
      [...values, slice.limit, slice.offset],
    );
  }

  /** One preference, or null. */
  async one(id: number): Promise<DynamicPreferenceDto | null> {
    const [row] = await this.db.query<DynamicPreferenceDto>(
      `SELECT id, section, name, value FROM dynamic_preference WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** The preferences with these `section.name` keys. */
  named(keys: readonly string[]): Promise<DynamicPreferenceDto[]> {
    return this.db.query(
      `SELECT id, section, name, value FROM dynamic_preference WHERE section || '.' || name = ANY ($1::text[])`,
      [keys],
    );
  }

  /** Sets values by id, all at once, and returns the preferences as they are now. */
  set(values: ReadonlyMap<number, PreferenceValue>): Promise<DynamicPreferenceDto[]> {
    const rows = Array.from(values, ([id, value]) => ({ id, value }));
    return this.db.query(
      `WITH changed AS (
         UPDATE dynamic_preference AS preference SET value = wanted.value
         FROM jsonb_to_recordset($1) AS wanted (id int, value jsonb) WHERE wanted.id = preference.id
         RETURNING preference.*)
       SELECT id, section, name, value FROM changed ORDER BY id`,
      [JSON.stringify(rows)],
    );
  }

  /** A page of the features that fit, and how many there are. */
  features(name: string | undefined, search: string | undefined, slice: Slice): Promise<Found<FeatureDto>> {
    const found = `FROM feature WHERE ($1::text IS NULL OR name = $1) AND ($2::text IS NULL OR name ILIKE $2)`;
    return this.db.page(
      `SELECT count(*) ${found}`,
      `SELECT id, name, enabled ${found} ORDER BY id LIMIT $3 OFFSET $4`,
      [name || null, search ? likeContains(search) : null, slice.limit, slice.offset],
    );
  }
}
