import { parseArgs } from 'node:util';

import { AccessTokens } from '../auth/access-tokens';
import { loadConfig } from '../config/config';
import type { Database } from '../database/database';
import { CommandError } from './command-error';
import { run } from './run';
import { secondsIn } from './span';
import { withService } from './with-service';

const USAGE = 'Usage: npm run token -- --user <id or username> [--expires 1h]   (s, m, h or d)';

/** Prints an access token, and nothing else on standard output. It belongs to no sign-in, so only its expiry ends it. */
run(async () => {
  const { values } = parseArgs({
    options: { user: { type: 'string' }, expires: { type: 'string', default: '1h' } },
  });
  const seconds = secondsIn(values.expires);
  if (values.user === undefined || seconds === null) throw new CommandError(USAGE);
  const config = loadConfig();
  const user = values.user;
  const userId = await withService(config, (db) => find(db, user));
  console.log(new AccessTokens(config).issue(userId, null, seconds));
});

/** A number is an id, even if somebody is called like that. */
async function find(db: Database, user: string): Promise<number> {
  const isId = /^\d{1,9}$/.test(user);
  const [row] = await db.query<{ id: number; status: string }>(
    `SELECT id, status FROM app_user WHERE ${isId ? 'id = $1::int' : 'lower(username) = lower($1)'}`,
    [user],
  );
  if (!row) throw new CommandError(`There is no user ${user}.`);
  if (row.status !== 'active') throw new CommandError(`The user ${user} is ${row.status}: a token would be refused.`);
  return row.id;
}
