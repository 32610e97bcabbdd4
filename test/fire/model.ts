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

const MANAGERS = ['manager', 'creator'];
const INVITED_OR_IN = ['invited', 'joined', 'manager', 'creator'];

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** action → { status before: status after }; what is not listed stays. */
const COURSE: Table = {
  'join open': { null: 'joined', invited: 'joined', requested: 'joined' },
  'join private': { null: 'requested', invited: 'joined' },
  'join secret': { invited: 'joined' },
  'join ': {},
  leave: { invited: 'null', requested: 'null', joined: 'null', manager: 'null' },
  invite: { null: 'invited', requested: 'joined' },
  uninvite: { invited: 'null' },
  managers: { null: 'manager', invited: 'manager', requested: 'manager', joined: 'manager' },
  joined: { null: 'joined', invited: 'joined', requested: 'joined', manager: 'joined' },
  unjoined: { invited: 'null', requested: 'null', joined: 'null', manager: 'null' },
};

const refuse = (state: State, answer: number): Outcome => ({ answer, state, told: [] });

/** Changes the privacy. Saying the same again is told too. */
const changed = (state: State, { actor, privacy }: Command): Outcome => ({
  answer: 200,
  state: { ...state, privacy: privacy! },
  told: [{ user: -1, actor, before: '', after: '' }],
});

/** Moves people by a row of a table. */
function move(state: State, command: Command, moves: readonly [row: Readonly<Record<string, string>>, user: number][]) {
  const status = [...state.status];
  const told: Told[] = [];
  for (const [row, user] of moves) {
    const before = status[user]!;
    const after = row[before];
    if (after === undefined) continue;
    status[user] = after;
    told.push({ user, actor: command.actor, before, after });
  }
  return { state: { ...state, status }, told };
}

export const courseModel: Model = (state, command) => {
  const { name, actor, targets } = command;
  const own = state.status[actor]!;
  const visible =
    state.privacy === '' ? MANAGERS.includes(own) : state.privacy !== 'secret' || INVITED_OR_IN.includes(own);

  if (name === 'leave') {
    if (!visible && own === 'null') return refuse(state, 404);
    if (own === 'creator') return refuse(state, 403);
    return { answer: 204, ...move(state, command, [[COURSE['leave']!, actor]]) };
  }
  if (!visible) return refuse(state, 404);
  if (name === 'read') return { answer: 200, shown: own, state, told: [] };
  if (name === 'join') return { answer: 200, ...move(state, command, [[COURSE[`join ${state.privacy}`]!, actor]]) };

  if (!MANAGERS.includes(own)) return refuse(state, 403);
  const isCreator = (user: number) => state.status[user] === 'creator';
  switch (name) {
    case 'expel':
      if (targets.some(isCreator)) return refuse(state, 403);
      return { answer: 204, ...move(state, command, [[COURSE['leave']!, targets[0]!]]) };
    case 'invite':
    case 'uninvite':
      return {
        answer: 204,
        ...move(
          state,
          command,
          targets.map((user) => [COURSE[name]!, user]),
        ),
      };
    case 'role': {
      const lists = Object.entries(command.roles!);
      if (lists.some(([, users]) => users.some(isCreator))) return refuse(state, 400);
      const moves = lists.flatMap(([list, users]) => users.map((user) => [COURSE[list]!, user] as const));
      return { answer: 204, ...move(state, command, moves as [Record<string, string>, number][]) };
    }
    case 'privacy':
      if (command.privacy === '' && state.privacy !== '') return refuse(state, 400);
      return changed(state, command);
    default:
      throw new Error(`No such command: ${name}`);
  }
};

const SUBSCRIBERS = ['subscribed', 'going', 'not_going'];

const EVENT: Table = {
  'subscribe public': { null: 'subscribed', invited: 'subscribed', requested: 'subscribed' },
  'subscribe private': { null: 'requested', invited: 'subscribed' },
  'subscribe hidden': { invited: 'subscribed' },
  unsubscribe: { invited: 'null', requested: 'null', subscribed: 'null', going: 'null', not_going: 'null' },
  invite: { null: 'invited', requested: 'subscribed' },
  uninvite: { invited: 'null' },
  enrol: { null: 'subscribed', invited: 'subscribed', requested: 'subscribed' },
  go: { subscribed: 'going', not_going: 'going' },
  'go back': { going: 'subscribed' },
  'not go': { subscribed: 'not_going', going: 'not_going' },
  'not go back': { not_going: 'subscribed' },
};

/** The feed shows an event again to whoever comes back. */
const comeBack = (state: State, told: readonly Told[]): State => ({
  ...state,
  off: state.off.map((off, user) => off && !told.some((change) => change.user === user && change.after === 'null')),
});

/** What one says about coming, and the feed; only subscribers may, each from the right status. */
const OWN_NEEDS: Readonly<Record<string, readonly string[]>> = {
  go: SUBSCRIBERS,
  'not go': SUBSCRIBERS,
  'go back': ['going'],
  'not go back': ['not_going'],
};

export const eventModel: Model = (state, command) => {
  const { name, actor, targets } = command;
  const own = state.status[actor]!;
  const isManager = (user: number) => user === 0;
  if (state.privacy === 'hidden' && own === 'null') return refuse(state, 404);
  if (name === 'read') return { answer: 200, shown: own, state, told: [] };
  if (name === 'subscribe') {
    return { answer: 204, ...move(state, command, [[EVENT[`subscribe ${state.privacy}`]!, actor]]) };
  }
  if (name === 'unsubscribe') {
    if (isManager(actor)) return refuse(state, 403);
    return leaving(state, command, actor);
  }
  if (name in OWN_NEEDS) {
    if (!OWN_NEEDS[name]!.includes(own)) return refuse(state, 403);
    return { answer: 204, ...move(state, command, [[EVENT[name]!, actor]]) };
  }
  if (name === 'hide' || name === 'show') {
    const off = name === 'hide';
    if (!SUBSCRIBERS.includes(own) || state.off[actor] === off) return refuse(state, 403);
    const next = { ...state, off: state.off.map((was, user) => (user === actor ? off : was)) };
    const [before, after] = off ? ['shown', 'hidden'] : ['hidden', 'shown'];
    return { answer: 204, state: next, told: [{ user: actor, actor, before: before!, after: after! }] };
  }

  if (!isManager(actor)) return refuse(state, 403);
  switch (name) {
    case 'expel':
      return isManager(targets[0]!) ? refuse(state, 403) : leaving(state, command, targets[0]!);
    case 'invite':
    case 'uninvite':
      return {
        answer: 204,
        ...move(
          state,
          command,
          targets.map((user) => [EVENT[name]!, user]),
        ),
      };
    case 'go for others': {
      const in_ = move(
        state,
        command,
        targets.map((user) => [EVENT['enrol']!, user]),
      );
      const going = move(
        in_.state,
        command,
        targets.map((user) => [EVENT['go']!, user]),
      );
      return { answer: 204, state: going.state, told: [...in_.told, ...going.told] };
    }
    case 'privacy':
      return changed(state, command);
    default:
      throw new Error(`No such command: ${name}`);
  }
};

function leaving(state: State, command: Command, user: number): Outcome {
  const { state: next, told } = move(state, command, [[EVENT['unsubscribe']!, user]]);
  // What was said about coming goes with the subscription, without being told.
  const plain = told.map((change) =>
    SUBSCRIBERS.includes(change.before) ? { ...change, before: 'subscribed' } : change,
  );
  return { answer: 204, state: comeBack(next, told), told: plain };
}
