import { createConnection, createServer } from 'node:net';
import { Writable } from 'node:stream';

import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpException,
  Param,
  Post,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DatabaseError, Pool } from 'pg';
import { QueryFailedError } from 'typeorm';

import { mapConstraint } from '../../src/http/constraints';
import {
  forbidden,
  gone,
  invalid,
  invalidField,
  notFound,
  tooMany,
  unauthenticated,
  unavailable,
} from '../../src/http/domain-error';
import { Server } from './echo-app';

mapConstraint('course_name_once', { field: 'name', code: 'unique', message: 'This name is taken.' });

const databaseError = (code: string, more: object = {}): DatabaseError =>
  Object.assign(new DatabaseError('secret detail', 1, 'error'), { code, detail: 'Key (email)=(a@b.c)', ...more });

const wrapped = (error: Error): QueryFailedError =>
  new QueryFailedError('SELECT secret', ['a secret parameter'], error);

const systemError = (code: string, syscall: string, more: object = {}): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall, ...more });

/** Everything that may be thrown, by a name that fits into an address. */
const THROWN: Record<string, () => unknown> = {
  invalid: () =>
    invalid(
      { field: 'privacy', code: 'invalid_choice', message: 'p' },
      { code: 'invalid', message: 'general' },
      { field: 'name', code: 'unique', message: 'n1' },
      { field: 'name', code: 'max_length', message: 'n2' },
    ),
  'invalid-field': () => invalidField('users', 'empty', 'This list may not be empty.'),
  unauthenticated: () => unauthenticated(),
  'authentication-failed': () => unauthenticated('authentication_failed'),
  forbidden,
  'not-found': notFound,
  gone,
  'too-many': () => tooMany(12.3, 'requests'),
  unavailable: () => unavailable(5),
  'nest-401': () => new UnauthorizedException(),
  'nest-403': () => new ForbiddenException('a secret reason'),
  'nest-406': () => new HttpException('x', 406),
  'nest-410': () => new HttpException('x', 410),
  'nest-418': () => new HttpException('x', 418),
  'nest-429': () => new HttpException('Too many', 429),
  'nest-500': () => new HttpException('secret', 500),
  oauth: () => new HttpException({ error: 'invalid_grant', error_description: 'No.' }, 400),
  health: () => new ServiceUnavailableException({ status: 'error', details: { database: { status: 'down' } } }),
  bug: () => new TypeError('secret of the house'),
  text: () => 'secret text',
  nothing: () => undefined,
  mapped: () => wrapped(databaseError('23505', { constraint: 'course_name_once' })),
  unmapped: () => wrapped(databaseError('23505', { constraint: 'secret_constraint' })),
  syntax: () => wrapped(databaseError('42601')),
  'missing-file': () => systemError('ENOENT', 'open', { path: '/secret' }),
  ...Object.fromEntries(
    ['22001', '22003', '22007', '22008', '22021', '22P02', '22P05'].map((code) => [
      `bad-value-${code}`,
      () => wrapped(databaseError(code)),
    ]),
  ),
  ...Object.fromEntries(
    ['08006', '08001', '53300', '53200', '57P01', '57P03', '57014', '40001', '40P01', '55P03'].map((code) => [
      `busy-${code}`,
      () => wrapped(databaseError(code)),
    ]),
  ),
  'down-refused': () => systemError('ECONNREFUSED', 'connect'),
  'down-reset': () => wrapped(systemError('ECONNRESET', 'read')),
  'down-socket': () => systemError('ENOENT', 'connect', { address: '/tmp/.s.PGSQL.5432' }),
  'down-both-stacks': () => Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
  'down-terminated': () => new Error('Connection terminated unexpectedly'),
  'down-timeout': () => new Error('timeout exceeded when trying to connect'),
};

/** Global, as the guards of the service are. */
class NobodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { who } = context.switchToHttp().getRequest<{ params: { who?: string } }>().params;
    if (who === undefined) return true;
    throw who === 'anonymous' ? unauthenticated() : who === 'stranger' ? notFound() : forbidden();
  }
}

@Controller()
class FailingController {
  @Get('throw/:what')
  fail(@Param('what') what: string): never {
    throw THROWN[what]?.();
  }

