import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Database, type Found } from '../database/database';
import { searchPattern, searchSql } from '../database/like';
import { type Bind, type Cut, cutSql, type Order, type OrderKey } from '../database/order';
import type { Slice } from '../http/page';
import type { MembershipState } from '../membership/membership.machine';
import { visibleSql } from '../policy/visibility';
import { userJsonSql, type UserRow } from '../user/user.presenter';
import type { Attendance } from './attendance.machine';
import type { DateFilter } from './date-filter';
import type { EventLocation } from './event.entity';
import { EVENT_VISIBILITY, eventIsSql, type EventPrivacy } from './event.policy';
import { EventSettings } from './event.settings';
import type { Recurrence } from './recurrence';
import { dateFilterSql } from './recurrence.sql';
import { hasStatusSql, type SubscriptionStatus, subscribedSql } from './subscription-status';

/** An event as its presenter reads it, with what is the viewer's own. */
export interface EventRow {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly color: string;
  readonly privacy: EventPrivacy;
  readonly visible: boolean;
  readonly active: boolean;
  readonly start_date: Date;
  readonly end_date: Date;
  readonly recurring: Recurrence;
  readonly location: EventLocation;
  readonly geolocation: string | null;
  readonly geolocation_lat: number | null;
  readonly geolocation_lng: number | null;
  readonly link: string | null;
  readonly image: string | null;
  readonly sequence: number;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly creator: UserRow;
  readonly manager: UserRow;
  /** The viewer's own. */
  readonly state: MembershipState | null;
  readonly attendance: Attendance | null;
  readonly off_feed: boolean | null;
  readonly subscribers: number;
  readonly goings: number;
}

/** What narrows a list of events. */
export interface EventFilter {
  readonly search?: string;
  readonly dates?: DateFilter;
  readonly recurring?: Recurrence;
  readonly location?: EventLocation;
  readonly createdBy?: number;
  /** The viewer stands so towards the event. */
  readonly status?: SubscriptionStatus | 'any subscriber';
  /** False leaves out what the viewer said he does not come to. */
  readonly declined?: false;
  /** Somebody whom the viewer follows is a subscriber. */
  readonly followed?: boolean;
  /** This person is a subscriber. */
  readonly subscriberId?: number;
  /** The viewer has nothing to do with it yet. */
  readonly strangers?: boolean;
  readonly active?: boolean;
  /** Other events than this one. */
  readonly not?: number;
}

const BY_ID: OrderKey = ['event.id', 'int'];
const BY_END: OrderKey = ['event.end_date', 'time'];

/** The orders of lists. */
const ORDERS = {
  newest: { name: '-id', keys: [BY_ID] },
  ending: { name: 'end', keys: [BY_END, BY_ID] },
  ended: { name: '-end', keys: [BY_END, BY_ID] },
} as const satisfies Record<string, Order>;
export type EventOrder = keyof typeof ORDERS;

/** How the viewer, `$1`, stands towards an event, in SQL. */
const STANDING = `CASE WHEN $1::int IS NULL THEN 'anonymous' ELSE coalesce(membership.state::text, 'outsider') END`;

/** What every list of events holds: none that is deleted, none that the viewer may not know of. `$1` is the viewer. */
const VISIBLE = `
  FROM event LEFT JOIN event_membership AS membership
    ON membership.event_id = event.id AND membership.user_id = $1
  WHERE event.deleted_at IS NULL AND ${visibleSql(EVENT_VISIBILITY, eventIsSql('event'), STANDING)}`;

/**
 * The same in two parts, each of which an index finds however many events there are: what is listed, and what is not
 * and the viewer has to do with.
 */
const VISIBLE_PARTS = [
  `FROM event LEFT JOIN event_membership AS membership
     ON membership.event_id = event.id AND membership.user_id = $1
   WHERE event.deleted_at IS NULL AND event.visible AND ${visibleAmong('listed')}`,
  `FROM event_membership AS membership JOIN event ON event.id = membership.event_id
   WHERE membership.user_id = $1 AND event.deleted_at IS NULL AND NOT event.visible AND ${visibleAmong('hidden')}`,
] as const;

/** The visibility of events all of which are of one kind. */
function visibleAmong(kind: 'listed' | 'hidden'): string {
  return visibleSql(EVENT_VISIBILITY, (each) => (each === kind ? 'TRUE' : 'FALSE'), STANDING);
}

/** An event in full, from rows of `event`, `creator`, `manager`, `membership` and `total`. */
const COLUMNS = `event.*, ${userJsonSql('creator')} AS creator, ${userJsonSql('manager')} AS manager,
  membership.state, membership.attendance, membership.off_feed, total.subscribers, total.goings`;

/** The rows of the page `found`, which holds ids, each in full; `$1` is the viewer. */
const decorated = (found: string, { orderBy, place }: Pick<Cut, 'orderBy' | 'place'>): string => `
  SELECT ${COLUMNS}${place} FROM (${found}) AS found JOIN event ON event.id = found.id
  JOIN app_user AS creator ON creator.id = event.created_by_id
  JOIN app_user AS manager ON manager.id = event.managed_by_id
  LEFT JOIN event_membership AS membership ON membership.event_id = event.id AND membership.user_id = $1
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(n) FILTER (WHERE ${subscribedSql('each')}), 0)::int AS subscribers,
      coalesce(sum(n) FILTER (WHERE each.attendance = 'going'), 0)::int AS goings
    FROM event_membership_count AS each WHERE each.event_id = event.id) AS total
  ${orderBy}`;

