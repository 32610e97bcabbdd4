import { placeOf } from '../event/event.presenter';
import type { EventRow } from '../event/event.repository';
import { type CalendarEntry, eventUid, sectionUid } from './ics';

/** A section of a course that opens for somebody at a time of its own. */
export interface SectionRow {
  readonly id: number;
  readonly name: string;
  readonly course: string;
  readonly opens_at: Date;
  readonly created_at: Date;
}

/** An event on a calendar, for its viewer. `host` makes its id unique in the world; `placeHidden` as the operator wants. */
export function entryOfEvent(event: EventRow, host: string, placeHidden: boolean): CalendarEntry {
  const { geolocation, link } = placeOf(event, placeHidden);
  return {
    uid: eventUid(event.id, host),
    sequence: event.sequence,
    title: event.name,
    description: event.description,
    start: event.start_date,
    end: event.end_date,
    recurring: event.recurring,
    location: geolocation,
    url: link,
    cancelled: !event.active,
    updatedAt: event.changed_at,
  };
}

/** The moment at which a section opens. */
export function entryOfSection(section: SectionRow, host: string): CalendarEntry {
  return {
    uid: sectionUid(section.id, host),
    sequence: 0,
    title: `${section.course}: ${section.name}`,
    description: '',
    start: section.opens_at,
    end: null,
    recurring: 'never',
    location: null,
    url: null,
    cancelled: false,
    updatedAt: section.created_at,
  };
}
