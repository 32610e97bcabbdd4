/** What differs between the memberships of courses and of events. All names are constants, never input. */
export interface MembershipKind {
  /** How the outbox calls the subject: `course.joined`. */
  readonly name: 'course' | 'event';
  /** The table of the rows that say how one person stands towards one subject. */
  readonly table: string;
  /** The table that keeps who invited whom, when, and how it ended. */
  readonly invitations: string;
  /** The table with the number of rows of each state, kept by triggers. */
  readonly counts: string;
  /** The column of all three that holds the id of the course or event. */
  readonly subject: string;
}

export const COURSE_MEMBERSHIP: MembershipKind = {
  name: 'course',
  table: 'course_membership',
  invitations: 'course_invitation',
  counts: 'course_membership_count',
  subject: 'course_id',
};

export const EVENT_MEMBERSHIP: MembershipKind = {
  name: 'event',
  table: 'event_membership',
  invitations: 'event_invitation',
  counts: 'event_membership_count',
  subject: 'event_id',
};
