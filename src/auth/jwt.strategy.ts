import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';

import type { Claim } from '../policy/access';
import { AccessTokens, ALGORITHM, claimOf } from './access-tokens';
import { KnownTokens } from './known-tokens';

/** The official client writes `Bearer` or `Token`, depending on which of its parts sends the request. */
const CREDENTIALS = /^(?:Bearer|Token) +([^\s,]+)$/i;

/** Who a request says to come from, out of its `Authorization` header. Asks no database. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: AccessTokens,
    private readonly known: KnownTokens,
  ) {
    super({
      jwtFromRequest: ({ headers }) => CREDENTIALS.exec(headers.authorization?.trim() ?? '')?.[1] ?? null,
      // The library takes a key object, its types do not know.
      secretOrKey: tokens.key as unknown as Buffer,
      algorithms: [ALGORITHM],
      passReqToCallback: true,
    });
  }

  /** Called once the signature and the expiry are found good; null refuses. */
  validate({ headers }: FastifyRequest, payload: { readonly exp?: number }): Claim | null {
    const claim = claimOf(payload);
    if (claim && headers.authorization && payload.exp) this.known.keep(headers.authorization, claim, payload.exp);
    return claim;
  }
}
