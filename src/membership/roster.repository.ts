import { Injectable } from '@nestjs/common';

import { Database } from '../database/database';
import { searchPattern, searchSql } from '../database/like';
import type { Place } from '../http/cursor';
import type { Slice } from '../http/page';
import { ACTIVE_USERS } from '../user/user-search';
import { userJsonSql, type UserRow } from '../user/user.presenter';
import type { MembershipKind } from './membership.kind';
import type { MembershipState } from './membership.machine';

/** One person on a roster. */
export interface RosterRow {
  readonly user: UserRow;
  readonly state: MembershipState;
  /** Since when the person stands so: the date of joining for those who are in. */
  readonly since: Date;
  /** The same to the microsecond, for walking on behind this row. */
  readonly at: string;
}

/** The place of the last of some rows, from which a walk goes on. */
export function placeOf(rows: readonly RosterRow[]): Place | undefined {
  const last = rows.at(-1);
  return last && [last.at, last.user.id];
}

/** Conditions on a membership row, each served by an index; the list is their union. Constants, never input. */
export type RosterGroups = readonly [string, ...string[]];

/** The groups of people in any of `states`. */
export function inStates(states: readonly MembershipState[]): RosterGroups {
  const [first = 'member', ...others] = new Set(states);
  return [`state = '${first}'`, ...others.map((state) => `state = '${state}'`)];
}

/** Reads who stands how towards a course or event. Pages cost the same whatever the size of the course. */
@Injectable()
export class RosterRepository {
  constructor(private readonly db: Database) {}

  /** A page of people in any of `groups`, the latest first, and how many there are; by offset, or on behind a cursor. */
  list(kind: MembershipKind, subjectId: number, groups: RosterGroups, slice: Slice): Promise<[RosterRow[], number]> {
    const { table, counts, subject } = kind;
    const after = slice.cursor?.after ?? [];
    const behind = after.length > 0 ? 'AND (since, user_id) < ($4::timestamptz, $5::int)' : '';
    // One ordered scan of the index for each group, and none reads further than the end of the page.
    const scans = groups.map(
      (group) => `(SELECT user_id, state, since FROM ${table} WHERE ${subject} = $1 AND ${group} ${behind}
        ORDER BY since DESC, user_id DESC LIMIT $2::bigint + $3::bigint)`,
    );
    return this.db.page(
      `SELECT coalesce(sum(n), 0) FROM ${counts} WHERE ${subject} = $1 AND (${groups.join(' OR ')})`,
      `SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since, member.since::text AS at
       FROM (SELECT * FROM (${scans.join(' UNION ALL ')}) AS near
             ORDER BY since DESC, user_id DESC LIMIT $2 OFFSET $3) AS member
       JOIN app_user ON app_user.id = member.user_id
       ORDER BY member.since DESC, member.user_id DESC`,
      [subjectId, slice.limit, slice.cursor ? 0 : slice.offset, ...after],
    );
  }

  /** Like `list`, of people whose username or real name contains `search`. */
  search(
    kind: MembershipKind,
    subjectId: number,
    groups: RosterGroups,
    search: string,
    slice: Slice,
  ): Promise<[RosterRow[], number]> {
    const after = slice.cursor?.after ?? [];
    const found = `FROM ${kind.table} AS member JOIN app_user ON app_user.id = member.user_id
      WHERE member.${kind.subject} = $1 AND (${groups.join(' OR ')})
        AND ${searchSql('app_user', '$4')}`;
    return this.db.page(
      `SELECT count(*) FROM (SELECT 1 ${found}) AS found`,
      `SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since, member.since::text AS at ${found}
       ${after.length > 0 ? 'AND (member.since, member.user_id) < ($5::timestamptz, $6::int)' : ''}
       ORDER BY member.since DESC, member.user_id DESC LIMIT $2 OFFSET $3`,
      [subjectId, slice.limit, slice.cursor ? 0 : slice.offset, searchPattern(search), ...after],
    );
  }

  /** People who might be invited: active, not the viewer, without any row in this course or event; see `people`. */
  strangers(
    kind: MembershipKind,
    subjectId: number,
    viewerId: number,
    search: string | undefined,
    slice: Slice,
  ): Promise<[UserRow[], number]> {
    const rows = `SELECT user_id FROM ${kind.table} WHERE ${kind.subject} = $4`;
    return this.people([viewerId, slice.limit, slice.offset, subjectId], search, {
      not: `AND NOT EXISTS (${rows} AND user_id = app_user.id)`,
      // Everybody but the viewer, less those who have a row, of whom the few inactive ones were not among everybody.
      count: `${ACTIVE_USERS} - (SELECT coalesce(sum(n), 0) FROM ${kind.counts} WHERE ${kind.subject} = $4)
        + (SELECT count(*) FROM app_user WHERE status <> 'active' AND id IN (${rows}))
        - (SELECT count(*) FROM app_user WHERE id = $1 AND status = 'active' AND id NOT IN (${rows} AND user_id = $1))`,
    });
  }

  /** People whom the viewer might invite to anything: active and not himself; see `people`. */
  others(viewerId: number, search: string | undefined, slice: Slice): Promise<[UserRow[], number]> {
    return this.people([viewerId, slice.limit, slice.offset], search, {
      not: '',
      count: `${ACTIVE_USERS} - (SELECT count(*) FROM app_user WHERE id = $1 AND status = 'active')`,
    });
  }

  /**
   * `known` are the first values: the viewer, limit and offset. With a term, those who fit are found once and counted.
   * Those whom the viewer follows come first.
   */
  private async people(
    known: readonly unknown[],
    search: string | undefined,
    { not, count }: { readonly not: string; readonly count: string },
  ): Promise<[UserRow[], number]> {
    const anybody = `status = 'active' AND id <> $1 ${not}`;
    const [rows, total] = search
      ? await this.db.page<{ user: UserRow }>(
          `SELECT count(*) FROM found`,
          followedFirst('found', 'true'),
          [...known, searchPattern(search)],
          'once',
          `SELECT id, username FROM app_user WHERE ${anybody} AND ${searchSql('app_user', `$${known.length + 1}`)}`,
        )
      : await this.db.page<{ user: UserRow }>(`SELECT ${count}`, followedFirst('app_user', anybody), known);
    return [rows.map(({ user }) => user), total];
  }
}

const FOLLOWED = `SELECT followed_id FROM user_follow WHERE follower_id = $1`;

/**
 * A page of the people of `table` under a condition: those whom the viewer `$1` follows, then the others, each by
 * username. The others are read in the order of their index, and no further than the end of the page.
 */
function followedFirst(table: string, condition: string): string {
  const part = (rank: number, which: string): string =>
    `(SELECT id, ${rank} AS rank, lower(username) AS name FROM ${table} WHERE ${condition} AND id ${which} (${FOLLOWED})
      ORDER BY lower(username), id LIMIT $2::bigint + $3::bigint)`;
  return `SELECT ${userJsonSql('app_user')} AS "user"
    FROM (SELECT * FROM (${part(1, 'IN')} UNION ALL ${part(2, 'NOT IN')}) AS near
          ORDER BY rank, name, id LIMIT $2 OFFSET $3) AS near
    JOIN app_user USING (id) ORDER BY rank, name, id`;
}
