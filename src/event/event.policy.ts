import type { PolicyTable } from '../policy/policy';
import type { VisibilityTable } from '../policy/visibility';
import { EVERYONE, HAS_A_ROW, MANAGERS, MEMBERS, SIGNED_IN } from '../policy/standing';

export const EVENT_PRIVACIES = ['public', 'private'] as const;
export type EventPrivacy = (typeof EVENT_PRIVACIES)[number];

/** Who knows that an event exists, by whether it is listed. To everybody else it answers 404. */
export const EVENT_VISIBILITY: VisibilityTable<'listed' | 'hidden'> = {
  listed: EVERYONE,
  hidden: HAS_A_ROW,
};

/** The condition that an event of SQL has a key of `EVENT_VISIBILITY`. `event` is an alias, never input. */
export const eventIsSql = (event: string) => (kind: 'listed' | 'hidden') =>
  kind === 'listed' ? `${event}.visible` : `NOT ${event}.visible`;

const AS_MANAGER = {
  who: MANAGERS,
  doc: 'This operation requires that the user is the manager of the event.',
} as const;
const AS_READER = {
  who: EVERYONE,
  needs: ['readable'],
  doc: 'Anyone for a public event; only its subscribers and manager for a private one.',
} as const;

/** What one may do with events at large. */
export const EVENTS_POLICY = {
  'events.search': { who: EVERYONE, doc: 'Lists the events that the viewer can see.' },
  'events.list': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'events.suggest': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'events.list_to_contribute': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'events.suggest_users': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'events.list_of_user': { who: EVERYONE, doc: 'Lists only the events that the viewer can see.' },
  'events.create': {
    who: SIGNED_IN,
    needs: ['may_create_event'],
    doc: 'This operation requires authentication; only staff where configurations.events_only_staff_enabled is on.',
  },
} as const satisfies PolicyTable;

/** What one may do with one event. */
export const EVENT_POLICY = {
  'event.read': { who: EVERYONE, doc: 'Anyone who can see the event.' },
  'event.update': AS_MANAGER,
  'event.delete': AS_MANAGER,
  'event.read_status': { who: SIGNED_IN, doc: 'This operation requires authentication; 404 if it cannot be viewed.' },
  'event.list_subscribers': AS_READER,
  'event.list_going': AS_READER,
  'event.list_not_going': AS_READER,
  'event.read_gallery': AS_READER,
  'event.change_gallery': AS_MANAGER,
  'event.read_feed': AS_READER,
  'event.subscribe': { who: SIGNED_IN, doc: 'This operation requires authentication.' },
  'event.unsubscribe': {
    who: ['outsider', 'requested', 'invited', 'member'],
    doc: 'This operation requires authentication; the manager of the event cannot leave it.',
  },
  'event.expel': AS_MANAGER,
  'event.invite': AS_MANAGER,
  'event.uninvite': AS_MANAGER,
  'event.list_invited': AS_MANAGER,
  'event.list_requests': AS_MANAGER,
  'event.suggest_users': AS_MANAGER,
  'event.go': { who: MEMBERS, doc: 'This operation requires that the user is subscribed to the event.' },
  'event.go_for_others': AS_MANAGER,
  'event.take_back_going': {
    who: MEMBERS,
    needs: ['is_going'],
    doc: 'This operation requires that the user is going.',
  },
  'event.not_go': { who: MEMBERS, doc: 'This operation requires that the user is subscribed to the event.' },
  'event.take_back_not_going': {
    who: MEMBERS,
    needs: ['is_not_going'],
    doc: 'This operation requires that the user is not going.',
  },
  'event.hide': {
    who: MEMBERS,
    needs: ['on_feed'],
    doc: 'This operation requires that the user is subscribed and that the event is shown on his feed.',
  },
  'event.show': {
    who: MEMBERS,
    needs: ['off_feed'],
    doc: 'This operation requires that the user is subscribed and that the event is hidden from his feed.',
  },
} as const satisfies PolicyTable;