const ALONE = { orderBy: '', place: '' };

const SCHEDULE = { start: 'event.start_date', end: 'event.end_date', recurring: 'event.recurring' } as const;

/** Reads events. Everything but `one` shows only what the viewer may see. */
@Injectable()
export class EventRepository {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: EventSettings,
  ) {}

  /** One event as `viewerId` would see it, or null; the caller has checked that it may be shown. */
  async one(eventId: number, viewerId: number | null): Promise<EventRow | null> {
    const [row] = await this.db.query<EventRow>(decorated('SELECT $2::int AS id', ALONE), [viewerId, eventId]);
    return row ?? null;
  }

  /** Like `list`, of what ends soonest first; quick among many events, for filters that say nothing of the viewer. */
  search(viewerId: number | null, filter: EventFilter, slice: Slice): Promise<Found<EventRow>> {
    const values: unknown[] = [viewerId];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const cut = cutSql(ORDERS.ending, slice, bind);
    const conditions = this.conditions(filter, bind);
    const parts = VISIBLE_PARTS.map((part) => [part, ...conditions].join(' AND '));
    const pages = parts.map((part) => `(SELECT event.id, event.end_date ${part}${cut.behind} ${cut.partLimits})`);
    return this.db.page(
      `SELECT ${parts.map((part) => `(SELECT count(*) ${part})`).join(' + ')}`,
      decorated(`SELECT id FROM (${pages.join(' UNION ALL ')}) AS event ${cut.limits}`, cut),
      values,
      'each time',
    );
  }

  /** A page of the events that fit `filter`, and how many there are. */
  list(
    viewerId: number | null,
    filter: EventFilter,
    slice: Slice,
    order: EventOrder = 'newest',
  ): Promise<Found<EventRow>> {
    return this.page(viewerId, filter, slice, () => ORDERS[order]);
  }

  /**
   * Events that are not over, those of the people behind `eventId` first and what ends soonest before what ends later.
   * The event itself is not among them.
   */
  related(viewerId: number | null, eventId: number, filter: EventFilter, slice: Slice): Promise<Found<EventRow>> {
    return this.page(viewerId, { ...filter, dates: 'not_past', not: eventId }, slice, (bind) => {
      const people = `SELECT unnest(ARRAY[created_by_id, managed_by_id]) FROM event WHERE id = ${bind(eventId)}`;
      const others = `NOT (event.created_by_id IN (${people}) OR event.managed_by_id IN (${people}))`;
      return { name: 'related', keys: [[others, 'boolean'], BY_END, BY_ID] };
    });
  }

  private page(
    viewerId: number | null,
    filter: EventFilter,
    slice: Slice,
    orderBy: (bind: Bind) => Order,
  ): Promise<Found<EventRow>> {
    const values: unknown[] = [viewerId];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const found =
      VISIBLE +
      this.conditions(filter, bind)
        .map((condition) => ` AND ${condition}`)
        .join('');
    const cut = cutSql(orderBy(bind), slice, bind);
    const page = `SELECT event.id ${found}${cut.behind} ${cut.limits}`;
    return this.db.page(`SELECT count(*) ${found}`, decorated(page, cut), values, 'each time');
  }

  private conditions(filter: EventFilter, bind: Bind): readonly string[] {
    const dates = filter.dates && dateFilterSql(SCHEDULE, filter.dates, this.clock.now(), this.settings.timeZone, bind);
    return [dates, ...ofEvent(filter, bind), ...ofPeople(filter, bind)].filter((condition) => condition !== undefined);
  }
}

type Conditions = readonly (string | undefined)[];

/** Conditions on an event itself. */
const ofEvent = ({ search, recurring, location, createdBy, active, not }: EventFilter, bind: Bind): Conditions => [
  search ? searchSql('event', bind(searchPattern(search))) : undefined,
  recurring && `event.recurring = ${bind(recurring)}`,
  location && `event.location = ${bind(location)}`,
  createdBy ? `event.created_by_id = ${bind(createdBy)}` : undefined,
  active ? 'event.active' : undefined,
  not ? `event.id <> ${bind(not)}` : undefined,
];

/** Conditions on how the viewer and others stand towards an event. */
const ofPeople = ({ status, strangers, followed, declined, subscriberId }: EventFilter, bind: Bind): Conditions => [
  status && (status === 'any subscriber' ? subscribedSql('membership') : hasStatusSql('membership', status)),
  strangers ? 'event.visible AND membership.state IS NULL' : undefined,
  followed ? `event.id IN (${FOLLOWED})` : undefined,
  declined === false ? `membership.attendance <> 'not_going'` : undefined,
  subscriberId
    ? `event.id IN (SELECT event_id FROM event_membership AS theirs
         WHERE theirs.user_id = ${bind(subscriberId)} AND ${subscribedSql('theirs')})`
    : undefined,
];

/** The events to which somebody is subscribed whom the viewer, `$1`, follows. */
const FOLLOWED = `
  SELECT theirs.event_id FROM user_follow JOIN event_membership AS theirs ON theirs.user_id = user_follow.followed_id
  WHERE user_follow.follower_id = $1 AND ${subscribedSql('theirs')}`;
