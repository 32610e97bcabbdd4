import { Injectable } from '@nestjs/common';

import { Database } from '../database/database';

/** What signing in needs to know of a person. */
export interface Credentials {
  readonly id: number;
  readonly password_hash: string | null;
}

/** The sign-in that a refresh token belongs to. */
export interface SessionRow {
  readonly session_id: string;
  readonly user_id: number;
}

/** Keeps sign-ins and the hashes of their refresh tokens. Each method is one statement. */
@Injectable()
export class SessionRepository {
  constructor(private readonly db: Database) {}

  /** The active person with this username, or else with this address of e-mail, in any case of letters. */
  async credentials(login: string): Promise<Credentials | null> {
    const [row] = await this.db.query<Credentials>(
      `SELECT id, password_hash FROM app_user
       WHERE (lower(username) = lower($1) OR lower(email) = lower($1)) AND status = 'active'
       ORDER BY (lower(username) = lower($1)) DESC LIMIT 1`,
      [login],
    );
    return row ?? null;
  }

  /** Begins a sign-in with its first refresh token. */
  async open(sessionId: string, userId: number, clientId: string, hash: Buffer, expiresAt: Date): Promise<void> {
    await this.db.query(
      `WITH opened AS (INSERT INTO oauth_session (id, user_id, client_id) VALUES ($1, $2, $3) RETURNING id)
       INSERT INTO refresh_token (hash, session_id, expires_at) SELECT $4, id, $5 FROM opened`,
      [sessionId, userId, clientId, hash, expiresAt],
    );
  }

  /**
   * Uses up a refresh token and puts the next one in its place. Null when it is unknown, used, expired, of another
   * client, or when its sign-in was revoked or its person is no longer active. Of several requests with the same token
   * at the same time one gets through: the others wait for its row and then find the token used.
   */
  async rotate(used: Buffer, next: Buffer, clientId: string, now: Date, expiresAt: Date): Promise<SessionRow | null> {
    const [row] = await this.db.query<SessionRow>(
      `WITH used AS (
         UPDATE refresh_token SET used_at = $4
         FROM oauth_session JOIN app_user ON app_user.id = oauth_session.user_id AND app_user.status = 'active'
         WHERE refresh_token.hash = $1 AND used_at IS NULL AND expires_at > $4
           AND oauth_session.id = refresh_token.session_id AND revoked_at IS NULL AND client_id = $3
         RETURNING session_id, user_id),
       next AS (INSERT INTO refresh_token (hash, session_id, expires_at) SELECT $2, session_id, $5 FROM used)
       SELECT session_id, user_id FROM used`,
      [used, next, clientId, now, expiresAt],
    );
    return row ?? null;
  }

  /** Revokes the sign-in of a refresh token that was used before, if this is one. */
  async revokeReused(hash: Buffer): Promise<void> {
    await this.revokeWhere(`id = (SELECT session_id FROM refresh_token WHERE hash = $1 AND used_at IS NOT NULL)`, hash);
  }

  /** Revokes the sign-in of a refresh token, if there is one. */
  async revokeByToken(hash: Buffer): Promise<void> {
    await this.revokeWhere(`id = (SELECT session_id FROM refresh_token WHERE hash = $1)`, hash);
  }

  /** Revokes a sign-in, if there is one. */
  async revoke(sessionId: string): Promise<void> {
    await this.revokeWhere(`id = $1`, sessionId);
  }

  /**
   * Removes refresh tokens that expired before `before`, used or not, and the sign-ins that have none left or were
   * revoked before then. A used token stays until it expires, so that it is known again when it comes back. At most
   * `limit` tokens go, those of one sign-in through one process; sign-ins that another one holds are left to it.
   * Returns how many tokens went.
   */
  async removeOver(before: Date, limit: number): Promise<number> {
    return this.db.transaction(async (tx) => {
      const held = await tx.query<{ id: string }>(
        `SELECT id FROM oauth_session WHERE id IN (
           (SELECT id FROM oauth_session WHERE revoked_at <= $1 ORDER BY revoked_at LIMIT $2)
           UNION ALL
           (SELECT session_id FROM refresh_token WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))
         FOR NO KEY UPDATE SKIP LOCKED`,
        [before, limit],
      );
      // A statement of its own, because it must see what another process removed before it let go of a sign-in.
      const [row] = await tx.query<{ removed: number }>(
        `WITH removed AS (
           DELETE FROM refresh_token WHERE hash IN (
             SELECT hash FROM oauth_session JOIN refresh_token ON session_id = id
             WHERE id = ANY ($3::uuid[]) AND (revoked_at <= $1 OR expires_at <= $1) LIMIT $2)
           RETURNING hash),
         ended AS (
           DELETE FROM oauth_session WHERE id = ANY ($3::uuid[]) AND NOT EXISTS (
             SELECT FROM refresh_token WHERE session_id = oauth_session.id AND hash NOT IN (SELECT hash FROM removed)))
         SELECT count(*)::int AS removed FROM removed`,
        [before, limit, held.map(({ id }) => id)],
      );
      return row!.removed;
    });
  }

  private async revokeWhere(condition: string, value: unknown): Promise<void> {
    await this.db.query(`UPDATE oauth_session SET revoked_at = now() WHERE ${condition} AND revoked_at IS NULL`, [
      value,
    ]);
  }
}
