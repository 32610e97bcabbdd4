import { Text } from '../http/wire';
import { Email, Password, Username } from './account-fields';

/** A person whom an administrator brings into the community. */
export class CreateAccountDto {
  @Username({ required: true })
  username: string;

  @Email({ required: true })
  email: string;

  @Password({ required: true, chosen: true, example: 'correct horse battery staple' })
  password: string;

  @Text({ max: 255, blank: true, example: 'Mara Lind' })
  real_name?: string;

  @Text({ max: 255, nullable: true, description: 'The id in the system that the person comes from; unique.' })
  ext_id?: string | null;
}

/** What an administrator looks a person up by: exactly one of these. */
export class AccountQuery {
  @Text()
  username?: string;

  @Text()
  email?: string;

  @Text()
  ext_id?: string;
}
