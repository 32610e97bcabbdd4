import { isIP } from 'node:net';

import type { InvitationLimits } from '../membership/invitation-budget';
import { check, integer, redisUrl } from './validators';

const budget = (fallback: number, what: string) =>
  integer(0, 1e9)({ default: fallback, desc: `a whole number of ${what} (0 for no limit)` });
const seconds = (fallback: number) =>
  integer(1, 86_400)({ default: fallback, desc: 'a whole number of seconds from 1 to 86400' });

/** Names that the transport knows for ranges of addresses. */
const RANGES: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

const isAddress = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return RANGES.includes(text);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

const listOf = (value: string): string[] => value.split(',').map((item) => item.trim());

/** How many proxies there are in front, or their addresses; whoever else says for whom he asks is not believed. */
const proxies = check<number | readonly string[]>((value) => {
  if (/^\d+$/.test(value)) return Number(value) >= 1 && Number(value) <= 10 ? Number(value) : undefined;
  const addresses = listOf(value);
  return addresses.every(isAddress) ? addresses : undefined;
});

const origins = check<readonly string[]>((value) => {
  const found = listOf(value).map((item) => {
    const url = URL.canParse(item) ? new URL(item) : undefined;
    return url && /^https?:$/.test(url.protocol) && item.replace(/\/$/, '') === url.origin ? url.origin : undefined;
  });
  return found.every((item) => item !== undefined) ? found : undefined;
});

/** The variables that keep people from doing too much, and from elsewhere. */
export const ABUSE_VARIABLES = {
  THROTTLE_LIMIT: budget(6000, 'requests'),
  THROTTLE_TTL: seconds(60),
  THROTTLE_UPLOADS: budget(600, 'uploads'),
  THROTTLE_LOGINS_PER_ADDRESS: budget(300, 'attempts'),
  THROTTLE_LOGINS_PER_USERNAME: budget(60, 'attempts'),
  THROTTLE_LOGIN_TTL: seconds(300),
  REDIS_URL: redisUrl({ default: undefined, desc: 'an address such as redis://host:6379' }),
  INVITES_PER_SENDER_PER_DAY: budget(10_000, 'invitations'),
  INVITES_PER_COURSE_PER_DAY: budget(20_000, 'invitations'),
  INVITES_PER_RECEIVER_PER_DAY: budget(100, 'invitations'),
  TRUST_PROXY: proxies({
    default: undefined,
    desc: 'the number of proxies in front (1 to 10), or their addresses, such as 10.0.0.0/8, separated by commas',
  }),
  CORS_ORIGINS: origins({
    default: undefined,
    desc: 'origins such as https://courses.example.org, separated by commas',
  }),
};

/** Requests per window and person or address; 0: no limit. */
export interface ThrottleSettings {
  readonly requests: number;
  /** Seconds of the window for requests and uploads. */
  readonly ttl: number;
  readonly uploads: number;
  readonly loginsPerAddress: number;
  readonly loginsPerUsername: number;
  /** Seconds of the window for attempts to sign in. */
  readonly loginTtl: number;
  /** Absent: each process counts by itself. */
  readonly redisUrl?: string;
}

type Values = {
  readonly [Name in Exclude<keyof typeof ABUSE_VARIABLES, 'REDIS_URL' | 'TRUST_PROXY' | 'CORS_ORIGINS'>]: number;
} & { readonly REDIS_URL?: string };

/** The limits of requests. Where requests are not limited at all, neither are sign-ins and uploads. */
export function throttleSettings(set: Values): ThrottleSettings {
  const off = set.THROTTLE_LIMIT === 0;
  return {
    requests: set.THROTTLE_LIMIT,
    ttl: set.THROTTLE_TTL,
    uploads: off ? 0 : set.THROTTLE_UPLOADS,
    loginsPerAddress: off ? 0 : set.THROTTLE_LOGINS_PER_ADDRESS,
    loginsPerUsername: off ? 0 : set.THROTTLE_LOGINS_PER_USERNAME,
    loginTtl: set.THROTTLE_LOGIN_TTL,
    redisUrl: set.REDIS_URL,
  };
}

/** The budgets of invitations. */
export const invitationLimits = (set: Values): InvitationLimits => ({
  perSender: set.INVITES_PER_SENDER_PER_DAY,
  perSubject: set.INVITES_PER_COURSE_PER_DAY,
  perReceiver: set.INVITES_PER_RECEIVER_PER_DAY,
});
