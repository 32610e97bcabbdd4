import fc from 'fast-check';
import { DateTime } from 'luxon';
import { RRule } from 'rrule';

import { firstOccurrence, lastOccurrence, overlaps, scheduleOf, type Occurrence, type Series } from './recurrence';

const ROME = 'Europe/Rome';
const HOUR = 3_600_000;

/** An instant from what a clock shows; where the clock shows it twice, the offset has to be written out. */
const at = (text: string, zone = ROME) => DateTime.fromISO(text, { zone }).toJSDate();
const shown = (date: Date | null, zone = ROME) =>
  date && DateTime.fromJSDate(date, { zone }).toISO({ suppressMilliseconds: true });
const series = (recurring: Series['recurring'], start: string, end: string, zone = ROME): Series => ({
  recurring,
  startDate: at(start, zone),
  endDate: at(end, zone),
});

/** Every occurrence, found by asking again and again what comes next. */
function walk(event: Series, zone = ROME): Occurrence[] {
  const found = [firstOccurrence(event, zone)];
  for (let now = event.startDate; ;) {
    const { nextStartDate, nextEndDate } = scheduleOf(event, now, zone);
    if (!nextStartDate || !nextEndDate) return found;
    found.push({ start: nextStartDate, end: nextEndDate });
    now = nextStartDate;
  }
}
const starts = (event: Series, zone = ROME) => walk(event, zone).map(({ start }) => shown(start, zone));
const hours = ({ start, end }: Occurrence) => (end.getTime() - start.getTime()) / HOUR;

describe('an event that never recurs', () => {
  const party = series('never', '2025-05-10T20:00', '2025-05-12T02:00');

  it('lasts from its start to its end, whatever lies between', () => {
    expect(scheduleOf(party, at('2025-05-11T09:00'), ROME)).toEqual({
      running: true,
      runningStartDate: party.startDate,
      runningEndDate: party.endDate,
      nextStartDate: null,
      nextEndDate: null,
      ended: false,
    });
  });

  it.each([
    ['a millisecond before the start', -1, { running: false, nextStartDate: party.startDate, ended: false }],
    ['at the start', 0, { running: true, nextStartDate: null, ended: false }],
    ['a millisecond before the end', 30 * HOUR - 1, { running: true, nextStartDate: null, ended: false }],
    ['at the end', 30 * HOUR, { running: false, nextStartDate: null, ended: true }],
  ])('%s', (_, offset, expected) => {
    const now = new Date(party.startDate.getTime() + offset);
    expect(scheduleOf(party, now, ROME)).toMatchObject(expected);
  });
});

describe('a daily event', () => {
  const yoga = series('daily', '2025-05-10T18:00', '2025-05-14T19:30');

  it('takes place every day at its hours and ends with the series', () => {
    expect(walk(yoga).map((each) => [shown(each.start), hours(each)])).toEqual([
      ['2025-05-10T18:00:00+02:00', 1.5],
      ['2025-05-11T18:00:00+02:00', 1.5],
      ['2025-05-12T18:00:00+02:00', 1.5],
      ['2025-05-13T18:00:00+02:00', 1.5],
      ['2025-05-14T18:00:00+02:00', 1.5],
    ]);
    expect(lastOccurrence(yoga, ROME)).toEqual({ start: at('2025-05-14T18:00'), end: yoga.endDate });
  });

  it.each([
    ['before the first', '2025-05-01T00:00', null, '2025-05-10T18:00'],
    ['in the second', '2025-05-11T19:00', '2025-05-11T18:00', '2025-05-12T18:00'],
    ['when the second ends', '2025-05-11T19:30', null, '2025-05-12T18:00'],
    ['when the third starts', '2025-05-12T18:00', '2025-05-12T18:00', '2025-05-13T18:00'],
    ['in the last', '2025-05-14T18:30', '2025-05-14T18:00', null],
    ['after the last', '2025-05-14T19:30', null, null],
    ['years later', '2035-05-14T19:30', null, null],
  ])('tells %s what runs and what is next', (_, now, running, next) => {
    const schedule = scheduleOf(yoga, at(now), ROME);
    expect(schedule.running).toBe(running !== null);
    expect(schedule.runningStartDate).toEqual(running && at(running));
    expect(schedule.nextStartDate).toEqual(next && at(next));
  });

  it('ends the day after when its closing hour is not after its opening hour', () => {
    const night = series('daily', '2025-05-10T22:00', '2025-05-13T02:00');
    expect(walk(night).map(({ start, end }) => [shown(start), shown(end)])).toEqual([
      ['2025-05-10T22:00:00+02:00', '2025-05-11T02:00:00+02:00'],
      ['2025-05-11T22:00:00+02:00', '2025-05-12T02:00:00+02:00'],
      ['2025-05-12T22:00:00+02:00', '2025-05-13T02:00:00+02:00'],
    ]);
    expect(scheduleOf(night, at('2025-05-12T00:00'), ROME).runningStartDate).toEqual(at('2025-05-11T22:00'));
  });

  it('runs without a break when it closes at the time it opens, and does not start again at the end of the series', () => {
    const vigil = series('daily', '2025-05-10T10:00', '2025-05-12T10:00');
    expect(starts(vigil)).toEqual(['2025-05-10T10:00:00+02:00', '2025-05-11T10:00:00+02:00']);
    expect(scheduleOf(vigil, at('2025-05-11T10:00'), ROME)).toMatchObject({ running: true, nextStartDate: null });
  });

  it('is a single occurrence when the series is shorter than a day', () => {
    const once = series('daily', '2025-05-10T10:00', '2025-05-10T11:00');
    expect(walk(once)).toEqual([{ start: once.startDate, end: once.endDate }]);
  });
});

