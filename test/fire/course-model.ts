import { changed, invite, inTime, type Model, move, refuse, type Table } from './model';

const MANAGERS = ['manager', 'creator'];
const INVITED_OR_IN = ['invited', 'joined', 'manager', 'creator'];

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

/** What people do to a course. */
const coursePeople: Model = (state, command) => {
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
      return invite(state, command, COURSE[name]!);
    case 'uninvite': {
      const moves = targets.map((user) => [COURSE[name]!, user] as const);
      return { answer: 204, ...move(state, command, moves) };
    }
    case 'role': {
      const lists = Object.entries(command.roles!);
      if (lists.some(([, users]) => users.some(isCreator))) return refuse(state, 400);
      const moves = lists.flatMap(([list, users]) => users.map((user) => [COURSE[list]!, user] as const));
      return { answer: 204, ...move(state, command, moves) };
    }
    case 'privacy':
      if (command.privacy === '' && state.privacy !== '') return refuse(state, 400);
      return changed(state, command);
    default:
      throw new Error(`No such command: ${name}`);
  }
};

export const courseModel = inTime(coursePeople, COURSE['invite']!, ({ status }, user) =>
  MANAGERS.includes(status[user]!),
);
