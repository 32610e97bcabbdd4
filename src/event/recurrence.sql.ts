import type { DateFilter, Window } from './date-filter';
import { windowOf } from './date-filter';

/** The columns of an event, named with their table: `{ start: 'e.start_date', … }`. None of them is ever null. */
export interface ScheduleColumns {
  readonly start: string;
  readonly end: string;
  readonly recurring: string;
}

/**
 * A condition: some occurrence has a moment in common with the window from `from` (included) to `to` (excluded).
 *
 * The same rule as `overlaps` in recurrence.ts, decided by the database. `from`, `to` and `zone` are placeholders such
 * as `$1`. The first two comparisons decide everything but a recurring series and can use an index on the columns; what
 * is left of the recurring ones is computed from three occurrences at most, however long the series or the window is.
 * Nothing in it depends on the time zone of the session. OFFSET 0 keeps the planner from writing each step into all that
 * use it, which would compute the first ones dozens of times and cost more than compiling the query.
 */
export function overlapSql({ start, end, recurring }: ScheduleColumns, from: string, to: string, zone: string): string {
  const limit = `least(${to}::timestamptz, ${end})`;
  const wall = (instant: string) => `${instant} AT TIME ZONE ${zone}::text`;
  return `(${start} < ${to}::timestamptz AND ${end} > ${from}::timestamptz AND (${recurring} = 'never' OR EXISTS (
  SELECT 1
  FROM (SELECT ${wall(start)} AS first, ${wall(end)} AS last, ${wall(limit)} AS until OFFSET 0) AS walls
  CROSS JOIN LATERAL (SELECT ${periodsSql(recurring)} AS middle OFFSET 0) AS periods
  CROSS JOIN LATERAL (VALUES (middle), (middle - 1), (middle - 2)) AS counted (k)
  CROSS JOIN LATERAL (SELECT first + ${stepSql(recurring)} AS starts OFFSET 0) AS begins
  CROSS JOIN LATERAL (SELECT starts::date + last::time
    + CASE WHEN last::time > starts::time THEN interval '0' ELSE interval '1 day' END AS ends OFFSET 0) AS finishes
  CROSS JOIN LATERAL (SELECT
    CASE WHEN k = 0 THEN ${start} ELSE ${instantSql('starts', zone)} END AS started,
    CASE WHEN ends = last THEN ${end} ELSE ${instantSql('ends', zone)} END AS shown OFFSET 0) AS instants
  WHERE k >= 0 AND started < ${limit}
    AND CASE WHEN shown > started THEN shown ELSE started + make_interval(secs => extract(epoch FROM ends - starts)) END > ${from}::timestamptz
)))`;
}

/** A condition: the whole series is over at `now`, a placeholder. */
export function endedSql({ end }: Pick<ScheduleColumns, 'end'>, now: string): string {
  return `${end} <= ${now}::timestamptz`;
}

/**
 * A condition: the event matches a date filter of a search at `now`.
 * `bind` takes a value of the query and returns its placeholder; it is called for no value that the filter does not need.
 */
export function dateFilterSql(
  columns: ScheduleColumns,
  filter: DateFilter,
  now: Date,
  zone: string,
  bind: (value: Date | string) => string,
): string {
  const { from, to }: Window = windowOf(filter, now, zone);
  if (from && to) return overlapSql(columns, bind(from), bind(to), bind(zone));
  if (to) return endedSql(columns, bind(to));
  return from ? `NOT (${endedSql(columns, bind(from))})` : 'TRUE';
}

/** How many periods lie between the first day of the series and the day of `until`. */
const periodsSql = (recurring: string) => `CASE ${recurring}
    WHEN 'daily' THEN until::date - first::date
    WHEN 'weekly' THEN (until::date - first::date) / 7
    ELSE (extract(year FROM until) - extract(year FROM first)) * 12 + extract(month FROM until) - extract(month FROM first)
    END::int`;

const stepSql = (recurring: string) => `CASE ${recurring}
    WHEN 'daily' THEN make_interval(days => k)
    WHEN 'weekly' THEN make_interval(weeks => k)
    ELSE make_interval(months => k) END`;

/**
 * The instant at which the clocks first show `wall`. PostgreSQL takes the second one where they show it twice, so the
 * offset of a day before is tried too; the arithmetic is in UTC, where a day has 24 hours in every session.
 */
function instantSql(wall: string, zone: string): string {
  const second = `${wall} AT TIME ZONE ${zone}::text`;
  const dayBefore = `(${second} - interval '24 hours')`;
  const first = `((${dayBefore} AT TIME ZONE 'UTC') + (${wall} - (${dayBefore} AT TIME ZONE ${zone}::text))) AT TIME ZONE 'UTC'`;
  return `CASE WHEN (${first}) AT TIME ZONE ${zone}::text = ${wall} THEN ${first} ELSE ${second} END`;
}
