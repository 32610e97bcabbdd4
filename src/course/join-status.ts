import type { MembershipState } from '../membership/membership.machine';

/** The words of the wire for how a person stands towards a course. */
export const JOIN_STATUSES = ['creator', 'manager', 'joined', 'invited', 'requested'] as const;
export type JoinStatus = (typeof JOIN_STATUSES)[number];

/** Who is listed as a member when nobody says otherwise. The creator is not among them. */
export const DEFAULT_STATUSES: readonly JoinStatus[] = ['manager', 'joined'];

/** The wire says `joined` where the machine says `member`; for no row it says null. */
export const joinStatusOf = (state: MembershipState | null): JoinStatus | null =>
  state === 'member' ? 'joined' : state;

/** The state of the machine behind a word of the wire. */
export const stateOf = (status: JoinStatus): MembershipState => (status === 'joined' ? 'member' : status);
