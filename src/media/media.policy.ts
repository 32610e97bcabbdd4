import type { PolicyTable } from '../policy/policy';
import { EVERYONE, SIGNED_IN } from '../policy/standing';

const AS_ANYBODY_SIGNED_IN = { who: SIGNED_IN, doc: 'This operation requires authentication.' } as const;
const AS_OWNER = {
  who: [],
  or: ['owner'],
  doc: 'This operation requires that the media was uploaded by the user.',
} as const;

/** What one may do with media. Files are fetched by pages that cannot send a token: their address is the secret. */
export const MEDIA_POLICY = {
  'media.create': AS_ANYBODY_SIGNED_IN,
  'media.upload': AS_ANYBODY_SIGNED_IN,
  'media.read': AS_ANYBODY_SIGNED_IN,
  'media.update': AS_OWNER,
  'media.delete': AS_OWNER,
  'media.read_file': { who: EVERYONE, always: true, doc: 'Anyone who knows the address.' },
} as const satisfies PolicyTable;
