import type { MultipartFile } from '@fastify/multipart';
import { PayloadTooLargeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { UnreadableBody } from './body';
import { DomainError, invalid, invalidField } from './domain-error';
import { cameFrom, foldLists } from './fields';
import type { BodyLimits } from './http-config';
import { isError } from './is-error';
import { UploadedFile } from './uploaded-file';

/**
 * Reads a multipart body into the same flat shape as a form, files as `UploadedFile` under their field's name.
 * Throws 400 for what is malformed and for a file that is too large (naming its field), 413 for too much altogether.
 */
export async function readMultipart(request: FastifyRequest, limits: BodyLimits): Promise<unknown> {
  if (Number(request.headers['content-length']) > limits.upload) throw new PayloadTooLargeException();
  try {
    return cameFrom('form', foldLists(await collectParts(request, limits)));
  } catch (error) {
    throw refusalOf(error);
  } finally {
    // What is left of a refused body passes by unread.
    request.raw.unpipe();
    request.raw.resume();
  }
}

/**
 * Reads a multipart body before it is known who may send it, for rules that depend on its fields: only as much as of any
 * other body. What cannot be read is refused later, by `BodyGuard`, as everywhere.
 */
export async function readMultipartEarly(request: FastifyRequest): Promise<void> {
  const { bodyLimits: limits } = request.server;
  try {
    request.body = await readMultipart(request, { ...limits, file: limits.body, upload: limits.body });
  } catch (reason) {
    request.body = new UnreadableBody(reason instanceof Error ? reason : new Error(String(reason)));
  }
}

async function collectParts(request: FastifyRequest, limits: BodyLimits): Promise<[string, unknown][]> {
  const pairs: [string, unknown][] = [];
  let size = 0;
  const parts = request.parts({
    limits: { parts: limits.fields, fieldSize: limits.body, fileSize: limits.file, fieldNameSize: 200 },
  });
  for await (const part of parts) {
    if (part.type === 'file') {
      const file = await readFile(part);
      size += file.data.length;
      pairs.push([part.fieldname, file]);
    } else {
      if (part.valueTruncated || part.fieldnameTruncated) throw new PayloadTooLargeException();
      size += String(part.value).length;
      pairs.push([part.fieldname, part.value]);
    }
    if (size > limits.upload) throw new PayloadTooLargeException();
  }
  return pairs;
}

async function readFile(part: MultipartFile): Promise<UploadedFile> {
  try {
    return new UploadedFile(part.filename, part.mimetype, await part.toBuffer());
  } catch (error) {
    if (codeOf(error) !== 'FST_REQ_FILE_TOO_LARGE') throw error;
    throw invalidField(part.fieldname, 'max_length', 'This file is too large.');
  }
}

const codeOf = (error: unknown): unknown => (isError(error) && 'code' in error ? error.code : undefined);

/** Errors of the parser underneath have neither code nor status: they all mean that the body is malformed. */
function refusalOf(error: unknown): unknown {
  const isKnown =
    error instanceof DomainError ||
    error instanceof PayloadTooLargeException ||
    String(codeOf(error)).startsWith('FST_');
  return isKnown ? error : invalid({ code: 'parse_error', message: 'Multipart form parse error.' });
}
