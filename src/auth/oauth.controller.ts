import { Body, Controller, Header, HttpCode, Post, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

import { Can } from '../policy/can.decorator';
import { ACCESS_TOKEN_SECONDS } from './access-tokens';
import { OauthErrorDto, RevocationRequestDto, TokenDto, TokenRequestDto } from './oauth.dto';
import { OauthError, OauthErrorFilter } from './oauth-error';
import { PUBLIC_CLIENT, SessionService, type TokenPair } from './session.service';

const FORM = 'application/x-www-form-urlencoded';

/** OAuth 2 for the people of the community: signing in, staying signed in, signing out. */
@ApiTags('Sign-in')
@UseFilters(OauthErrorFilter)
@Controller('oauth')
export class OauthController {
  constructor(private readonly sessions: SessionService) {}

  @Post('token')
  @Can('session.open')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({ summary: 'Get an access token for a password or a refresh token' })
  @ApiConsumes(FORM, 'application/json')
  @ApiBody({ type: TokenRequestDto })
  @ApiOkResponse({ type: TokenDto })
  @ApiResponse({ status: 400, type: OauthErrorDto, description: 'A parameter is missing or a credential is no good.' })
  @ApiResponse({ status: 401, type: OauthErrorDto, description: 'The client is unknown.' })
  async token(@Body() body: Parameters): Promise<TokenDto> {
    const grant = field(body, 'grant_type');
    const clientId = knownClient(body);
    const pair = await this.exchange(grant, body);
    if (!pair) throw new OauthError('invalid_grant', 'Invalid credentials given.');
    return {
      access_token: pair.access,
      expires_in: ACCESS_TOKEN_SECONDS,
      token_type: 'Bearer',
      scope: 'read write',
      refresh_token: pair.refresh,
      client_id: clientId,
    };
  }

  @Post('revoke_token')
  @Can('session.close')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sign out: revoke an access or a refresh token and all that came with it' })
  @ApiConsumes(FORM, 'application/json')
  @ApiBody({ type: RevocationRequestDto })
  @ApiOkResponse({ description: 'The token, if it was one, is worth nothing any more.' })
  @ApiResponse({ status: 400, type: OauthErrorDto, description: 'A parameter is missing.' })
  @ApiResponse({ status: 401, type: OauthErrorDto, description: 'The client is unknown.' })
  async revoke(@Body() body: Parameters): Promise<void> {
    knownClient(body);
    await this.sessions.close(field(body, 'token'));
  }

  private exchange(grant: string, body: Parameters): Promise<TokenPair | null> {
    if (grant === 'password') return this.sessions.open(field(body, 'username'), field(body, 'password'));
    if (grant === 'refresh_token') return this.sessions.refresh(field(body, 'refresh_token'));
    // There is no page where people could sign in with a browser, so there are no codes either.
    throw new OauthError('unsupported_grant_type', 'Use the grant password or refresh_token.');
  }
}

/** What was sent; nothing at all is possible too. */
type Parameters = Readonly<Record<string, unknown>> | null | undefined;

/** A parameter of OAuth: text, present, and there once. */
function field(body: Parameters, name: string): string {
  const value = body && Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  const fault = Array.isArray(value) ? 'may be given only once' : 'is required';
  throw new OauthError('invalid_request', `The parameter ${name} ${fault}.`);
}

function knownClient(body: Parameters): string {
  const clientId = field(body, 'client_id');
  if (clientId !== PUBLIC_CLIENT) throw new OauthError('invalid_client', 'There is no such client.');
  return clientId;
}
