import { type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
  ThrottlerStorage,
} from '@nestjs/throttler';

import { tooMany } from '../http/domain-error';

/** Is told the name of the limiter of every request that was refused. */
export abstract class ThrottleWatch {
  abstract throttled(limiter: string): void;
}

/**
 * Global, after JwtGuard, which says who is asking, and before PolicyGuard, which asks the database: whoever sends too
 * much costs no query. Answers 429 in the API's own shape, with the limiter's name and `Retry-After`.
 */
@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    @Optional() private readonly watch?: ThrottleWatch,
  ) {
    super(options, storage, reflector);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    return this.throttlers.length === 0 || super.canActivate(context);
  }

  /** One budget for all routes; the library's own key names the route. */
  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return `${name}:${tracker}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { key, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const limiter = key.slice(0, key.indexOf(':'));
    this.watch?.throttled(limiter);
    throw tooMany(timeToBlockExpire, limiter);
  }
}
