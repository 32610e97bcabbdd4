import type { Database } from '../../src/database/database';
import type { Kind } from '../harness/world';
import { courseModel } from './course-model';
import { eventModel } from './event-model';
import { type Call, explain } from './explain';
import type { Played } from './histories';
import type { State, Told } from './model';
import type { Script } from './scripts';
import type { Cast, Words } from './stage';

/** The words of the wire for what the database calls otherwise. */
const STATUS: Record<Kind, Words> = {
  course: { none: 'null', member: 'joined' },
  event: { none: 'null', member: 'subscribed', creator: 'subscribed', undecided: 'subscribed' },
};

interface Row {
  readonly user_id: number | null;
  readonly type: string;
  readonly actor_id: number;
  readonly state: string;
  readonly attendance?: string;
  readonly off_feed?: boolean;
  readonly before: string;
  readonly after: string;
}

/** Says of every history that no order of its requests explains what came of it; an empty list when all is well. */
export async function unexplained(db: Database, played: readonly Played[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { script, people, subjectId, calls } of played) {
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
  const parked = await db.query<{ user_id: number; invited_by: number }>(
    `SELECT user_id, invited_by FROM invitation_parked WHERE subject_kind = $1 AND subject_id = $2`,
    [kind, id],
  );
  const active = await db.query<{ id: number }>(`SELECT id FROM app_user WHERE id = ANY ($1) AND status = 'active'`, [
    ids,
  ]);
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
    busy: start.busy.map(() => false), // the last day is over
    parked: ids.map((id) => ids.indexOf(parked.find(({ user_id }) => user_id === id)?.invited_by ?? 0)),
    blocked: ids.map((id) => !active.some((user) => user.id === id)),
  };
}

async function toldOf(db: Database, { ids }: Cast, { kind }: Script, id: number): Promise<Told[]> {
  const rows = await db.query<Row>(
    `SELECT * FROM outbox_event WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id`,
    [kind, id],
  );
  const word = (state: string): string => STATUS[kind][state] ?? state;
  return rows.map(({ type, user_id, actor_id, before, after }) => {
    const actor = ids.indexOf(actor_id);
    if (user_id === null) return { user: -1, actor, before: '', after: '' };
    const user = ids.indexOf(user_id);
    if (type === `${kind}.invitation_dropped`) return { user, actor, before: '', after: 'dropped' };
    return { user, actor, before: word(before), after: word(after) };
  });
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
