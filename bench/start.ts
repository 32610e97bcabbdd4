import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Spread, spreadOf } from './stats';

/** Seconds from the start of the process until the service says that it listens, on a migrated database. */
export async function timeStarts(databaseUrl: string, secret: string, times: number): Promise<Spread> {
  const seconds: number[] = [];
  for (let time = 0; time <= times; time++) {
    const took = await timeStart(databaseUrl, secret);
    if (time > 0) seconds.push(took);
  }
  return spreadOf(seconds);
}

function timeStart(databaseUrl: string, secret: string): Promise<number> {
  const began = performance.now();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret,
    DATA_DIR: mkdtempSync(join(tmpdir(), 'convene-bench-')),
    PORT: '0',
    SEED_DEMO: 'false',
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [join(__dirname, '../main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The service did not start: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('listens on')) return;
      const seconds = (performance.now() - began) / 1000;
      child.removeAllListeners('exit').once('exit', () => resolve(seconds));
      child.kill('SIGTERM');
    });
  });
}
