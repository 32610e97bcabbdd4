import type { Database } from '../../src/database/database';
import type { Kind, World } from '../harness/world';
import type { State } from './model';
import { PEOPLE, type Script } from './scripts';

export type Words = Readonly<Record<string, string>>;

/** How many invitations a day a receiver takes: more than a history sends, so that only those are busy who start so. */
export const RECEIVER_BUDGET = 20;

/** The words of the database for what the wire calls otherwise. */
const STATE: Words = { null: 'none', joined: 'member', subscribed: 'member', going: 'member', not_going: 'member' };

/** How an event is public, private or hidden. */
export const EVENT_PRIVACY: Readonly<Record<string, object>> = {
  public: { privacy: 'public', visible: true },
  private: { privacy: 'private', visible: true },
  hidden: { privacy: 'private', visible: false },
};

/** The people of one history, and their tokens. */
export interface Cast {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

/** People for so many histories, each with its own, because what one is sent counts for a whole day. */
export async function cast(world: World, histories: number): Promise<Cast[]> {
  const everybody = await world.people(PEOPLE * histories);
  const exp = Math.floor(Date.now() / 1000) + 86_400;
  return Array.from({ length: histories }, (_, at) => {
    const ids = everybody.slice(at * PEOPLE, (at + 1) * PEOPLE);
    return { ids, tokens: ids.map((id) => world.token(id, { exp })) };
  });
}

/** Makes the course or event that a script starts from; returns its id. */
export async function stage(db: Database, { ids }: Cast, { kind, start }: Script): Promise<number> {
  const fields =
    kind === 'course' ? `type, privacy` : `location, start_date, end_date, privacy, visible, managed_by_id`;
  const { privacy, visible } = {
    visible: true,
    privacy: start.privacy,
    ...EVENT_PRIVACY[kind === 'event' ? start.privacy : ''],
  };
  const values =
    kind === 'course' ? `'self-paced', $2` : `'virtual', now() + '1 day', now() + '2 days', $2, ${String(visible)}, $1`;
  const [made] = await db.query<{ id: number }>(
    `INSERT INTO ${kind} (name, slug, created_by_id, ${fields})
     SELECT 'History ' || name, name, $1, ${values} FROM (SELECT gen_random_uuid()::text) AS random (name) RETURNING id`,
    [ids[0], privacy],
  );
  await seat(db, kind, made!.id, ids, start);
  return made!.id;
}

async function seat(
  db: Database,
  kind: Kind,
  id: number,
  ids: readonly number[],
  { status, busy }: State,
): Promise<void> {
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
  if (!busy.includes(true)) return;
  await db.query(
    `INSERT INTO ${kind}_invitation (${kind}_id, user_id, invited_by, closed_at, outcome)
     SELECT $1, receiver, $2, now(), 'declined' FROM unnest($3::int[]) AS receiver, generate_series(1, $4)`,
    [id, ids[0], ids.filter((_, user) => busy[user]), RECEIVER_BUDGET],
  );
}

/** A day goes by for one course or event, between two of its requests. Returns how many invitations were waiting. */
export function nextDay(db: Database, kind: Kind, id: number): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.query(`SELECT FROM ${kind} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    const aged = `UPDATE ${kind}_invitation SET created_at = created_at - interval '25 hours' WHERE ${kind}_id = $1`;
    await tx.query(aged, [id]);
    const due = await tx.query(
      `UPDATE invitation_parked SET due_at = due_at - interval '25 hours', parked_at = parked_at - interval '25 hours'
       WHERE subject_kind = $1 AND subject_id = $2 RETURNING user_id`,
      [kind, id],
    );
    return due.length;
  });
}
