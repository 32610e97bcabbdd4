import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';

import { PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';

import { invalid } from './domain-error';
import { cameFrom, foldLists } from './fields';
import type { BodyLimits } from './http-config';
import { parseJson } from './json';

/** What stands in for a body that could not be read, until guards have had their say; see `BodyGuard`. */
export class UnreadableBody {
  constructor(readonly reason: Error) {}
}

const JSON_TYPE = /^application\/(json|[\w.-]+\+json)$/;
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Reads a whole body that is not multipart. An empty one is `{}` whatever its type, so is JSON `null`; a form whose
 * text begins with `{` is JSON, because the reference's own samples are sent so; without a type the text decides.
 * Never fails: what cannot be read comes back as `UnreadableBody`.
 */
export async function readBody(type: string | undefined, body: Readable, limits: BodyLimits): Promise<unknown> {
  const bytes = await collect(body, limits.body);
  try {
    if (bytes === undefined) throw new PayloadTooLargeException();
    return parse(mediaTypeOf(type), bytes, limits);
  } catch (reason) {
    return new UnreadableBody(reason instanceof Error ? reason : new Error(String(reason)));
  }
}

/** How much of an oversized body we let pass by, to answer properly instead of breaking the connection. */
const PATIENCE = 32;

/**
 * The bytes of a stream; undefined when there are more than the limit. It listens to events: walking over a stream with
 * `for await` makes an iterator and several promises, for bodies that nearly always come in one piece.
 */
function collect(body: Readable, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit * PATIENCE) body.destroy(new PayloadTooLargeException());
    });
    body.once('end', () => resolve(size <= limit ? Buffer.concat(chunks, size) : undefined));
    body.once('error', reject);
  });
}

const mediaTypeOf = (type: string | undefined): string => (type ?? '').split(';', 1)[0]!.trim().toLowerCase();

function parse(type: string, bytes: Buffer, limits: BodyLimits): unknown {
  if (bytes.length === 0) return {};
  const isForm = type === FORM_TYPE;
  const isJson = JSON_TYPE.test(type);
  if (!isForm && !isJson && type !== '') throw new UnsupportedMediaTypeException();
  if (!isUtf8(bytes)) throw invalid({ code: 'parse_error', message: 'The body is not UTF-8 text.' });

  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (isJson) return text.trim() === '' ? {} : (parseJson(text, limits.depth) ?? {});
  if (text.trimStart().startsWith('{')) return parseJson(text, limits.depth);
  return readForm(text, limits);
}

function readForm(text: string, { fields }: BodyLimits): unknown {
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > fields) throw new PayloadTooLargeException();
  return cameFrom('form', foldLists(pairs));
}
