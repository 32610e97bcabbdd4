import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { loadConfig } from '../config/config';
import { ValidationPipe } from '../http/validation.pipe';
import { type Role, ROLES } from '../policy/access';
import { CreateAccountDto } from '../user/account.dto';
import { newUserOf } from '../user/account.service';
import { insertUser } from '../user/user.repository';
import { CommandError } from './command-error';
import { run } from './run';
import { withService } from './with-service';

const USAGE = `Usage: npm run user:create -- --username <name> --email <address> [--password <password>]
  [--role ${ROLES.join('|')}] [--real-name <name>]`;

const text = { type: 'string' } as const;

/** Creates a person; a password that is not given is made up and printed. */
run(async () => {
  const { values } = parseArgs({
    options: { username: text, email: text, password: text, role: text, 'real-name': text },
  });
  const { username, email, role, 'real-name': realName } = values;
  if (username === undefined || email === undefined || !isRole(role)) throw new CommandError(USAGE);
  const password = values.password ?? randomBytes(15).toString('base64url');
  const account = read({ username, email, password, real_name: realName ?? '' });
  const user = { ...(await newUserOf(account)), role: role ?? null };
  const id = await withService(loadConfig(), (db) => insertUser(db, user));
  console.log(`Created ${username} (id ${id})${role ? `, ${role}` : ''}.`);
  if (values.password === undefined) console.log(`Password: ${password}`);
});

function isRole(role: string | undefined): role is Role | undefined {
  return role === undefined || ROLES.some((known) => known === role);
}

/** By the same rules as over HTTP. */
function read(fields: object): CreateAccountDto {
  return new ValidationPipe().transform(fields, { type: 'body', metatype: CreateAccountDto }) as CreateAccountDto;
}
