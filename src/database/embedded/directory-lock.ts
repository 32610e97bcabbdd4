import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../system-error';
import { EmbeddedInUseError } from './embedded-error';
import { startOf } from './process-table';

const CLAIM = /^lock\.(\d+)\.(\w+)$/;
const PATIENCE_MS = 1000;
const PAUSE_MS = 50;

/** The right to be the only process that touches the database in a directory. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes the directory for this process, before any server runs in it. Throws {@link EmbeddedInUseError} when another
 * live process has it.
 *
 * Everybody first writes a claim that carries process id and start time, and looks for other claims afterwards: of
 * two that come at the same time, at least one sees the other. The greater name gives way at once, the lesser one
 * waits a moment for that. Claims of the dead count for nothing, so a `kill -9` leaves no lock behind, and since
 * nobody ever takes over a claim there is no moment in which two could do so.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const mine = `lock.${process.pid}.${startOf(process.pid) ?? '0'}`;
  const release = (): void => rmSync(join(directory, mine), { force: true });
  claim(directory, mine);
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const [rival] = rivals(directory, mine);
    if (rival === undefined) return { release };
    if (mine > rival.name || Date.now() > deadline) {
      release();
      throw new EmbeddedInUseError(directory, rival.pid);
    }
  }
}

function claim(directory: string, mine: string): void {
  try {
    writeFileSync(join(directory, mine), '', { flag: 'wx' });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new EmbeddedInUseError(directory, process.pid);
    throw error;
  }
}

interface Claim {
  readonly name: string;
  readonly pid: number;
}

function rivals(directory: string, mine: string): readonly Claim[] {
  const found: Claim[] = [];
  for (const name of readdirSync(directory)) {
    const [, pid, started] = CLAIM.exec(name) ?? [];
    if (pid === undefined || name === mine) continue;
    if (startOf(Number(pid)) === started) found.push({ name, pid: Number(pid) });
    else rmSync(join(directory, name), { force: true });
  }
  return found;
}
