import { Injectable } from '@nestjs/common';

import { Database } from '../database/database';
import type { Slice } from '../http/page';
import { likeContains } from '../database/like';
import type { MembershipState } from '../membership/membership.machine';
import { userJsonSql, type UserRow } from '../user/user.presenter';
import { averageRate } from './progress';

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

/** The orders of the dashboard; anything else is the first. */
export const PROGRESS_ORDERS = ['-joined_at', 'joined_at', '-last_active_at', 'last_active_at'] as const;

/** Reads how far people have come in a course. */
@Injectable()
export class ProgressRepository {
  constructor(private readonly db: Database) {}

  /** Mean completion rate of managers and joined, in whole percent; 0 when there are none. */
  async average(courseId: number, lessons: number): Promise<number> {
    const rows = await this.db.query<{ completed: number; people: number }>(
      `SELECT completed, count(*)::int AS people FROM (
         SELECT count(lesson.id) AS completed FROM course_membership AS member
         LEFT JOIN lesson_completion AS completion
           ON completion.course_id = member.course_id AND completion.user_id = member.user_id
         LEFT JOIN course_lesson AS lesson ON lesson.id = completion.lesson_id AND lesson.status = 'published'
         WHERE member.course_id = $1 AND member.state IN ('member', 'manager')
         GROUP BY member.user_id) AS person
       GROUP BY completed`,
      [courseId],
    );
    return averageRate(
      rows.map(({ completed, people }) => ({ completed: Number(completed), people })),
      lessons,
    );
  }

  /** A page of the people in `states` whose name contains `search`, with their progress, and how many there are. */
  page(
    courseId: number,
    { states, search, ordering }: { states: readonly MembershipState[]; search?: string; ordering?: string },
    slice: Slice,
  ): Promise<[ProgressRow[], number]> {
    const values: unknown[] = [courseId, states, slice.limit, slice.offset];
    const named = search ? `AND (app_user.username ILIKE $5 OR app_user.real_name ILIKE $5)` : '';
    if (search) values.push(likeContains(search));
    const found = `FROM course_membership AS member JOIN app_user ON app_user.id = member.user_id
      WHERE member.course_id = $1 AND member.state = ANY ($2::membership_state[]) ${named}`;
    return this.db.page<ProgressRow>(
      `SELECT count(*) ${found}`,
      `SELECT ${userJsonSql('app_user')} AS "user", member.state, member.since, done.completed, done.last_active_at,
         (SELECT count(*)::int FROM course_lesson WHERE course_id = $1 AND status = 'published') AS lessons
       ${found.replace('WHERE', `CROSS JOIN LATERAL (${DONE}) AS done WHERE`)}
       ORDER BY ${orderSql(ordering)}, member.user_id DESC LIMIT $3 OFFSET $4`,
      values,
    );
  }
}

/** What one member completed. */
const DONE = `
  SELECT count(*) FILTER (WHERE lesson.status = 'published')::int AS completed, max(completed_at) AS last_active_at
  FROM lesson_completion AS completion JOIN course_lesson AS lesson ON lesson.id = completion.lesson_id
  WHERE completion.course_id = member.course_id AND completion.user_id = member.user_id`;

/** Whoever has no such date comes last, whatever the direction. */
function orderSql(ordering: string | undefined): string {
  const known = PROGRESS_ORDERS.find((order) => order === ordering) ?? PROGRESS_ORDERS[0];
  const direction = known.startsWith('-') ? 'DESC' : 'ASC';
  if (known.endsWith('last_active_at')) return `done.last_active_at ${direction} NULLS LAST`;
  return `CASE WHEN member.state IN ('member', 'manager', 'creator') THEN member.since END ${direction} NULLS LAST`;
}
