import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finding people among a million by what they say of themselves. */
export class PeopleFilters1763650000120 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX app_user_location ON app_user USING gin (location gin_trgm_ops)`);
    await db.query(`CREATE INDEX app_user_description ON app_user USING gin (description gin_trgm_ops)`);
    // Most people leave these as they are, and nobody is looked for by that.
    await db.query(`CREATE INDEX app_user_gender ON app_user (lower(gender)) WHERE lower(gender) <> 'unspecified'`);
    await db.query(`CREATE INDEX app_user_born ON app_user (date_of_birth) WHERE date_of_birth IS NOT NULL`);
    await db.query(`CREATE INDEX app_user_with_role ON app_user (role) WHERE role IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `DROP INDEX app_user_location, app_user_description, app_user_gender, app_user_born, app_user_with_role`,
    );
  }
}
