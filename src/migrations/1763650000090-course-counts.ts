import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the courses that are not deleted by who may see them. */
export class CourseCounts1763650000090 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE course_count (
        privacy text NOT NULL,
        slot smallint NOT NULL,
        n int NOT NULL,
        CONSTRAINT course_count_pk PRIMARY KEY (privacy, slot)
      ) WITH (fillfactor = 50)`);
    await db.query(COUNT_COURSES);
    for (const trigger of COUNT_TRIGGERS) await db.query(trigger);
    await db.query(`INSERT INTO course_count (privacy, slot, n)
      SELECT privacy, 0, count(*) FROM course WHERE deleted_at IS NULL GROUP BY privacy`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const operation of ['insert', 'update', 'delete']) {
      await db.query(`DROP TRIGGER count_after_${operation} ON course`);
    }
    await db.query(`DROP FUNCTION count_course`);
    await db.query(`DROP TABLE course_count`);
  }
}

/** As for memberships: exact in the transaction, in slots, so that writers do not queue. */
const COUNT_COURSES = `
  CREATE FUNCTION count_course() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ${countSql('SELECT privacy, deleted_at, 1 FROM newer')}
    ELSIF TG_OP = 'DELETE' THEN
      ${countSql('SELECT privacy, deleted_at, -1 FROM older')}
    ELSE
      ${countSql('SELECT privacy, deleted_at, 1 FROM newer UNION ALL SELECT privacy, deleted_at, -1 FROM older')}
    END IF;
    RETURN NULL;
  END $$`;

function countSql(deltas: string): string {
  return `INSERT INTO course_count AS total (privacy, slot, n)
      SELECT privacy, pg_backend_pid() % 16, sum(delta) FROM (${deltas}) AS each (privacy, deleted_at, delta)
      WHERE deleted_at IS NULL GROUP BY privacy HAVING sum(delta) <> 0 ORDER BY privacy
      ON CONFLICT (privacy, slot) DO UPDATE SET n = total.n + excluded.n;`;
}

const COUNT_TRIGGERS = [
  ['insert', 'NEW TABLE AS newer'],
  ['update', 'OLD TABLE AS older NEW TABLE AS newer'],
  ['delete', 'OLD TABLE AS older'],
].map(
  ([operation, tables]) => `
    CREATE TRIGGER count_after_${operation} AFTER ${operation!.toUpperCase()} ON course
    REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION count_course()`,
);