describe('a weekly event', () => {
  it('keeps its weekday and is over with its series, also when the last week is cut short', () => {
    const choir = series('weekly', '2025-12-23T20:00', '2026-01-09T22:00');
    expect(starts(choir)).toEqual([
      '2025-12-23T20:00:00+01:00',
      '2025-12-30T20:00:00+01:00',
      '2026-01-06T20:00:00+01:00',
    ]);
    expect(scheduleOf(choir, at('2026-01-06T22:00'), ROME)).toMatchObject({
      running: false,
      ended: false,
      nextStartDate: null,
    });
    expect(scheduleOf(choir, at('2026-01-09T22:00'), ROME).ended).toBe(true);
  });
});

describe('a monthly event', () => {
  it('falls back to the last day of a shorter month and returns to its own day after it', () => {
    expect(starts(series('monthly', '2024-01-31T12:00', '2024-06-30T13:00')).map((text) => text?.slice(0, 10))).toEqual(
      ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31', '2024-06-30'],
    );
  });

  it('started on 29 February takes place on the 29th, and on the 28th in a February without one', () => {
    const dates = starts(series('monthly', '2024-02-29T12:00', '2025-04-01T13:00')).map((text) => text?.slice(0, 10));
    expect(dates.slice(0, 2)).toEqual(['2024-02-29', '2024-03-29']);
    expect(dates.slice(-2)).toEqual(['2025-02-28', '2025-03-29']);
    expect(dates).toHaveLength(14);
  });
});

describe('clock changes', () => {
  it('keep the time people see', () => {
    const class_ = series('daily', '2025-03-29T18:00', '2025-03-31T19:00');
    expect(starts(class_)).toEqual([
      '2025-03-29T18:00:00+01:00',
      '2025-03-30T18:00:00+02:00',
      '2025-03-31T18:00:00+02:00',
    ]);
  });

  it('move an occurrence behind the gap when the clocks skip its start', () => {
    const night = series('daily', '2025-03-29T02:30', '2025-03-31T05:00');
    expect(walk(night).map((each) => [shown(each.start), hours(each)])).toEqual([
      ['2025-03-29T02:30:00+01:00', 2.5],
      ['2025-03-30T03:30:00+02:00', 1.5],
      ['2025-03-31T02:30:00+02:00', 2.5],
    ]);
  });

  it('leave an occurrence its length when the gap would end it before it starts', () => {
    const short = series('daily', '2025-03-29T02:30', '2025-03-31T03:00');
    expect(walk(short).map((each) => [shown(each.start), hours(each)])).toEqual([
      ['2025-03-29T02:30:00+01:00', 0.5],
      ['2025-03-30T03:30:00+02:00', 0.5],
      ['2025-03-31T02:30:00+02:00', 0.5],
    ]);
  });

  it('count a time that the clocks show twice the first time', () => {
    const night = series('daily', '2025-10-25T02:30', '2025-10-27T04:00');
    expect(walk(night).map((each) => [shown(each.start), hours(each)])).toEqual([
      ['2025-10-25T02:30:00+02:00', 1.5],
      ['2025-10-26T02:30:00+02:00', 2.5],
      ['2025-10-27T02:30:00+01:00', 1.5],
    ]);
  });

  it('never move the first start and the last end, which are given as instants', () => {
    const event = series('daily', '2025-10-26T02:30+01:00', '2026-10-25T02:45+01:00');
    expect(firstOccurrence(event, ROME).start).toEqual(event.startDate);
    expect(hours(firstOccurrence(event, ROME))).toBe(0.25);
    expect(lastOccurrence(event, ROME).end).toEqual(event.endDate);
  });

  it('cut an occurrence that starts in an hour that comes twice at the end of the series', () => {
    const event = series('daily', '2025-10-25T02:30', '2025-10-26T02:15+01:00');
    expect(lastOccurrence(event, ROME)).toEqual({ start: at('2025-10-26T02:30+02:00'), end: event.endDate });
  });

  it('put the occurrence of a day that a zone skipped on the day after', () => {
    // Samoa went from 29 to 31 December 2011.
    const apia = series('daily', '2011-12-28T10:00', '2012-01-01T11:00', 'Pacific/Apia');
    const now = at('2011-12-31T09:00', 'Pacific/Apia');
    expect(scheduleOf(apia, now, 'Pacific/Apia').nextStartDate).toEqual(at('2011-12-31T10:00', 'Pacific/Apia'));
    expect(starts(apia, 'Pacific/Apia').map((text) => text?.slice(0, 10))).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ]);
    const long = series('daily', '2011-12-28T10:00', '2012-01-02T09:00', 'Pacific/Apia');
    expect(scheduleOf(long, at('2011-12-31T08:30', 'Pacific/Apia'), 'Pacific/Apia').runningStartDate).toEqual(
      at('2011-12-29T10:00', 'Pacific/Apia'),
    );
  });
});

