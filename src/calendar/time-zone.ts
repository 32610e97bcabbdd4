import { DateTime, IANAZone } from 'luxon';

const WEEK = 7 * 86_400_000;

interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The VTIMEZONE component of a zone from `from` to `to`: the offset at the beginning, then every clock change by its
 * date, taken from the same zone data that the recurrences are computed with.
 */
export function timeZoneText(zone: string, from: Date, to: Date): string {
  const rules = IANAZone.create(zone);
  const begin = from.getTime() - WEEK;
  const offset = rules.offset(begin);
  const initial: Change = { at: begin, from: offset, to: offset };
  const observances = [initial, ...changesOf(rules, begin, to.getTime() + WEEK)].flatMap((change) =>
    observance(rules, change),
  );
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances, 'END:VTIMEZONE'].join('\r\n');
}

/** The instants at which the offset changes; no zone changes twice in a week. */
function changesOf(zone: IANAZone, begin: number, end: number): Change[] {
  const changes: Change[] = [];
  for (let time = begin; time < end; time += WEEK) {
    const from = zone.offset(time);
    const to = zone.offset(time + WEEK);
    if (from !== to) changes.push({ at: changeBetween(zone, time, time + WEEK), from, to });
  }
  return changes;
}

function changeBetween(zone: IANAZone, before: number, after: number): number {
  const from = zone.offset(before);
  let low = before;
  let high = after;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === from) low = middle;
    else high = middle;
  }
  return Math.floor(high / 1000) * 1000;
}

/** What holds from a clock change on, which is told by what the clocks showed when they changed. */
function observance(zone: IANAZone, { at, from, to }: Change): string[] {
  const kind = DateTime.fromMillis(at, { zone }).isInDST ? 'DAYLIGHT' : 'STANDARD';
  const shown = DateTime.fromMillis(at + from * 60_000, { zone: 'utc' });
  return [
    `BEGIN:${kind}`,
    `DTSTART:${shown.toFormat("yyyyMMdd'T'HHmmss")}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(to)}`,
    `END:${kind}`,
  ];
}

function offsetText(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(hours)}${two(Math.abs(minutes) % 60)}`;
}
