import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { openapi } from '../harness/conform';
import { fitting, hostile, type Schema, spoilt, TEXTS, write } from './hostile';

/** A route of the OpenAPI document. */
export interface Route {
  readonly method: string;
  readonly template: string;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  readonly body: Schema | undefined;
}

/** One request to be sent. */
export interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export const routes: readonly Route[] = Object.entries(openapi.paths).flatMap(([template, operations]) =>
  Object.entries(operations as unknown as Record<string, Operation>).map(([method, operation]) => ({
    method: method.toUpperCase(),
    template,
    query: (operation.parameters ?? []).filter((each) => each.in === 'query'),
    body: Object.values(operation.requestBody?.content ?? {})[0]?.schema,
  })),
);

const resolve = (ref: string): Schema => {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return openapi.components.schemas[name] as Schema;
};

/** Percent-encodes anything, text that is no proper Unicode included. */
const encode = (value: unknown): string =>
  [...Buffer.from(typeof value === 'string' ? value : write(value), 'utf8')]
    .map((byte) =>
      /[\w.-]/.test(String.fromCharCode(byte)) && byte < 128
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')
    .slice(0, 6000);

const BAD_IDS = [
  '0',
  '-1',
  '1.5',
  'abc',
  '2147483647',
  '2147483648',
  '9'.repeat(50),
  '%00',
  '%2e%2e',
  '%ff',
  '%',
  '1%2f2',
  '%201',
  '+1',
  '1e3',
  '%D9%A1',
  '',
  '1;drop',
  "1'",
  '__proto__',
  'x'.repeat(3000),
];

/** The address: usually of something that exists, now and then of nothing that could. */
const path = (template: string, ids: Readonly<Record<string, number>>): fc.Arbitrary<string> => {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const kind = /v2\/(\w+)/.exec(template)?.[1] ?? '';
  const good = (name: string): string => String(ids[name === 'id' ? kind : name] ?? 1);
  const each = names.map((name) =>
    fc.oneof({ weight: 12, arbitrary: fc.constant(good(name)) }, { weight: 1, arbitrary: fc.constantFrom(...BAD_IDS) }),
  );
  return fc
    .tuple(...each)
    .map((values) => names.reduce((url, name, at) => url.replace(`{${name}}`, () => values[at]!), template));
};

const SPELLINGS: readonly ((name: string, value: unknown) => string)[] = [
  (name, value) => `${name}=${encode(value)}`,
  (name, value) => `${name}%5B%5D=${encode(value)}&${name}%5B%5D=2`,
  (name, value) => `${name}=1&${name}=${encode(value)}`,
  (name, value) => `${name}=%5B${encode(value)}%5D`,
  (name, value) => `${name}[a][b]=${encode(value)}`,
  (name) => name,
];

const query = ({ query: known }: Route, ids: readonly number[]): fc.Arbitrary<string> => {
  const names = [...known.map(({ name }) => name), 'user', 'limit', 'offset', 'ordering', '__proto__[x]', 'a'];
  const good = known.map(({ name, schema }) =>
    fitting(schema, resolve, ids).map((value) => `${name}=${encode(value)}`),
  );
  const bad = fc
    .tuple(fc.constantFrom(...names), hostile, fc.constantFrom(...SPELLINGS))
    .map(([name, value, spell]) => spell(name, value));
  const part = good.length > 0 ? fc.oneof(fc.oneof(...good), bad) : bad;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `?${parts.join('&')}`) },
    { weight: 1, arbitrary: fc.constantFrom('?', '?&&==&', '?%', '?%ff=%ff', `?${'a=1&'.repeat(2000)}`) },
  );
};

type Body = Pick<Hostile, 'headers' | 'body'>;

const BOUNDARY = 'fuzz';
const part = (name: string, value: string, more = '') =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

/** The ways in which clients spell a body, and some in which only enemies do. */
const SPELT: readonly ((value: unknown) => Body)[] = [
  ...Array<(value: unknown) => Body>(6).fill((value) => ({
    headers: { 'content-type': 'application/json' },
    body: write(value),
  })),
  (value) => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form(value) }),
  (value) => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: write(value) }),
  (value) => ({ headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, body: multipart(value) }),
  (value) => ({
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: Buffer.from(write(value), 'utf16le'),
  }),
  (value) => ({
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(write(value)),
  }),
  (value) => ({ headers: { 'content-type': 'application/json' }, body: `\uFEFF${write(value)}` }),
  (value) => ({ headers: { 'content-type': 'application/json' }, body: twice(write(value)) }),
  (value) => ({ headers: { 'content-type': 'text/plain' }, body: write(value) }),
  (value) => ({ headers: {}, body: write(value) }),
  (value) => ({ headers: { 'content-type': 'application/json' }, body: write(value).slice(0, -1) }),
];

