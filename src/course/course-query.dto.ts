import { AllWalkQuery, PageQuery, WalkQuery } from '../http/page';
import { Choice, ChoiceList, IdList, Text, Whole } from '../http/wire';
import { JOIN_STATUSES, type JoinStatus } from './join-status';

export const COURSE_VIEW_NAMES = ['user', 'edit', 'dashboard'] as const;

/** Which view of a course is wanted. */
export class CourseViewQuery {
  /** `edit` and `dashboard` are for the creator and managers. */
  @Choice(COURSE_VIEW_NAMES, { description: 'The view of the course; user when absent.' })
  view?: (typeof COURSE_VIEW_NAMES)[number];

  @Whole({ min: 1, description: 'Show the course as this user sees it; for the creator and managers.' })
  user?: number;
}

/** Narrows a search for courses. */
export class CourseSearchQuery extends WalkQuery {
  @Text({ blank: true, description: 'Contained in the name or the description, in any case.' })
  search?: string;

  @IdList({ description: 'Filed under any of these categories.' })
  categories?: number[];

  @ChoiceList(JOIN_STATUSES, { description: 'How the viewer stands towards the course.' })
  statuses?: JoinStatus[];

  @Text({ blank: true, description: 'id, name or created_at, with a minus for the reverse; -id when absent.' })
  ordering?: string;
}

/** Narrows the viewer's own courses. */
export class JoinedCoursesQuery extends WalkQuery {
  @ChoiceList(JOIN_STATUSES, {
    description: 'How the viewer stands towards the course; manager and joined when absent.',
  })
  statuses?: JoinStatus[];

  @Whole({ min: 1, description: 'Only courses created by this user.' })
  created_by?: number;
}

/** Narrows the courses of another person. */
export class UserCoursesQuery extends AllWalkQuery {
  @ChoiceList(JOIN_STATUSES, { description: 'How the user stands towards the course; manager and joined when absent.' })
  statuses?: JoinStatus[];
}

/** Narrows the roster of a course. */
export class JoinedUsersQuery extends WalkQuery {
  @ChoiceList(['creator', 'manager', 'joined'], { description: 'Statuses to list; manager and joined when absent.' })
  statuses?: JoinStatus[];
}

/** Narrows a list of people by name. */
export class PeopleQuery extends WalkQuery {
  @Text({ blank: true, description: 'Contained in the username or the real name, in any case.' })
  search?: string;
}

/** Narrows and orders the dashboard of a course. */
export class CourseUsersQuery extends PageQuery {
  @Text({ blank: true, description: 'Contained in the username or the real name, in any case.' })
  search?: string;

  @ChoiceList(JOIN_STATUSES, { description: 'Statuses to list; manager and joined when absent.' })
  statuses?: JoinStatus[];

  @Text({
    blank: true,
    description: 'joined_at or last_active_at, with a minus for the reverse; -joined_at when absent.',
  })
  ordering?: string;
}

/** Narrows the attempts at the quizzes of a course. */
export class QuizDashboardQuery extends PageQuery {
  @Text({ blank: true, description: 'Contained in the name of the user or of the quiz, in any case.' })
  search?: string;

  @ChoiceList(JOIN_STATUSES, { description: 'Statuses of the users; manager and joined when absent.' })
  statuses?: JoinStatus[];
}

/** Whom a manager removes. */
export class LeaveQuery {
  @Whole({ min: 1, description: 'The user to remove; for the creator and managers. Without it, the viewer leaves.' })
  user?: number;
}

/** The same, for clients that name the user in the body. */
export class LeaveDto extends LeaveQuery {}
