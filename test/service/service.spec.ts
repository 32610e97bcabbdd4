import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Config, loadConfig } from '../../src/config/config';
import { runningUrl } from '../../src/database/embedded/embedded';
import { type Application, type Parts, Service } from '../../src/service/service';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

let database: TestDatabase;
let lines: string[];
beforeAll(async () => (database = await createTestDatabase({ migrated: false })));
afterAll(() => database.drop());
beforeEach(() => (lines = []));

const config = (env: NodeJS.ProcessEnv = {}): Config =>
  loadConfig({ DATABASE_URL: database.url, JWT_SECRET: 'k'.repeat(32), PORT: '0', ...env });

const fail = (error: Error): void => {
  throw error;
};

/** An application that answers when it is told to. */
class Slow implements Application {
  readonly asked: Promise<ServerResponse>;
  private readonly server = createServer();

  constructor() {
    this.asked = once(this.server, 'request').then(([, response]) => response);
  }

  init = async (): Promise<void> => undefined;

  async listen(port: number, host: string): Promise<void> {
    await once(this.server.listen(port, host), 'listening');
  }

  async getUrl(): Promise<string> {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const partsOf = (app: Slow, more: Partial<Parts<Slow>> = {}): Parts<Slow> => ({
  createApp: async () => app,
  firstAdministrator: async () => ({ username: 'admin' }),
  demoCommunity: async () => [{ name: 'Ada, manager', token: 'aaa.bbb.ccc' }],
  ...more,
});

const serve = (parts: Parts<Slow>, env?: NodeJS.ProcessEnv) =>
  new Service(config(env), parts, (line) => lines.push(line), fail);

it('prints where it listens and who may enter, the password only when it was generated', async () => {
  const app = new Slow();
  const firstAdministrator = async () => ({ username: 'root', password: 'xyzzy' });
  const service = serve(partsOf(app, { firstAdministrator }), { SEED_DEMO: 'true' });
  await service.start();
  const printed = lines.join('\n');
  const url = await app.getUrl();
  for (const part of [`on ${url}`, `${url}/docs`, 'root', 'xyzzy', 'Ada, manager', 'aaa.bbb.ccc']) {
    expect(printed).toContain(part);
  }
  await service.stop();

  lines = [];
  const second = serve(partsOf(new Slow()), { PUBLIC_URL: 'https://courses.example.org' });
  await second.start();
  expect(lines.join('\n')).toContain('https://courses.example.org/docs');
  expect(lines.join('\n')).not.toMatch(/[Pp]assword|token/);
  await second.stop();
});

it('stops accepting at once but finishes what is in flight', async () => {
  const app = new Slow();
  const service = serve(partsOf(app));
  await service.start();
  const url = await app.getUrl();
  const answer = new Promise<string>((resolve) => get(url, { agent: false }, (response) => resolve(text(response))));
  const response = await app.asked;
  let stopped = false;
  const stopping = service.stop().then(() => (stopped = true));
  await expect(new Promise((_, reject) => get(url).on('error', reject))).rejects.toThrow(/ECONNREFUSED/);
  expect(stopped).toBe(false);
  response.end('finished');
  expect(await answer).toBe('finished');
  await stopping;
});

it('waits ten seconds for requests in flight, not longer', async () => {
  const app = new Slow();
  const close = app.close;
  app.close = () => new Promise(() => undefined);
  const service = serve(partsOf(app));
  await service.start();
  jest.useFakeTimers();
  try {
    let stopped = false;
    const stopping = service.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(9_900);
    expect(stopped).toBe(false);
    await jest.advanceTimersByTimeAsync(200);
    await stopping;
  } finally {
    jest.useRealTimers();
    await close.call(app);
  }
});

it('stops the embedded database again when the application does not start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'convene-service-'));
  chmodSync(dataDir, 0o755);
  let seen: string | undefined;
  const createApp = async (_: Config, url: string): Promise<Slow> => {
    seen = url;
    expect(runningUrl(dataDir)).toBe(url);
    throw new Error('a module is missing');
  };
  const service = serve(partsOf(new Slow(), { createApp }), { DATABASE_URL: '', DATA_DIR: dataDir });
  await expect(service.start()).rejects.toThrow('a module is missing');
  expect(seen).toMatch(/^postgres:/);
  expect(runningUrl(dataDir)).toBeUndefined();
  rmSync(dataDir, { recursive: true });
});
