import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import type { Place } from '../http/cursor';
import { notFound } from '../http/domain-error';
import type { Slice } from '../http/page';
import type { Access } from '../policy/access';
import type { EventAccess } from './event-access.loader';
import type { EventSearchQuery, LocationFilter, SubscribedEventsQuery } from './event-query.dto';
import type { EventDto } from './event.dto';
import type { EventLocation } from './event.entity';
import { presentEvent } from './event.presenter';
import { type EventOrder, EventRepository, type EventFilter, type EventRow } from './event.repository';
import { EventSettings } from './event.settings';

/** A page of events on the wire, how many there are, and where a walk goes on. */
export type EventPage = readonly [results: readonly EventDto[], count: number, last?: Place];

const EVERYTHING: Slice = { limit: null, offset: 0 };

/** Shows events to one viewer. `origin` is where the addresses of pictures begin. */
@Injectable()
export class EventService {
  constructor(
    private readonly clock: Clock,
    private readonly settings: EventSettings,
    private readonly events: EventRepository,
  ) {}

  /** One event. The caller has checked that the viewer may see it; 404 when it was deleted since. */
  async one(eventId: number, viewerId: number | null, origin: string): Promise<EventDto> {
    const event = await this.events.one(eventId, viewerId);
    if (!event) throw notFound();
    return this.present([event], origin)[0]!;
  }

  /** The events that fit a search, what ends soonest first. */
  async search({ viewer }: Access, query: EventSearchQuery, origin: string): Promise<EventPage> {
    const { search, date_filter: dates, follows: followed, recurring, location } = query;
    const filter = { search, dates, followed, recurring, location: placeOf(location) };
    const [rows, ...rest] = await this.events.search(viewer.id, filter, query);
    return [this.present(rows, origin), ...rest];
  }

  /** The events that the viewer is subscribed to, or stands to as the query says: those to come, or those that are over. */
  subscribed(access: Access, query: SubscribedEventsQuery, origin: string): Promise<EventPage> {
    const { subscription_status: status = 'any subscriber', past, created_by: createdBy, recurring, location } = query;
    const filter = { status, createdBy, recurring, location: placeOf(location) } as const;
    return past
      ? this.list(access, { ...filter, dates: 'past' }, query, origin, 'ended')
      : this.list(access, { ...filter, dates: 'not_past' }, query, origin, 'ending');
  }

  /** Like `list` of the repository, on the wire. */
  async list(
    { viewer }: Access,
    filter: EventFilter,
    slice: Slice,
    origin: string,
    order?: EventOrder,
  ): Promise<EventPage> {
    const [rows, ...rest] = await this.events.list(viewer.id, filter, slice, order);
    return [this.present(rows, origin), ...rest];
  }

  /** Other events that are not over, those of the same people first. */
  async related(access: EventAccess, createdBy: number | undefined, slice: Slice, origin: string): Promise<EventPage> {
    const [rows, ...rest] = await this.events.related(access.viewer.id, access.subject.id, { createdBy }, slice);
    return [this.present(rows, origin), ...rest];
  }

  /** The events on whose feed the viewer can write: those he is subscribed to that are neither over nor called off. */
  async toContribute(access: Access, origin: string): Promise<readonly EventDto[]> {
    const filter = { status: 'any subscriber', dates: 'not_past', active: true } as const;
    const [events] = await this.list(access, filter, EVERYTHING, origin, 'ending');
    return events;
  }

  private present(rows: readonly EventRow[], origin: string): EventDto[] {
    const { timeZone, hidePrivateEventPlace } = this.settings;
    const view = { origin, now: this.clock.now(), timeZone, hidePrivateEventPlace };
    return rows.map((row) => presentEvent(row, view));
  }
}

const placeOf = (location: LocationFilter | undefined): EventLocation | undefined =>
  location === 'any' ? undefined : location;
