import type { Database } from '../../src/database/database';
import type { Kind, World } from '../harness/world';
import { type Call, explain } from './explain';
import { type Command, courseModel, eventModel, type State, type Told } from './model';
import { PEOPLE, type Script } from './scripts';
import { type Reply, send } from './wire';

type Words = Readonly<Record<string, string>>;

/** The words of the database for what the wire calls otherwise, and back. */
const STATE: Words = { null: 'none', joined: 'member', subscribed: 'member', going: 'member', not_going: 'member' };
const STATUS: Record<Kind, Words> = {
  course: { none: 'null', member: 'joined' },
  event: { none: 'null', member: 'subscribed', creator: 'subscribed', undecided: 'subscribed' },
};
const PRIVACY: Readonly<Record<string, object>> = {
  public: { privacy: 'public', visible: true },
  private: { privacy: 'private', visible: true },
  hidden: { privacy: 'private', visible: false },
};

/** A history that was played. */
export interface Played {
  readonly script: Script;
  readonly subjectId: number;
  readonly calls: readonly Call[];
}

/** The people of all histories, and their tokens. */
export interface Cast {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

export async function cast(world: World): Promise<Cast> {
  const ids = await world.people(PEOPLE);
  return { ids, tokens: ids.map((id) => world.token(id, { exp: Math.floor(Date.now() / 1000) + 86_400 })) };
}

/** How one request is sent; a test that breaks things puts its own in the place of this one. */
export type Sender = (method: string, path: string, token: string, body?: unknown) => Promise<Reply>;

/** Sends each request to one of several services, in turn. */
export function inTurn(origins: readonly string[]): Sender {
  let next = 0;
  return (method, path, token, body) => send(origins[next++ % origins.length]!, method, path, { token, body });
}

/** Plays scripts, several at once, each on a course or event of its own. */
export async function play(
  db: Database,
  people: Cast,
  all: readonly Script[],
  sender: Sender,
  atOnce = 6,
): Promise<Played[]> {
  const subjects = await stage(db, people, all);
  const played: Played[] = [];
  const waiting = all.map((script, at) => ({ script, subjectId: subjects[at]! }));
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item; item = waiting.pop()) {
      const { script, subjectId } = item;
      const calls = await Promise.all(
        script.clients.map((client) => run(script.kind, subjectId, people, client, sender)),
      );
      played.push({ script, subjectId, calls: calls.flat() });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return played;
}

async function run(
  kind: Kind,
  id: number,
  people: Cast,
  commands: readonly Command[],
  sender: Sender,
): Promise<Call[]> {
  const calls: Call[] = [];
  for (const command of commands) {
    const [method, path, body] = requestOf(kind, id, people, command);
    const asked = performance.now();
    const reply = await sender(method, path, people.tokens[command.actor]!, body);
    const known = reply.status !== 0 && reply.status !== 503;
    const shown = command.name === 'read' && reply.status === 200 ? String(reply.body.status) : undefined;
    calls.push({ command, asked, answered: known ? performance.now() : Infinity, answer: reply.status, shown });
  }
  return calls;
}

const OWN: Readonly<Record<string, readonly [method: string, path: string]>> = {
  join: ['POST', 'join/'],
  leave: ['DELETE', 'join/'],
  read: ['GET', 'status/'],
  subscribe: ['POST', 'subscribe/'],
  unsubscribe: ['DELETE', 'subscribe/'],
  go: ['POST', 'going/'],
  'go back': ['DELETE', 'going/'],
  'not go': ['POST', 'not_going/'],
  'not go back': ['DELETE', 'not_going/'],
  hide: ['POST', 'hide/'],
  show: ['POST', 'show/'],
};

/** What a client sends for a command. */
function requestOf(
  kind: Kind,
  id: number,
  { ids }: Cast,
  command: Command,
): [method: string, path: string, body?: unknown] {
  const base = `/api/v2/${kind}/${id}/`;
  const { name, targets, roles, privacy } = command;
  const own = OWN[name];
  if (own) return [own[0], base + own[1]];
  const named = (users: readonly number[]) => users.map((user) => ids[user]!);
  switch (name) {
    case 'expel':
      return ['DELETE', `${base}${kind === 'course' ? 'join' : 'subscribe'}/?user=${ids[targets[0]!]}`];
    case 'invite':
      return ['POST', `${base}invite/`, { users: named(targets) }];
    case 'uninvite':
      return ['DELETE', `${base}invite/`, { users: named(targets) }];
    case 'go for others':
      return ['POST', `${base}going/`, { users: named(targets) }];
    case 'role': {
      const lists = Object.entries(roles!).map(([list, users]) => [list, named(users)]);
      return ['POST', `${base}role/`, Object.fromEntries(lists)];
    }
    default:
      return ['PATCH', base, kind === 'course' ? { privacy } : PRIVACY[privacy!]];
  }
}

/** Makes the courses and events that scripts start from; returns their ids. */
async function stage(db: Database, { ids }: Cast, all: readonly Script[]): Promise<number[]> {
  const subjects: number[] = [];
  for (const { kind, start } of all) {
    const fields =
      kind === 'course' ? `type, privacy` : `location, start_date, end_date, privacy, visible, managed_by_id`;
    const { privacy, visible } = {
      visible: true,
      privacy: start.privacy,
      ...PRIVACY[kind === 'event' ? start.privacy : ''],
    };
    const values =
      kind === 'course'
        ? `'self-paced', $2`
        : `'virtual', now() + '1 day', now() + '2 days', $2, ${String(visible)}, $1`;
    const [made] = await db.query<{ id: number }>(
      `INSERT INTO ${kind} (name, slug, created_by_id, ${fields})
       SELECT 'History ' || name, name, $1, ${values} FROM (SELECT gen_random_uuid()::text) AS random (name) RETURNING id`,
      [ids[0], privacy],
    );
    subjects.push(made!.id);
    await seat(db, kind, made!.id, ids, start);
  }
  return subjects;
}

async function seat(db: Database, kind: Kind, id: number, ids: readonly number[], { status }: State): Promise<void> {
  const rows = status
    .map((word, user) => ({ user: ids[user], word, state: user === 0 ? 'creator' : (STATE[word] ?? word) }))
    .filter(({ state }) => state !== 'none');
  const attendance = rows.map(({ word }) => (word === 'going' || word === 'not_going' ? word : 'undecided'));
  const users = rows.map(({ user }) => user);
  const states = rows.map(({ state }) => state);
  await db.query(
    kind === 'course'
      ? `INSERT INTO course_membership (course_id, user_id, state) SELECT $1, * FROM unnest($2::int[], $3::membership_state[])`
      : `INSERT INTO event_membership (event_id, user_id, state, attendance)
         SELECT $1, * FROM unnest($2::int[], $3::membership_state[], $4::attendance[])`,
    kind === 'course' ? [id, users, states] : [id, users, states, attendance],
  );
  await db.query(
    `INSERT INTO ${kind}_invitation (${kind}_id, user_id, invited_by)
     SELECT ${kind}_id, user_id, $2 FROM ${kind}_membership WHERE ${kind}_id = $1 AND state = 'invited'`,
    [id, ids[0]],
  );
}

interface Row {
  readonly user_id: number | null;
  readonly actor_id: number;
  readonly state: string;
  readonly attendance?: string;
  readonly off_feed?: boolean;
  readonly before: string;
  readonly after: string;
}

/** Says of every history that no order of its requests explains what came of it; an empty list when all is well. */
export async function unexplained(db: Database, people: Cast, played: readonly Played[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { script, subjectId, calls } of played) {
    const rest = {
      state: await stateOf(db, people, script, subjectId),
      told: await toldOf(db, people, script, subjectId),
    };
    const model = script.kind === 'course' ? courseModel : eventModel;
    if (explain(model, script.start, calls, rest)) continue;
    wrong.push(
      `${script.kind} ${subjectId}\nstart ${JSON.stringify(script.start)}\n${describe(calls)}\nend ${JSON.stringify(rest)}`,
    );
  }
  return wrong;
}

const describe = (calls: readonly Call[]): string =>
  calls
    .toSorted((a, b) => a.asked - b.asked)
    .map(
      ({ command: { name, actor, targets, roles, privacy }, asked, answered, answer, shown }) =>
        `  ${asked.toFixed(1)}-${answered.toFixed(1)} person ${actor}: ${name} ${JSON.stringify(roles ?? privacy ?? targets)} -> ${answer} ${shown ?? ''}`,
    )
    .join('\n');

async function stateOf(db: Database, { ids }: Cast, { kind, start }: Script, id: number): Promise<State> {
  const rows = await db.query<Row>(`SELECT * FROM ${kind}_membership WHERE ${kind}_id = $1`, [id]);
  const [subject] = await db.query<{ privacy: string; visible?: boolean }>(`SELECT * FROM ${kind} WHERE id = $1`, [id]);
  const rowOf = (user: number) => rows.find(({ user_id }) => user_id === ids[user]);
  const statusOf = (row: Row | undefined): string => {
    if (!row) return 'null';
    if (row.attendance && row.attendance !== 'undecided') return row.attendance;
    return STATUS[kind][row.state] ?? row.state;
  };
  return {
    privacy: kind === 'event' && !subject!.visible ? 'hidden' : subject!.privacy,
    status: start.status.map((_, user) => statusOf(rowOf(user))),
    off: start.status.map((_, user) => rowOf(user)?.off_feed ?? false),
  };
}

async function toldOf(db: Database, { ids }: Cast, { kind }: Script, id: number): Promise<Told[]> {
  const rows = await db.query<Row>(
    `SELECT * FROM outbox_event WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id`,
    [kind, id],
  );
  const word = (state: string): string => STATUS[kind][state] ?? state;
  return rows.map(({ user_id, actor_id, before, after }) =>
    user_id === null
      ? { user: -1, actor: ids.indexOf(actor_id), before: '', after: '' }
      : { user: ids.indexOf(user_id), actor: ids.indexOf(actor_id), before: word(before), after: word(after) },
  );
}

/**
 * What must hold in the whole database whatever happened: counters equal recounts; who is invited has exactly one open
 * invitation, and nobody else has one; nobody has two rows. Returns what does not hold.
 */
export async function inconsistencies(db: Database): Promise<string[]> {
  const found: string[] = [];
  for (const kind of ['course', 'event'] as const) {
    const key = kind === 'course' ? 'state' : 'state, attendance';
    const counters = await db.query(
      `SELECT ${kind}_id, ${key} FROM (
         SELECT ${kind}_id, ${key}, 1 AS n FROM ${kind}_membership
         UNION ALL SELECT ${kind}_id, ${key}, -n FROM ${kind}_membership_count) AS both_sides
       GROUP BY ${kind}_id, ${key} HAVING sum(n) <> 0`,
    );
    const invitations = await db.query(
      `SELECT ${kind}_id, user_id, m.state, i.open FROM ${kind}_membership AS m
       FULL JOIN (SELECT ${kind}_id, user_id, count(*) AS open FROM ${kind}_invitation
                  WHERE closed_at IS NULL GROUP BY 1, 2) AS i USING (${kind}_id, user_id)
       WHERE coalesce(i.open, 0) <> CASE WHEN m.state = 'invited' THEN 1 ELSE 0 END`,
    );
    const twice = await db.query(
      `SELECT ${kind}_id, user_id FROM ${kind}_membership GROUP BY 1, 2 HAVING count(*) > 1`,
    );
    for (const [what, rows] of Object.entries({ counters, invitations, twice })) {
      if (rows.length > 0) found.push(`${kind} ${what}: ${JSON.stringify(rows.slice(0, 5))}`);
    }
  }
  return found;
}
