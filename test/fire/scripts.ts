import fc from 'fast-check';

import type { Kind } from '../harness/world';
import type { Command, State } from './model';

/** How many people take part in a history; person 0 made the course or runs the event. */
export const PEOPLE = 4;

/** A history to be played: where it starts, and what each of several clients sends, one request after the other. */
export interface Script {
  readonly kind: Kind;
  readonly start: State;
  readonly clients: readonly (readonly Command[])[];
  /** What happens when all clients are done. */
  readonly after: readonly Command[];
}

const person = fc.nat(PEOPLE - 1);
const others = fc.subarray([...Array(PEOPLE).keys()], { minLength: 1, maxLength: 3 });
const plain = (name: string) => person.map((actor): Command => ({ name, actor, targets: [] }));
const naming = (name: string) =>
  fc.tuple(person, others).map(([actor, targets]): Command => ({ name, actor, targets }));
const expel = fc
  .tuple(person, fc.integer({ min: 1, max: PEOPLE - 1 }))
  .map(([actor, by]): Command => ({ name: 'expel', actor, targets: [(actor + by) % PEOPLE] }));
const privacy = (values: readonly string[]) =>
  fc
    .tuple(person, fc.constantFrom(...values))
    .map(([actor, value]): Command => ({ name: 'privacy', actor, targets: [], privacy: value }));
const role = fc
  .tuple(person, others, fc.array(fc.constantFrom('managers', 'joined', 'unjoined'), { minLength: 3, maxLength: 3 }))
  .map(([actor, targets, lists]): Command => {
    const into = (list: string) => targets.filter((_, at) => lists[at] === list);
    const roles = { managers: into('managers'), joined: into('joined'), unjoined: into('unjoined') };
    return { name: 'role', actor, targets, roles };
  });

const COURSE_PRIVACIES = ['', 'open', 'private', 'secret'];
const EVENT_PRIVACIES = ['public', 'private', 'hidden'];

const courseCommand = fc.oneof(
  { weight: 5, arbitrary: plain('join') },
  { weight: 3, arbitrary: plain('leave') },
  { weight: 3, arbitrary: naming('invite') },
  { weight: 3, arbitrary: naming('uninvite') },
  { weight: 3, arbitrary: role },
  { weight: 2, arbitrary: expel },
  { weight: 1, arbitrary: privacy(COURSE_PRIVACIES) },
  { weight: 1, arbitrary: plain('read') },
);

const eventCommand = fc.oneof(
  { weight: 5, arbitrary: plain('subscribe') },
  { weight: 3, arbitrary: plain('unsubscribe') },
  { weight: 2, arbitrary: naming('invite') },
  { weight: 2, arbitrary: naming('uninvite') },
  { weight: 2, arbitrary: naming('go for others') },
  { weight: 2, arbitrary: expel },
  { weight: 2, arbitrary: fc.oneof(plain('go'), plain('not go')) },
  { weight: 2, arbitrary: fc.oneof(plain('go back'), plain('not go back')) },
  { weight: 1, arbitrary: fc.oneof(plain('hide'), plain('show')) },
  { weight: 1, arbitrary: privacy(EVENT_PRIVACIES) },
  { weight: 1, arbitrary: plain('read') },
);

/** Commands of people who may not are half of the story; those of the one who may make things happen. */
const mostlyAllowed = (command: fc.Arbitrary<Command>, names: readonly string[]) =>
  fc.tuple(command, fc.boolean()).map(([found, byPerson0]) => {
    if (!byPerson0 || !names.includes(found.name)) return found;
    const targets = found.name === 'expel' && found.targets[0] === 0 ? [1] : found.targets;
    return { ...found, actor: 0, targets };
  });

const BY_MANAGERS = ['invite', 'uninvite', 'role', 'expel', 'privacy', 'go for others'];

const NOBODY = Array<boolean>(PEOPLE).fill(false);
const NONE = Array<number>(PEOPLE).fill(-1);

const script = (
  kind: Kind,
  privacies: readonly string[],
  first: string,
  statuses: readonly string[],
  command: fc.Arbitrary<Command>,
): fc.Arbitrary<Script> =>
  fc
    .record({
      privacy: fc.constantFrom(...privacies),
      status: fc.array(fc.constantFrom(...statuses), { minLength: PEOPLE - 1, maxLength: PEOPLE - 1 }),
      clients: fc.array(fc.array(mostlyAllowed(command, BY_MANAGERS), { minLength: 1, maxLength: 4 }), {
        minLength: 2,
        maxLength: 4,
      }),
    })
    .map(({ privacy: value, status, clients }) => ({
      kind,
      start: { privacy: value, status: [first, ...status], off: NOBODY, busy: NOBODY, parked: NONE, blocked: NOBODY },
      clients,
      after: [],
    }));

const NEXT_DAY: Command = { name: 'next day', actor: -1, targets: [] };

/**
 * The same with people who got enough invitations for today: what is sent to them waits. The next day comes while the
 * history is played or after it, and somebody may be blocked while what waited is delivered.
 */
const withWaiting = (plain: fc.Arbitrary<Script>): fc.Arbitrary<Script> =>
  fc
    .record({
      script: plain,
      busy: fc.subarray([1, 2, 3], { minLength: 1 }),
      meanwhile: fc.option(fc.record({ client: fc.nat(3), at: fc.nat(4) }), { freq: 2 }),
      victim: fc.option(person),
    })
    .map(({ script, busy, meanwhile, victim }) => {
      const [first, ...others] = script.clients;
      const clients = [[{ name: 'invite', actor: 0, targets: busy }, ...first!], ...others];
      const client = meanwhile && meanwhile.client % clients.length;
      const after = victim === null ? [] : [{ name: 'block', actor: -1, targets: [victim] }];
      const isBusy = (_: unknown, user: number) => busy.includes(user);
      const status = script.start.status.map((word, user) => (isBusy(word, user) ? 'null' : word));
      return {
        kind: script.kind,
        start: { ...script.start, status, busy: status.map(isBusy) },
        clients: clients.map((each, at) => (at === client ? each.toSpliced(meanwhile!.at, 0, NEXT_DAY) : each)),
        after: meanwhile ? after : [NEXT_DAY, ...after],
      };
    });

/** Histories of courses and of events, in equal parts. */
const plainScripts: fc.Arbitrary<Script> = fc.oneof(
  script('course', COURSE_PRIVACIES, 'creator', ['null', 'invited', 'requested', 'joined', 'manager'], courseCommand),
  script('event', EVENT_PRIVACIES, 'subscribed', ['null', 'invited', 'requested', 'subscribed', 'going'], eventCommand),
);

/** A third of them with invitations that wait. */
export const scripts: fc.Arbitrary<Script> = fc.oneof(
  { weight: 2, arbitrary: plainScripts },
  { weight: 1, arbitrary: withWaiting(plainScripts) },
);
