import { Injectable } from '@nestjs/common';

import type { Claim } from '../policy/access';

interface Known {
  readonly claim: Claim;
  /** Seconds, as in the token. */
  readonly expiresAt: number;
}

const MOST = 10_000;

/**
 * The `Authorization` headers that were found good, until they expire. A client sends the same one with every request,
 * and checking a signature costs as much as everything else that happens before the database is asked. Whether the
 * person still exists and the sign-in was not revoked is asked every time all the same, by the loaders.
 */
@Injectable()
export class KnownTokens {
  private readonly known = new Map<string, Known>();

  /** Who a header says to be asking, when it was found good before and has not expired since. */
  find(header: string): Claim | undefined {
    const found = this.known.get(header);
    return found && found.expiresAt > Date.now() / 1000 ? found.claim : undefined;
  }

  /** Remembers a header whose signature and expiry were checked just now. */
  keep(header: string, claim: Claim, expiresAt: number): void {
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(header, { claim: Object.freeze(claim), expiresAt });
  }
}
