import { EnvError, makeExactValidator } from 'envalid';

/** A check for one variable: returns the value as the service uses it, or throws; `desc` says what is allowed. */
export const check = <T>(parse: (text: string) => T | undefined) =>
  makeExactValidator<T>((text: string) => {
    const value = parse(text);
    if (value === undefined) throw new EnvError('not allowed');
    return value;
  });

const parseUrl = (text: string, protocols: readonly string[]): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
};

const POSTGRES = ['postgres:', 'postgresql:'];

/** A whole number within bounds; nothing else that JavaScript would take for a number. */
export const integer = (min: number, max: number) =>
  check((text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** Exactly `true` or `false`: a typing error must not switch something on or off. */
export const flag = check<boolean>((text) => (text === 'true' ? true : text === 'false' ? false : undefined));

/** Text of a given form. */
export const text = (form: RegExp) => check((value) => (form.test(value) ? value : undefined));

/** A key that is long enough for HS256. */
export const key = (minBytes: number) => check((value) => (Buffer.byteLength(value) >= minBytes ? value : undefined));

/** The address of a PostgreSQL database. */
export const postgresUrl = check((value) => parseUrl(value, POSTGRES) && value);

/** Addresses of PostgreSQL databases, separated by commas. */
export const postgresUrls = check((value) => {
  const urls = value.split(',').map((url) => url.trim());
  return urls.every((url) => parseUrl(url, POSTGRES)) ? urls : undefined;
});

/** The address of something that speaks HTTP. */
export const httpUrl = check((value) => parseUrl(value, ['http:', 'https:']) && value);

/** The address of a Redis server. */
export const redisUrl = check((value) => parseUrl(value, ['redis:', 'rediss:']) && value);

/** Scheme, host and port; a path, query or user name would be lost silently and is refused. */
export const origin = check((value) => {
  const url = parseUrl(value, ['http:', 'https:']);
  return url && value.replace(/\/$/, '').toLowerCase() === url.origin ? url.origin : undefined;
});

/** A time zone that this Node knows by its IANA name; offsets such as `+02:00` are refused. */
export const timeZone = check((value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return /^[A-Za-z]/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
});
