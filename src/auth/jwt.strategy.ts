import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';

import type { Claim } from '../policy/access';
import { AccessTokens, ALGORITHM, claimOf } from './access-tokens';

/** The official client writes `Bearer` or `Token`, depending on which of its parts sends the request. */
const CREDENTIALS = /^(?:Bearer|Token) +([^\s,]+)$/i;

/** Who a request says to come from, out of its `Authorization` header. Asks no database. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(tokens: AccessTokens) {
    super({
      jwtFromRequest: ({ headers }) => CREDENTIALS.exec(headers.authorization?.trim() ?? '')?.[1] ?? null,
      // The library takes a key object, its types do not know.
      secretOrKey: tokens.key as unknown as Buffer,
      algorithms: [ALGORITHM],
    });
  }

  /** Called once the signature and the expiry are found good; null refuses. */
  validate(payload: object): Claim | null {
    return claimOf(payload);
  }
}
