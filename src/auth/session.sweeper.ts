import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Sweeper } from '../sweeper';
import { ACCESS_TOKEN_SECONDS } from './access-tokens';
import { SessionRepository } from './session.repository';

const EVERY_MS = 60 * 60 * 1000;
const AT_ONCE = 1000;

/**
 * For how long what is over is kept: twice as long as an access token is good for. A sign-in that was revoked must be
 * known as long as there are access tokens of it, and the clocks of several machines may differ.
 */
const KEPT_MS = 2 * ACCESS_TOKEN_SECONDS * 1000;

/** Throws away what is left of sign-ins that are over, and refresh tokens that have expired. */
@Injectable()
export class SessionSweeper extends Sweeper {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {
    super(EVERY_MS);
  }

  /** Removes everything that has been over for long enough. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    while ((await this.sessions.removeOver(before, AT_ONCE)) === AT_ONCE);
  }
}
