import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

import { findRelease } from '../../src/database/embedded/binaries';
import { readPostmaster } from '../../src/database/embedded/postmaster-file';
import { startOf } from '../../src/database/embedded/process-table';
import { buildOnce } from '../fire/fleet';

const ROOT = join(__dirname, '../..');
const PASSED = /^(PATH|HOME|TMPDIR|LANG)$/;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED.test(name)));

let dataDir: string;
const running = new Set<ChildProcess>();
beforeAll(() => {
  buildOnce();
  dataDir = mkdtempSync(join(tmpdir(), 'convene-cluster-'));
  chmodSync(dataDir, 0o755);
}, 120_000);
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Two workers on an embedded database. */
function launch(env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cluster.js')], {
    cwd: dataDir,
    env: { ...environment, DATA_DIR: dataDir, PORT: '0', WORKERS: '2', SEED_DEMO: 'false', LOG_LEVEL: 'warn', ...env },
  });
  running.add(child);
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => {
      running.delete(child);
      return { code: code as number | null, stdout, stderr };
    },
  );
  return { child, ended };
}

async function service(env?: NodeJS.ProcessEnv) {
  const { child, ended } = launch(env);
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [, address] = /listens on (\S+)[^]*Administrator/.exec(printed) ?? [];
      if (address) resolve(address);
    });
    void ended.then(({ stderr }) => reject(new Error(`${printed}${stderr}`)));
  });
  return { child, ended, url, printed: () => printed };
}

/** The processes that this one has started, but for the database. */
const workersOf = ({ pid }: ChildProcess): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found?.[2] === String(pid) && found[3]!.includes('cluster.js'))
    .map((found) => Number(found![1]));

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found) return found;
    await pause(50);
  }
}

const alive = (url: string) => fetch(`${url}/health/ready/`, { headers: { connection: 'close' } });

it('answers from two processes, replaces those that are killed, and leaves nothing behind on SIGTERM', async () => {
  const { child, ended, url, printed } = await service();
  const first = workersOf(child);
  expect(first).toHaveLength(2);
  for (const [at, victim] of first.entries()) {
    process.kill(victim, 'SIGKILL');
    // Until the primary knows, it may still hand a connection to the dead, and nobody would answer it.
    await until(() => printed().match(/ ended \(SIGKILL\)/g)?.length === at + 1);
    // Whoever answers now is the other one of the first two, and then the one that was started in the first one's place.
    expect((await alive(url)).status).toBe(200);
    await until(() => printed().match(/took its place/g)?.length === at + 1);
  }

  const postgres = readPostmaster(join(dataDir, `postgres-${findRelease().major}`))!.pid;
  const last = workersOf(child);
  expect(last).toHaveLength(2);
  expect(last.filter((pid) => first.includes(pid))).toEqual([]);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
  expect([postgres, ...last].filter((pid) => startOf(pid) !== undefined)).toEqual([]);
}, 120_000);

it('prints the first administrator and the demo tokens once, not once per worker', async () => {
  const fresh = mkdtempSync(join(tmpdir(), 'convene-cluster-'));
  chmodSync(fresh, 0o755);
  const { child, ended, url } = await service({ DATA_DIR: fresh, SEED_DEMO: 'true' });
  const count = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/v2/course/search/`);
    return ((await answer.json()) as { count: number }).count;
  };
  expect(await count()).toBeGreaterThan(0);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  rmSync(fresh, { recursive: true, force: true });
  expect(code).toBe(0);
  for (const line of [/Convene listens on/g, /Administrator:/g, /Password:/g, /Demo tokens/g]) {
    expect(stdout.match(line)).toHaveLength(1);
  }
}, 120_000);

it('ends with the reason when its workers cannot listen', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await launch({ PORT: String(port) }).ended;
  taken.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^PORT: another program listens there already/m);
}, 120_000);

it('tells of all workers at /metrics, whichever is asked, and of those that were started later', async () => {
  const { child, ended, url, printed } = await service({ METRICS: 'true' });
  const health = `convene_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"}`;
  const figure = (text: string, name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  const get = (path: string) => fetch(url + path, { headers: { connection: 'close' } });
  // Connections go to the workers in turn, so both have answered some of these, and are asked for figures below.
  for (let request = 0; request < 12; request++) expect((await get('/health/live/')).status).toBe(200);
  const scrapes = await Promise.all(Array.from({ length: 4 }, async () => (await get('/metrics')).text()));
  expect(scrapes.map((text) => figure(text, health))).toEqual([12, 12, 12, 12]);
  for (const text of scrapes) {
    expect(text.match(/^convene_outbox_last_event_id /gm)).toHaveLength(1);
    expect(figure(text, 'convene_pool_connections')).toBeGreaterThan(0);
  }

  process.kill(workersOf(child)[0]!, 'SIGKILL');
  await until(() => printed().includes('took its place'));
  const before = figure(await (await get('/metrics')).text(), health);
  for (let request = 0; request < 6; request++) await get('/health/live/');
  expect(figure(await (await get('/metrics')).text(), health)).toBe(before + 6);

  const [silent] = workersOf(child);
  process.kill(silent!, 'SIGSTOP');
  // One of the two goes to the worker that stands still; the other worker knows that it cannot tell everything.
  const answer = await Promise.any([get('/metrics'), get('/metrics')]);
  process.kill(silent!, 'SIGCONT');
  expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('convene_')]);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
}, 120_000);

it('ends all workers when the primary is killed', async () => {
  const { child, ended } = await service();
  const workers = workersOf(child);
  child.kill('SIGKILL');
  await ended;
  await until(() => workers.every((pid) => startOf(pid) === undefined));
}, 120_000);
