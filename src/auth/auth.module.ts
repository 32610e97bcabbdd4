import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { PolicyGuard } from '../policy/policy.guard';
import { ThrottleGuard } from '../throttle/throttle.guard';
import { AccessTokens } from './access-tokens';
import { JwtController } from './jwt.controller';
import { JwtGuard } from './jwt.guard';
import { JwtStrategy } from './jwt.strategy';
import { KnownTokens } from './known-tokens';
import { OauthController } from './oauth.controller';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SessionSweeper } from './session.sweeper';

/** Who is asking. Every request passes `JwtGuard`, `ThrottleGuard` and `PolicyGuard`; the order below is that order. */
@Global()
@Module({
  controllers: [OauthController, JwtController],
  providers: [
    AccessTokens,
    JwtStrategy,
    KnownTokens,
    SessionRepository,
    SessionService,
    SessionSweeper,
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: ThrottleGuard },
    { provide: APP_GUARD, useClass: PolicyGuard },
  ],
  exports: [AccessTokens],
})
export class AuthModule {}
