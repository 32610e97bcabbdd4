import { Text } from '../http/wire';
import { Password } from '../user/account-fields';

/** Body of a sign-in. */
export class SignInDto {
  @Text({ required: true, description: 'Username or e-mail.', example: 'admin' })
  username: string;

  @Password({ required: true })
  password: string;
}

/** Two tokens: one to act with, one to get the next two with. */
export class TokenPairDto {
  access: string;
  /** For the grant `refresh_token` of the token endpoint. */
  refresh: string;
}

/** Body of a check. */
export class VerifyTokenDto {
  @Text({ required: true, description: 'An access token.' })
  token: string;
}
