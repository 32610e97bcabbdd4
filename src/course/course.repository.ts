import { Injectable } from '@nestjs/common';

import { categoryJsonSql, type CategoryRow } from '../category/category.presenter';
import { Database, type Found } from '../database/database';
import { searchPattern, searchSql } from '../database/like';
import { type Bind, type Cut, cutSql, type Order } from '../database/order';
import type { Slice } from '../http/page';
import type { MembershipState } from '../membership/membership.machine';
import { JOINED_STATES } from '../membership/membership.machine';
import { visibleSql, visibleToAll } from '../policy/visibility';
import { userJsonSql, type UserRow } from '../user/user.presenter';
import type { CourseType } from './course.entity';
import { COURSE_VISIBILITY, type CoursePrivacy } from './course.policy';

/** A course as its presenters read it, with what is the viewer's own. */
export interface CourseRow {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly type: CourseType;
  readonly privacy: CoursePrivacy;
  readonly enforce_lessons_order: boolean;
  readonly new_comment_notification_enabled: boolean;
  readonly hide_member_count: boolean;
  readonly meta_title: string;
  readonly meta_description: string;
  readonly og_title: string;
  readonly og_description: string;
  readonly og_image: string | null;
  readonly image: string | null;
  readonly created_at: Date;
  readonly creator: UserRow;
  readonly categories: readonly CategoryRow[];
  readonly sections_order: readonly number[];
  /** The viewer's own state, since when he is in, and how many of the published lessons he completed. */
  readonly state: MembershipState | null;
  readonly since: Date | null;
  readonly lessons: number;
  readonly completed: number;
  /** Joined and managers. */
  readonly member_count: number;
}

/** What narrows a list of courses. */
export interface CourseFilter {
  readonly search?: string;
  /** Filed under any of these. */
  readonly categories?: readonly number[];
  /** The viewer stands so towards the course. */
  readonly states?: readonly MembershipState[];
  readonly createdBy?: number;
  /** The viewer has nothing to do with it yet. */
  readonly strangers?: boolean;
}

/** The kinds of courses that everybody sees, in SQL. Strangers see no others. */
const LISTED = visibleToAll(COURSE_VISIBILITY)
  .map((privacy) => `'${privacy}'`)
  .join(', ');

const joined = JOINED_STATES.map((state) => `'${state}'`).join(', ');

/** How the viewer, `$1`, stands towards a course, in SQL. */
const STANDING = `CASE WHEN $1::int IS NULL THEN 'anonymous' ELSE coalesce(membership.state::text, 'outsider') END`;

/** What every list of courses holds: none that is deleted, none that the viewer may not know of. `$1` is the viewer. */
const VISIBLE = `
  FROM course LEFT JOIN course_membership AS membership
    ON membership.course_id = course.id AND membership.user_id = $1
  WHERE course.deleted_at IS NULL AND ${visibleSql(COURSE_VISIBILITY, 'course.privacy', STANDING)}`;

/** The viewer's rows of courses that everybody sees, or of those that not everybody sees; `$1` is the viewer. */
const own = (seenBy: 'everybody' | 'some'): string => `
  SELECT count(*) FROM course_membership AS membership JOIN course ON course.id = membership.course_id
  WHERE membership.user_id = $1 AND course.deleted_at IS NULL
    AND course.privacy ${seenBy === 'some' ? 'NOT ' : ''}IN (${LISTED})
    AND ${visibleSql(COURSE_VISIBILITY, 'course.privacy', STANDING)}`;

/** How many courses everybody sees, out of the counter that triggers keep. */
const ALL_LISTED = `(SELECT coalesce(sum(n), 0) FROM course_count WHERE privacy IN (${LISTED}))`;

/** How many courses fit, if that can be told without counting one after the other what everybody sees. */
function quickCount({ search, categories, states, createdBy, strangers }: CourseFilter): string | undefined {
  if (search || categories?.length || states?.length || createdBy !== undefined) return undefined;
  return strangers ? `SELECT ${ALL_LISTED} - (${own('everybody')})` : `SELECT ${ALL_LISTED} + (${own('some')})`;
}

/** A course in full, from rows of `course`, `creator` and `membership`. */
const COLUMNS = `course.*, ${userJsonSql('creator')} AS creator, membership.state, membership.since,
  coalesce((
    SELECT json_agg(${categoryJsonSql('category')} ORDER BY category.position, category.id)
    FROM course_category JOIN category ON category.id = course_category.category_id
    WHERE course_category.course_id = course.id), '[]') AS categories,
  ARRAY (
    SELECT id FROM course_section WHERE course_section.course_id = course.id ORDER BY position, id) AS sections_order,
  course.published_lessons AS lessons,
  CASE WHEN membership.state IN (${joined}) THEN membership.completed ELSE 0 END AS completed,
  (SELECT coalesce(sum(n), 0)::int FROM course_membership_count AS total
   WHERE total.course_id = course.id AND total.state IN ('member', 'manager')) AS member_count`;

