import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../system-error';

const FILE = 'jwt-secret';

/**
 * Returns the key that signs access tokens, generated once for this data directory, readable by its owner only.
 * Throws the system's error when the directory cannot be read or written.
 */
export function keptSigningKey(dataDir: string): string {
  const file = join(dataDir, FILE);
  return readIfThere(file) ?? generate(dataDir, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written aside and linked into place, so that two processes that start at once end up with one whole key. */
function generate(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true });
  const draft = join(dataDir, `${FILE}.${randomUUID()}`);
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}