describe('overlap with a window', () => {
  const lunch = series('daily', '2025-05-10T12:00', '2025-05-20T13:00');

  it.each([
    ['between two occurrences', '2025-05-11T13:00', '2025-05-12T12:00', false],
    ['up to the first millisecond of one', '2025-05-11T13:00', '2025-05-12T12:00:00.001', true],
    ['from the last millisecond of one', '2025-05-11T12:59:59.999', '2025-05-12T12:00', true],
    ['inside one', '2025-05-11T12:10', '2025-05-11T12:20', true],
    ['around everything', '2020-01-01', '2030-01-01', true],
    ['before the series', '2025-05-01', '2025-05-10T12:00', false],
    ['after the series', '2025-05-20T13:00', '2025-06-01', false],
  ])('%s', (_, from, to, expected) => {
    expect(overlaps(lunch, at(from), at(to), ROME)).toBe(expected);
  });

  it('says what a search through all occurrences says', () => {
    const minute = fc.integer({ min: 0, max: 400 * 24 * 60 }).map((m) => new Date(Date.UTC(2024, 0, 1) + m * 60_000));
    const window = fc.tuple(minute, fc.integer({ min: 1, max: 40 * 24 * 60 }));
    const event = fc.record({
      startDate: minute,
      length: fc.integer({ min: 1, max: 120 * 24 * 60 }),
      recurring: fc.constantFrom('never', 'daily', 'weekly', 'monthly'),
    });
    fc.assert(
      fc.property(event, window, fc.constantFrom(...ZONES), ({ length, ...dates }, [from, minutes], zone) => {
        const each: Series = { ...dates, endDate: new Date(dates.startDate.getTime() + length * 60_000) };
        const to = new Date(from.getTime() + minutes * 60_000);
        const expected = walk(each, zone).some(({ start, end }) => start < to && end > from);
        expect(overlaps(each, from, to, zone)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

const ZONES = [
  'Europe/Rome',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Africa/Casablanca',
];

/**
 * rrule counts on a clock without a zone, and Intl turns what the clock shows into instants: neither shares code with
 * Luxon. A plain monthly rule of RFC 5545 leaves a month without the day out. Ours is the last of the days from the 28th
 * to the start's own day that the month has, which that standard writes BYMONTHDAY=28,29,30,31;BYSETPOS=-1.
 */
describe.each(ZONES)('against a second library, ten years in %s', (zone) => {
  const FREQUENCY = { daily: RRule.DAILY, weekly: RRule.WEEKLY, monthly: RRule.MONTHLY };
  const clock = intlClock(zone);

  it.each([
    ['daily', '2024-01-31T02:30', '2034-01-31T03:30'],
    ['daily', '2024-06-15T00:00', '2034-06-15T00:30'],
    ['weekly', '2024-03-10T01:45', '2034-03-10T06:00'],
    ['monthly', '2024-01-31T02:15', '2034-02-28T09:00'],
    ['monthly', '2024-03-30T01:59', '2034-03-30T02:01'],
    ['monthly', '2024-02-29T23:30', '2034-03-01T00:30'],
    ['monthly', '2024-05-05T02:00', '2034-05-05T03:00'],
  ] as const)('%s from %s to %s', (recurring, from, until) => {
    const event = series(recurring, from, until, zone);
    const day = Number(from.slice(8, 10));
    const rule = new RRule({
      freq: FREQUENCY[recurring],
      dtstart: new Date(`${from}Z`),
      until: new Date(`${until}Z`),
      ...(recurring === 'monthly' && day > 28
        ? { bymonthday: [28, 29, 30, 31].filter((each) => each <= day), bysetpos: -1 }
        : {}),
    });
    const expected = rule.all().map((wall) => clock.instantOf(wall.getTime()));
    expect(expected.length).toBeGreaterThan(100);
    expect(walk(event, zone).map(({ start }) => start.getTime())).toEqual(expected);
  });
});

/** Wall clock to instant with Intl alone: the first instant that shows it, else the offset before the gap. */
function intlClock(zone: string) {
  const format = new Intl.DateTimeFormat('en-CA-u-hc-h23', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const wallAt = (instant: number) => Date.parse(`${format.format(instant).replace(', ', 'T')}Z`);
  const instantOf = (wall: number) => {
    const before = wallAt(wall - 24 * HOUR) - (wall - 24 * HOUR);
    const after = wallAt(wall + 24 * HOUR) - (wall + 24 * HOUR);
    return [wall - before, wall - after].find((instant) => wallAt(instant) === wall) ?? wall - before;
  };
  return { instantOf };
}
