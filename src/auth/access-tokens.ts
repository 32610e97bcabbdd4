import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { INT4 } from '../http/wire-values';
import type { Claim } from '../policy/access';

/** How long an access token is good for, in seconds: ten hours. */
export const ACCESS_TOKEN_SECONDS = 36_000;

/** The only algorithm; a token that names another one, or none, is refused. */
export const ALGORITHM = 'HS256';

/** What we put into a token. Tokens made outside carry the same claims but `sid`. */
interface Payload {
  readonly user_id: number;
  readonly token_type: 'access';
  readonly jti: string;
  /** The sign-in that the token belongs to. */
  readonly sid?: string;
}

/** Makes access tokens and reads those that anybody made who holds the key. */
@Injectable()
export class AccessTokens {
  /** Made once: the library would otherwise build a key from the text on every call, at five times the cost. */
  readonly key: KeyObject;
  private readonly jwt: JwtService;

  constructor(@Inject(CONFIG) { jwtSecret }: Pick<Config, 'jwtSecret'>) {
    this.key = createSecretKey(Buffer.from(jwtSecret));
    this.jwt = new JwtService({
      secret: this.key,
      signOptions: { algorithm: ALGORITHM },
      verifyOptions: { algorithms: [ALGORITHM] },
    });
  }

  /** A token for a person, of one of his sign-ins or of none; a token of none can only expire, not be revoked. */
  issue(userId: number, sessionId: string | null = null, seconds = ACCESS_TOKEN_SECONDS): string {
    const payload: Payload = {
      user_id: userId,
      token_type: 'access',
      jti: randomUUID(),
      ...(sessionId !== null && { sid: sessionId }),
    };
    return this.jwt.sign(payload, { expiresIn: seconds });
  }

  /** Whether we or another holder of the key signed this token and it has not expired. What it claims is not looked at. */
  isGenuine(token: string): boolean {
    try {
      const { exp } = this.jwt.verify<{ exp?: unknown }>(token);
      return isTime(exp);
    } catch {
      return false;
    }
  }

  /** The sign-in of a token of ours, expired or not; null for every other text. */
  sessionOf(token: string): string | null {
    try {
      return claimOf(this.jwt.verify<object>(token, { ignoreExpiration: true }))?.sessionId ?? null;
    } catch {
      return null;
    }
  }
}

/**
 * Reads the claims of a token whose signature and expiry were checked: who it says to be asking, or null when a claim
 * is missing or is not what it must be. Required are `user_id`, `token_type` `access`, `exp`, `iat` and `jti`.
 */
export function claimOf(payload: object): Claim | null {
  const { user_id: userId, token_type: type, exp, iat, jti, sid } = payload as Record<string, unknown>;
  if (type !== 'access' || !isTime(exp) || !isTime(iat) || !isName(jti)) return null;
  if (typeof userId !== 'number' || !Number.isInteger(userId) || userId < 1 || userId > INT4.max) return null;
  return { userId, sessionId: typeof sid === 'string' && UUID.test(sid) ? sid : null };
}

/** Another issuer may use `sid` for something of his own: only a uuid can be a sign-in of ours. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The year 5138 in seconds, 1973 in milliseconds: a time beyond was written in milliseconds and would never expire. */
const LATEST = 1e11;

const isTime = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value < LATEST;

/** A number or a text, and not necessarily unique: the official client repeats it within a millisecond. */
const isName = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : typeof value === 'number' && Number.isFinite(value);
