import { transformFileSync } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findRelease } from '../../src/database/embedded/binaries';

const SOURCES = join(__dirname, '../../src');

/** The embedded database's launcher as programs of their own see it: compiled, in a folder of its own. */
export interface Launcher {
  start(dataDir: string, account?: { uid: number; gid: number }): Launched;
}

/** A process that started, or tries to start, the embedded database and then waits for a line of input to stop it. */
export interface Launched {
  readonly process: ChildProcess;
  /** The address when it answers; rejects with what the process printed when it ended instead. */
  readonly url: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Compiles the launcher into `folder`, beside a copy of the platform's package whose library links are missing, as
 * they are where npm runs no install scripts.
 */
export function installLauncher(folder: string): Launcher {
  for (const file of ['system-error.ts', ...readdirSync(join(SOURCES, 'database/embedded'), 'utf8')]) {
    const source = join(file === 'system-error.ts' ? '' : 'database/embedded', file);
    const { code } = transformFileSync(join(SOURCES, source), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const target = join(folder, 'src', source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  copyPackage(folder);
  const main = join(folder, 'main.js');
  writeFileSync(main, MAIN);
  return { start: (dataDir, account) => start([main, dataDir], account) };
}

const MAIN = `
const { startEmbedded } = require('./src/database/embedded/embedded.js');
startEmbedded({ dataDir: process.argv[2] }).then(
  (server) => {
    console.log(server.url());
    process.stdin.once('data', () => server.stop().then(() => process.exit(0)));
  },
  (error) => {
    console.log(error.message);
    process.exit(1);
  },
);`;

function copyPackage(folder: string): void {
  const { root } = findRelease();
  const from = dirname(root);
  const { name } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const to = join(folder, 'node_modules', name);
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  for (const { target } of JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8'))) {
    rmSync(join(to, target), { force: true });
  }
}

function start(parameters: readonly string[], account: { uid?: number; gid?: number } = {}): Launched {
  const child = spawn(process.execPath, parameters, { ...account, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined); // it may have ended before it was asked to
  const everything = text(child.stdout);
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => {
      if (line.toString().startsWith('postgres://')) resolve(line.toString().trim());
    });
    everything.then((printed) => reject(new Error(printed.trim())), reject);
  });
  url.catch(() => undefined); // looked at by the test, perhaps later
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.write('\n');
    await ended;
  };
  return { process: child, url, stop };
}
