import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { cleanEnv, str } from 'envalid';
import type { StorageSettings } from '../media/open-storage';
import type { InvitationLimits } from '../membership/invitation-budget';
import { ABUSE_VARIABLES, invitationLimits, throttleSettings, type ThrottleSettings } from './abuse-variables';
import { MEDIA_VARIABLES, mediaStorage, missingForMedia } from './media-variables';
import { keptSigningKey } from './signing-key';
import { flag, httpUrl, integer, key, origin, postgresUrl, postgresUrls, text, timeZone } from './validators';

/** What the operator has set, checked and complete. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Processes of a cluster. */
  readonly workers: number;
  /** Absent: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl?: string;
  readonly databaseReplicaUrls: readonly string[];
  readonly databasePoolSize: number;
  /** Whether statements may be prepared by name on a connection; some transaction poolers cannot. */
  readonly databasePrepared: boolean;
  /** Milliseconds after which a statement is given up. */
  readonly databaseTimeout: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Where uploaded files are kept. */
  readonly mediaStorage: StorageSettings;
  readonly jwtSecret: string;
  readonly admin: { readonly username: string; readonly email: string; readonly password?: string };
  readonly seedDemo: boolean;
  /** Origin without a trailing slash; absent: taken from each request. */
  readonly publicUrl?: string;
  readonly timeZone: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** One line for each request that was answered. */
  readonly logRequests: boolean;
  readonly throttling: ThrottleSettings;
  readonly invitations: InvitationLimits;
  /** How many proxies stand in front, or which; absent: none, and the address of a connection is the caller's. */
  readonly trustProxy?: number | readonly string[];
  /** Sites whose pages may call; absent: all. */
  readonly corsOrigins?: readonly string[];
  /** Milliseconds from which on a statement is logged as slow; 0: none is. */
  readonly slowQuery: number;
  readonly metrics: boolean;
  /** Where traces are sent; absent: none are made. */
  readonly tracingEndpoint?: string;
  /** Whether the place of a private event is hidden from people who are not in it. */
  readonly hidePrivateEventPlace: boolean;
  /** Whether a quiz lesson may be marked as completed by hand. */
  readonly allowManualQuizCompletion: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOG_FORMATS = ['pretty', 'json'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A variable has a wrong value; the message is one line that names it and says what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const DATABASE = 'postgres://user:password@host:5432/database';
const milliseconds = (fallback: number) =>
  integer(0, 3_600_000)({ default: fallback, desc: 'a whole number of milliseconds up to 3600000 (0 for none)' });
const yesOrNo = (fallback: boolean) => flag({ default: fallback, desc: 'true or false' });

/** Every variable but `NODE_ENV`: its check, its default, and (`desc`) what is allowed, for the one line on failure. */
const VARIABLES = {
  PORT: integer(0, 65_535)({ default: 3000, desc: 'a whole number from 0 to 65535 (0 takes any free port)' }),
  HOST: text(/^[\w.:%-]+$/)({ default: '127.0.0.1', desc: 'an address or a host name to listen on' }),
  WORKERS: integer(1, 256)({ default: availableParallelism(), desc: 'a whole number from 1 to 256' }),
  DATABASE_URL: postgresUrl({ default: undefined, desc: `an address such as ${DATABASE}` }),
  DATABASE_REPLICA_URLS: postgresUrls({ default: [], desc: `addresses such as ${DATABASE}, separated by commas` }),
  DATABASE_POOL_SIZE: integer(2, 1000)({ default: 20, desc: 'a whole number from 2 to 1000' }),
  DATABASE_PREPARED: yesOrNo(true),
  DATABASE_TIMEOUT: integer(100, 600_000)({ default: 10_000, desc: 'milliseconds, from 100 to 600000' }),
  DATA_DIR: text(/^[^\0]+$/)({ default: '.data', desc: 'a folder' }),
  JWT_SECRET: key(32)({ default: undefined, desc: 'a key of at least 32 bytes' }),
  ADMIN_USERNAME: text(/^[\w.@+-]{1,150}$/)({ default: 'admin', desc: '1 to 150 letters, digits or . @ + - _' }),
  ADMIN_EMAIL: text(/^[^@\s]+@[^@\s]+$/)({ default: 'admin@localhost', desc: 'an e-mail address' }),
  ADMIN_PASSWORD: text(/^[^]{8,1000}$/)({ default: undefined, desc: '8 to 1000 characters' }),
  SEED_DEMO: flag({ default: undefined, desc: 'true or false' }),
  PUBLIC_URL: origin({ default: undefined, desc: 'an origin without a path, such as https://courses.example.org' }),
  TIME_ZONE: timeZone({ default: 'UTC', desc: 'an IANA time zone, such as Europe/Rome' }),
  LOG_LEVEL: str({ choices: LOG_LEVELS, default: 'info', desc: `one of ${LOG_LEVELS.join(', ')}` }),
  LOG_FORMAT: str({ choices: LOG_FORMATS, default: undefined, desc: `one of ${LOG_FORMATS.join(', ')}` }),
  LOG_REQUESTS: yesOrNo(false),
  ...ABUSE_VARIABLES,
  SLOW_QUERY_MS: milliseconds(0),
  METRICS: yesOrNo(false),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl({ default: undefined, desc: 'an address such as http://collector:4318' }),
  ...MEDIA_VARIABLES,
  HIDE_PRIVATE_EVENT_PLACE: yesOrNo(false),
  ALLOW_MANUAL_QUIZ_COMPLETION: yesOrNo(false),
};

/** The names of all of them. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES);

/**
 * Reads the configuration from the environment; an empty variable counts as absent.
 * Throws a {@link ConfigError} when a value is not allowed or a required one is missing. Without `JWT_SECRET` the key
 * is generated once into `DATA_DIR`, except in production, where a key that nobody chose would be a surprise.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const set = cleanEnv(given, VARIABLES, { reporter: ({ errors }) => refuse(Object.keys(errors)) });
  const production = given['NODE_ENV'] === 'production';
  if (production && set.JWT_SECRET === undefined) {
    throw new ConfigError('JWT_SECRET is required when NODE_ENV=production: a key of at least 32 bytes.');
  }
  const missing = missingForMedia(set);
  if (missing) throw new ConfigError(`${missing} is required when MEDIA_STORAGE=s3.`);
  const dataDir = resolve(set.DATA_DIR);
  return {
    production,
    port: set.PORT,
    host: set.HOST,
    workers: set.WORKERS,
    databaseUrl: set.DATABASE_URL,
    databaseReplicaUrls: set.DATABASE_REPLICA_URLS,
    databasePoolSize: set.DATABASE_POOL_SIZE,
    databasePrepared: set.DATABASE_PREPARED,
    databaseTimeout: set.DATABASE_TIMEOUT,
    dataDir,
    mediaStorage: mediaStorage(set, dataDir),
    jwtSecret: set.JWT_SECRET ?? keptSigningKey(dataDir),
    admin: { username: set.ADMIN_USERNAME, email: set.ADMIN_EMAIL, password: set.ADMIN_PASSWORD },
    seedDemo: set.SEED_DEMO ?? (set.DATABASE_URL === undefined && !production),
    publicUrl: set.PUBLIC_URL,
    timeZone: set.TIME_ZONE,
    logLevel: set.LOG_LEVEL,
    logFormat: set.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    logRequests: set.LOG_REQUESTS,
    throttling: throttleSettings(set),
    invitations: invitationLimits(set),
    trustProxy: set.TRUST_PROXY,
    corsOrigins: set.CORS_ORIGINS,
    slowQuery: set.SLOW_QUERY_MS,
    metrics: set.METRICS,
    tracingEndpoint: set.OTEL_EXPORTER_OTLP_ENDPOINT,
    hidePrivateEventPlace: set.HIDE_PRIVATE_EVENT_PLACE,
    allowManualQuizCompletion: set.ALLOW_MANUAL_QUIZ_COMPLETION,
  };
}

/** The value itself is not repeated: it may be a password. */
function refuse(names: readonly string[]): void {
  const lines = Object.entries(VARIABLES).flatMap(([name, { desc }]) =>
    names.includes(name) ? [`${name} must be ${desc}`] : [],
  );
  if (lines.length > 0) throw new ConfigError(`${lines.join('; ')}.`);
}
