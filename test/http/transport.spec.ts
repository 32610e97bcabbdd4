import { Agent, request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';

import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { EchoController, Server } from './echo-app';

/** Lets a test hold a request in flight. */
class Latch {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

let entered = new Latch();
let release = new Latch();

@Controller('course')
class CourseController {
  @Get('search')
  search(): object {
    return { found: 'search' };
  }

  @Get(':id')
  one(@Param('id') id: string): object {
    return { id };
  }

  @Post(':id/join')
  @HttpCode(200)
  join(@Param('id') id: string): object {
    return { joined: id };
  }

  @Delete(':id/join')
  @HttpCode(204)
  leave(): void {}

  @Get(':id/slow')
  async slow(@Req() request: FastifyRequest): Promise<object> {
    entered.open();
    await release.opened;
    return { requestId: request.id };
  }
}

const lines: string[] = [];
const sink = new Writable({
  write(line: Buffer, _encoding, done) {
    lines.push(line.toString());
    done();
  },
});

const start = () =>
  Server.start([CourseController, EchoController], { logger: { stream: sink, level: 'debug' }, logRequests: true });

let server: Server;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());
beforeEach(() => {
  entered = new Latch();
  release = new Latch();
});

describe('slashes', () => {
  it.each([
    ['GET', '/course/search', 200, { found: 'search' }],
    ['GET', '/course/7', 200, { id: '7' }],
    ['POST', '/course/7/join', 200, { joined: '7' }],
    ['DELETE', '/course/7/join', 204, undefined],
  ] as const)('%s %s answers with and without, never with a redirect', async (method, path, status, body) => {
    for (const spelling of [path, `${path}/`, `${path}?x=1`, `${path}/?x=1`]) {
      const answer = await server.json(spelling, { method, redirect: 'error' });
      expect([answer.status, answer.body]).toEqual([status, body]);
    }
  });
});

describe('an answer without content', () => {
  it('has no body, no type and no length', async () => {
    const response = await server.fetch('/course/7/join/', { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect(response.headers.get('content-type')).toBeNull();
    expect(response.headers.get('content-length')).toBeNull();
  });
});

describe('HEAD', () => {
  it('answers like GET, without the body', async () => {
    const [head, get] = await Promise.all([server.fetch('/course/7/', { method: 'HEAD' }), server.fetch('/course/7/')]);
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  });

  it('is 404 where nothing is', async () => {
    expect((await server.fetch('/unknown', { method: 'HEAD' })).status).toBe(404);
  });
});

describe('CORS', () => {
  const preflight = (headers: string) =>
    server.fetch('/course/7/join/', {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://ui.example.org',
        'Access-Control-Request-Method': 'DELETE',
        'Access-Control-Request-Headers': headers,
      },
    });

  it('lets every site ask with the methods and headers that clients use', async () => {
    const { status, headers } = await preflight('authorization, content-type, content-range');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://ui.example.org');
    const methods = headers.get('access-control-allow-methods')?.split(/, */);
    expect(methods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']));
    const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(/, */);
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'content-range', 'accept']));
    expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  it.each(['/course/7/', '/unknown/', '/course/7/join/'])(
    'lets it read every answer, errors too (%s)',
    async (path) => {
      const { headers } = await server.fetch(path, { headers: { Origin: 'https://ui.example.org' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://ui.example.org');
    },
  );

  it('takes OPTIONS that is no preflight calmly', async () => {
    const response = await server.fetch('/course/7/', { method: 'OPTIONS' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });
});

describe('request ids', () => {
  it('are new for every request and stand in its log lines', async () => {
    const ids = await Promise.all(
      ['/course/1', '/course/2', '/unknown'].map(async (path) =>
        (await server.fetch(path)).headers.get('x-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(lines.filter((line) => line.includes(`"reqId":"${id}"`)).length).toBeGreaterThan(0);
    }
  });

  it('are not taken from the caller', async () => {
    const response = await server.fetch('/course/1', { headers: { 'X-Request-Id': 'mine' } });
    expect(response.headers.get('x-request-id')).not.toBe('mine');
  });
});

it('sends what Nest says to the same log', () => {
  expect(lines.some((line) => line.includes('Nest application successfully started'))).toBe(true);
  expect(lines.every((line) => typeof JSON.parse(line).level === 'number')).toBe(true);
});

describe('closing', () => {
  /** One request over a connection that stays open. */
  const ask = (origin: string, agent: Agent): Promise<{ status?: number; body: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${origin}/course/7/slow/`, { agent }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ ...(response.statusCode !== undefined && { status: response.statusCode }), body }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end();
    });

  it('lets what is in flight finish, and then does not wait for connections that are merely open', async () => {
    const mine = await start();
    const agent = new Agent({ keepAlive: true });
    const answer = ask(mine.origin, agent);
    await entered.opened;
    let isClosed = false;
    const closing = mine.stop().then(() => (isClosed = true));
    await expect(fetch(`${mine.origin}/course/7/`)).rejects.toThrow();
    expect(isClosed).toBe(false);

    release.open();
    expect((await answer).status).toBe(200);
    const begun = Date.now();
    await closing;
    expect(Date.now() - begun).toBeLessThan(3000);
    agent.destroy();
  });
});
