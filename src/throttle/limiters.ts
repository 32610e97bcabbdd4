import type { ExecutionContext } from '@nestjs/common';
import { normalizeIp, type ThrottlerOptions } from '@nestjs/throttler';

import type { ThrottleSettings } from '../config/abuse-variables';
import type { PolicyRequest } from '../policy/access';
import { Guarded } from '../policy/can.decorator';
import type { Action } from '../policy/policies';

/** Addresses of IPv6 are handed out by the network, so one host has very many. */
const IPV6_NETWORK = 64;

/** Probes must not be told that the service is unwell because they ask often. */
const UNLIMITED: Action = 'service.read';

/** A limiter, its name as the refused are told it. */
export interface Limiter extends ThrottlerOptions {
  readonly name: 'requests' | 'uploads' | 'sign-ins from this address' | 'sign-ins for this username';
}

/** The limiters that are on. Each person, or each address of those who did not say who they are, has budgets of its own. */
export function limitersOf(settings: ThrottleSettings): Limiter[] {
  const [ttl, loginTtl] = [settings.ttl * 1000, settings.loginTtl * 1000];
  const limiters: Limiter[] = [
    { name: 'requests', limit: settings.requests, ttl, getTracker: asker, skipIf: (at) => actionAt(at) === UNLIMITED },
    {
      name: 'uploads',
      limit: settings.uploads,
      ttl,
      getTracker: asker,
      skipIf: (at) => actionAt(at) !== 'media.upload',
    },
    {
      name: 'sign-ins from this address',
      limit: settings.loginsPerAddress,
      ttl: loginTtl,
      getTracker: address,
      skipIf: (at) => !isSignIn(at),
    },
    {
      name: 'sign-ins for this username',
      limit: settings.loginsPerUsername,
      ttl: loginTtl,
      getTracker: username,
      skipIf: (at) => !isSignIn(at),
    },
  ];
  return limiters.filter(({ limit }) => limit !== 0);
}

type Asking = Pick<PolicyRequest, 'claim' | 'ip' | 'body'>;

/** The library does not know what a request is. */
const tracker =
  (of: (request: Asking) => string) =>
  (request: object): string =>
    of(request as Asking);

const asker = tracker(({ claim, ip }) => (claim.userId === null ? addressOf(ip) : `person ${claim.userId}`));

const address = tracker(({ ip }) => addressOf(ip));

const addressOf = (ip: string): string => `address ${normalizeIp(ip, IPV6_NETWORK)}`;

/** Names are compared without regard to case when people sign in; a long one is cut, lest it fill the memory. */
const username = tracker(({ body }) => `username ${String(fieldsOf(body)['username']).toLowerCase().slice(0, 200)}`);

const fieldsOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

/** A guess at a password. Exchanging a refresh token is none: nobody guesses 256 bits. */
function isSignIn(context: ExecutionContext): boolean {
  if (actionAt(context) !== 'session.open') return false;
  const { body } = context.switchToHttp().getRequest<Asking>();
  const { grant_type: grant, username: name } = fieldsOf(body);
  return grant === 'password' && typeof name === 'string';
}

const actionAt = (context: ExecutionContext): Action | undefined =>
  Reflect.getMetadata(Guarded.KEY, context.getHandler())?.action;
