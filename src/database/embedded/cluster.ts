import { execFile } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Access } from './access';
import { ELSE } from './account';
import { program } from './binaries';
import { EmbeddedError } from './embedded-error';
import type { Place } from './place';

const run = promisify(execFile);

/** UTF-8 with the same order and case rules on every machine, whatever locales are installed. */
const ENCODING = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** What PostgreSQL's programs see of the environment; messages in English, because the launcher reads them. */
export const programEnvironment: NodeJS.ProcessEnv =
  process.platform === 'win32'
    ? { ...process.env, LC_ALL: 'C' }
    : { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };

/**
 * Creates the data directory unless it is there. It is made aside and renamed when it is complete, so whatever
 * interrupts this, the next start finds either a whole database or none. Throws {@link EmbeddedError}.
 */
export async function ensureCluster(place: Place, binaries: string, access: Access, durable: boolean): Promise<void> {
  const { cluster, home, account } = place;
  const draftName = `${basename(cluster)}.new-`;
  for (const name of readdirSync(home)) {
    if (name.startsWith(draftName)) rmSync(join(home, name), { recursive: true, force: true });
  }
  if (existsSync(cluster)) return;
  const draft = mkdtempSync(join(home, draftName));
  if (account.uid !== undefined && account.gid !== undefined) chownSync(draft, account.uid, account.gid);
  const options = ['-D', draft, ...access.initdb, ...ENCODING, '--no-instructions', ...(durable ? [] : ['--no-sync'])];
  try {
    await run(program(binaries, 'initdb'), options, { ...account, env: programEnvironment, cwd: '/' });
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw new EmbeddedError(`The embedded PostgreSQL could not be set up: ${reasonOf(error)}; ${ELSE}`);
  }
  renameSync(draft, cluster);
  if (durable) persistRename(dirname(cluster));
}

/** Otherwise a power cut might give back the old name, which the next start would throw away. */
function persistRename(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function reasonOf(error: unknown): string {
  const output = error instanceof Object && 'stderr' in error ? String(error.stderr) : '';
  return essence(output) || String(error);
}

/** The one line of a program's output that says what went wrong. */
export function essence(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '').trim();
}
