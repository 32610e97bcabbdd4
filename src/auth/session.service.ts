import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { AccessTokens } from './access-tokens';
import { checkPassword } from './password';
import { SessionRepository } from './session.repository';

/** The client that everybody uses; it is public, so it has no secret. */
export const PUBLIC_CLIENT = 'convene';

/** How long a refresh token waits to be used, in milliseconds: 30 days. */
const REFRESH_TIME = 30 * 24 * 60 * 60 * 1000;

/** What a sign-in hands out. */
export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

/** Signs people in, keeps them signed in, and signs them out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly tokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /** Signs in by username or e-mail and password; null when they do not belong together, whatever the reason. */
  async open(login: string, password: string): Promise<TokenPair | null> {
    const person = await this.sessions.credentials(login);
    if (!(await checkPassword(password, person?.password_hash ?? null)) || !person) return null;
    const sessionId = randomUUID();
    const refresh = newToken();
    await this.sessions.open(sessionId, person.id, PUBLIC_CLIENT, hashOf(refresh), this.expiry());
    return { access: this.tokens.issue(person.id, sessionId), refresh };
  }

  /**
   * Exchanges a refresh token for a new pair; null when it is no good. Each is used once: when one comes back, either
   * its owner or a thief has the pair that followed, nobody can tell which, and so the whole sign-in is revoked. The
   * same happens to a client that sends one token twice at the same time.
   */
  async refresh(token: string): Promise<TokenPair | null> {
    const refresh = newToken();
    const now = this.clock.now();
    const session = await this.sessions.rotate(hashOf(token), hashOf(refresh), PUBLIC_CLIENT, now, this.expiry());
    if (session) return { access: this.tokens.issue(session.user_id, session.session_id), refresh };
    await this.sessions.revokeReused(hashOf(token));
    return null;
  }

  /** Ends the sign-in that an access or a refresh token belongs to. Other texts are none of our business. */
  async close(token: string): Promise<void> {
    const sessionId = this.tokens.sessionOf(token);
    await (sessionId === null ? this.sessions.revokeByToken(hashOf(token)) : this.sessions.revoke(sessionId));
  }

  private expiry(): Date {
    return new Date(this.clock.now().getTime() + REFRESH_TIME);
  }
}

const newToken = (): string => randomBytes(32).toString('base64url');

/** Tokens are random, so a plain hash is enough for one who reads the database to learn nothing that he can use. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
