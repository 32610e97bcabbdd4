import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import { searchPattern, searchSql } from '../database/like';
import { type Bind, cutSql, type Order } from '../database/order';
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
}

const LATEST: Order = {
  name: '-since',
  keys: [
    ['member.since', 'time'],
    ['member.user_id', 'int'],
  ],
};

/** Whom the viewer follows, then the others, each by username; see `followedFirst`. */
const FOLLOWED_FIRST: Order = {
  name: 'followed',
  keys: [
    ['stranger', 'boolean'],
    ['name', 'text'],
    ['id', 'int'],
  ],
};

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
  list(kind: MembershipKind, subjectId: number, groups: RosterGroups, slice: Slice): Promise<Found<RosterRow>> {
    const { table, counts, subject } = kind;
    const values: unknown[] = [subjectId];
    const { behind, orderBy, limits, partLimits, place } = cutSql(LATEST, slice, (value) => `$${values.push(value)}`);
    // One ordered scan of the index for each group, and none reads further than the end of the page.
    const scans = groups.map(
      (group) => `(SELECT user_id, state, since FROM ${table} AS member
        WHERE ${subject} = $1 AND ${group}${behind} ${partLimits})`,
    );
    return this.db.page(
      `SELECT coalesce(sum(n), 0) FROM ${counts} WHERE ${subject} = $1 AND (${groups.join(' OR ')})`,
      `SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since${place}
       FROM (SELECT * FROM (${scans.join(' UNION ALL ')}) AS member ${limits}) AS member
       JOIN app_user ON app_user.id = member.user_id ${orderBy}`,
      values,
    );
  }

  /** Like `list`, of people whose username or real name contains `search`. */
  search(
    kind: MembershipKind,
    subjectId: number,
    groups: RosterGroups,
    search: string,
    slice: Slice,
  ): Promise<Found<RosterRow>> {
    const values: unknown[] = [subjectId];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const { behind, limits, place } = cutSql(LATEST, slice, bind);
    const found = `FROM ${kind.table} AS member JOIN app_user ON app_user.id = member.user_id
      WHERE member.${kind.subject} = $1 AND (${groups.join(' OR ')})
        AND ${searchSql('app_user', bind(searchPattern(search)))}`;
    return this.db.page(
      `SELECT count(*) FROM (SELECT 1 ${found}) AS found`,
      `SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since${place} ${found}${behind} ${limits}`,
      values,
    );
  }

  /** People who might be invited: active, not the viewer, without any row in this course or event; see `people`. */
  strangers(
    kind: MembershipKind,
    subjectId: number,
    viewerId: number,
    search: string | undefined,
    slice: Slice,
  ): Promise<Found<UserRow>> {
    const rows = `SELECT user_id FROM ${kind.table} WHERE ${kind.subject} = $2`;
    return this.people([viewerId, subjectId], search, slice, {
      not: `AND NOT EXISTS (${rows} AND user_id = app_user.id)`,
      // Everybody but the viewer, less those who have a row, of whom the few inactive ones were not among everybody.
      count: `${ACTIVE_USERS} - (SELECT coalesce(sum(n), 0) FROM ${kind.counts} WHERE ${kind.subject} = $2)
        + (SELECT count(*) FROM app_user WHERE status <> 'active' AND id IN (${rows}))
        - (SELECT count(*) FROM app_user WHERE id = $1 AND status = 'active' AND id NOT IN (${rows} AND user_id = $1))`,
    });
  }

  /** People whom the viewer might invite to anything: active and not himself; see `people`. */
  others(viewerId: number, search: string | undefined, slice: Slice): Promise<Found<UserRow>> {
    return this.people([viewerId], search, slice, {
      not: '',
      count: `${ACTIVE_USERS} - (SELECT count(*) FROM app_user WHERE id = $1 AND status = 'active')`,
    });
  }

  /** `values` begin with the viewer. With a term, those who fit are found once and counted. Those whom he follows come first. */
  private async people(
    values: unknown[],
    search: string | undefined,
    slice: Slice,
    { not, count }: { readonly not: string; readonly count: string },
  ): Promise<Found<UserRow>> {
    const bind: Bind = (value) => `$${values.push(value)}`;
    const page = followedFirst(slice, bind);
    const anybody = `status = 'active' AND id <> $1 ${not}`;
    const [rows, ...rest] = search
      ? await this.db.page<{ user: UserRow }>(
          `SELECT count(*) FROM found`,
          page('found', 'true'),
          values,
          'once',
          `SELECT id, username FROM app_user WHERE ${anybody} AND ${searchSql('app_user', bind(searchPattern(search)))}`,
        )
      : await this.db.page<{ user: UserRow }>(`SELECT ${count}`, page('app_user', anybody), values);
    return [rows.map(({ user }) => user), ...rest];
  }
}

/**
 * A page of the people of `table` under a condition, the viewer being `$1`. Those whom he follows and the others are read
 * each in the order of their index, from where a walk stands and no further than the end of the page.
 */
function followedFirst(slice: Slice, bind: Bind): (table: string, condition: string) => string {
  const { behind, orderBy, limits, partLimits, place } = cutSql(FOLLOWED_FIRST, slice, bind);
  const [, amongStrangers, ...last] = slice.cursor?.after ?? [];
  // Follows from `behind`, but says it in the words of the index.
  const further = amongStrangers ? `AND (lower(username), id) > (${last.map(bind).join('::text, ')}::int)` : '';
  return (table, condition) => {
    const part = (stranger: boolean, which: string): string =>
      `(SELECT * FROM (
          SELECT id, ${stranger} AS stranger, lower(username) AS name FROM ${table}
          WHERE ${condition} AND id ${which} (SELECT followed_id FROM user_follow WHERE follower_id = $1)
            ${stranger ? further : ''}) AS part
        WHERE true${behind} ${partLimits})`;
    return `SELECT ${userJsonSql('app_user')} AS "user"${place}
      FROM (SELECT * FROM (${part(false, 'IN')} UNION ALL ${part(true, 'NOT IN')}) AS parts ${limits}) AS near
      JOIN app_user USING (id) ${orderBy}`;
  };
}
