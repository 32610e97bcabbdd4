import type { Readable } from 'node:stream';

import { hasCode } from '../system-error';

/** Sizes of frames are four bytes. */
const HEADER = 4;
/** No writer of ours makes a larger one; a larger size means that this is no backup. */
const MAX_FRAME = 64 * 1024 * 1024;

/** What stands at the beginning of a section. */
export type Heading =
  | { readonly kind: 'backup'; readonly format: 1; readonly migrations: readonly string[]; readonly takenAt: string }
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'sequences'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  | { readonly kind: 'end'; readonly tables: number; readonly files: number };

/** The file is no backup, or a part of it is missing. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';

  constructor() {
    super('This is no complete backup of Convene.');
  }
}

const frame = (data: Buffer): Buffer[] => {
  const size = Buffer.alloc(HEADER);
  size.writeUInt32BE(data.length);
  return [size, data];
};

/** One section as it is written: its heading, its content in pieces, and an empty frame that ends it. */
export async function* section(
  heading: Heading,
  content: AsyncIterable<Buffer> | Buffer[] = [],
): AsyncGenerator<Buffer> {
  yield* frame(Buffer.from(JSON.stringify(heading)));
  for await (const piece of content) if (piece.length > 0) yield* frame(piece);
  yield Buffer.alloc(HEADER);
}

/** A section as it is read. The content must be read to its end before the next section is asked for. */
export interface Section {
  readonly heading: Heading;
  readonly content: AsyncGenerator<Buffer>;
}

/** Reads sections one after the other. Throws `DamagedBackup` where the file ends too early or is something else. */
export async function* sectionsOf(file: Readable): AsyncGenerator<Section> {
  const reader = new FrameReader(file);
  for (let first = await reader.frame(); first; first = await reader.frame()) {
    yield { heading: headingOf(first), content: contentOf(reader) };
  }
}

async function* contentOf(reader: FrameReader): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = await reader.frame();
    if (!piece) throw new DamagedBackup();
    if (piece.length === 0) return;
    yield piece;
  }
}

function headingOf(data: Buffer): Heading {
  try {
    const heading: unknown = JSON.parse(data.toString());
    if (typeof heading === 'object' && heading !== null && 'kind' in heading) return heading as Heading;
  } catch {
    // Not ours.
  }
  throw new DamagedBackup();
}

class FrameReader {
  private readonly pieces: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(file: Readable) {
    this.pieces = file[Symbol.asyncIterator]();
  }

  /** The next frame; undefined at the end of the file. */
  async frame(): Promise<Buffer | undefined> {
    if (!(await this.has(HEADER))) {
      if (this.rest.length > 0) throw new DamagedBackup();
      return undefined;
    }
    const size = this.rest.readUInt32BE();
    if (size > MAX_FRAME || !(await this.has(HEADER + size))) throw new DamagedBackup();
    const data = this.rest.subarray(HEADER, HEADER + size);
    this.rest = this.rest.subarray(HEADER + size);
    return data;
  }

  private async has(bytes: number): Promise<boolean> {
    const pieces = [this.rest];
    let length = this.rest.length;
    while (length < bytes) {
      const { value, done } = await this.next();
      if (done) break;
      pieces.push(value);
      length += value.length;
    }
    this.rest = pieces.length === 1 ? this.rest : Buffer.concat(pieces);
    return length >= bytes;
  }

  private async next(): Promise<IteratorResult<Buffer, undefined>> {
    try {
      return await this.pieces.next();
    } catch (error) {
      // Of zlib: not compressed, cut off, or altered.
      if (hasCode(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR')) throw new DamagedBackup();
      throw error;
    }
  }
}
