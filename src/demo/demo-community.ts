import type { AccessTokens } from '../auth/access-tokens';
import type { Database, Sql } from '../database/database';
import type { Visitor } from '../service/service';
import { addressOf, loadDemo } from './demo-loader';
import { VISITORS } from './people';

/** Any number that no other advisory lock uses. */
const LOCK = 7_411_906_525;

/** Thirty days: whoever tries the demo should not have to ask for a token again next week. */
const TOKEN_SECONDS = 30 * 24 * 60 * 60;

/**
 * Loads the demo community when nobody but the first administrator is there, and answers who may look around in it,
 * with a token each; on later starts the same people again. Nobody when the database was put to use otherwise.
 * Of several instances that start at once one loads it and all of them answer the same people.
 */
export async function demoCommunity(db: Database, tokens: AccessTokens): Promise<Visitor[]> {
  await db.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
    if (await isUntouched(tx)) await loadDemo(tx);
  });
  const visitors = await visitorsIn(db);
  return visitors.map(({ id, name, sees }) => ({
    name: `${name} (user ${id}): ${sees}`,
    token: tokens.issue(id, null, TOKEN_SECONDS),
  }));
}

async function isUntouched(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ untouched: boolean }>(
    `SELECT (SELECT count(*) FROM app_user) = 1 AND NOT EXISTS (SELECT FROM course) AND NOT EXISTS (SELECT FROM event)
       AS untouched`,
  );
  return row!.untouched;
}

interface Found {
  readonly id: number;
  readonly name: string;
  readonly sees: string;
}

/** The demo people of `VISITORS` who are still there, after the administrator; empty when there are none. */
async function visitorsIn(sql: Sql): Promise<Found[]> {
  const found = await sql.query<Found>(
    `SELECT id, real_name AS name, sees
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS visitor (email, sees, position)
     JOIN app_user USING (email)
     WHERE status = 'active'
     ORDER BY position`,
    [VISITORS.map(({ username }) => addressOf(username)), VISITORS.map(({ sees }) => sees)],
  );
  if (found.length === 0) return [];
  const administrators = await sql.query<Found>(
    `SELECT id, username AS name, 'creates people and changes preferences; has no say in the courses of others' AS sees
     FROM app_user WHERE role = 'admin' AND status = 'active' ORDER BY id LIMIT 1`,
  );
  return [...administrators, ...found];
}