const fieldsOf = (value: unknown): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, each]) => [name, typeof each === 'string' ? each : write(each)])
    : [];
const form = (value: unknown): string =>
  fieldsOf(value)
    .map(([name, each]) => `${encode(name)}=${encode(each)}`)
    .join('&');
const multipart = (value: unknown): string =>
  `${fieldsOf(value)
    .map(([name, each]) => part(name.replace(/["\r\n]/g, ''), each))
    .join('')}--${BOUNDARY}--\r\n`;
/** Every key twice, the second time with another value. */
const twice = (json: string): string =>
  json.startsWith('{"') ? `{${json.slice(1, -1)},${json.slice(1, -1).replace(/:[^,]+/, ':null')}}` : json;

/** Bodies of which nothing can be made. */
const RUINS: readonly Body[] = [
  ...[
    '',
    '{',
    '[]',
    '"x"',
    'null',
    '1',
    'NaN',
    '{"a":1}}',
    '\u0000',
    '['.repeat(50_000),
    `{"a":${'1'.repeat(100_000)}}`,
  ].map((body) => ({ headers: { 'content-type': 'application/json' }, body })),
  {
    headers: { 'content-type': 'application/json' },
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  { headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(1_100_000)}"` },
  { headers: { 'content-type': 'application/json' }, body: Buffer.alloc(300, 0xed) },
  { headers: { 'content-type': 'multipart/form-data' }, body: part('name', 'x') },
  { headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, body: part('name', 'x') },
  {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: part('image_original', 'GIF89a', '; filename="../../x.png"') + `--${BOUNDARY}--\r\n`,
  },
  {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: part('image', '<svg onload=alert(1)>', '; filename="x.svg"') + `--${BOUNDARY}--\r\n`,
  },
  {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: part('x'.repeat(9000), 'y').repeat(30) + `--${BOUNDARY}--\r\n`,
  },
  { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&'.repeat(6000) },
  { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'users[0][0][0]=1&users[x]=2&users=3&%=%' },
  { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '{"users":[1' },
  {
    headers: { 'content-type': 'application/xml' },
    body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  },
  { headers: { 'content-type': 'a/b/c;;;=' }, body: '{}' },
];

const body = (route: Route, ids: readonly number[]): fc.Arbitrary<Body> => {
  const schema: Schema = route.body ?? { type: 'object', properties: { users: { type: 'array' } } };
  const spell = fc.constantFrom(...SPELT);
  const made = fc.oneof(
    { weight: 5, arbitrary: spoilt(schema, resolve, ids) },
    { weight: 1, arbitrary: fitting(schema, resolve, ids) },
    { weight: 1, arbitrary: hostile },
  );
  const none = fc.constant<Body>({ headers: {}, body: undefined });
  if (route.method === 'GET')
    return fc.oneof({ weight: 12, arbitrary: none }, { weight: 1, arbitrary: fc.constantFrom(...RUINS) });
  return fc.oneof(
    { weight: route.body ? 1 : 4, arbitrary: none },
    { weight: 8, arbitrary: fc.tuple(made, spell).map(([value, spelling]) => spelling(value)) },
    { weight: 2, arbitrary: fc.constantFrom(...RUINS) },
  );
};

const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'x-http-method-override': 'DELETE' },
      { 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' },
      { accept: 'application/xml' },
      { 'content-range': 'bytes 99999999999999999999-0/*' },
      { 'accept-language': 'x'.repeat(5000) },
      { 'x-forwarded-for': "1.1.1.1, '; --", 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
      { host: 'evil.example"><script>' },
      { range: 'bytes=9999-1', 'if-none-match': '*', 'if-modified-since': 'never' },
      { cookie: `a=${TEXTS.filter((each) => /^[ -~]*$/.test(each)).join('')}` },
    ),
  },
);

/** Hostile requests to one route. `ids` names what exists: by the names of path parameters, and by those of kinds. */
export const letters = (route: Route, ids: Readonly<Record<string, number>>): fc.Arbitrary<Hostile> => {
  const known = Object.values(ids);
  return fc
    .tuple(path(route.template, ids), query(route, known), body(route, known), headers)
    .map(([address, search, sent, more]) => ({
      method: route.method,
      path: address + search,
      headers: { ...sent.headers, ...more },
      body: sent.body,
    }));
};
