/**
 * What the contract says of memberships, written down a second time and in the words of the wire: nothing here is
 * imported from the service. A model is a pure function from (state, command) to (answer, state, what is told).
 */

/** One who holds no status is `null`. Keys are small numbers: person 0 made the course or runs the event. */
export interface State {
  /** A privacy of courses, or `public`, `private`, `hidden` of events. */
  readonly privacy: string;
  readonly status: readonly string[];
  /** Who took the event off the feed. */
  readonly off: readonly boolean[];
  /** Who got as many invitations today as one may. */
  readonly busy: readonly boolean[];
  /** Who sent the invitation that waits for each person; -1: none does. */
  readonly parked: readonly number[];
  readonly blocked: readonly boolean[];
}

export interface Command {
  readonly name: string;
  readonly actor: number;
  /** Whom it is about; for roles, one list per role. */
  readonly targets: readonly number[];
  readonly roles?: { readonly managers: number[]; readonly joined: number[]; readonly unjoined: number[] };
  readonly privacy?: string;
}

/** One change, as the outbox must tell it. A change of the course or event itself is about nobody: `user` is -1. */
export interface Told {
  readonly user: number;
  readonly actor: number;
  readonly before: string;
  readonly after: string;
}

export interface Outcome {
  readonly answer: number;
  /** The status that a reading shows. */
  readonly shown?: string;
  readonly state: State;
  readonly told: readonly Told[];
}

export type Model = (state: State, command: Command) => Outcome;

export type Move = readonly [row: Readonly<Record<string, string>>, user: number];
export type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const refuse = (state: State, answer: number): Outcome => ({ answer, state, told: [] });

/** Changes the privacy. Saying the same again is told too. */
export const changed = (state: State, { actor, privacy }: Command): Outcome => ({
  answer: 200,
  state: { ...state, privacy: privacy! },
  told: [{ user: -1, actor, before: '', after: '' }],
});

/** Moves people by a row of a table. Whom it can take away gets no invitation later either. */
export function move(state: State, command: Command, moves: readonly Move[]) {
  const status = [...state.status];
  const parked = [...state.parked];
  const told: Told[] = [];
  for (const [row, user] of moves) {
    if (Object.values(row).includes('null')) parked[user] = -1;
    const before = status[user]!;
    const after = row[before];
    if (after === undefined) continue;
    status[user] = after;
    told.push({ user, actor: command.actor, before, after });
  }
  return { state: { ...state, status, parked }, told };
}

/** Invites people; for those who hold no status and got enough for today, the first invitation waits. */
export function invite(state: State, command: Command, row: Readonly<Record<string, string>>): Outcome {
  const waits = (user: number) => state.busy[user] && state.status[user] === 'null';
  const reached = command.targets.filter((user) => !waits(user)).map((user) => [row, user] as const);
  const { state: next, told } = move(state, command, reached);
  const parked = next.parked.map((by, user) =>
    by < 0 && command.targets.includes(user) && waits(user) ? command.actor : by,
  );
  return { answer: 204, state: { ...next, parked }, told };
}

/** What waits for people who are not busy any more arrives, if its sender may invite still and they are not blocked. */
function deliver(state: State, command: Command, row: Readonly<Record<string, string>>, may: boolean): Outcome {
  const due = [...state.parked.keys()].filter((user) => state.parked[user] === command.actor && !state.busy[user]);
  if (due.length === 0) return refuse(state, 0);
  const isDropped = (user: number) => state.blocked[user] || state.blocked[command.actor] || !may;
  const reached = due.filter((user) => !isDropped(user)).map((user) => [row, user] as const);
  const { state: next, told } = move(state, command, reached);
  const parked = next.parked.map((by, user) => (due.includes(user) ? -1 : by));
  const dropped = due.filter(isDropped).map((user) => ({ user, actor: command.actor, before: '', after: 'dropped' }));
  return { answer: 0, state: { ...next, parked }, told: [...told, ...dropped] };
}

/** Adds to what people do what happens by itself. */
export const inTime =
  (people: Model, row: Readonly<Record<string, string>>, mayInvite: (state: State, user: number) => boolean): Model =>
  (state, command) => {
    const { name, actor, targets } = command;
    switch (name) {
      case 'next day':
        return { answer: 200, state: { ...state, busy: state.busy.map(() => false) }, told: [] };
      case 'block': {
        const blocked = state.blocked.map((was, user) => was || targets.includes(user));
        return { answer: 200, state: { ...state, blocked }, told: [] };
      }
      case 'deliver':
        return deliver(state, command, row, mayInvite(state, actor));
      default:
        return people(state, command);
    }
  };
