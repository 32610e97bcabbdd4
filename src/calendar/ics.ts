import ical, { type ICalCalendar, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { DateTime } from 'luxon';

import { firstOccurrence, lastOccurrence, type Recurrence, type Series } from '../event/recurrence';
import { timeZoneText } from './time-zone';

/** Something with a time: an event, or the moment from which a section of a course is available. */
export interface CalendarEntry {
  /** The same for as long as the thing exists: see `eventUid` and `sectionUid`. */
  readonly uid: string;
  /** Grows with every change of the thing. */
  readonly sequence: number;
  readonly title: string;
  readonly description: string;
  readonly start: Date;
  /** The end, of the whole series if it recurs; null for a moment. */
  readonly end: Date | null;
  readonly recurring: Recurrence;
  readonly location: string | null;
  readonly url: string | null;
  readonly cancelled: boolean;
  readonly updatedAt: Date;
}

export interface CalendarOptions {
  readonly name: string;
  /** The site's time zone: recurring entries keep their time of day in it. */
  readonly zone: string;
}

export const eventUid = (id: number, host: string) => `event-${id}@${host}`;
export const sectionUid = (id: number, host: string) => `section-${id}@${host}`;

const AN_HOUR = 3600;

/**
 * Entries as an iCalendar text (RFC 5545). The same entries give the same text.
 *
 * An entry that takes place once is told in UTC. One that recurs is told on the clock of the zone, with the zone's
 * changes and a rule that gives the occurrences of recurrence.ts. A moment has no end and leaves people free.
 */
export function calendarText(entries: readonly CalendarEntry[], { name, zone }: CalendarOptions): string {
  const calendar = ical({
    name: lineOf(name),
    prodId: { company: 'Convene', product: 'Convene', language: 'EN' },
    ttl: AN_HOUR,
    timezone: { name: null, generator: (id) => zoneText(id, entries) },
  });
  for (const entry of entries) addEntry(calendar, entry, zone);
  return calendar.toString();
}

function addEntry(calendar: ICalCalendar, entry: CalendarEntry, zone: string): void {
  const { start, end, rule } = timesOf(entry, zone);
  const timezone = rule ? zone : null;
  calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    stamp: entry.updatedAt,
    lastModified: entry.updatedAt,
    start: DateTime.fromJSDate(start, { zone: timezone ?? 'utc' }),
    end: end && DateTime.fromJSDate(end, { zone: timezone ?? 'utc' }),
    timezone,
    repeating: rule,
    summary: textOf(entry.title),
    description: entry.description ? { plain: textOf(entry.description) } : null,
    location: entry.location ? { title: textOf(entry.location) } : null,
    url: entry.url,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: end ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
  });
}

interface Times {
  readonly start: Date;
  readonly end: Date | null;
  readonly rule: string | null;
}

function timesOf({ start, end, recurring }: CalendarEntry, zone: string): Times {
  if (!end || recurring === 'never') return { start, end, rule: null };
  const series: Series = { startDate: start, endDate: end, recurring };
  const first = firstOccurrence(series, zone);
  const last = lastOccurrence(series, zone);
  return { ...first, rule: last.start > first.start ? ruleOf(series, last.start, zone) : null };
}

/**
 * The rule of a series until its last occurrence. A monthly rule leaves out the months that lack its day; ours takes the
 * last day of those, which is the last one (BYSETPOS) that the month has of the days from the 28th to its own.
 */
function ruleOf({ startDate, recurring }: Series, until: Date, zone: string): string {
  const end = DateTime.fromJSDate(until, { zone: 'utc' }).toFormat("yyyyMMdd'T'HHmmss'Z'");
  const rule = `FREQ=${recurring.toUpperCase()};UNTIL=${end}`;
  const { day } = DateTime.fromJSDate(startDate, { zone });
  if (recurring !== 'monthly' || day <= 28) return rule;
  const days = [28, 29, 30, 31].filter((each) => each <= day);
  return `${rule};BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
}

/** Programs know most zones by name. For the others twenty years around the latest start are enough, and bounded. */
const TWENTY_YEARS = 20 * 365.25 * 86_400_000;

function zoneText(zone: string, entries: readonly CalendarEntry[]): string {
  const recurring = entries.filter((entry) => entry.recurring !== 'never');
  const starts = recurring.map(({ start }) => start.getTime());
  const ends = recurring.map(({ start, end }) => (end ?? start).getTime());
  const latest = Math.max(...starts);
  const from = Math.max(Math.min(...starts), latest - TWENTY_YEARS);
  const to = Math.min(Math.max(...ends), latest + TWENTY_YEARS);
  return timeZoneText(zone, new Date(from), new Date(to));
}

/** Text without the control characters that the format does not allow; its line breaks are escaped by the library. */
const textOf = (text: string) => text.replace(/[^\P{Cc}\t\r\n]/gu, '');

/** A name for the header of the calendar, which the library writes as it is. */
const lineOf = (text: string) => textOf(text.replace(/[\t\r\n]+/g, ' ')).replace(/[\\;,]/g, '\\$&');
