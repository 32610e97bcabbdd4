import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, loadConfig } from './config';

const SECRET = 'a key that is long enough for HS256';
const DATABASE = 'postgres://convene:pw@db.example.org:5432/convene';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'convene-config-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const load = (env: NodeJS.ProcessEnv = {}) => loadConfig({ JWT_SECRET: SECRET, ...env });

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('configuration', () => {
  it('needs nothing to be set', () => {
    expect(load()).toEqual({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      workers: availableParallelism(),
      databaseUrl: undefined,
      databaseReplicaUrls: [],
      databasePoolSize: 20,
      databasePrepared: true,
      databaseTimeout: 10_000,
      dataDir: resolve('.data'),
      mediaStorage: { kind: 'file', dataDir: resolve('.data') },
      jwtSecret: SECRET,
      admin: { username: 'admin', email: 'admin@localhost', password: undefined },
      seedDemo: true,
      publicUrl: undefined,
      timeZone: 'UTC',
      logLevel: 'info',
      logFormat: process.stdout.isTTY ? 'pretty' : 'json',
      logRequests: false,
      throttling: {
        requests: 6000,
        ttl: 60,
        uploads: 600,
        loginsPerAddress: 300,
        loginsPerUsername: 60,
        loginTtl: 300,
        redisUrl: undefined,
      },
      invitations: { perSender: 10_000, perSubject: 20_000, perReceiver: 100 },
      trustProxy: undefined,
      corsOrigins: undefined,
      slowQuery: 0,
      metrics: false,
      tracingEndpoint: undefined,
      hidePrivateEventPlace: false,
      allowManualQuizCompletion: false,
    });
  });

  it.each<[string, string, object]>([
    ['PORT', '8080', { port: 8080 }],
    ['HOST', '::1', { host: '::1' }],
    ['HOST', 'localhost', { host: 'localhost' }],
    ['WORKERS', '3', { workers: 3 }],
    ['DATABASE_URL', DATABASE, { databaseUrl: DATABASE }],
    [
      'DATABASE_URL',
      'postgres://a@localhost/b?host=%2Ftmp%2Fs',
      { databaseUrl: 'postgres://a@localhost/b?host=%2Ftmp%2Fs' },
    ],
    ['DATABASE_REPLICA_URLS', `${DATABASE}, ${DATABASE}2`, { databaseReplicaUrls: [DATABASE, `${DATABASE}2`] }],
    ['DATABASE_POOL_SIZE', '5', { databasePoolSize: 5 }],
    ['DATABASE_PREPARED', 'false', { databasePrepared: false }],
    ['DATA_DIR', '/srv/convene', { dataDir: resolve('/srv/convene') }],
    ['ADMIN_USERNAME', 'root.admin', { admin: { username: 'root.admin', email: 'admin@localhost' } }],
    ['ADMIN_EMAIL', 'a@b.org', { admin: { username: 'admin', email: 'a@b.org' } }],
    [
      'ADMIN_PASSWORD',
      'correct horse',
      { admin: { username: 'admin', email: 'admin@localhost', password: 'correct horse' } },
    ],
    ['SEED_DEMO', 'false', { seedDemo: false }],
    ['PUBLIC_URL', 'https://courses.example.org/', { publicUrl: 'https://courses.example.org' }],
    ['PUBLIC_URL', 'http://localhost:8080', { publicUrl: 'http://localhost:8080' }],
    ['TIME_ZONE', 'Europe/Rome', { timeZone: 'Europe/Rome' }],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
    ['LOG_FORMAT', 'json', { logFormat: 'json' }],
    ['LOG_FORMAT', 'pretty', { logFormat: 'pretty' }],
    ['LOG_REQUESTS', 'true', { logRequests: true }],
    ['THROTTLE_LIMIT', '7', { throttling: { requests: 7, uploads: 600 } }],
    ['THROTTLE_LIMIT', '0', { throttling: { requests: 0, uploads: 0, loginsPerAddress: 0, loginsPerUsername: 0 } }],
    ['THROTTLE_TTL', '10', { throttling: { ttl: 10 } }],
    ['THROTTLE_UPLOADS', '0', { throttling: { uploads: 0, requests: 6000 } }],
    ['THROTTLE_LOGINS_PER_ADDRESS', '8', { throttling: { loginsPerAddress: 8 } }],
    ['THROTTLE_LOGINS_PER_USERNAME', '5', { throttling: { loginsPerUsername: 5 } }],
    ['THROTTLE_LOGIN_TTL', '900', { throttling: { loginTtl: 900 } }],
    ['REDIS_URL', 'redis://cache:6379', { throttling: { redisUrl: 'redis://cache:6379' } }],
    ['INVITES_PER_SENDER_PER_DAY', '0', { invitations: { perSender: 0, perSubject: 20_000, perReceiver: 100 } }],
    ['INVITES_PER_COURSE_PER_DAY', '3', { invitations: { perSubject: 3 } }],
    ['INVITES_PER_RECEIVER_PER_DAY', '3', { invitations: { perReceiver: 3 } }],
    ['TRUST_PROXY', '1', { trustProxy: 1 }],
    ['TRUST_PROXY', '10.0.0.0/8, ::1,loopback', { trustProxy: ['10.0.0.0/8', '::1', 'loopback'] }],
    [
      'CORS_ORIGINS',
      'https://a.example.org, http://localhost:8080/',
      { corsOrigins: ['https://a.example.org', 'http://localhost:8080'] },
    ],
    ['SLOW_QUERY_MS', '200', { slowQuery: 200 }],
    ['METRICS', 'true', { metrics: true }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318', { tracingEndpoint: 'http://collector:4318' }],
    ['HIDE_PRIVATE_EVENT_PLACE', 'true', { hidePrivateEventPlace: true }],
    ['ALLOW_MANUAL_QUIZ_COMPLETION', 'true', { allowManualQuizCompletion: true }],
  ])('takes %s=%s', (name, value, expected) => {
    expect(load({ [name]: value })).toMatchObject(expected);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['PORT', ['x', '-1', '65536', '3000.5', '0x10', ' '], /0 to 65535/],
    ['HOST', ['two words', 'http://host/'], /host name/],
    ['DATABASE_URL', ['db.example.org', 'mysql://u@h/d', 'postgres'], /postgres:\/\//],
    ['DATABASE_REPLICA_URLS', [`${DATABASE},`, 'mysql://u@h/d'], /postgres:\/\//],
    ['DATABASE_POOL_SIZE', ['0', '1', 'many', '1001'], /2 to 1000/],
    ['DATABASE_PREPARED', ['yes', '1', 'TRUE'], /true or false/],
    ['JWT_SECRET', ['short'], /at least 32 bytes/],
    ['ADMIN_USERNAME', ['two words', 'x'.repeat(151)], /letters/],
    ['ADMIN_EMAIL', ['nobody', '@', 'a b@c'], /e-mail/],
    ['ADMIN_PASSWORD', ['1234567'], /8 to 1000 characters/],
    ['SEED_DEMO', ['maybe'], /true or false/],
    ['PUBLIC_URL', ['courses.example.org', 'https://x.org/path', 'ftp://x.org', 'https://u@x.org'], /origin/],
    ['TIME_ZONE', ['Mars/Olympus', '+02:00'], /IANA/],
    ['LOG_LEVEL', ['loud'], /fatal, error, warn, info, debug, trace, silent/],
    ['LOG_FORMAT', ['xml'], /pretty, json/],
    ['THROTTLE_LIMIT', ['-1', 'none'], /whole number/],
    ['THROTTLE_TTL', ['0', '1.5'], /1 to 86400/],
    ['THROTTLE_UPLOADS', ['-1', 'none'], /uploads/],
    ['THROTTLE_LOGINS_PER_ADDRESS', ['few'], /attempts/],
    ['THROTTLE_LOGINS_PER_USERNAME', ['1e3'], /attempts/],
    ['THROTTLE_LOGIN_TTL', ['0'], /1 to 86400/],
    ['INVITES_PER_SENDER_PER_DAY', ['-1'], /invitations/],
    ['INVITES_PER_COURSE_PER_DAY', ['many'], /invitations/],
    ['INVITES_PER_RECEIVER_PER_DAY', ['1.5'], /invitations/],
    ['TRUST_PROXY', ['0', '11', 'true', 'proxy.example.org', '10.0.0.0/33', '10.0.0.1,'], /number of proxies/],
    ['CORS_ORIGINS', ['*', 'example.org', 'https://a.example.org/path', 'https://a.example.org,', 'null'], /origins/],
    ['SLOW_QUERY_MS', ['fast'], /milliseconds/],
    ['LOG_REQUESTS', ['yes'], /true or false/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['collector:4318', 'grpc://collector'], /collector/],
    ['REDIS_URL', ['cache:6379', 'http://cache'], /redis:\/\//],
    ['METRICS', ['on'], /true or false/],
    ['HIDE_PRIVATE_EVENT_PLACE', ['1'], /true or false/],
    ['ALLOW_MANUAL_QUIZ_COMPLETION', ['1'], /true or false/],
  ])('refuses a wrong %s with one line that says what is allowed', (name, values, allowed) => {
    for (const value of values) {
      const message = refusal({ [name]: value });
      expect(message).toMatch(new RegExp(`^${name} must be .+\\.$`));
      expect(message).toMatch(allowed);
    }
  });

  it('does not repeat a refused value, which may be a password', () => {
    expect(refusal({ JWT_SECRET: 'hunter2' })).not.toContain('hunter2');
  });

  it('names every wrong variable in the one line', () => {
    expect(refusal({ PORT: 'x', TIME_ZONE: 'x' })).toMatch(/^PORT must be .+; TIME_ZONE must be .+\.$/);
  });

  it('takes an empty variable as absent', () => {
    expect(load({ REDIS_URL: '', PORT: '' })).toMatchObject({ throttling: { redisUrl: undefined }, port: 3000 });
  });

  it('loads the demo community only by itself on the embedded database outside production', () => {
    expect(load().seedDemo).toBe(true);
    expect(load({ DATABASE_URL: DATABASE }).seedDemo).toBe(false);
    expect(load({ NODE_ENV: 'production' }).seedDemo).toBe(false);
    expect(load({ NODE_ENV: 'production', SEED_DEMO: 'true' }).seedDemo).toBe(true);
  });
});

describe('the key that signs tokens', () => {
  it('is required in production', () => {
    expect(refusal({ NODE_ENV: 'production', JWT_SECRET: '', DATA_DIR: dir })).toMatch(
      /^JWT_SECRET is required .+32 bytes\.$/,
    );
    expect(existsSync(join(dir, 'jwt-secret'))).toBe(false);
  });

  it('is otherwise generated once, for its owner only', () => {
    const dataDir = join(dir, 'new');
    const first = loadConfig({ DATA_DIR: dataDir }).jwtSecret;
    expect(Buffer.byteLength(first)).toBeGreaterThanOrEqual(32);
    expect(loadConfig({ DATA_DIR: dataDir }).jwtSecret).toBe(first);
    expect(readFileSync(join(dataDir, 'jwt-secret'), 'utf8').trim()).toBe(first);
    expect(statSync(join(dataDir, 'jwt-secret')).mode & 0o777).toBe(0o600);
    expect(loadConfig({ DATA_DIR: join(dir, 'other') }).jwtSecret).not.toBe(first);
  });
});

describe('the configuration of the bucket for uploads', () => {
  const bucket = {
    MEDIA_STORAGE: 's3',
    S3_BUCKET: 'uploads',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  };

  it('is taken where it is chosen, and ignored where it is not', () => {
    expect(load({ ...bucket, S3_ENDPOINT: 'http://minio:9000', S3_FORCE_PATH_STYLE: 'true' }).mediaStorage).toEqual({
      kind: 's3',
      endpoint: 'http://minio:9000',
      region: 'us-east-1',
      bucket: 'uploads',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      forcePathStyle: true,
    });
    expect(load({ ...bucket, MEDIA_STORAGE: 'file' }).mediaStorage).toMatchObject({ kind: 'file' });
  });

  it.each(['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])('needs %s', (name) => {
    expect(refusal({ ...bucket, [name]: '' })).toBe(`${name} is required when MEDIA_STORAGE=s3.`);
  });

  it.each([
    ['MEDIA_STORAGE', 'ftp'],
    ['S3_ENDPOINT', 'minio:9000'],
    ['S3_BUCKET', 'Not A Bucket'],
    ['S3_FORCE_PATH_STYLE', 'yes'],
  ])('does not take %s=%s', (name, value) => {
    expect(refusal({ ...bucket, [name]: value })).toMatch(new RegExp(`^${name} must be `));
  });
});
