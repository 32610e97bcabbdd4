import { Injectable } from '@nestjs/common';

import { Database, type Found, type Sql } from '../database/database';
import { type Bind, cutSql } from '../database/order';
import type { Slice } from '../http/page';
import type { Role } from '../policy/access';
import { userJsonSql, type UserRow } from './user.presenter';
import { ACTIVE_USERS, foundSql, orderOf, type UserFilter } from './user-search';

/** A person with what only his own page shows. */
export interface ProfileRow extends UserRow {
  readonly email: string | null;
  readonly followers: number;
  readonly followings: number;
}

/** Somebody to be. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly realName?: string;
  readonly extId?: string | null;
  readonly role?: Role | null;
}

/** The attributes by which exactly one person can be found. */
export type UserKey = 'username' | 'email' | 'ext_id';

/** The id in another system is compared as it is, names without regard to case; each by its unique index. */
const KEYS: Record<UserKey, string> = {
  username: 'lower(username) = lower($1)',
  email: 'lower(email) = lower($1)',
  ext_id: 'ext_id = $1',
};

const PROFILE = `${userJsonSql('app_user')} AS "user", email,
  (SELECT count(*)::int FROM user_follow WHERE followed_id = app_user.id) AS followers,
  (SELECT count(*)::int FROM user_follow WHERE follower_id = app_user.id) AS followings`;

/** Reads and creates people. */
@Injectable()
export class UserRepository {
  constructor(private readonly db: Database) {}

  /** One person, or null. */
  find(id: number): Promise<ProfileRow | null> {
    return this.one('id = $1', id);
  }

  /** The person with this name, address or outside id, or null. */
  findBy(key: UserKey, value: string): Promise<ProfileRow | null> {
    return this.one(KEYS[key], value);
  }

  /** Creates a person and returns his id. Throws 400 `unique` when a name, an address or an outside id is taken. */
  insert(user: NewUser): Promise<number> {
    return insertUser(this.db, user);
  }

  /** A page of the active people who fit, and how many there are. */
  async search(filter: UserFilter, slice: Slice, ordering?: string): Promise<Found<UserRow>> {
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const found = foundSql(filter, bind);
    const narrowed = found !== foundSql({}, bind);
    const { behind, orderBy, limits, place } = cutSql(orderOf(ordering), slice, bind);
    const page = `SELECT ${userJsonSql('app_user')} AS "user"${place}
      FROM (SELECT id ${narrowed ? 'FROM found WHERE true' : found}${behind} ${limits}) AS near
      JOIN app_user USING (id) ${orderBy}`;
    const [rows, ...rest] = narrowed
      ? await this.db.page<{ user: UserRow }>(
          'SELECT count(*) FROM found',
          page,
          values,
          'once',
          `SELECT id, username, real_name, date_joined ${found}`,
        )
      : await this.db.page<{ user: UserRow }>(`SELECT ${ACTIVE_USERS}`, page, values);
    return [rows.map(({ user }) => user), ...rest];
  }

  /** The ids of the people whom `userId` hides. */
  async hiddenBy(userId: number): Promise<number[]> {
    const rows = await this.db.query<{ hidden_id: number }>(
      `SELECT hidden_id FROM hidden_user WHERE user_id = $1 ORDER BY hidden_id`,
      [userId],
    );
    return rows.map(({ hidden_id: id }) => id);
  }

  private async one(condition: string, value: unknown): Promise<ProfileRow | null> {
    const [row] = await this.db.query<Omit<ProfileRow, keyof UserRow> & { user: UserRow }>(
      `SELECT ${PROFILE} FROM app_user WHERE ${condition}`,
      [value],
    );
    if (!row) return null;
    const { user, ...more } = row;
    return { ...user, ...more };
  }
}

/** Creates a person through `sql` and returns his id. */
export async function insertUser(sql: Sql, user: NewUser): Promise<number> {
  const [row] = await sql.query<{ id: number }>(
    `INSERT INTO app_user (username, email, password_hash, real_name, ext_id, role)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [user.username, user.email, user.passwordHash, user.realName ?? '', user.extId ?? null, user.role ?? null],
  );
  return row!.id;
}
