import type { PolicyTable } from './policy';
import { EVERYONE, SIGNED_IN } from './standing';

/** What one may do in the community at large: people, sign-in, categories, preferences. */
export const COMMUNITY_POLICY = {
  'service.read': { who: EVERYONE, always: true, doc: 'Anyone, always.' },
  'session.open': { who: EVERYONE, always: true, unasked: true, doc: 'Anyone who can prove who he is.' },
  'session.verify': { who: EVERYONE, always: true, unasked: true, doc: 'Anyone.' },
  'session.close': { who: EVERYONE, always: true, unasked: true, doc: 'Anyone who holds a token.' },
  'account.create': { who: SIGNED_IN, needs: ['admin'], doc: 'This operation requires the administrator role.' },
  'account.search': { who: SIGNED_IN, needs: ['admin'], doc: 'This operation requires the administrator role.' },
  'me.read': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'user.read': { who: EVERYONE, always: true, doc: 'Anyone.' },
  'user.read_settings': { who: SIGNED_IN, needs: ['self'], doc: 'Only the user himself.' },
  'users.search': { who: EVERYONE, doc: 'Anyone while the content of the community is public, else signed-in users.' },
  'category.read': { who: EVERYONE, doc: 'Anyone while the content of the community is public, else signed-in users.' },
  'preference.read': { who: EVERYONE, always: true, doc: 'Anyone.' },
  'preference.update': { who: SIGNED_IN, needs: ['admin'], doc: 'This operation requires the administrator role.' },
} as const satisfies PolicyTable;
