import { JOINED_STATES, type MembershipState } from '../membership/membership.machine';
import { inStates, type RosterGroups } from '../membership/roster.repository';
import type { Attendance } from './attendance.machine';

/** The words of the wire for how a person stands towards an event. */
export const SUBSCRIPTION_STATUSES = ['subscribed', 'requested', 'invited', 'going', 'not_going'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** Subscribers are those who are in, whatever they said about coming; who runs the event is one of them. */
export const SUBSCRIBERS: RosterGroups = inStates(JOINED_STATES);

/** The wire has one word for a state and an attendance together; for no row it says null. */
export function subscriptionStatusOf(
  state: MembershipState | null,
  attendance: Attendance | null,
): SubscriptionStatus | null {
  if (state === null || state === 'requested' || state === 'invited') return state;
  return attendance === 'going' || attendance === 'not_going' ? attendance : 'subscribed';
}

const joined = JOINED_STATES.map((state) => `'${state}'`).join(', ');

/** The same as a condition on a membership row of SQL; `m` is an alias, never input. */
export const hasStatusSql = (m: string, status: SubscriptionStatus): string => {
  if (status === 'requested' || status === 'invited') return `${m}.state = '${status}'`;
  return `${m}.state IN (${joined}) AND ${m}.attendance = '${status === 'subscribed' ? 'undecided' : status}'`;
};

/** Whether a membership row of SQL makes somebody a subscriber. */
export const subscribedSql = (m: string): string => `${m}.state IN (${joined})`;
