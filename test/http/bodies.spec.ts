import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import { EchoController, Server } from './echo-app';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
const FORM = 'application/x-www-form-urlencoded';

const multipart = (...fields: [string, string][]): FormData => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
};

interface Spelling {
  readonly type?: string;
  readonly body: string | Buffer | FormData;
  readonly arrives: unknown;
}

/** Every way in which people write "these two users". */
const SPELLINGS: Record<string, Spelling> = {
  JSON: { type: 'application/json', body: '{"users":[1,2]}', arrives: { users: [1, 2] } },
  'JSON with a charset': {
    type: 'Application/JSON; charset=utf-8',
    body: '{"users":[1,2]}',
    arrives: { users: [1, 2] },
  },
  'JSON of a vendor': { type: 'application/vnd.api+json', body: '{"users":[1,2]}', arrives: { users: [1, 2] } },
  'JSON after a byte order mark': { type: 'application/json', body: '\uFEFF{"users":[1]}', arrives: { users: [1] } },
  'JSON null': { type: 'application/json', body: 'null', arrives: {} },
  'no bytes as JSON': { type: 'application/json', body: '', arrives: {} },
  'blanks as JSON': { type: 'application/json', body: ' \r\n', arrives: {} },
  'no bytes as a form': { type: FORM, body: '', arrives: {} },
  'no bytes as something strange': { type: 'text/csv', body: '', arrives: {} },
  'the sample of the reference: JSON text called a form': {
    type: FORM,
    body: '{\n  "users": [1]\n}',
    arrives: { users: [1] },
  },
  'JSON text called a form, after a byte order mark': {
    type: FORM,
    body: '\uFEFF{"users":[1]}',
    arrives: { users: [1] },
  },
  'a form with one': { type: FORM, body: 'users=1', arrives: { users: '1' } },
  'a form with a repeated name': { type: FORM, body: 'users=1&users=2', arrives: { users: ['1', '2'] } },
  'a form with brackets': { type: FORM, body: 'users[]=1', arrives: { users: ['1'] } },
  'a form with escaped brackets': { type: FORM, body: 'users%5B%5D=1&users%5B%5D=2', arrives: { users: ['1', '2'] } },
  'a form with positions': { type: FORM, body: 'users[1]=2&users[0]=1', arrives: { users: ['1', '2'] } },
  'a form with JSON text in a field': { type: FORM, body: 'users=%5B1%2C2%5D', arrives: { users: '[1,2]' } },
  'a form with text': { type: FORM, body: 'name=a+b%26c&description=', arrives: { name: 'a b&c', description: '' } },
  'a form of a charset': { type: `${FORM}; charset=UTF-8`, body: 'name=%C3%A4', arrives: { name: 'ä' } },
  'multipart with a repeated name': {
    body: multipart(['users', '1'], ['users', '2']),
    arrives: { users: ['1', '2'] },
  },
  'multipart with positions': { body: multipart(['users[0]', '1'], ['users[1]', '2']), arrives: { users: ['1', '2'] } },
  'multipart with JSON text': { body: multipart(['users', '[1,2]']), arrives: { users: '[1,2]' } },
  'multipart with nothing': { body: multipart(['link', '']), arrives: { link: '' } },
};

let server: Server;
beforeAll(async () => {
  server = await Server.start([EchoController], {
    bodyLimits: { body: 64 * 1024, file: 100_000, upload: 200_000, fields: 2000 },
  });
});
afterAll(() => server.stop());

const send = (method: string, type: string | undefined, body: string | Buffer | FormData) =>
  server.json('/echo/', { method, body, headers: type === undefined ? {} : { 'Content-Type': type } });

