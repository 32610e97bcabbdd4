import { randomBytes } from 'node:crypto';

import { hashPassword } from '../auth/password';
import type { Config } from '../config/config';
import type { Database } from '../database/database';
import { insertUser } from './user.repository';

/** Any number that no other advisory lock uses. */
const LOCK = 7_411_906_524;

/** Who runs the community; the password only when it was made up just now and nobody knows it yet. */
export interface Administrator {
  readonly username: string;
  readonly password?: string;
}

/**
 * Creates the first administrator when there is nobody at all; does nothing otherwise. Of several instances that start
 * at once one creates him and knows the password.
 */
export async function ensureAdministrator(db: Database, { admin }: Pick<Config, 'admin'>): Promise<Administrator> {
  if (!(await isEmpty(db))) return { username: await administratorIn(db, admin.username) };
  const password = admin.password ?? randomBytes(15).toString('base64url');
  const passwordHash = await hashPassword(password);
  const created = await db.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
    if (!(await isEmpty(tx))) return false;
    await insertUser(tx, { username: admin.username, email: admin.email, passwordHash, role: 'admin' });
    return true;
  });
  if (!created) return { username: await administratorIn(db, admin.username) };
  return { username: admin.username, ...(admin.password === undefined && { password }) };
}

type Queries = Pick<Database, 'query'>;

async function isEmpty(sql: Queries): Promise<boolean> {
  const [row] = await sql.query<{ empty: boolean }>(`SELECT NOT EXISTS (SELECT FROM app_user) AS empty`);
  return row!.empty;
}

/** The administrator who has been there longest; the configured name where there is none. */
async function administratorIn(db: Database, fallback: string): Promise<string> {
  const [row] = await db.query<{ username: string }>(
    `SELECT username FROM app_user WHERE role = 'admin' AND status = 'active' ORDER BY id LIMIT 1`,
  );
  return row?.username ?? fallback;
}