  @Post('guarded/:who')
  guarded(): void {}

  @Get('database/:port')
  async database(@Param('port') port: string): Promise<void> {
    const pool = new Pool({
      host: '127.0.0.1',
      port: Number(port),
      connectionTimeoutMillis: 200,
      user: 'x',
      password: 'x',
    });
    await pool.query('SELECT 1').finally(() => pool.end());
  }
}

const logged: Record<string, any>[] = [];
const sink = new Writable({
  write(line: Buffer, _encoding, done) {
    logged.push(JSON.parse(line.toString()));
    done();
  },
});

let server: Server;
beforeAll(async () => {
  server = await Server.start([FailingController], { logger: { stream: sink, level: 'warn' } }, [
    { provide: APP_GUARD, useClass: NobodyGuard },
  ]);
});
afterAll(() => server.stop());
beforeEach(() => {
  logged.length = 0;
});

const general = (code: string, message: unknown = expect.any(String)) => ({ errors: [{ code, message }] });

it.each<[string, number, object]>([
  [
    'invalid',
    400,
    {
      errors: [
        { field: 'privacy', messages: [{ code: 'invalid_choice', message: 'p' }] },
        {
          field: 'name',
          messages: [
            { code: 'unique', message: 'n1' },
            { code: 'max_length', message: 'n2' },
          ],
        },
        { code: 'invalid', message: 'general' },
      ],
    },
  ],
  [
    'invalid-field',
    400,
    { errors: [{ field: 'users', messages: [{ code: 'empty', message: 'This list may not be empty.' }] }] },
  ],
  ['unauthenticated', 401, general('not_authenticated')],
  ['authentication-failed', 401, general('authentication_failed')],
  ['forbidden', 403, general('permission_denied', 'You do not have permission to perform this action.')],
  ['not-found', 404, general('not_found')],
  ['gone', 410, general('not_found')],
  ['too-many', 429, general('throttled')],
  ['unavailable', 503, general('error')],
  ['nest-401', 401, general('not_authenticated')],
  ['nest-403', 403, general('permission_denied', 'You do not have permission to perform this action.')],
  ['nest-406', 406, general('not_acceptable')],
  ['nest-410', 410, general('not_found')],
  ['nest-418', 418, general('parse_error')],
  ['nest-429', 429, general('throttled')],
  ['nest-500', 500, general('error', 'Internal server error.')],
  ['oauth', 400, { error: 'invalid_grant', error_description: 'No.' }],
  ['health', 503, { status: 'error', details: { database: { status: 'down' } } }],
  ['bug', 500, general('error', 'Internal server error.')],
  ['text', 500, general('error', 'Internal server error.')],
  ['nothing', 500, general('error', 'Internal server error.')],
  ['mapped', 400, { errors: [{ field: 'name', messages: [{ code: 'unique', message: 'This name is taken.' }] }] }],
  ['unmapped', 500, general('error', 'Internal server error.')],
  ['syntax', 500, general('error', 'Internal server error.')],
  ['missing-file', 500, general('error', 'Internal server error.')],
])('%s answers %i', async (what, status, body) => {
  const answer = await server.json(`/throw/${what}/`);
  expect([answer.status, answer.body]).toEqual([status, body]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(JSON.stringify(answer.body)).not.toMatch(/secret|a@b\.c|parameter/);
});

it.each(Object.keys(THROWN).filter((what) => what.startsWith('bad-value')))('%s answers 400', async (what) => {
  expect(await server.json(`/throw/${what}`)).toMatchObject({ status: 400, body: general('invalid') });
});

it.each(Object.keys(THROWN).filter((what) => /^(busy|down)/.test(what)))('%s answers 503', async (what) => {
  const answer = await server.json(`/throw/${what}`);
  expect(answer).toMatchObject({ status: 503, body: general('error') });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('answers 503 when the real driver meets no database, and when it meets a mute one', async () => {
  const mute = createServer((socket) => socket.resume());
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening));
  const { port } = mute.address() as { port: number };
  expect(await server.json(`/database/${port}`)).toMatchObject({ status: 503 });
  await new Promise((closed) => mute.close(closed));
  expect(await server.json(`/database/${port}`)).toMatchObject({ status: 503 });
});

it('challenges with every 401 and says when to come back with 429', async () => {
  for (const what of ['unauthenticated', 'authentication-failed', 'nest-401']) {
    expect((await server.json(`/throw/${what}`)).headers.get('www-authenticate')).toBe('Bearer realm="api"');
  }
  expect((await server.json('/throw/forbidden')).headers.get('www-authenticate')).toBeNull();
  expect((await server.json('/throw/too-many')).headers.get('retry-after')).toBe('13');
});

it('logs what it does not tell, under the id of the request, without the values of a statement', async () => {
  const answer = await server.json('/throw/unmapped?x=1');
  const id = answer.headers.get('x-request-id');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const [line] = logged.filter(({ reqId }) => reqId === id);
  expect(line).toMatchObject({ level: 50, error: { message: 'secret detail', query: 'SELECT secret' } });
  expect(line?.['error'].stack).toContain('errors.spec.ts');
  expect(JSON.stringify(line)).not.toMatch(/a secret parameter|a@b\.c/);
});

it('says nothing in the log about the mistakes of callers', async () => {
  for (const what of ['invalid', 'forbidden', 'not-found', 'mapped', 'bad-value-22003'])
    await server.json(`/throw/${what}`);
  await server.json('/unknown');
  expect(logged).toEqual([]);
});

describe('the order of refusals', () => {
  const BAD_BODIES: [string, RequestInit][] = [
    ['malformed JSON', { body: '{', headers: { 'Content-Type': 'application/json' } }],
    ['an unknown type', { body: 'x', headers: { 'Content-Type': 'text/csv' } }],
    ['malformed multipart', { body: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } }],
    ['too much', { body: 'x'.repeat(2_000_000), headers: { 'Content-Type': 'application/json' } }],
  ];
  it.each(
    BAD_BODIES.flatMap(([what, init]) =>
      (
        [
          ['anonymous', 401],
          ['stranger', 404],
          ['outsider', 403],
        ] as const
      ).map(([who, status]) => ({ what, init, who, status })),
    ),
  )('$who with $what gets $status', async ({ init, who, status }) => {
    expect((await server.json(`/guarded/${who}/`, { method: 'POST', ...init })).status).toBe(status);
  });
});

