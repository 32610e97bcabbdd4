import { DateTime } from 'luxon';

import { DAY, dayOf, instantOf, type Wall, wallOf } from './wall-clock';

export const RECURRENCES = ['never', 'daily', 'weekly', 'monthly'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/**
 * What an event says about its time. An event that never recurs lasts from `startDate` to `endDate`.
 * For one that recurs, `endDate` ends the whole series, and its time of day ends each occurrence.
 */
export interface Series {
  readonly startDate: Date;
  readonly endDate: Date;
  readonly recurring: Recurrence;
}

/** One time the event takes place: it contains its start and excludes its end. */
export interface Occurrence {
  readonly start: Date;
  readonly end: Date;
}

export interface Schedule {
  readonly running: boolean;
  readonly runningStartDate: Date | null;
  readonly runningEndDate: Date | null;
  readonly nextStartDate: Date | null;
  readonly nextEndDate: Date | null;
  readonly ended: boolean;
}

/**
 * What takes place now and what comes next.
 *
 * Occurrence k starts k days, weeks or months after `startDate` on the clocks of the site, so that a clock change moves
 * the instant and not the time people see. Months are counted from the original start and fall back to the last day of
 * a shorter month: 31 January, 28 February, 31 March. An occurrence exists while it starts before `endDate`. It ends
 * when the clocks next show the time of day of `endDate`: the same day, or the next when that time is not after the
 * start; never later than the series. A time of day that the clocks skip counts with the offset before the change (02:30
 * becomes 03:30), one that they show twice counts the first time, as in iCalendar.
 *
 * `running` means start <= now < end; `next` is the first occurrence that starts after now; the series has ended when
 * now has reached `endDate`. The cost does not depend on the number of occurrences.
 */
export function scheduleOf(series: Series, now: Date, zone: string): Schedule {
  const near = occurrencesAround(series, now, zone);
  const running = near.findLast(({ start, end }) => start <= now && now < end);
  const next = near.find(({ start }) => start > now);
  return {
    running: running !== undefined,
    runningStartDate: running?.start ?? null,
    runningEndDate: running?.end ?? null,
    nextStartDate: next?.start ?? null,
    nextEndDate: next?.end ?? null,
    ended: series.endDate <= now,
  };
}

/** Whether some occurrence has a moment in common with `from` (included) to `to` (excluded). */
export function overlaps(series: Series, from: Date, to: Date, zone: string): boolean {
  const last = lastStartingBefore(series, to < series.endDate ? to : series.endDate, zone);
  return last !== undefined && last.end > from;
}

/** The first occurrence of a series; for an event that never recurs, the event itself. */
export function firstOccurrence(series: Series, zone: string): Occurrence {
  if (series.recurring === 'never') return { start: series.startDate, end: series.endDate };
  return occurrenceAt(wallsOf(series, zone), 0);
}

/** The last occurrence of a series: the one behind which no other starts before the series ends. */
export function lastOccurrence(series: Series, zone: string): Occurrence {
  return lastStartingBefore(series, series.endDate, zone) ?? firstOccurrence(series, zone);
}

/** A recurring series with its two ends as the clocks of the zone show them. */
interface Walls extends Series {
  readonly zone: string;
  readonly first: Wall;
  readonly last: Wall;
}

function wallsOf(series: Series, zone: string): Walls {
  const { startDate, endDate, recurring } = series;
  return { startDate, endDate, recurring, zone, first: wallOf(startDate, zone), last: wallOf(endDate, zone) };
}

function lastStartingBefore(series: Series, limit: Date, zone: string): Occurrence | undefined {
  return occurrencesAround(series, limit, zone).findLast(({ start }) => start < limit);
}

/**
 * The occurrences that can be the last to start by `instant` or the first to start after it. Two steps back, because a
 * zone that crossed the date line skipped a whole day, and its occurrence counts on the day after.
 */
function occurrencesAround(series: Series, instant: Date, zone: string): Occurrence[] {
  if (series.recurring === 'never') return [{ start: series.startDate, end: series.endDate }];
  const walls = wallsOf(series, zone);
  const middle = periodsUntil(walls, wallOf(instant, zone));
  const from = Math.max(middle - 2, 0);
  const to = Math.max(middle + 1, 0);
  return Array.from({ length: to - from + 1 }, (_, i) => occurrenceAt(walls, from + i)).filter(
    ({ start }) => start < series.endDate,
  );
}

/** How many periods lie between the first day of the series and the day of `wall`. */
function periodsUntil({ recurring, first }: Walls, wall: Wall): number {
  if (recurring === 'monthly') return monthOf(wall) - monthOf(first);
  const days = (dayOf(wall) - dayOf(first)) / DAY;
  return recurring === 'weekly' ? Math.floor(days / 7) : days;
}

const monthOf = (wall: Wall) => new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth();

function occurrenceAt(walls: Walls, k: number): Occurrence {
  const { startDate, endDate, zone, first, last } = walls;
  const starts = startAt(walls, k);
  const start = k === 0 ? startDate : instantOf(starts, zone);

  const sameDay = dayOf(starts) + last - dayOf(last);
  const ends = last - dayOf(last) > first - dayOf(first) ? sameDay : sameDay + DAY;
  const shown = ends === last ? endDate : instantOf(ends, zone);
  // A clock change between the two can bring the end before the start: then the length on the clock is kept.
  const end = shown > start ? shown : new Date(start.getTime() + ends - starts);
  return { start, end: end < endDate ? end : endDate };
}

function startAt({ recurring, first }: Walls, k: number): Wall {
  if (recurring === 'monthly') return DateTime.fromMillis(first, { zone: 'utc' }).plus({ months: k }).toMillis();
  return first + k * (recurring === 'weekly' ? 7 : 1) * DAY;
}
