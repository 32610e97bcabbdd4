import { JOINED_STATES } from '../membership/membership.machine';
import { type Attendance, ATTENDANCE_TRANSITIONS, type AttendanceCommand } from './attendance.machine';

/** One attendance that changed. */
export interface AttendanceChange {
  readonly userId: number;
  readonly from: Attendance;
  readonly to: Attendance;
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Renders one row of the attendance table as a statement; repeating it changes nothing. Only subscribers have an
 * attendance; everybody else is passed over. Binds `$1` the event's id and `$2` user ids (int[]).
 * Answers the attendances that changed. Rows are locked before they are read, so that `from` is what was replaced.
 */
export function attendanceSql(command: AttendanceCommand): string {
  const moves = Object.entries(ATTENDANCE_TRANSITIONS[command]);
  const cases = moves.map(([from, to]) => `WHEN '${from}' THEN '${to}'::attendance`);
  return `
    WITH held AS MATERIALIZED (
      SELECT user_id, attendance FROM event_membership
      WHERE event_id = $1 AND user_id = ANY ($2::int[]) AND state IN (${quoted(JOINED_STATES)})
        AND attendance IN (${quoted(moves.map(([from]) => from))})
      ORDER BY user_id FOR UPDATE)
    UPDATE event_membership AS m SET attendance = CASE held.attendance ${cases.join(' ')} END
    FROM held WHERE m.event_id = $1 AND m.user_id = held.user_id
    RETURNING m.user_id AS "userId", held.attendance AS "from", m.attendance AS "to"`;
}

/**
 * Puts an event on a subscriber's feed or takes it off; the rule, applied under a lock, has seen that this changes
 * something. Binds `$1` the event's id, `$2` the subscriber's and `$3` whether it is off.
 */
export const OFF_FEED_SQL = `UPDATE event_membership SET off_feed = $3 WHERE event_id = $1 AND user_id = $2`;
