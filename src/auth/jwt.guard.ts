import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, type AuthGuardAuthenticateOptions } from '@nestjs/passport';

import { unauthenticated } from '../http/domain-error';
import type { Claim, PolicyRequest } from '../policy/access';
import { Guarded } from '../policy/can.decorator';
import type { Action } from '../policy/policies';
import { KnownTokens } from './known-tokens';

const ANONYMOUS: Claim = { userId: null, sessionId: null };

/** Here people prove who they are with something else; an expired token must not keep them from getting a new one. */
const AT_THE_DOOR: ReadonlySet<Action> = new Set<Action>(['session.open', 'session.verify', 'session.close']);

/**
 * Global, and first. Notes in `request.claim` who says to be asking; a request without credentials is anonymous, one
 * with credentials that are no good is refused with 401 everywhere. Whether that person still exists, and may do what
 * he asks for, is the business of `PolicyGuard`, which finds out with the query that it makes anyway.
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
    const claim = !header || this.isAtTheDoor(context) ? ANONYMOUS : this.known.find(request.headers.authorization!);
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

  private isAtTheDoor(context: ExecutionContext): boolean {
    const guarded = this.reflector.get(Guarded, context.getHandler());
    return guarded !== undefined && AT_THE_DOOR.has(guarded.action);
  }
}
