import { Integer, OneOf } from '../http/answer';
import { Choice, Text } from '../http/wire';

export const GRANT_TYPES = ['password', 'refresh_token'] as const;
export type GrantType = (typeof GRANT_TYPES)[number];

/** Body of the token endpoint. It describes what is read; the endpoint reads it by the rules of OAuth. */
export class TokenRequestDto {
  @Choice(GRANT_TYPES, { required: true, example: 'password' })
  grant_type: GrantType;

  @Text({ required: true, description: 'The public client; it has no secret.', example: 'convene' })
  client_id: string;

  @Text({ description: 'Username or e-mail, for the grant `password`.', example: 'admin' })
  username?: string;

  @Text({ description: 'For the grant `password`.' })
  password?: string;

  @Text({ description: 'For the grant `refresh_token`. It can be used once.' })
  refresh_token?: string;

  @Text({ description: 'Read and ignored: public clients have no secret.' })
  client_secret?: string;

  @Text({ description: 'Of the grant `authorization_code`, which is not offered: there is no page to sign in on.' })
  code?: string;

  @Text({ description: 'As `code`.' })
  redirect_uri?: string;
}

/** Body of the revocation endpoint. */
export class RevocationRequestDto {
  @Text({ required: true, example: 'convene' })
  client_id: string;

  @Text({ required: true, description: 'An access or a refresh token; the whole sign-in that it belongs to ends.' })
  token: string;
}

/** Tokens, as OAuth answers them. */
export class TokenDto {
  access_token: string;
  /** Seconds. */
  @Integer({ example: 36_000 })
  expires_in: number;
  @OneOf(['Bearer'])
  token_type: string;
  scope: string;
  refresh_token: string;
  client_id: string;
}

/** What went wrong, in the form that OAuth prescribes. */
export class OauthErrorDto {
  @OneOf(['invalid_request', 'invalid_client', 'invalid_grant', 'unsupported_grant_type'])
  error: string;
  error_description: string;
}
