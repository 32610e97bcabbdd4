import { Injectable } from '@nestjs/common';

import { hashPassword } from '../auth/password';
import { mapConstraint } from '../http/constraints';
import { invalid, notFound } from '../http/domain-error';
import type { AccountQuery, CreateAccountDto } from './account.dto';
import { type NewUser, type ProfileRow, type UserKey, UserRepository } from './user.repository';

mapConstraint('app_user_username_once', {
  field: 'username',
  code: 'unique',
  message: 'A user with that username already exists.',
});
mapConstraint('app_user_email_once', {
  field: 'email',
  code: 'unique',
  message: 'A user with that email already exists.',
});
mapConstraint('app_user_ext_id_once', {
  field: 'ext_id',
  code: 'unique',
  message: 'A user with that ext_id already exists.',
});

/** Brings people into the community. */
@Injectable()
export class AccountService {
  constructor(private readonly users: UserRepository) {}

  /** Creates a person who can sign in at once. Throws 400 `unique` on the field that is taken. */
  async create(account: CreateAccountDto): Promise<ProfileRow> {
    const id = await this.users.insert(await newUserOf(account));
    return (await this.users.find(id)) ?? gone();
  }

  /** The person with this username, email or ext_id. Throws 400 unless exactly one is given, 404 when there is nobody. */
  async search(query: AccountQuery): Promise<ProfileRow> {
    const [given, ...more] = KEYS.filter((key) => query[key] !== undefined);
    if (given === undefined || more.length > 0) {
      const code = given === undefined ? 'required' : 'invalid';
      throw invalid({ field: 'non_field_errors', code, message: 'Give one of username, email and ext_id.' });
    }
    return (await this.users.findBy(given, query[given] ?? '')) ?? gone();
  }
}

const KEYS: readonly UserKey[] = ['username', 'email', 'ext_id'];

const gone = (): never => {
  throw notFound();
};

/** A person to be, with a hash in the place of the password. */
export async function newUserOf(account: CreateAccountDto): Promise<NewUser> {
  const { username, email, password, real_name: realName, ext_id: extId } = account;
  return { username, email, passwordHash: await hashPassword(password), realName, extId: extId || null };
}
