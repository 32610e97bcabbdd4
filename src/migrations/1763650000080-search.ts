import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finding people, courses and events among a million by a part of a name, and counting people. */
export class Search1763650000080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await db.query(`CREATE EXTENSION IF NOT EXISTS unaccent`);
    const [found] = (await db.query(
      `SELECT quote_ident(nspname) AS schema FROM pg_extension JOIN pg_namespace AS space ON space.oid = extnamespace
       WHERE extname = 'unaccent'`,
    )) as { schema: string }[];
    const unaccent = `${found!.schema}.unaccent`;
    // The extension calls its function stable, because somebody could change the dictionary; named in full, it is
    // constant until then, and found whatever the search path is.
    await db.query(`CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      AS $$ SELECT lower(${unaccent}('${unaccent}', $1)) $$`);
    for (const [table, columns] of SEARCHABLE) await makeSearchable(db, table, columns);
    await db.query(`DROP INDEX event_text`);
    await db.query(`CREATE TABLE app_user_count (
        status text NOT NULL,
        slot smallint NOT NULL,
        n int NOT NULL,
        CONSTRAINT app_user_count_pk PRIMARY KEY (status, slot)
      ) WITH (fillfactor = 50)`);
    await db.query(`CREATE INDEX app_user_inactive ON app_user (id) WHERE status <> 'active'`);
    await db.query(COUNT_USERS);
    for (const trigger of COUNT_TRIGGERS) await db.query(trigger);
    await db.query(
      `INSERT INTO app_user_count (status, slot, n) SELECT status, 0, count(*) FROM app_user GROUP BY status`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    for (const operation of ['insert', 'update', 'delete']) {
      await db.query(`DROP TRIGGER count_after_${operation} ON app_user`);
    }
    await db.query(`DROP FUNCTION count_app_user`);
    await db.query(`DROP INDEX app_user_inactive`);
    await db.query(`DROP TABLE app_user_count`);
    await db.query(`CREATE INDEX event_text ON event
        USING gin (name gin_trgm_ops, description gin_trgm_ops) WHERE deleted_at IS NULL`);
    for (const [table] of SEARCHABLE) {
      await db.query(`DROP TRIGGER fold ON ${table}`);
      await db.query(`DROP FUNCTION fold_${table}`);
      await db.query(`ALTER TABLE ${table} DROP COLUMN searchable`);
    }
    await db.query(`DROP FUNCTION folded(text)`);
  }
}

/** What is searched in each table. */
const SEARCHABLE = [
  ['app_user', ['username', 'real_name']],
  ['course', ['name', 'description']],
  ['event', ['name', 'description']],
] as const;

/** Every field begins with a blank, so that a word begins after a blank wherever it stands. */
const foldedSql = (row: string, columns: readonly string[]): string =>
  `folded(' ' || ${columns.map((column) => `${row}${column}`).join(` || E'\\n ' || `)})`;

async function makeSearchable(db: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  await db.query(`ALTER TABLE ${table} ADD COLUMN searchable text NOT NULL DEFAULT ''`);
  await db.query(`UPDATE ${table} SET searchable = ${foldedSql('', columns)}`);
  await db.query(`CREATE FUNCTION fold_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.searchable := ${foldedSql('NEW.', columns)};
      RETURN NEW;
    END $$`);
  await db.query(`CREATE TRIGGER fold BEFORE INSERT OR UPDATE OF ${columns.join(', ')} ON ${table}
    FOR EACH ROW EXECUTE FUNCTION fold_${table}()`);
  await db.query(`CREATE INDEX ${table}_searchable ON ${table} USING gin (searchable gin_trgm_ops)`);
}

/** As for memberships: exact in the transaction, in slots, so that writers do not queue. */
const COUNT_USERS = `
  CREATE FUNCTION count_app_user() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ${countSql('SELECT status, 1 FROM newer')}
    ELSIF TG_OP = 'DELETE' THEN
      ${countSql('SELECT status, -1 FROM older')}
    ELSE
      ${countSql('SELECT status, 1 FROM newer UNION ALL SELECT status, -1 FROM older')}
    END IF;
    RETURN NULL;
  END $$`;

function countSql(deltas: string): string {
  return `INSERT INTO app_user_count AS total (status, slot, n)
      SELECT status, pg_backend_pid() % 16, sum(delta) FROM (${deltas}) AS each (status, delta)
      GROUP BY status HAVING sum(delta) <> 0 ORDER BY status
      ON CONFLICT (status, slot) DO UPDATE SET n = total.n + excluded.n;`;
}

const COUNT_TRIGGERS = [
  ['insert', 'NEW TABLE AS newer'],
  ['update', 'OLD TABLE AS older NEW TABLE AS newer'],
  ['delete', 'OLD TABLE AS older'],
].map(
  ([operation, tables]) => `
    CREATE TRIGGER count_after_${operation} AFTER ${operation!.toUpperCase()} ON app_user
    REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION count_app_user()`,
);
