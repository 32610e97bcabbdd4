import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findRelease } from '../../src/database/embedded/binaries';
import { readPostmaster } from '../../src/database/embedded/postmaster-file';
import { startOf } from '../../src/database/embedded/process-table';

const ROOT = join(__dirname, '../..');
const RELEVANT = /^(DATABASE|DATA_DIR|JWT|ADMIN|SEED|PUBLIC|PORT|HOST|NODE_ENV|TEST|LOG|REDIS)/;
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !RELEVANT.test(name)));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let dataDir: string;
const running = new Set<ChildProcess>();

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { cwd: ROOT });
  dataDir = mkdtempSync(join(tmpdir(), 'convene-main-'));
  chmodSync(dataDir, 0o755);
}, 120_000);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

function program(file: string, parameters: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'dist', file), ...parameters], {
    cwd: dataDir,
    env: { ...clean, DATA_DIR: dataDir, PORT: '0', SEED_DEMO: 'false', ...env },
  });
  running.add(child);
  const ended: Promise<Ended> = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => {
      running.delete(child);
      return { code, stdout, stderr };
    },
  );
  return { child, ended };
}

/** Starts the service and resolves with its address when it has printed that. */
async function service() {
  const { child, ended } = program('main.js');
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [, address] = /listens on (\S+)/.exec(printed) ?? [];
      if (address) resolve(address);
    });
    void ended.then(({ stderr }) => reject(new Error(`${printed}${stderr}`)));
  });
  return { child, ended, url };
}

const serverPid = (): number => readPostmaster(join(dataDir, `postgres-${findRelease().major}`))!.pid;

it('starts on its own database, is ready, and leaves nothing behind on SIGTERM', async () => {
  const { child, ended, url } = await service();
  expect((await fetch(`${url}/health/live/`)).status).toBe(200);
  const ready = await fetch(`${url}/health/ready/`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok' }]);
  const postgres = serverPid();
  expect(startOf(postgres)).toBeDefined();
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
  expect(startOf(postgres)).toBeUndefined();
});

it('serves the published document and the page that shows it', async () => {
  const { child, ended, url } = await service();
  const document: unknown = await (await fetch(`${url}/openapi.json`)).json();
  expect(document).toEqual(JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')));
  const page = await (await fetch(`${url}/docs`)).text();
  for (const [, script] of page.matchAll(/<script src="([^"]+)"/g)) {
    expect((await fetch(new URL(script!, `${url}/docs`))).status).toBe(200);
  }
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

it('lets a command use the database of the running service, and refuses a second service', async () => {
  const { child, ended } = await service();
  expect(await program('src/cli/migrate.js').ended).toMatchObject({ code: 0, stdout: 'Nothing to apply.\n' });
  const second = await program('main.js').ended;
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^The database in .* is in use by another instance \(process \d+\).*\n$/);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

it('ends with one line when its database is gone, so that a supervisor starts both again', async () => {
  const { ended } = await service();
  process.kill(serverPid(), 'SIGKILL');
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The embedded PostgreSQL in .* ended unexpectedly .*$/m);
});

it('lets a command start the database for itself', async () => {
  expect(await program('src/cli/migrate.js').ended).toMatchObject({ code: 0, stdout: 'Nothing to apply.\n' });
});

it.each([
  [{ PORT: 'http' }, /^PORT must be .*\n$/],
  [{ TIME_ZONE: 'Mars/Olympus' }, /^TIME_ZONE must be .*\n$/],
  [{ NODE_ENV: 'production' }, /^JWT_SECRET is required .*\n$/],
  [{ DATABASE_URL: 'mysql://localhost/x' }, /^DATABASE_URL must be .*\n$/],
])('stops with one line when a variable is wrong: %j', async (env, line) => {
  expect(await program('main.js', [], env).ended).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(line) });
});

it('says how a command is used', async () => {
  const { code, stderr } = await program('src/cli/migrate.js', ['sideways']).ended;
  expect([code, stderr]).toEqual([1, 'Usage: migrate [apply|revert|check]\n']);
});
