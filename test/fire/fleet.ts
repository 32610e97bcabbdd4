import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { loadConfig } from '../../src/config/config';
import { createConvene } from '../../src/convene';
import { RECEIVER_BUDGET } from './stage';

/** The key with which test/harness/world.ts signs its tokens. */
export const SECRET = 'a secret that is long enough for the tests of this service';

const ROOT = join(__dirname, '../..');

/** No budget for invitations: the same few people are invited to thousands of courses. */
export const UNLIMITED = {
  INVITES_PER_SENDER_PER_DAY: '0',
  INVITES_PER_COURSE_PER_DAY: '0',
  INVITES_PER_RECEIVER_PER_DAY: '0',
};

/** Nobody is refused, but what is too much for a receiver waits. */
export const BUDGETS = { ...UNLIMITED, INVITES_PER_RECEIVER_PER_DAY: String(RECEIVER_BUDGET) };

const settings = (databaseUrl: string, dataDir: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: '8',
  JWT_SECRET: SECRET,
  SEED_DEMO: 'false',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  THROTTLE_LIMIT: '0',
  ...UNLIMITED,
  PORT: '0',
});

/** One more service on a database, inside of this process but with a pool of its own. */
export async function inProcess(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<{ app: NestFastifyApplication; origin: string }> {
  const config = loadConfig({ ...settings(databaseUrl, mkdtempSync(join(tmpdir(), 'convene-fire-'))), ...env });
  const app = await createConvene({ ...config, databaseUrl });
  await app.listen(0, '127.0.0.1');
  return { app, origin: await app.getUrl() };
}

/** A service in a process of its own, as it is run for real. */
export interface Process {
  readonly origin: string;
  readonly child: ChildProcess;
  /** Sends the signal and resolves with the exit code, null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Builds what `spawnService` runs, when a source is newer than the last build. */
export function buildOnce(): void {
  execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { cwd: ROOT });
}

/** Needs a build in `dist`. Resolves when the service listens. */
export async function spawnService(databaseUrl: string, env: Record<string, string> = {}): Promise<Process> {
  const dataDir = mkdtempSync(join(tmpdir(), 'convene-fire-'));
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
    cwd: dataDir,
    env: { PATH: process.env['PATH'], ...settings(databaseUrl, dataDir), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => {
    rmSync(dataDir, { recursive: true, force: true });
    return code as number | null;
  });
  let printed = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const [, address] = /listens on (\S+)/.exec(printed) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(printed)));
  });
  return {
    origin,
    child,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
