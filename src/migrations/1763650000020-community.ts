import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who follows and who hides whom; the preferences and features that clients need to start. */
export class Community1763650000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE user_follow (
        follower_id int NOT NULL,
        followed_id int NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT user_follow_pk PRIMARY KEY (follower_id, followed_id),
        CONSTRAINT user_follow_other_check CHECK (follower_id <> followed_id),
        CONSTRAINT user_follow_follower_fk FOREIGN KEY (follower_id) REFERENCES app_user (id) ON DELETE CASCADE,
        CONSTRAINT user_follow_followed_fk FOREIGN KEY (followed_id) REFERENCES app_user (id) ON DELETE CASCADE
      )`);
    await db.query(`CREATE INDEX user_follow_by_followed ON user_follow (followed_id)`);
    await db.query(`CREATE TABLE hidden_user (
        user_id int NOT NULL,
        hidden_id int NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT hidden_user_pk PRIMARY KEY (user_id, hidden_id),
        CONSTRAINT hidden_user_other_check CHECK (user_id <> hidden_id),
        CONSTRAINT hidden_user_user_fk FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
        CONSTRAINT hidden_user_hidden_fk FOREIGN KEY (hidden_id) REFERENCES app_user (id) ON DELETE CASCADE
      )`);
    await db.query(`CREATE INDEX hidden_user_by_hidden ON hidden_user (hidden_id)`);
    await db.query(
      `INSERT INTO dynamic_preference (section, name, value)
       SELECT section, name, value FROM jsonb_to_recordset($1) AS row (section text, name text, value jsonb)
       ON CONFLICT ON CONSTRAINT dynamic_preference_once DO NOTHING`,
      [JSON.stringify(Object.entries(PREFERENCES).flatMap(rowsOf))],
    );
    await db.query(
      `INSERT INTO feature (name, enabled) SELECT name, true FROM unnest($1::text[]) AS name
       ON CONFLICT ON CONSTRAINT feature_once DO NOTHING`,
      [FEATURES],
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE hidden_user, user_follow`);
    await db.query(`DELETE FROM feature WHERE name = ANY ($1)`, [FEATURES]);
    const sections = Object.keys(PREFERENCES);
    const names = Object.values(PREFERENCES).flatMap((preferences) => Object.keys(preferences));
    await db.query(`DELETE FROM dynamic_preference WHERE section = ANY ($1) AND name = ANY ($2)`, [sections, names]);
  }
}

/** By section. The kind of a value never changes: clients test it for truth. */
const PREFERENCES: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  configurations: {
    url_template_post: '/post/{id}/{slug}',
    url_template_discussion: '/d/{id}/{slug}',
    url_template_status: '/s/{id}/{slug}',
    url_template_comment: '/c/{id}/{slug}',
    url_template_category: '/category/{id}/{slug}',
    url_template_categories_list: '/categories',
    url_template_profile: '/user/{id}/{username}',
    url_template_profile_settings: '/user/{id}/{username}/settings',
    url_template_notifications: '/notifications',
    url_template_private_message: '/messages/{id}',
    url_template_incubator: '/incubator/{id}/{slug}',
    url_template_live_stream: '/live/{id}/{slug}',
    content_availability: true,
    courses_enabled: true,
    courses_only_staff_enabled: false,
    courses_advanced_enabled: true,
    events_enabled: true,
    events_only_staff_enabled: false,
    events_private_enabled: true,
    events_visibility_enabled: true,
    follow_enabled: false,
    connection_enabled: false,
    explore_stream_enabled: false,
    post_only_staff_enabled: false,
  },
  images: {
    // A path on this service; readers see it as an absolute address.
    user_default_cover: '/static/cover.png',
  },
};

/** `tagging` switches on the part of the official client that keeps track of events. */
const FEATURES = ['course', 'event', 'tagging'];

const rowsOf = ([section, preferences]: [string, Readonly<Record<string, unknown>>]) =>
  Object.entries(preferences).map(([name, value]) => ({ section, name, value }));
