import type { Readable } from 'node:stream';

/** What is written along with a file. `size` is exact: object stores want it before the first byte. */
export interface FileFacts {
  readonly contentType: string;
  readonly size: number;
}

/** A file that was found. The caller reads `body` to its end or destroys it. */
export interface StoredFile {
  readonly body: Readable;
  readonly size: number;
}

/**
 * Where uploaded files live. A key is a path such as `course/<uuid>/big.webp`; the part before the file name is a
 * folder, and a folder is what is thrown away. A file is never changed after it was put.
 */
export abstract class Storage {
  /** Writes a file as a whole or not at all. */
  abstract put(key: string, body: Buffer | Readable, facts: FileFacts): Promise<void>;

  /** The file, or null when there is none under this key. */
  abstract get(key: string): Promise<StoredFile | null>;

  /** Removes every file of a folder. A folder that is not there is already removed. */
  abstract remove(folder: string): Promise<void>;
}

const KEY = /^[a-z0-9-]+(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** Returns the key unchanged. Throws on one that could leave the storage's root: keys are ours, so that is a bug. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error(`Not a storage key: ${JSON.stringify(key)}`);
  return key;
}
