import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['course', 'event'] as const;

/** Invitations that wait for their receiver's budget, and the indexes by which budgets are counted. */
export class InvitationBudgets1763650000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE invitation_parked (
        subject_kind text NOT NULL,
        subject_id int NOT NULL,
        user_id int NOT NULL,
        invited_by int NOT NULL,
        parked_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL,
        CONSTRAINT invitation_parked_pk PRIMARY KEY (subject_kind, subject_id, user_id),
        CONSTRAINT invitation_parked_subject_kind_check CHECK (subject_kind IN ('course', 'event')),
        CONSTRAINT invitation_parked_user_fk FOREIGN KEY (user_id) REFERENCES app_user (id),
        CONSTRAINT invitation_parked_invited_by_fk FOREIGN KEY (invited_by) REFERENCES app_user (id)
      )`);
    await db.query(`CREATE INDEX invitation_parked_by_due ON invitation_parked (due_at, subject_kind, subject_id)`);
    await db.query(`CREATE INDEX invitation_parked_by_sender ON invitation_parked (invited_by, parked_at)`);
    await db.query(`CREATE INDEX invitation_parked_by_receiver ON invitation_parked (user_id)`);
    for (const kind of KINDS) {
      const table = `${kind}_invitation`;
      await db.query(`CREATE INDEX ${table}_by_sender ON ${table} (invited_by, created_at)`);
      await db.query(`CREATE INDEX ${table}_by_receiver ON ${table} (user_id, created_at)`);
      await db.query(`CREATE INDEX ${table}_by_time ON ${table} (${kind}_id, created_at)`);
      // Nothing asked for it but the foreign key, which the one by time serves as well.
      await db.query(`DROP INDEX ${table}_by_${kind}`);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const kind of KINDS) {
      await db.query(`CREATE INDEX ${kind}_invitation_by_${kind} ON ${kind}_invitation (${kind}_id, user_id)`);
    }
    const names = KINDS.flatMap((kind) => ['sender', 'receiver', 'time'].map((by) => `${kind}_invitation_by_${by}`));
    await db.query(`DROP INDEX ${names.join(', ')}`);
    await db.query(`DROP TABLE invitation_parked`);
  }
}
