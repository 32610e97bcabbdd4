import { unparkSql } from './invitation-budget.sql';
import type { MembershipKind } from './membership.kind';
import { type Command, JOINED_STATES, type MembershipState, type State, TRANSITIONS } from './membership.machine';

/** A row of the transition table, readable by any state. */
type Moves = Partial<Record<State, State>>;

const movesOf = (command: Command): Moves => TRANSITIONS[command];

/** Whether the command can make a row where there was none. */
export const creates = (command: Command): boolean => movesOf(command).none !== undefined;

const quoted = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');

/** SQL of the state that a row `m` gets by `command`, or of NULL where the command leaves it alone. */
function targetSql(command: Command): string {
  const { none: _, ...moves } = movesOf(command);
  const cases = Object.entries(moves).map(([from, to]) => `WHEN '${from}' THEN '${to}'::membership_state`);
  return cases.length > 0 ? `CASE m.state ${cases.join(' ')} END` : 'NULL::membership_state';
}

/** Whoever moves within the people who are in keeps the date of joining; every other move starts a new time. */
const sinceSql = (target: string): string =>
  `CASE WHEN m.state IN (${quoted(JOINED_STATES)}) AND ${target} IN (${quoted(JOINED_STATES)}) THEN m.since ELSE now() END`;

/**
 * Renders rows of the transition table as one statement, so that the table is the only place where the rules live.
 * Repeating it changes nothing, and two at once on the same rows wait for each other.
 *
 * Binds `$1` the subject's id, `$2` user ids (int[]), `$3` the state (text[]) in which each of them starts when there is
 * no row. The commands must start in different states, because that is how a row finds its command.
 * Answers one row: `known`, whether all of the users exist and are active (if not, nothing was written), and `moved`,
 * the memberships that changed as `[{userId, from, to}]`.
 */
export function upsertSql({ table, subject }: MembershipKind, commands: readonly Command[]): string {
  const byStart = commands.map((command) => `WHEN '${movesOf(command).none}' THEN ${targetSql(command)}`);
  const target = `(CASE excluded.state ${byStart.join(' ')} END)`;
  return `
    WITH wanted AS MATERIALIZED (
      SELECT id, start FROM unnest($2::int[], $3::membership_state[]) AS each (id, start)),
    known AS MATERIALIZED (
      SELECT count(*) = (SELECT count(*) FROM wanted) AS all_known
      FROM wanted JOIN app_user ON app_user.id = wanted.id AND app_user.status = 'active'),
    moved AS (
      INSERT INTO ${table} AS m (${subject}, user_id, state)
      SELECT $1, id, start FROM wanted WHERE (SELECT all_known FROM known)
      ORDER BY id -- two statements about the same people lock them in the same order
      ON CONFLICT (${subject}, user_id) DO UPDATE
        SET state = ${target}, came_from = m.state, since = ${sinceSql(target)}
        WHERE ${target} IS NOT NULL
      RETURNING user_id, coalesce(came_from::text, 'none') AS came_from, state)
    ${answerSql}`;
}

/**
 * Like `upsertSql` for a command that needs a row to start from. Binds `$1` the subject's id and `$2` user ids.
 * `known` tells whether all of the users exist; those who are blocked count too, since they may be let go.
 */
export function updateSql(kind: MembershipKind, command: Command): string {
  const { table, subject } = kind;
  const from = Object.keys(movesOf(command)) as MembershipState[];
  const where = `WHERE ${subject} = $1 AND user_id = ANY ($2::int[]) AND m.state IN (${quoted(from)})`;
  const goes = from.every((state) => movesOf(command)[state] === 'none');
  const move = goes
    ? `DELETE FROM ${table} AS m ${where} RETURNING user_id, m.state::text AS came_from, 'none' AS state`
    : `UPDATE ${table} AS m SET state = ${targetSql(command)}, came_from = m.state, since = ${sinceSql(targetSql(command))}
       ${where} RETURNING user_id, came_from::text AS came_from, state::text AS state`;
  // Whoever is let go, or not wanted any more, gets no invitation later either.
  const unparked = goes ? `unparked AS (${unparkSql(kind, '= ANY ($2::int[])')}),` : '';
  return `
    WITH known AS MATERIALIZED (
      SELECT count(*) = cardinality($2::int[]) AS all_known FROM app_user WHERE id = ANY ($2::int[])),
    ${unparked}
    moved AS (${move})
    ${answerSql}`;
}

const answerSql = `
  SELECT (SELECT all_known FROM known) AS known,
    coalesce((SELECT json_agg(json_build_object('userId', user_id, 'from', came_from, 'to', state) ORDER BY user_id)
              FROM moved), '[]') AS moved`;

/**
 * Closes the invitations that changes used up, opens those that they made, and writes one outbox event for each.
 * It is a statement of its own because it must see invitations that another transaction committed while the change
 * waited for it.
 *
 * Binds `$1` the subject's id, `$2` the actor's, and one array each for user ids `$3`, states before `$4` and after `$5`,
 * event types `$6` and outcomes of invitations `$7`.
 */
export const trailSql = ({ name, invitations, subject }: MembershipKind): string => `
  WITH change AS MATERIALIZED (
    SELECT * FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY
      AS each (user_id, before, after, type, outcome, position)),
  closed AS (
    UPDATE ${invitations} AS invitation SET closed_at = now(), outcome = change.outcome
    FROM change
    WHERE invitation.${subject} = $1 AND invitation.user_id = change.user_id AND invitation.closed_at IS NULL
      AND change.before = 'invited' AND change.after <> 'invited'),
  opened AS (
    INSERT INTO ${invitations} (${subject}, user_id, invited_by)
    SELECT $1, user_id, $2 FROM change WHERE before <> 'invited' AND after = 'invited')
  INSERT INTO outbox_event (type, subject_kind, subject_id, user_id, actor_id, before, after)
  SELECT type, '${name}', $1, user_id, $2, before, after FROM change ORDER BY position`;
