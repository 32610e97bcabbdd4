/**
 * Takes due invitations of one sender to one course or event, at most `$1`, and holds them until the transaction ends.
 * Those that somebody else holds are passed over. No row when nothing is due.
 */
export const CLAIM_SQL = `
  WITH first AS MATERIALIZED (
    SELECT subject_kind, subject_id, invited_by FROM invitation_parked WHERE due_at <= now()
    ORDER BY due_at, parked_at, user_id LIMIT 1 FOR UPDATE SKIP LOCKED),
  held AS MATERIALIZED (
    SELECT waiting.* FROM invitation_parked AS waiting
    JOIN first USING (subject_kind, subject_id, invited_by)
    WHERE waiting.due_at <= now()
    ORDER BY waiting.parked_at, waiting.user_id LIMIT $1 FOR UPDATE OF waiting SKIP LOCKED)
  SELECT subject_kind, subject_id, invited_by,
    coalesce(array_agg(user_id) FILTER (WHERE app_user.status = 'active'), '{}') AS active,
    coalesce(array_agg(user_id) FILTER (WHERE app_user.status <> 'active'), '{}') AS gone
  FROM held JOIN app_user ON app_user.id = held.user_id
  GROUP BY subject_kind, subject_id, invited_by`;

/** Gives up invitations of `$3` to the subject `$1`, `$2` for the people `$4`, and leaves a note of each. */
export const DROP_SQL = `
  WITH dropped AS (
    DELETE FROM invitation_parked
    WHERE subject_kind = $1 AND subject_id = $2 AND invited_by = $3 AND user_id = ANY ($4::int[])
    RETURNING subject_kind, subject_id, user_id, invited_by)
  INSERT INTO outbox_event (type, subject_kind, subject_id, user_id, actor_id)
  SELECT subject_kind || '.invitation_dropped', subject_kind, subject_id, user_id, invited_by FROM dropped ORDER BY user_id`;
