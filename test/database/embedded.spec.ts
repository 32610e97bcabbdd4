import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findRelease } from '../../src/database/embedded/binaries';
import { type EmbeddedServer, runningUrl, startEmbedded } from '../../src/database/embedded/embedded';
import { readPostmaster } from '../../src/database/embedded/postmaster-file';
import { startOf } from '../../src/database/embedded/process-table';
import { installLauncher, type Launched, type Launcher } from '../harness/launcher';

const CLUSTER = `postgres-${findRelease().major}`;
const asRoot = process.getuid?.() === 0 ? it : it.skip;

let base: string;
let launcher: Launcher;
const servers: EmbeddedServer[] = [];
const children: Launched[] = [];

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'convene-embedded-'));
  chmodSync(base, 0o755);
  launcher = installLauncher(join(base, 'launcher'));
});
afterEach(async () => {
  await Promise.all([...servers.splice(0), ...children.splice(0)].map((each) => each.stop()));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function start(dataDir: string, durable = false): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, durable });
  servers.push(server);
  return server;
}

function startApart(dataDir: string, account?: { uid: number; gid: number }): Launched {
  const child = launcher.start(dataDir, account);
  children.push(child);
  return child;
}

async function ask<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // the server may be killed
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function untilGone(pid: number): Promise<void> {
  while (startOf(pid) !== undefined) await sleep(10);
}

const serverPid = (dataDir: string): number => readPostmaster(join(dataDir, CLUSTER))!.pid;
const claims = (dataDir: string): string[] => readdirSync(dataDir).filter((name) => name.startsWith('lock.'));

/** Inserts on four connections until the server goes away; returns the numbers whose commit was acknowledged. */
async function insertUntilItDies(url: string, enough: () => void): Promise<number[]> {
  await ask(url, 'CREATE TABLE IF NOT EXISTS kept (n int)');
  const acknowledged: number[] = [];
  const write = async (first: number): Promise<void> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    for (let n = first; ; n += 4) {
      await client.query('INSERT INTO kept VALUES ($1)', [n]);
      if (acknowledged.push(n) === 200) enough();
    }
  };
  await Promise.allSettled([0, 1, 2, 3].map(write));
  return acknowledged;
}

async function missing(url: string, numbers: readonly number[]): Promise<number[]> {
  const kept = new Set((await ask<{ n: number }>(url, 'SELECT n FROM kept')).map(({ n }) => n));
  return numbers.filter((n) => !kept.has(n));
}

it('speaks UTF-8 in any environment, listens on no network, and stops without a trace', async () => {
  const dataDir = join(base, 'plain');
  const server = await start(dataDir);
  const [row] = await ask(
    server.url(),
    `SELECT lower('ÀÉÑ') AS lower, current_setting('server_encoding') AS encoding,
       current_setting('listen_addresses') AS listens, current_setting('TimeZone') AS zone`,
  );
  expect(row).toEqual({ lower: 'àéñ', encoding: 'UTF8', listens: '', zone: 'UTC' });
  expect(runningUrl(dataDir)).toBe(server.url());
  const pid = serverPid(dataDir);
  await server.stop();
  expect(startOf(pid)).toBeUndefined();
  expect(runningUrl(dataDir)).toBeUndefined();
  expect(claims(dataDir)).toEqual([]);
  expect(existsSync(new URL(server.url()).searchParams.get('host')!)).toBe(false);
});

it('lets nobody else in: data and socket are closed to other users', async () => {
  const dataDir = join(base, 'plain');
  const server = await start(dataDir);
  for (const folder of [server.directory, new URL(server.url()).searchParams.get('host')!]) {
    expect(statSync(folder).mode & 0o077).toBe(0);
  }
});

