import { instant, instantOrNull } from '../http/instant';
import { JOINED_STATES } from '../membership/membership.machine';
import type { Standing } from '../policy/standing';
import { CourseUserDashboardDto } from './course.dto';
import { joinStatusOf } from './join-status';
import { completionRate } from './progress';
import type { ProgressRow } from './progress.repository';

/** One person in the dashboard of a course. */
export function presentCourseUser(row: ProgressRow): CourseUserDashboardDto {
  const joined = (JOINED_STATES as readonly Standing[]).includes(row.state);
  return {
    id: row.user.id,
    username: row.user.username,
    real_name: row.user.real_name,
    avatar: row.user.avatar,
    join_status: joinStatusOf(row.state),
    user_completion_rate: joined ? completionRate(row.completed, row.lessons) : 0,
    last_active_at: instantOrNull(row.last_active_at),
    joined_at: joined ? instant(row.since) : null,
  };
}
