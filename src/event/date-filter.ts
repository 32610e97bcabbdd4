import { DateTime } from 'luxon';

import { instantOf, wallOf } from './wall-clock';

export const DATE_FILTERS = [
  'all',
  'past',
  'not_past',
  'today',
  'tomorrow',
  'this_week',
  'next_week',
  'this_month',
] as const;
export type DateFilter = (typeof DATE_FILTERS)[number];

/** A stretch of time that contains `from` and excludes `to`; null where it has no border. */
export interface Window {
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * The stretch of time that a date filter of a search means, in days of the site's time zone with weeks from Monday.
 *
 * A window with two borders asks for an occurrence inside it. `past` (up to now) and `not_past` (from now) have one
 * border and ask for the end of the whole series; `all` has none and asks for nothing.
 */
export function windowOf(filter: DateFilter, now: Date, zone: string): Window {
  if (filter === 'all') return { from: null, to: null };
  if (filter === 'past') return { from: null, to: now };
  if (filter === 'not_past') return { from: now, to: null };
  const { step, unit } = CALENDAR[filter];
  const from = DateTime.fromMillis(wallOf(now, zone), { zone: 'utc' })
    .startOf(unit)
    .plus({ [unit]: step });
  return {
    from: instantOf(from.toMillis(), zone),
    to: instantOf(from.plus({ [unit]: 1 }).toMillis(), zone),
  };
}

const CALENDAR = {
  today: { unit: 'day', step: 0 },
  tomorrow: { unit: 'day', step: 1 },
  this_week: { unit: 'week', step: 0 },
  next_week: { unit: 'week', step: 1 },
  this_month: { unit: 'month', step: 0 },
} as const;
