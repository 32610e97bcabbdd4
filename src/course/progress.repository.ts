import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import { searchPattern, searchSql } from '../database/like';
import type { Slice } from '../http/page';
import { JOINED_STATES, type MembershipState } from '../membership/membership.machine';
import { userJsonSql, type UserRow } from '../user/user.presenter';
import { averageRate, type Progress } from './progress';

/** One person in the dashboard of a course. */
export interface ProgressRow {
  readonly user: UserRow;
  readonly state: MembershipState;
  readonly since: Date;
  /** Published lessons of the course, how many of them the person completed, and when the last. */
  readonly lessons: number;
  readonly completed: number;
  readonly last_active_at: Date | null;
}

/** What narrows and orders the dashboard of a course. */
export interface ProgressFilter {
  readonly states: readonly MembershipState[];
  readonly search?: string;
  readonly ordering?: string;
}

/** The orders of the dashboard; anything else is the first. */
export const PROGRESS_ORDERS = ['-joined_at', 'joined_at', '-last_active_at', 'last_active_at'] as const;
type ProgressOrder = (typeof PROGRESS_ORDERS)[number];

/** Reads how far people have come in a course. Triggers keep the numbers, so nothing is counted here. */
@Injectable()
export class ProgressRepository {
  constructor(private readonly db: Database) {}

  /**
   * Mean completion rate of managers and joined, in whole percent; 0 when there are none. Reads how many people have
   * completed how many lessons, and none of the people.
   */
  async average(courseId: number, lessons: number): Promise<number> {
    const groups = await this.db.query<Progress>(
      `WITH advanced AS (
         SELECT completed, sum(n)::int AS people FROM course_progress_count WHERE course_id = $1 GROUP BY completed)
       SELECT completed, people FROM advanced
       UNION ALL
       SELECT 0, (coalesce(sum(n), 0) - (SELECT coalesce(sum(people), 0) FROM advanced))::int
       FROM course_membership_count WHERE course_id = $1 AND state IN ('member', 'manager')`,
      [courseId],
    );
    return averageRate(groups, lessons);
  }

  /** A page of the people in `states` whose name contains `search`, with their progress, and how many there are. */
  page(courseId: number, filter: ProgressFilter, slice: Slice): Promise<Found<ProgressRow>> {
    const order = PROGRESS_ORDERS.find((known) => known === filter.ordering) ?? PROGRESS_ORDERS[0];
    const values = [courseId, filter.states, slice.limit, slice.offset];
    if (filter.search) {
      return this.db.page<ProgressRow>(
        `SELECT count(*) ${NAMED}`,
        decorated(`SELECT member.* ${NAMED} ORDER BY ${orderSql(order)} LIMIT $3 OFFSET $4`, order),
        [...values, searchPattern(filter.search)],
      );
    }
    return this.db.page<ProgressRow>(
      `SELECT coalesce(sum(n), 0) FROM course_membership_count
       WHERE course_id = $1 AND state = ANY ($2::membership_state[])`,
      decorated(firstOf(filter.states, order), order),
      values,
    );
  }
}

const NAMED = `
  FROM course_membership AS member JOIN app_user ON app_user.id = member.user_id
  WHERE member.course_id = $1 AND member.state = ANY ($2::membership_state[])
    AND ${searchSql('app_user', '$5')}`;

/** The rows of the page `found`, which holds memberships, each with its person. */
const decorated = (found: string, order: ProgressOrder): string => `
  SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since, member.completed, member.last_active_at,
    (SELECT published_lessons FROM course WHERE id = $1) AS lessons
  FROM (${found}) AS member JOIN app_user ON app_user.id = member.user_id ORDER BY ${orderSql(order)}`;

/** Only those who are in have a date of joining. */
const JOINED_AT = `CASE WHEN member.state IN (${JOINED_STATES.map((state) => `'${state}'`).join(', ')}) THEN member.since END`;

/** Whoever has no such date comes last, whatever the direction. */
function orderSql(order: ProgressOrder): string {
  const direction = order.startsWith('-') ? 'DESC' : 'ASC';
  const key = order.endsWith('last_active_at') ? 'member.last_active_at' : JOINED_AT;
  return `${key} ${direction} NULLS LAST, member.user_id ${direction}`;
}

/**
 * The page of people in some states, found without reading the others: each state gives its first rows straight from an
 * index, and only these are merged. `limit + offset` rows of each are enough.
 */
function firstOf(states: readonly MembershipState[], order: ProgressOrder): string {
  const direction = order.startsWith('-') ? 'DESC' : 'ASC';
  const scans = states.flatMap((state) => scansOf(state, order).map((scan) => scanSql(state, scan, direction)));
  return `SELECT * FROM (${scans.join(' UNION ALL ')}) AS member ORDER BY ${orderSql(order)} LIMIT $3 OFFSET $4`;
}

interface Scan {
  readonly where?: string;
  readonly key?: string;
}

const scansOf = (state: MembershipState, order: ProgressOrder): readonly Scan[] => {
  if (!order.endsWith('last_active_at')) {
    return [(JOINED_STATES as readonly MembershipState[]).includes(state) ? { key: 'since' } : {}];
  }
  return [{ where: 'AND last_active_at IS NOT NULL', key: 'last_active_at' }, { where: 'AND last_active_at IS NULL' }];
};

const scanSql = (state: MembershipState, { where = '', key }: Scan, direction: 'ASC' | 'DESC'): string => `(
  SELECT * FROM course_membership WHERE course_id = $1 AND state = '${state}' ${where}
  ORDER BY ${key ? `${key} ${direction}, ` : ''}user_id ${direction} LIMIT $3::bigint + $4::bigint)`;
