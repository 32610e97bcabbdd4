import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finding what is left of sign-ins that are over. */
export class SignIns1763650000110 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at)`);
    await db.query(
      `CREATE INDEX oauth_session_by_revocation ON oauth_session (revoked_at) WHERE revoked_at IS NOT NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX oauth_session_by_revocation, refresh_token_by_expiry`);
  }
}
