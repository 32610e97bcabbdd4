import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searching events, their galleries, and calendar addresses. */
export class Events1763650000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await db.query(`DROP INDEX event_by_start, event_by_end`);
    // They hold all that a search filters by, so that it counts without reading the events themselves.
    for (const index of [
      'event_listed_by_end ON event (end_date, id) INCLUDE (start_date, recurring, location)',
      'event_listed_by_recurrence ON event (recurring, end_date, id) INCLUDE (start_date, location)',
      'event_listed_by_location ON event (location, end_date, id) INCLUDE (start_date, recurring)',
    ]) {
      await db.query(`CREATE INDEX ${index} WHERE deleted_at IS NULL AND visible`);
    }
    await db.query(`CREATE INDEX event_text ON event
        USING gin (name gin_trgm_ops, description gin_trgm_ops) WHERE deleted_at IS NULL`);
    await db.query(`CREATE TABLE event_gallery (
        event_id int NOT NULL,
        media_id int NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT event_gallery_pk PRIMARY KEY (event_id, media_id),
        CONSTRAINT event_gallery_event_fk FOREIGN KEY (event_id) REFERENCES event (id),
        CONSTRAINT event_gallery_media_fk FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE
      )`);
    await db.query(`CREATE INDEX event_gallery_in_order ON event_gallery (event_id, added_at, media_id)`);
    await db.query(`CREATE INDEX event_gallery_by_media ON event_gallery (media_id)`);
    await db.query(`CREATE TABLE calendar_feed (
        user_id int NOT NULL,
        hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT calendar_feed_pk PRIMARY KEY (user_id),
        CONSTRAINT calendar_feed_user_fk FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
      )`);
    await db.query(`CREATE UNIQUE INDEX calendar_feed_hash_once ON calendar_feed (hash)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE calendar_feed, event_gallery`);
    await db.query(`DROP INDEX event_text, event_listed_by_location, event_listed_by_recurrence, event_listed_by_end`);
    await db.query(`CREATE INDEX event_by_start ON event (start_date, id)`);
    await db.query(`CREATE INDEX event_by_end ON event (end_date, id)`);
  }
}
