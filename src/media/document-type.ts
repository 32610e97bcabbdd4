import type { Readable } from 'node:stream';

import type { FileTypeResult } from 'file-type/node';
import slugify from 'slugify';

import { DomainError } from '../http/domain-error';

/** What a document turned out to be. */
export interface DocumentType {
  readonly extension: string;
  readonly mimetype: string;
}

/** What an uploaded document may weigh. */
export const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024;

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** The documents that are stored, by the extension under which they are. None of them may carry macros in the open. */
export const DOCUMENT_MIMETYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  dotx: `${OFFICE}.wordprocessingml.template`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  xltx: `${OFFICE}.spreadsheetml.template`,
  pptx: `${OFFICE}.presentationml.presentation`,
  potx: `${OFFICE}.presentationml.template`,
  ppsx: `${OFFICE}.presentationml.slideshow`,
  odt: `${OPEN}.text`,
  ods: `${OPEN}.spreadsheet`,
  odp: `${OPEN}.presentation`,
  odg: `${OPEN}.graphics`,
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  txt: 'text/plain',
  csv: 'text/csv',
};

const BY_MIMETYPE = new Map(Object.entries(DOCUMENT_MIMETYPES).map(([extension, mimetype]) => [mimetype, extension]));

/** Old office files share one signature; only among them the name may say which it is. */
const COMPOUND = 'application/x-cfb';
const COMPOUND_EXTENSIONS = ['doc', 'xls', 'ppt'];
const TEXT_EXTENSIONS = ['txt', 'csv'];

/**
 * Finds out what a document is from its content. `read` starts reading from the beginning and may be called twice.
 * Returns null for everything that is not among `DOCUMENT_MIMETYPES`, whatever its name says.
 */
export async function documentTypeOf(fileName: string, read: () => Readable): Promise<DocumentType | null> {
  const stream = read();
  const detected = await detect(async () => (await fileTypes()).fileTypeFromStream(stream)).finally(() =>
    stream.destroy(),
  );
  const named = /\.([a-z]{3,4})$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (detected === COMPOUND) return COMPOUND_EXTENSIONS.includes(named) ? typeOf(named) : null;
  if (detected !== undefined) return typeOf(BY_MIMETYPE.get(detected));
  return TEXT_EXTENSIONS.includes(named) && (await isText(read())) ? typeOf(named) : null;
}

/** Whether a file that begins like this may be a document rather than a picture. */
export async function looksLikeDocument(beginning: Buffer): Promise<boolean> {
  const mime = await detect(async () => (await fileTypes()).fileTypeFromBuffer(beginning));
  return mime !== undefined && (BY_MIMETYPE.has(mime) || mime === COMPOUND || mime === 'application/zip');
}

/** The file name under which a document is stored and downloaded: plain letters, and the extension of its content. */
export function documentName(fileName: string, { extension }: DocumentType): string {
  const base = slugify(fileName.replace(/\.[^.]*$/, ''), { strict: true }).slice(0, 80);
  return `${base || 'document'}.${extension}`;
}

const typeOf = (extension: string | undefined): DocumentType | null => {
  const mimetype = DOCUMENT_MIMETYPES[extension ?? ''];
  return extension !== undefined && mimetype !== undefined ? { extension, mimetype } : null;
};

/** Loaded with the first upload; a start need not wait for it. */
const fileTypes = () => import('file-type/node');

/** Content made to upset the detector is of no known type; that the upload is gone is another matter. */
async function detect(sniff: () => Promise<FileTypeResult | undefined>): Promise<string | undefined> {
  try {
    return (await sniff())?.mime;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return undefined;
  }
}

/** UTF-8 without control characters, to the end. */
async function isText(stream: Readable): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of stream) {
      // eslint-disable-next-line no-control-regex
      if (/[\0-\x08\x0e-\x1f]/.test(decoder.decode(piece as Buffer, { stream: true }))) return false;
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return false;
  }
}