describe('addresses that lead nowhere', () => {
  it.each([
    '/',
    '/unknown',
    '/unknown/',
    '/throw',
    '/throw//',
    '//',
    '/%00',
    '/throw/%zz',
    '/%',
    '/%c0%af',
    '/unknown/%e0',
    `/throw/${'1'.repeat(500)}`,
    '/THROW/bug',
  ])('%s is 404', async (path) => {
    const answer = await server.json(path);
    expect([answer.status, answer.body]).toEqual([404, general('not_found')]);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is 404 even with a body that cannot be read', async () => {
    const answer = await server.json('/unknown', {
      method: 'POST',
      body: '{',
      headers: { 'Content-Type': 'application/json' },
    });
    expect([answer.status, answer.body]).toEqual([404, general('not_found')]);
  });

  it.each([
    ['POST', '/throw/bug', 'GET, HEAD'],
    ['DELETE', '/throw/bug/', 'GET, HEAD'],
    ['PATCH', '/throw/bug?x=1', 'GET, HEAD'],
    ['GET', '/guarded/anonymous/', 'POST'],
    ['PUT', '/guarded/anonymous', 'POST'],
  ])('%s %s is 405 and names what is allowed', async (method, path, allow) => {
    const answer = await server.json(path, { method });
    expect([answer.status, answer.body]).toEqual([405, general('method_not_allowed')]);
    expect(answer.headers.get('allow')).toBe(allow);
  });
});

describe('what is not HTTP', () => {
  const say = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = createConnection(Number(new URL(server.origin).port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  it.each([
    ['NONSENSE\r\n\r\n', 400],
    ['GET / HTTP/9.9\r\n\r\n', 400],
    ['GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ])('%# answers %2$i', async (bytes, status) => {
    const answer = await say(bytes);
    const [head, body] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body ?? '')).toEqual(general('parse_error'));
  });
});

it('refuses to map one constraint to two complaints', () => {
  expect(() => mapConstraint('course_name_once', { code: 'invalid', message: 'other' })).toThrow('mapped twice');
});