/** The rows of the page `found`, which holds ids, each in full; `$1` is the viewer. */
const decorated = (found: string, { orderBy, place }: Pick<Cut, 'orderBy' | 'place'>): string => `
  SELECT ${COLUMNS}${place} FROM (${found}) AS found JOIN course ON course.id = found.id
  JOIN app_user AS creator ON creator.id = course.created_by_id
  LEFT JOIN course_membership AS membership ON membership.course_id = course.id AND membership.user_id = $1
  ${orderBy}`;

const ALONE = { orderBy: '', place: '' };
const BY_ID = ['course.id', 'int'] as const;
const NEWEST: Order = { name: '-id', keys: [BY_ID] };

/** The orders in which courses can be searched; anything else is the first. */
const ORDERS: readonly Order[] = [
  NEWEST,
  { name: 'id', keys: [BY_ID] },
  ...['name', '-name'].map((name): Order => ({ name, keys: [['lower(course.name)', 'text'], BY_ID] })),
  ...['created_at', '-created_at'].map((name): Order => ({ name, keys: [['course.created_at', 'time'], BY_ID] })),
];

/** Reads courses. Everything but `one` shows only what the viewer may see. */
@Injectable()
export class CourseRepository {
  constructor(private readonly db: Database) {}

  /** One course as `viewerId` would see it, or null; the caller has checked that it may be shown. */
  async one(courseId: number, viewerId: number | null): Promise<CourseRow | null> {
    const [row] = await this.db.query<CourseRow>(decorated('SELECT $2::int AS id', ALONE), [viewerId, courseId]);
    return row ?? null;
  }

  /** A page of the courses that fit `filter`, and how many there are. */
  async search(
    viewerId: number | null,
    filter: CourseFilter,
    slice: Slice,
    ordering = '-id',
  ): Promise<Found<CourseRow>> {
    const values: unknown[] = [viewerId];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const found = VISIBLE + conditions(filter, bind).join('');
    const cut = cutSql(ORDERS.find(({ name }) => name === ordering) ?? NEWEST, slice, bind);
    const page = (from: string) => decorated(`SELECT course.id ${from}${cut.behind} ${cut.limits}`, cut);
    if (!filter.search) return this.db.page(quickCount(filter) ?? `SELECT count(*) ${found}`, page(found), values);
    return this.db.page(
      `SELECT count(*) FROM found`,
      page('FROM found AS course WHERE true'),
      values,
      'once',
      `SELECT course.id, course.name, course.created_at ${found}`,
    );
  }

  /** A page of the courses towards which `userId` stands in one of `states`, as far as the viewer may see them. */
  async ofUser(
    viewerId: number | null,
    userId: number,
    states: readonly MembershipState[],
    slice: Slice,
  ): Promise<Found<CourseRow>> {
    const values: unknown[] = [viewerId, userId, states];
    const cut = cutSql(NEWEST, slice, (value) => `$${values.push(value)}`);
    const found = `${VISIBLE} AND EXISTS (
      SELECT FROM course_membership AS theirs
      WHERE theirs.course_id = course.id AND theirs.user_id = $2 AND theirs.state = ANY ($3::membership_state[]))`;
    return this.db.page(
      `SELECT count(*) ${found}`,
      decorated(`SELECT course.id ${found}${cut.behind} ${cut.limits}`, cut),
      values,
    );
  }
}

function conditions(filter: CourseFilter, bind: Bind): string[] {
  const found: string[] = [];
  if (filter.search) {
    found.push(` AND ${searchSql('course', bind(searchPattern(filter.search)))}`);
  }
  if (filter.categories?.length) {
    found.push(` AND EXISTS (SELECT FROM course_category
      WHERE course_category.course_id = course.id AND category_id = ANY (${bind(filter.categories)}::int[]))`);
  }
  if (filter.states?.length) found.push(` AND membership.state = ANY (${bind(filter.states)}::membership_state[])`);
  if (filter.createdBy !== undefined) found.push(` AND course.created_by_id = ${bind(filter.createdBy)}`);
  if (filter.strangers) found.push(` AND membership.state IS NULL AND course.privacy <> 'secret'`);
  return found;
}