it('works in a folder whose path is too long for a socket', async () => {
  const dataDir = join(base, 'a-rather-long-name-for-a-folder/'.repeat(7));
  const server = await start(dataDir);
  expect(await ask(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('starts over when the first setup was interrupted', async () => {
  const dataDir = join(base, 'interrupted');
  const draft = join(dataDir, `${CLUSTER}.new-x7Yz1q`);
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'PG_VERSION'), '18\n');
  const server = await start(dataDir);
  expect(await ask(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(existsSync(draft)).toBe(false);
});

it('is not stopped by a file that an old server left, even when its id now names another process', async () => {
  const dataDir = join(base, 'plain');
  await (await start(dataDir)).stop();
  const { uid, gid } = statSync(join(dataDir, CLUSTER)); // PostgreSQL takes only processes of its own user seriously
  const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
  writeFileSync(join(dataDir, CLUSTER, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1700000000\n5432\n\n\n\n`);
  const server = await start(dataDir).finally(() => other.kill());
  expect(await ask(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('refuses a second instance with one line that names the first', async () => {
  const dataDir = join(base, 'plain');
  const server = await start(dataDir);
  await expect(startApart(dataDir).url).rejects.toThrow(
    new RegExp(`^The database in ${dataDir} is in use by another instance \\(process ${process.pid}\\).*\\.$`),
  );
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/in use/);
  expect(await ask(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('lets exactly one of several instances have a new directory', async () => {
  const dataDir = join(base, 'contended');
  const attempts = await Promise.allSettled([1, 2, 3].map(() => startApart(dataDir).url));
  const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [String(attempt.reason)] : []));
  expect(refused).toHaveLength(2);
  for (const reason of refused) expect(reason).toMatch(/is in use by another instance/);
});

it('leaves no server behind when its process is killed, and loses no acknowledged row', async () => {
  const dataDir = join(base, 'killed');
  const first = startApart(dataDir);
  const url = await first.url;
  const pid = serverPid(dataDir);
  const acknowledged = await insertUntilItDies(url, () => first.process.kill('SIGKILL'));
  await untilGone(pid);
  const second = await start(dataDir, true);
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  expect(await missing(second.url(), acknowledged)).toEqual([]);
});

it('recovers by itself when everything is killed at once', async () => {
  const dataDir = join(base, 'killed');
  const first = startApart(dataDir);
  const url = await first.url;
  await ask(url, 'DROP TABLE IF EXISTS kept');
  const acknowledged = await insertUntilItDies(url, () => {
    const pid = serverPid(dataDir);
    first.process.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
  });
  const second = await start(dataDir, true);
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  expect(await missing(second.url(), acknowledged)).toEqual([]);
});

it('tells when the server ends by itself', async () => {
  const dataDir = join(base, 'plain');
  const server = await start(dataDir);
  process.kill(serverPid(dataDir), 'SIGKILL');
  expect((await server.died).message).toMatch(/ended unexpectedly/);
});

asRoot('runs as an ordinary user too, from binaries that this user may not complete', async () => {
  const dataDir = join(base, 'daemon');
  mkdirSync(dataDir);
  const account = { uid: 1, gid: 1 };
  chownSync(dataDir, 1, 1);
  const child = startApart(dataDir, account);
  expect(await ask(await child.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(statSync(join(dataDir, CLUSTER)).uid).toBe(1);
  await child.stop();
  // Root takes over as that user; anybody else is told whose it is.
  await ask((await start(dataDir)).url(), 'SELECT 1');
  await expect(startApart(dataDir, { uid: 65534, gid: 65534 }).url).rejects.toThrow(
    /belongs to another user \(uid 1\)/,
  );
});

asRoot('tells a user whom the system does not know what to do', async () => {
  const dataDir = join(base, 'unknown');
  mkdirSync(dataDir);
  chownSync(dataDir, 54_321, 54_321);
  const message = await startApart(dataDir, { uid: 54321, gid: 54321 }).url.catch((error: Error) => error.message);
  expect(message).toMatch(/^The embedded PostgreSQL could not be set up: .*54321.*; set DATABASE_URL .*\.$/);
});

asRoot('moves to a folder that its account can reach when project and data lie under a closed one', async () => {
  const closed = join(base, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const apart = installLauncher(join(closed, 'launcher')).start(join(closed, 'data'));
  children.push(apart);
  const [row] = await ask<{ place: string }>(await apart.url, `SELECT current_setting('data_directory') AS place`);
  await apart.stop();
  expect(row?.place).toMatch(/^\/var\/lib\/convene\/\w+\/postgres-\d+$/);
  rmSync(join(row!.place, '..'), { recursive: true });
});

it('says what to do on a machine for which there is no package', () => {
  expect(() => findRelease('sunos', 'sparc')).toThrow(/^There is no embedded PostgreSQL .*; set DATABASE_URL .*\.$/);
});
