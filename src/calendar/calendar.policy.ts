import type { PolicyTable } from '../policy/policy';
import { EVERYONE, SIGNED_IN } from '../policy/standing';

/** What one may do with the calendar of oneself. Calendar programs cannot sign in: their address is the secret. */
export const CALENDAR_POLICY = {
  'calendar.open': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'calendar.close': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'calendar.read': { who: EVERYONE, always: true, doc: 'Anyone who knows the address.' },
} as const satisfies PolicyTable;
