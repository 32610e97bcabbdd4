/** Whose invitations to which course or event have waited longest and are due; no row when nothing is. Holds nothing. */
export const NEXT_SQL = `
  SELECT subject_kind, subject_id, invited_by FROM invitation_parked WHERE due_at <= now()
  ORDER BY due_at, parked_at, user_id LIMIT 1`;

/**
 * Takes due invitations of `$3` to the subject `$1`, `$2`, at most `$4`, and holds them until the transaction ends, and
 * their receivers too, so that nobody is blocked half-way.
 * Answers one row: `active`, people who can be invited, and `gone`, who were blocked or deleted since.
 */
export const CLAIM_SQL = `
  WITH held AS MATERIALIZED (
    SELECT waiting.user_id, app_user.status FROM invitation_parked AS waiting
    JOIN app_user ON app_user.id = waiting.user_id
    WHERE subject_kind = $1 AND subject_id = $2 AND invited_by = $3 AND due_at <= now()
    ORDER BY parked_at, user_id LIMIT $4 FOR UPDATE OF waiting FOR SHARE OF app_user)
  SELECT coalesce(array_agg(user_id) FILTER (WHERE status = 'active'), '{}') AS active,
    coalesce(array_agg(user_id) FILTER (WHERE status <> 'active'), '{}') AS gone
  FROM held`;

/** Gives up invitations of `$3` to the subject `$1`, `$2` for the people `$4`, and leaves a note of each. */
export const DROP_SQL = `
  WITH dropped AS (
    DELETE FROM invitation_parked
    WHERE subject_kind = $1 AND subject_id = $2 AND invited_by = $3 AND user_id = ANY ($4::int[])
    RETURNING subject_kind, subject_id, user_id, invited_by)
  INSERT INTO outbox_event (type, subject_kind, subject_id, user_id, actor_id)
  SELECT subject_kind || '.invitation_dropped', subject_kind, subject_id, user_id, invited_by FROM dropped ORDER BY user_id`;
