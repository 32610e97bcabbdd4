/** Every state that a membership row can have. The order is that of growing involvement. */
export const MEMBERSHIP_STATES = ['requested', 'invited', 'member', 'manager', 'creator'] as const;
export type MembershipState = (typeof MEMBERSHIP_STATES)[number];

/** `none` is the absence of a row. */
export type State = MembershipState | 'none';

/** States of people who are in: they have a date of joining. */
export const JOINED_STATES = ['member', 'manager', 'creator'] as const satisfies readonly MembershipState[];

/**
 * The whole life of a membership, of courses and events alike: command → { from: to }.
 * A pair that is not here changes nothing. No command starts at `creator`: who made a course or runs an event cannot be
 * moved. Which of `join`, `request` and `accept` a newcomer sends follows from the privacy of the course or event.
 */
export const TRANSITIONS = {
  invite: { none: 'invited', requested: 'member' },
  uninvite: { invited: 'none' },
  join: { none: 'member', requested: 'member', invited: 'member' },
  request: { none: 'requested', invited: 'member' },
  accept: { invited: 'member' },
  leave: { requested: 'none', invited: 'none', member: 'none', manager: 'none' },
  enrol: { none: 'member', requested: 'member', invited: 'member', manager: 'member' },
  promote: { none: 'manager', requested: 'manager', invited: 'manager', member: 'manager' },
} as const satisfies Record<string, Partial<Record<State, State>>>;

export type Command = keyof typeof TRANSITIONS;

/** The state after `command`; the same state where the command does not apply. */
export function next(command: Command, from: State): State {
  const row: Partial<Record<State, State>> = TRANSITIONS[command];
  return row[from] ?? from;
}

/** One membership that moved. */
export interface Change {
  readonly userId: number;
  readonly from: State;
  readonly to: State;
}

/** How an invitation ends when the membership leaves `invited`. */
export const INVITATION_OUTCOMES = ['accepted', 'declined', 'removed'] as const;
export type InvitationOutcome = (typeof INVITATION_OUTCOMES)[number];

/** The outcome of an invitation that `command` used up; `self` tells whether the invited person sent the command. */
export function outcomeOf(command: Command, self: boolean): InvitationOutcome {
  if (command === 'uninvite') return 'removed';
  if (command === 'leave') return self ? 'declined' : 'removed';
  return 'accepted';
}

/** What each move is called outside, when the person made it himself and when somebody else did: `course.joined`. */
const MOVES: Partial<Record<`${State} > ${State}`, readonly [self: string, other: string]>> = {
  'none > invited': ['invited', 'invited'],
  'none > requested': ['requested', 'requested'],
  'none > member': ['joined', 'added'],
  'none > manager': ['promoted', 'promoted'],
  'requested > member': ['joined', 'request_accepted'],
  'requested > manager': ['promoted', 'promoted'],
  'requested > none': ['request_withdrawn', 'request_rejected'],
  'invited > member': ['invitation_accepted', 'added'],
  'invited > manager': ['promoted', 'promoted'],
  'invited > none': ['invitation_declined', 'invitation_removed'],
  'member > manager': ['promoted', 'promoted'],
  'member > none': ['left', 'removed'],
  'manager > member': ['demoted', 'demoted'],
  'manager > none': ['left', 'removed'],
};

/** The name of a move, for the outbox. Throws for a move that the machine cannot make. */
export function nameOf({ from, to }: Pick<Change, 'from' | 'to'>, self: boolean): string {
  const names = MOVES[`${from} > ${to}`];
  if (!names) throw new Error(`The move from ${from} to ${to} has no name`);
  return names[self ? 0 : 1];
}
