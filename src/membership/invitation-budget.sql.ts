import { COURSE_MEMBERSHIP, EVENT_MEMBERSHIP, type MembershipKind } from './membership.kind';

/** Everything that invites, because senders and receivers have one budget for courses and events together. */
const KINDS = [COURSE_MEMBERSHIP, EVENT_MEMBERSHIP] as const;

const DAY = `interval '1 day'`;

/** When each invitation of the last day was made that `where` names, those that are parked included; at most `limit`. */
const spentSql = (where: string, tables: readonly string[], parkedWhere: string, limit: string): string => `
  SELECT count(*)::int AS n, min(at) AS oldest FROM (
    ${tables.map((table) => `(SELECT created_at AS at FROM ${table} WHERE ${where} AND created_at > now() - ${DAY} ORDER BY created_at LIMIT ${limit})`).join(' UNION ALL ')}
    UNION ALL
    (SELECT parked_at FROM invitation_parked WHERE ${parkedWhere} AND parked_at > now() - ${DAY} ORDER BY parked_at LIMIT ${limit})
  ) AS spent`;

/**
 * Counts what an invitation would cost, and parks it for those receivers who got enough within a day.
 * Binds `$1` the subject's id, `$2` the sender's, `$3` user ids (int[]), and the budgets of the sender `$4`, of the
 * subject `$5` and of a receiver `$6`, 0 for none. Whoever has a row already, or is nobody, costs nothing; that row is kept
 * from going away until the transaction ends, or he would be invited without having been counted.
 * Answers one row: how many invitations it would be, how many were sent before and since when, who is parked.
 */
export const budgetSql = ({ name, table, subject, invitations }: MembershipKind): string => `
  WITH present AS MATERIALIZED (
    SELECT user_id FROM ${table} WHERE ${subject} = $1 AND user_id = ANY ($3::int[]) ORDER BY user_id FOR KEY SHARE),
  fresh AS MATERIALIZED (
    SELECT app_user.id FROM app_user
    WHERE id = ANY ($3::int[]) AND status = 'active'
      AND NOT EXISTS (SELECT FROM present WHERE user_id = app_user.id)),
  by_sender AS (${spentSql(
    'invited_by = $2',
    KINDS.map((kind) => kind.invitations),
    'invited_by = $2',
    '$4::int',
  )}),
  by_subject AS (${spentSql(`${subject} = $1`, [invitations], `subject_kind = '${name}' AND subject_id = $1`, '$5::int')}),
  sated AS MATERIALIZED (
    SELECT fresh.id, last.at + ${DAY} AS due_at
    FROM fresh CROSS JOIN LATERAL (
      SELECT at FROM (${KINDS.map((kind) => `(SELECT created_at AS at FROM ${kind.invitations} WHERE user_id = fresh.id AND created_at > now() - ${DAY} ORDER BY created_at DESC LIMIT $6::int)`).join(' UNION ALL ')}) AS received
      ORDER BY at DESC OFFSET greatest($6::int - 1, 0) LIMIT 1) AS last),
  parked AS (
    INSERT INTO invitation_parked AS waiting (subject_kind, subject_id, user_id, invited_by, due_at)
    SELECT '${name}', $1, id, $2, due_at FROM sated ORDER BY id
    ON CONFLICT (subject_kind, subject_id, user_id) DO UPDATE SET due_at = excluded.due_at)
  SELECT (SELECT count(*)::int FROM fresh) AS wanted,
    by_sender.n AS sender_spent, extract(epoch FROM by_sender.oldest + ${DAY} - now())::int AS sender_wait,
    by_subject.n AS subject_spent, extract(epoch FROM by_subject.oldest + ${DAY} - now())::int AS subject_wait,
    coalesce((SELECT array_agg(id) FROM sated), '{}') AS parked
  FROM by_sender, by_subject`;

/** Forgets parked invitations of people in `users`, an expression or a subquery, to the subject `$1`. */
export const unparkSql = ({ name }: MembershipKind, users: string): string =>
  `DELETE FROM invitation_parked WHERE subject_kind = '${name}' AND subject_id = $1 AND user_id ${users}`;
