import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, type AuthGuardAuthenticateOptions } from '@nestjs/passport';

import { unauthenticated } from '../http/domain-error';
import type { Claim, PolicyRequest } from '../policy/access';
import { Guarded } from '../policy/can.decorator';
import { ruleOf } from '../policy/policies';
import { KnownTokens } from './known-tokens';

const ANONYMOUS: Claim = { userId: null, sessionId: null };

/**
 * Global, and first. Notes in `request.claim` who says to be asking. A request without credentials is anonymous; one
 * with credentials that are no good is refused with 401, public route or not, but for those where people prove who they
 * are with something else (`unasked`): there, an expired token would keep them from getting a new one. Whether that
 * person still exists, and may do what he asks for, `PolicyGuard` finds out with the query that it makes anyway.
 */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly known: KnownTokens,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest<PolicyRequest>();
    const header = request.headers.authorization?.trim();
    const claim = !header || this.isUnasked(context) ? ANONYMOUS : this.known.find(request.headers.authorization!);
    if (!claim) return super.canActivate(context);
    request.claim = claim;
    return true;
  }

  override getAuthenticateOptions(): AuthGuardAuthenticateOptions {
    return { property: 'claim', session: false };
  }

  override handleRequest<User>(error: unknown, claim: User | false | null): User {
    if (error instanceof Error) throw error;
    if (!claim) throw unauthenticated('authentication_failed');
    return claim;
  }

  private isUnasked(context: ExecutionContext): boolean {
    const guarded = this.reflector.get(Guarded, context.getHandler());
    return guarded !== undefined && ruleOf(guarded.action).unasked === true;
  }
}
