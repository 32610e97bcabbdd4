import { request as httpRequest } from 'node:http';

import recorded from '../contract/raw-requests.json';
import { CatchAllController, Server } from './echo-app';

let server: Server;
beforeAll(async () => {
  server = await Server.start([CatchAllController]);
});
afterAll(() => server.stop());

interface Recorded {
  readonly call: string;
  readonly method: string;
  readonly url: string;
  readonly content_type: string | null;
  readonly body: string;
}

const BOUNDARY = 'X-BOUNDARY';

/** Puts a recorded request on the wire as it was; the recording left out the closing of multipart bodies. */
async function replay({ method, url, content_type, body }: Recorded): Promise<{ status: number; body: any }> {
  const bytes = body.replace(/--<boundary>\r\n$/, '--<boundary>--\r\n').replaceAll('<boundary>', BOUNDARY);
  const headers = {
    Accept: 'application/json, text/plain, */*',
    ...(content_type !== null && {
      'Content-Type': content_type.replace('<boundary>', BOUNDARY),
      'Content-Length': Buffer.byteLength(bytes),
    }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(server.origin + url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

const MULTIPART_COURSE = {
  name: 'N',
  description: 'D',
  type: 'self-paced',
  categories: ['3', '4'],
  products: '[]',
  image_original: { filename: 'c.gif', mimetype: 'image/gif', text: 'GIF89a' },
};

const MULTIPART_EVENT = { name: 'E', live_stream_settings: 'null', geolocation_lat: '', visible: 'true' };

function bodyOf({ content_type, body, url }: Recorded): unknown {
  if (content_type === null) return null;
  if (content_type.startsWith('multipart'))
    return body.includes('"image_original"') ? MULTIPART_COURSE : MULTIPART_EVENT;
  if (content_type.startsWith('application/json')) return body === '' ? {} : JSON.parse(body);
  throw new Error(`${url}: what is ${content_type}?`);
}

const QUERIES: Record<string, object> = {
  '?limit=2&offset=4&statuses=invited%2Cjoined': { limit: '2', offset: '4', statuses: 'invited,joined' },
  '?statuses%5B%5D=joined&statuses%5B%5D=manager': { statuses: ['joined', 'manager'] },
  '?categories%5B%5D=1&categories%5B%5D=2&search=a+b': { categories: ['1', '2'], search: 'a b' },
  '?statuses=%5B%22creator%22,%22manager%22%5D': { statuses: '["creator","manager"]' },
  '?subscription_status=going&past=true&location=in+person': {
    subscription_status: 'going',
    past: 'true',
    location: 'in person',
  },
  '?statuses%5B%5D=joined&statuses%5B%5D=manager&search=x&ordering=-joined_at': {
    statuses: ['joined', 'manager'],
    search: 'x',
    ordering: '-joined_at',
  },
  '?search=a%20b&c': { search: 'a b' },
};

it('has all kinds of requests', () => {
  expect(recorded.requests.length).toBeGreaterThan(100);
  const queries = new Set(recorded.requests.map(({ url }) => url.replace(/^[^?]*/, '')));
  expect([...queries]).toEqual(expect.arrayContaining(Object.keys(QUERIES)));
});

it.each(recorded.requests.map((request, at) => [`${at} ${request.call}`, request] as const))(
  '%s arrives as it was meant',
  async (_, request) => {
    const { status, body } = await replay(request);
    const [path, query] = request.url.split('?') as [string, string?];
    expect(status).toBe(request.method === 'POST' ? 201 : 200);
    expect(body).toMatchObject({ method: request.method, path, body: bodyOf(request) });
    expect(body.body).toEqual(bodyOf(request));
    const expected = query === undefined ? {} : (QUERIES[`?${query}`] ?? simpleQuery(query));
    expect(body.query).toEqual(expected);
  },
);

/** For queries of single plain values; the others are written out above. */
const simpleQuery = (query: string): object =>
  Object.fromEntries(query.split('&').map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
