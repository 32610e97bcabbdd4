import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts how many people have completed how many lessons of a course, so that a mean need not read the people. */
export class ProgressCounts1763650000100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE course_progress_count (
        course_id int NOT NULL,
        completed int NOT NULL,
        slot smallint NOT NULL,
        n int NOT NULL,
        CONSTRAINT course_progress_count_pk PRIMARY KEY (course_id, completed, slot)
      ) WITH (fillfactor = 50)`);
    await db.query(COUNT_PROGRESS);
    for (const trigger of COUNT_TRIGGERS) await db.query(trigger);
    await db.query(`INSERT INTO course_progress_count (course_id, completed, slot, n)
      SELECT course_id, completed, 0, count(*) FROM course_membership WHERE ${COUNTED} GROUP BY course_id, completed`);
    // Nobody asks this index for it any more, and without it a lesson that is published changes no index.
    await db.query(`DROP INDEX course_membership_by_activity`);
    await db.query(`CREATE INDEX course_membership_by_activity ON course_membership
      (course_id, state, last_active_at, user_id) WHERE last_active_at IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX course_membership_by_activity`);
    await db.query(`CREATE INDEX course_membership_by_activity ON course_membership
      (course_id, state, last_active_at, user_id, completed) WHERE last_active_at IS NOT NULL`);
    for (const operation of ['insert', 'update', 'delete']) {
      await db.query(`DROP TRIGGER count_progress_after_${operation} ON course_membership`);
    }
    await db.query(`DROP FUNCTION count_course_progress`);
    await db.query(`DROP TABLE course_progress_count`);
  }
}

/** Whose progress counts. Who completed nothing is known from the others. */
const COUNTED = `completed > 0 AND state IN ('member', 'manager')`;

/**
 * As for the states, of which it is a finer count. Other triggers keep how much each person completed, whatever happens to
 * lessons and memberships, so there is nothing to it but the difference between the rows before and after.
 */
const COUNT_PROGRESS = `
  CREATE FUNCTION count_course_progress() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ${countSql(counted('newer', 1))}
    ELSIF TG_OP = 'DELETE' THEN
      ${countSql(counted('older', -1))}
    ELSE
      ${countSql(`${counted('newer', 1)} UNION ALL ${counted('older', -1)}`)}
    END IF;
    RETURN NULL;
  END $$`;

function counted(rows: string, delta: number): string {
  return `SELECT course_id, completed, ${delta} FROM ${rows} WHERE ${COUNTED}`;
}

function countSql(deltas: string): string {
  return `INSERT INTO course_progress_count AS total (course_id, completed, slot, n)
      SELECT course_id, completed, pg_backend_pid() % 16, sum(delta)
      FROM (${deltas}) AS each (course_id, completed, delta)
      GROUP BY course_id, completed HAVING sum(delta) <> 0
      ORDER BY course_id, completed
      ON CONFLICT (course_id, completed, slot) DO UPDATE SET n = total.n + excluded.n;`;
}

const COUNT_TRIGGERS = [
  ['insert', 'NEW TABLE AS newer'],
  ['update', 'OLD TABLE AS older NEW TABLE AS newer'],
  ['delete', 'OLD TABLE AS older'],
].map(
  ([operation, tables]) => `
    CREATE TRIGGER count_progress_after_${operation} AFTER ${operation!.toUpperCase()} ON course_membership
    REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION count_course_progress()`,
);
