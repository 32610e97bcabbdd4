import { Body, Controller, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { unauthenticated } from '../http/domain-error';
import { ErrorsDto } from '../http/error.dto';
import { Can } from '../policy/can.decorator';
import { AccessTokens } from './access-tokens';
import { SignInDto, TokenPairDto, VerifyTokenDto } from './jwt.dto';
import { SessionService } from './session.service';

/** Tokens in the form of the API. */
@ApiTags('Sign-in')
@Controller('api/v2/jwt')
export class JwtController {
  constructor(
    private readonly sessions: SessionService,
    private readonly tokens: AccessTokens,
  ) {}

  @Post('token')
  @Can('session.open')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Get an access token and a refresh token for a password' })
  @ApiOkResponse({ type: TokenPairDto })
  @ApiUnauthorizedResponse({ type: ErrorsDto, description: 'The password is not right, or there is no such person.' })
  async token(@Body() { username, password }: SignInDto): Promise<TokenPairDto> {
    const pair = await this.sessions.open(username, password);
    if (!pair) throw unauthenticated('authentication_failed');
    return pair;
  }

  @Post('verify_token')
  @Can('session.verify')
  @HttpCode(200)
  @ApiOperation({ summary: 'Check the signature and the expiry of a token' })
  @ApiOkResponse({ description: 'The token is genuine. There is no body.' })
  @ApiUnauthorizedResponse({ description: 'The token is not genuine or has expired. There is no body.' })
  async verify(@Body() { token }: VerifyTokenDto, @Res() reply: FastifyReply): Promise<void> {
    if (!this.tokens.isGenuine(token)) void reply.status(401).header('WWW-Authenticate', 'Bearer realm="api"');
    await reply.send();
  }
}