describe.each(METHODS)('%s', (method) => {
  it.each(Object.entries(SPELLINGS))('reads %s', async (_, { type, body, arrives }) => {
    const answer = await send(method, type, body);
    expect(answer.status).toBe(200);
    expect(answer.body.body).toEqual(arrives);
  });

  it('reads files', async () => {
    const form = multipart(['name', 'N']);
    form.append('image_original', new Blob(['GIF89a'], { type: 'image/gif' }), 'c.gif');
    const answer = await send(method, undefined, form);
    expect(answer.body.body).toEqual({
      name: 'N',
      image_original: { filename: 'c.gif', mimetype: 'image/gif', text: 'GIF89a' },
    });
  });

  it.each(['', 'Content-Length: 0\r\n'])('takes no body at all (%j)', async (length) => {
    const answer = await raw(`${method} /echo/ HTTP/1.1\r\nHost: a\r\n${length}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"body":null');
  });

  it('takes JSON type and length 0, as the client library sends them', async () => {
    const answer = await raw(
      `${method} /echo/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"body":{}');
  });

  it.each([
    ['{"users":[1]}', '{"users":[1]}'],
    ['users=1&name=x', '{"users":"1","name":"x"}'],
  ])('reads %s without a content type', async (body, arrives) => {
    const answer = await raw(
      `${method} /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(`"body":${arrives}`);
  });

  it('reads chunks', async () => {
    const answer = await raw(
      `${method} /echo/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n` +
        `Connection: close\r\n\r\n7\r\n{"a":"x\r\n2\r\n"}\r\n0\r\n\r\n`,
    );
    expect(answer).toContain('"body":{"a":"x"}');
  });

  it.each<[string, string | undefined, string | Buffer, number, string]>([
    ['malformed JSON', 'application/json', '{"users":[1', 400, 'parse_error'],
    ['a form that begins like JSON and is none', FORM, '{"users":[1', 400, 'parse_error'],
    ['compressed JSON', 'application/json', gzipSync('{"users":[1]}'), 400, 'parse_error'],
    ['JSON nested too deeply', 'application/json', '['.repeat(33) + ']'.repeat(33), 400, 'parse_error'],
    ['very deep JSON', 'application/json', '{"a":'.repeat(9000) + '1' + '}'.repeat(9000), 400, 'parse_error'],
    ['another type', 'text/csv', 'a;b', 415, 'unsupported_media_type'],
    ['XML', 'application/xml', '<a/>', 415, 'unsupported_media_type'],
    ['no type that exists', 'nonsense', 'a', 415, 'unsupported_media_type'],
    ['multipart without a boundary', 'multipart/form-data', 'x', 400, 'parse_error'],
    ['multipart that ends early', 'multipart/form-data; boundary=x', '--x\r\nContent-Disp', 400, 'parse_error'],
    ['multipart that is none', 'multipart/form-data; boundary=x', '{"users":[1]}', 400, 'parse_error'],
    ['a body over the limit', 'application/json', `{"a":"${'x'.repeat(64 * 1024)}"}`, 413, 'max_length'],
    ['a body far over the limit', 'application/json', `{"a":"${'x'.repeat(1024 * 1024)}"}`, 413, 'max_length'],
    ['too many fields', FORM, 'a=1&'.repeat(2001), 413, 'max_length'],
  ])('refuses %s', async (_, type, body, status, code) => {
    const answer = await send(method, type, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ errors: [{ code, message: expect.any(String) }] });
  });

  it('refuses a file over its limit, naming the field', async () => {
    const form = new FormData();
    form.append('image_original', new Blob([Buffer.alloc(100_001)]), 'big.png');
    const answer = await send(method, undefined, form);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'image_original', messages: [{ code: 'max_length', message: expect.any(String) }] },
    ]);
  });

  it('refuses files that are too much together', async () => {
    const form = new FormData();
    for (const name of ['a', 'b', 'c']) form.append(name, new Blob([Buffer.alloc(90_000)]), `${name}.png`);
    expect((await send(method, undefined, form)).status).toBe(413);
  });

  it('refuses a text of a multipart body over the limit', async () => {
    expect((await send(method, undefined, multipart(['name', 'x'.repeat(70_000)]))).status).toBe(413);
  });

  it('refuses too many parts', async () => {
    const form = multipart(...Array.from({ length: 2001 }, (): [string, string] => ['users', '1']));
    expect((await send(method, undefined, form)).status).toBe(413);
  });

  it.each([
    ['application/json', '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}'],
    [FORM, '__proto__=1&__proto__[0]=2&constructor=1&a=1'],
  ])('lets nobody touch a prototype (%s)', async (type, body) => {
    const answer = await send(method, type, body);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.body)).not.toContain('__proto__');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('refuses a part named like something of every object', async () => {
    expect((await send(method, undefined, multipart(['__proto__', 'x']))).status).toBe(400);
  });
});

it('goes on with the same connection after a refused upload', async () => {
  const boundary = 'x';
  const part = `--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${'y'.repeat(150_000)}\r\n--x--\r\n`;
  const answer = await raw(
    `POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${part.length}\r\n\r\n${part}` +
      'GET /echo/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
});

it.each(['GET', 'HEAD'])('ignores the body of %s', async (method) => {
  const body = '{"users":[1';
  const answer = await raw(
    `${method} /echo/?a=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});

/** Everything that the server says to these bytes until it closes the connection. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
  });
}
