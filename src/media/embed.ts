import { isURL } from 'class-validator';

import { type DomainError, invalidField } from '../http/domain-error';
import { type Embed, EMBED_TYPES } from './media.entity';

/** Characters of JSON that an embed may carry along. */
const MAX_METADATA = 10_000;

/** Reads what a client wants to embed. Throws 400 on `embed`, saying in the message which part does not fit. */
export function readEmbed(value: unknown): Embed {
  if (!isRecord(value)) throw refusal('Expected an object with embed_type and embed_id.');
  const embedType = EMBED_TYPES.find((known) => known === value['embed_type']);
  if (!embedType) throw refusal(`embed_type: choose one of ${EMBED_TYPES.join(', ')}.`);
  const url = value['url'] ?? null;
  if (url !== null && !isAddress(url)) throw refusal('url: enter a valid URL.');
  return { embed_type: embedType, embed_id: readId(value['embed_id']), url, metadata: readMetadata(value['metadata']) };
}

function readId(value: unknown): string {
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id === 'string' && id.length > 0 && id.length <= 255) return id;
  throw refusal('embed_id: expected 1 to 255 characters.');
}

function readMetadata(value: unknown = {}): Record<string, unknown> {
  if (isRecord(value) && JSON.stringify(value).length <= MAX_METADATA) return value;
  throw refusal(`metadata: expected an object of at most ${MAX_METADATA} characters.`);
}

const refusal = (message: string): DomainError => invalidField('embed', 'invalid', message);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= 2000 &&
  isURL(value, { protocols: ['http', 'https'], require_protocol: true, require_tld: false });
