import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

import { checkedKey, type FileFacts, Storage, type StoredFile } from './storage';

/** Keeps files in a directory of this machine, or of a volume that all processes share. */
export class FileStorage extends Storage {
  constructor(private readonly root: string) {
    super();
  }

  /** Writes beside the target and renames, so that nobody ever reads half a file. */
  async put(key: string, body: Buffer | Readable, { size }: FileFacts): Promise<void> {
    const path = this.pathOf(key);
    const part = `${path}.part`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await write(part, body, size);
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<StoredFile | null> {
    try {
      const file = await open(this.pathOf(key));
      const found = await file.stat();
      if (found.isFile()) return { body: file.createReadStream(), size: found.size };
      await file.close();
      return null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async remove(folder: string): Promise<void> {
    await rm(this.pathOf(folder), { recursive: true, force: true });
  }

  private pathOf(key: string): string {
    return join(this.root, checkedKey(key));
  }
}

/** Writes and flushes: an upload that was answered survives a crash of the machine, as its row does. */
async function write(path: string, body: Buffer | Readable, size: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    for await (const piece of Buffer.isBuffer(body) ? [body] : body) await file.write(piece as Buffer);
    await file.sync();
    const written = (await file.stat()).size;
    if (written !== size) throw new Error(`Expected ${size} bytes for ${path}, got ${written}`);
  } finally {
    await file.close();
  }
}

const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && MISSING.includes(error.code);
}
