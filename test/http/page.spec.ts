import { connect } from 'node:net';

import { Controller, Get, Query } from '@nestjs/common';

import { AllPageQuery, type Page, pageOf, PageQuery, RequestUrl } from '../../src/http/page';
import { ChoiceList } from '../../src/http/wire';
import { Server } from './echo-app';

const ROWS = Array.from({ length: 250 }, (_, at) => at);

class MembersQuery extends PageQuery {
  @ChoiceList(['joined', 'manager'])
  readonly statuses?: string[];
}

@Controller()
class ListController {
  @Get('members')
  members(@Query() query: MembersQuery, @RequestUrl() url: URL): Page<number> {
    return pageOf(url, query, [ROWS.slice(query.offset, query.offset + query.limit), ROWS.length]);
  }

  @Get('features')
  features(@Query() query: AllPageQuery, @RequestUrl() url: URL): Page<number> {
    const end = query.limit === null ? undefined : query.offset + query.limit;
    return pageOf(url, query, [ROWS.slice(query.offset, end), ROWS.length]);
  }
}

let server: Server;
beforeAll(async () => {
  server = await Server.start([ListController]);
});
afterAll(() => server.stop());

const page = async (path: string) => (await server.json(path)).body;

it.each([
  ['', 20, 0],
  ['limit=5', 5, 0],
  ['limit=+5', 5, 0],
  ['limit=%2B5', 5, 0],
  ['limit=1', 1, 0],
  ['limit=100', 100, 0],
  ['limit=101', 100, 0],
  ['limit=99999999999999999999999', 100, 0],
  ['limit=0', 20, 0],
  ['limit=-1', 20, 0],
  ['limit=5.5', 20, 0],
  ['limit=1e1', 20, 0],
  ['limit=0x10', 20, 0],
  ['limit=abc', 20, 0],
  ['limit=', 20, 0],
  ['limit=undefined', 20, 0],
  ['limit=null', 20, 0],
  ['limit=NaN', 20, 0],
  ['limit=Infinity', 20, 0],
  ['limit=3&limit=4', 4, 0],
  ['limit[]=7', 7, 0],
  ['offset=30', 20, 30],
  ['offset=-5', 20, 0],
  ['offset=abc', 20, 0],
  ['offset=1.5', 20, 0],
  ['offset=249', 1, 249],
  ['offset=250', 0, 250],
  ['offset=99999999999999999999999', 0, 250],
])('?%s gives %i rows', async (query, rows, from) => {
  const { status, body } = await server.json(`/members/?${query}`);
  expect(status).toBe(200);
  expect(body.count).toBe(250);
  expect(body.results).toEqual(ROWS.slice(from, from + rows));
});

it('leads through all pages and back again', async () => {
  const seen: number[] = [];
  let last = '';
  for (let next: string | null = `${server.origin}/members/?limit=60`; next;) {
    last = next;
    const { results, next: after } = (await (await fetch(next)).json()) as Page<number>;
    seen.push(...results);
    next = after;
  }
  expect(seen).toEqual(ROWS);

  const offsets: (string | null)[] = [];
  for (let previous: string | null = last; previous;) {
    offsets.push(new URL(previous).searchParams.get('offset'));
    previous = ((await (await fetch(previous)).json()) as Page<number>).previous;
  }
  expect(offsets).toEqual(['240', '180', '120', '60', null]);
});

it('says limit before offset, and keeps everything else as it was spelled', async () => {
  const { next, previous } = await page(
    '/members/?offset=20&statuses%5B%5D=joined&statuses%5B%5D=manager&limit=5&x=a%2Cb&y=%5B%22c%22%5D&z=a+b&flag',
  );
  const kept = 'statuses%5B%5D=joined&statuses%5B%5D=manager&x=a%2Cb&y=%5B%22c%22%5D&z=a+b&flag';
  expect(next).toBe(`${server.origin}/members/?${kept}&limit=5&offset=25`);
  expect(previous).toBe(`${server.origin}/members/?${kept}&limit=5&offset=15`);
});

it('has no neighbours at the ends, and no offset on the first page', async () => {
  expect(await page('/members/?limit=100')).toMatchObject({
    previous: null,
    next: expect.stringMatching(/\?limit=100&offset=100$/),
  });
  expect(await page('/members/?limit=5&offset=3')).toMatchObject({ previous: `${server.origin}/members/?limit=5` });
  expect(await page('/members/?limit=5&offset=5')).toMatchObject({ previous: `${server.origin}/members/?limit=5` });
  expect(await page('/members/?limit=100&offset=200')).toMatchObject({ next: null });
  expect(await page('/members/?limit=50&offset=200')).toMatchObject({ next: null });
  expect(await page('/members')).toMatchObject({ next: `${server.origin}/members?limit=20&offset=20` });
});

it('is read by the client the way the client reads it', async () => {
  const { next } = await page('/members/?limit=5&offset=20');
  // The whole address goes into URLSearchParams, which spoils the first name.
  expect(new URLSearchParams(next).get('offset')).toBe('25');
});

it('never mixes up a page with a bad filter', async () => {
  const { status, body } = await server.json('/members/?limit=abc&statuses=nobody');
  expect(status).toBe(400);
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['statuses']);
});

describe('a list that is whole by default', () => {
  it.each([
    ['', 250],
    ['limit=', 250],
    ['limit=0', 250],
    ['limit=abc', 250],
    ['limit=10', 10],
    ['limit=1000', 100],
  ])('?%s gives %i rows', async (query, rows) => {
    const body = await page(`/features/?${query}`);
    expect([body.count, body.results.length, body.previous]).toEqual([250, rows, null]);
    expect(body.next === null).toBe(rows === 250);
  });
});

describe('addresses', () => {
  it('are on the public origin when one is configured, whatever the request claims', async () => {
    const behindProxy = await Server.start([ListController], { publicUrl: 'https://community.example.org/' });
    const { body } = await behindProxy.json('/members/?limit=5', {
      headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'gopher' },
    });
    expect(body.next).toBe('https://community.example.org/members/?limit=5&offset=5');
    await behindProxy.stop();
  });

  it.each([
    ['GET /members/?limit=5 HTTP/1.1\r\nHost: my.example:81', 'http://my.example:81/members/?limit=5&offset=5'],
    [
      'GET /members/?limit=5 HTTP/1.1\r\nHost: my.example\r\nX-Forwarded-Host: evil.example',
      'http://my.example/members/?limit=5&offset=5',
    ],
    [
      'GET http://evil.example/members/?a=b&limit=5 HTTP/1.1\r\nHost: my.example',
      'http://my.example/members/?a=b&limit=5&offset=5',
    ],
    ['GET /members/?limit=5 HTTP/1.1\r\nHost: a b<c>', 'http://localhost/members/?limit=5&offset=5'],
    ['GET /members/?limit=5 HTTP/1.0', 'http://localhost/members/?limit=5&offset=5'],
  ])('%j', async (head, next) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.origin).port), '127.0.0.1', () =>
        socket.write(`${head}\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toContain(`"next":${JSON.stringify(next)}`);
  });
});
