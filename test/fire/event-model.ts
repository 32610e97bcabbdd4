import {
  changed,
  type Command,
  invite,
  inTime,
  type Model,
  move,
  type Outcome,
  refuse,
  type State,
  type Table,
  type Told,
} from './model';

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

const isManager = (user: number) => user === 0;

/** What people do to an event. */
const eventPeople: Model = (state, command) => {
  const { name, actor, targets } = command;
  const own = state.status[actor]!;
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
      return invite(state, command, EVENT[name]!);
    case 'uninvite': {
      const moves = targets.map((user) => [EVENT[name]!, user] as const);
      return { answer: 204, ...move(state, command, moves) };
    }
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

export const eventModel = inTime(eventPeople, EVENT['invite']!, (_, user) => isManager(user));
