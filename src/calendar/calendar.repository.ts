import { Injectable } from '@nestjs/common';

import { COURSE_VISIBILITY } from '../course/course.policy';
import { Database } from '../database/database';
import { JOINED_STATES } from '../membership/membership.machine';
import { MANAGERS } from '../policy/standing';
import { visibleSql } from '../policy/visibility';
import type { SectionRow } from './calendar-entry';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Secret addresses of calendars, and what is on them besides events. */
@Injectable()
export class CalendarRepository {
  constructor(private readonly db: Database) {}

  /** Gives a person the address with this hash; the one before is no longer good. */
  async open(userId: number, hash: Buffer): Promise<void> {
    await this.db.query(
      `INSERT INTO calendar_feed (user_id, hash) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, created_at = now()`,
      [userId, hash],
    );
  }

  /** Takes a person's address away, if he has one. */
  async close(userId: number): Promise<void> {
    await this.db.query(`DELETE FROM calendar_feed WHERE user_id = $1`, [userId]);
  }

  /** Whose address has this hash; null for nobody, and for people who can no longer sign in. */
  async ownerOf(hash: Buffer): Promise<number | null> {
    const [feed] = await this.db.query<{ user_id: number }>(
      `SELECT calendar_feed.user_id FROM calendar_feed JOIN app_user ON app_user.id = calendar_feed.user_id
       WHERE calendar_feed.hash = $1 AND app_user.status = 'active'`,
      [hash],
    );
    return feed?.user_id ?? null;
  }

  /**
   * The sections that open for a person at a time of their own, in the courses he is in and may see: at the date of the
   * section in a scheduled course, so many days after he joined in a structured one. Members see those with something
   * published in them.
   */
  sectionsOf(userId: number): Promise<SectionRow[]> {
    return this.db.query<SectionRow>(
      `SELECT section.id, section.name, course.name AS course, section.created_at, opening.opens_at
       FROM course_membership AS membership
       JOIN course ON course.id = membership.course_id
       JOIN course_section AS section ON section.course_id = course.id
       CROSS JOIN LATERAL (SELECT CASE course.type
         WHEN 'scheduled' THEN section.dripped_at
         WHEN 'structured' THEN membership.since + make_interval(hours => 24 * nullif(section.drip_delay, 0))
         END AS opens_at) AS opening
       WHERE membership.user_id = $1 AND membership.state IN (${quoted(JOINED_STATES)}) AND course.deleted_at IS NULL
         AND ${visibleSql(COURSE_VISIBILITY, 'course.privacy', 'membership.state::text')}
         AND opening.opens_at IS NOT NULL
         AND (membership.state IN (${quoted(MANAGERS)}) OR EXISTS (
           SELECT FROM course_lesson AS lesson WHERE lesson.section_id = section.id AND lesson.status = 'published'))
       ORDER BY opening.opens_at, section.id`,
      [userId],
    );
  }
}
