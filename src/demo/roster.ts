import type { MembershipState } from '../membership/membership.machine';
import type { DemoRoster } from './demo-course';

/** A course or event with the people around it. */
export interface DemoSubject extends DemoRoster {
  readonly slug: string;
  readonly creator: string;
  readonly age: number;
}

/** One membership; `days` ago it came to be. */
export interface MembershipRow {
  readonly slug: string;
  readonly username: string;
  readonly state: MembershipState;
  readonly came_from: MembershipState | null;
  readonly days: number;
}

/** One invitation, sent `days` ago; without an outcome it is still open. */
export interface InvitationRow {
  readonly slug: string;
  readonly username: string;
  readonly outcome: 'accepted' | 'declined' | 'removed' | null;
  readonly days: number;
}

/** How long after an invitation somebody answers it, in days. */
export const ANSWERED_AFTER = 0.5;

/** The memberships around a course or event: its creator first, the others one after the other until today. */
export function membershipsOf(subject: DemoSubject): MembershipRow[] {
  const { slug, creator, age } = subject;
  const others = (['manager', 'member', 'requested', 'invited'] as const).flatMap((state) =>
    (subject[state] ?? []).map((username) => ({ username, state })),
  );
  return [
    { slug, username: creator, state: 'creator', came_from: null, days: age },
    ...others.map(({ username, state }, at) => ({
      slug,
      username,
      state,
      came_from: subject.accepted?.includes(username) ? ('invited' as const) : null,
      days: dayOf(at, others.length, age),
    })),
  ];
}

/** The invitations around a course or event: the open ones, and how the others ended. */
export function invitationsOf(subject: DemoSubject): InvitationRow[] {
  const { slug, age } = subject;
  const since = new Map(membershipsOf(subject).map(({ username, days }) => [username, days]));
  const sent = (outcome: InvitationRow['outcome'], usernames: readonly string[] = []) =>
    usernames.map((username) => ({
      slug,
      username,
      outcome,
      days: (since.get(username) ?? age / 2) + (outcome === null ? 0 : ANSWERED_AFTER),
    }));
  return [
    ...sent('accepted', subject.accepted),
    ...sent('declined', subject.declined),
    ...sent('removed', subject.removed),
    ...sent(null, subject.invited),
  ];
}

/** Spread evenly over the life of the course or event, the last of them shortly before now. */
const dayOf = (at: number, count: number, age: number): number => (age * (count - at)) / (count + 1);
