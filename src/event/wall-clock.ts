import { IANAZone } from 'luxon';

/** What the clocks of a zone show, in milliseconds as if they stood in UTC: every day has 24 hours, no clock changes. */
export type Wall = number;

export const DAY = 86_400_000;

/** What the clocks of the zone show at an instant. */
export function wallOf(instant: Date, zone: string): Wall {
  const time = instant.getTime();
  const day = dayOf(time);
  const before = offsetOfDay(day, zone);
  return time + (before === offsetOfDay(day + DAY, zone) ? before : offsetAt(time, zone));
}

/**
 * The instant at which the clocks of the zone first show `wall`.
 * A time of day that they skip counts with the offset before the change: in a gap of one hour, 02:30 becomes 03:30.
 */
export function instantOf(wall: Wall, zone: string): Date {
  const before = offsetOfDay(dayOf(wall) - DAY, zone);
  const after = offsetOfDay(dayOf(wall) + 2 * DAY, zone);
  const shows = (time: number) => time + offsetAt(time, zone) === wall;
  const early = wall - before;
  if (before === after || shows(early)) return new Date(early);
  return new Date(shows(wall - after) ? wall - after : early);
}

export const dayOf = (time: number) => Math.floor(time / DAY) * DAY;

const offsetAt = (time: number, zone: string) => IANAZone.create(zone).offset(time) * 60_000;

/**
 * Offsets at the start of UTC days. Asking Intl takes several microseconds, and a page of recurring events asks a
 * thousand times about the same few days. Sound because no zone changes its clocks twice within three days.
 */
const offsets = new Map<string, Map<number, number>>();
const MOST_DAYS = 10_000;

function offsetOfDay(day: number, zone: string): number {
  const known = offsets.get(zone) ?? new Map<number, number>();
  const found = known.get(day);
  if (found !== undefined) return found;
  if (known.size >= MOST_DAYS) known.clear();
  const offset = offsetAt(day, zone);
  offsets.set(zone, known.set(day, offset));
  return offset;
}
