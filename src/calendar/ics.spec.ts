import { DateTime } from 'luxon';
import { RRule, rrulestr } from 'rrule';

import { scheduleOf, type Recurrence } from '../event/recurrence';
import { type CalendarEntry, calendarText, eventUid, sectionUid } from './ics';

const ROME = 'Europe/Rome';
const at = (text: string, zone = ROME) => DateTime.fromISO(text, { zone }).toJSDate();

const entry = (change: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: eventUid(7, 'site.example'),
  sequence: 3,
  title: 'Spring party',
  description: 'Bring a cake',
  start: at('2025-05-10T18:00'),
  end: at('2025-05-10T20:00'),
  recurring: 'never',
  location: 'Piazza Maggiore',
  url: 'https://site.example/event/7/',
  cancelled: false,
  updatedAt: new Date('2025-04-01T08:00:00.123Z'),
  ...change,
});

const written = (entries: CalendarEntry[], zone = ROME) => calendarText(entries, { name: 'My events', zone });
const linesOf = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
/** The lines of the first event, by the name in front of each. */
function eventOf(text: string): Record<string, string> {
  const lines = linesOf(text);
  const event = lines.slice(lines.indexOf('BEGIN:VEVENT') + 1, lines.indexOf('END:VEVENT'));
  return Object.fromEntries(event.map((line) => [line.slice(0, line.search(/[;:]/)), line.slice(line.search(/[;:]/))]));
}

describe('an event that takes place once', () => {
  it('is told in UTC, with what identifies it and its version', () => {
    expect(eventOf(written([entry()]))).toEqual({
      UID: ':event-7@site.example',
      SEQUENCE: ':3',
      DTSTAMP: ':20250401T080000Z',
      'LAST-MODIFIED': ':20250401T080000Z',
      DTSTART: ':20250510T160000Z',
      DTEND: ':20250510T180000Z',
      SUMMARY: ':Spring party',
      DESCRIPTION: ':Bring a cake',
      LOCATION: ':Piazza Maggiore',
      URL: ';VALUE=URI:https://site.example/event/7/',
      STATUS: ':CONFIRMED',
      TRANSP: ':OPAQUE',
    });
  });

  it('needs no time zone', () => {
    expect(written([entry()])).not.toContain('VTIMEZONE');
  });

  it('says that it is cancelled', () => {
    expect(eventOf(written([entry({ cancelled: true })])).STATUS).toBe(':CANCELLED');
  });

  it('leaves out what it does not have', () => {
    const bare = eventOf(written([entry({ description: '', location: null, url: null })]));
    expect(Object.keys(bare)).not.toEqual(expect.arrayContaining(['DESCRIPTION']));
    expect(bare).not.toHaveProperty('LOCATION');
    expect(bare).not.toHaveProperty('URL');
  });
});

describe('a section of a course', () => {
  it('is a moment that keeps nobody busy', () => {
    const section = eventOf(written([entry({ uid: sectionUid(12, 'site.example'), end: null })]));
    expect(section).toMatchObject({
      UID: ':section-12@site.example',
      DTSTART: ':20250510T160000Z',
      TRANSP: ':TRANSPARENT',
    });
    expect(section).not.toHaveProperty('DTEND');
  });
});

describe('the text', () => {
  it('is a calendar whose lines end as the format wants and are short enough for every reader', () => {
    const text = written([entry({ title: 'à'.repeat(300) })]);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    expect(text).toMatch(/\r\nEND:VCALENDAR$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it('is the same for the same entries', () => {
    const entries = [
      entry(),
      entry({ uid: eventUid(8, 'site.example'), recurring: 'weekly', end: at('2025-08-10T20:00') }),
    ];
    expect(written(entries)).toBe(written(entries));
  });

  it('lets nobody write a line of their own', () => {
    const line = 'x\r\nBEGIN:VALARM\nATTENDEE:mailto:a@evil.example\rz\u0000\u0007';
    const text = calendarText([entry({ title: line, description: line, location: line })], { name: line, zone: ROME });
    expect(linesOf(text).filter((each) => /^(BEGIN:VALARM|ATTENDEE|z)/.test(each))).toEqual([]);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('escapes what the format uses itself', () => {
    const event = eventOf(written([entry({ title: 'a, b; c\\d', description: 'one\ntwo' })]));
    expect(event.SUMMARY).toBe(':a\\, b\\; c\\\\d');
    expect(event.DESCRIPTION).toBe(':one\\ntwo');
  });

  it('can be empty', () => {
    expect(written([])).not.toContain('VEVENT');
  });
});

describe('a recurring event', () => {
  it('is told on the clock of the zone, until its last occurrence', () => {
    const text = written([entry({ recurring: 'weekly', end: at('2025-06-10T20:00') })]);
    expect(eventOf(text)).toMatchObject({
      DTSTART: ';TZID=Europe/Rome:20250510T180000',
      DTEND: ';TZID=Europe/Rome:20250510T200000',
      RRULE: ':FREQ=WEEKLY;UNTIL=20250607T160000Z',
    });
    expect(linesOf(text)).toContain('TZID:Europe/Rome');
  });

  it('takes the last day of a month that lacks its own', () => {
    expect(
      eventOf(written([entry({ recurring: 'monthly', start: at('2025-01-30T18:00'), end: at('2025-06-30T20:00') })]))
        .RRULE,
    ).toBe(':FREQ=MONTHLY;UNTIL=20250630T160000Z;BYMONTHDAY=28,29,30;BYSETPOS=-1');
  });

  it('has no rule when its series holds a single occurrence', () => {
    const once = eventOf(written([entry({ recurring: 'daily' })]));
    expect(once).not.toHaveProperty('RRULE');
    expect(once.DTSTART).toBe(':20250510T160000Z');
  });

  it('brings the changes of its zone, each by what the clocks showed before it', () => {
    const lines = linesOf(written([entry({ recurring: 'weekly', end: at('2025-12-01T20:00') })]));
    const zone = lines.slice(lines.indexOf('BEGIN:VTIMEZONE') + 1, lines.indexOf('END:VTIMEZONE'));
    expect(zone.join(' ')).toBe(
      'TZID:Europe/Rome ' +
        'BEGIN:DAYLIGHT DTSTART:20250503T180000 TZOFFSETFROM:+0200 TZOFFSETTO:+0200 END:DAYLIGHT ' +
        'BEGIN:STANDARD DTSTART:20251026T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 END:STANDARD',
    );
  });

  it('brings the changes of its zone for twenty years around the latest start at most', () => {
    const old = entry({ recurring: 'monthly', start: at('1950-05-10T18:00'), end: at('2030-01-01T20:00') });
    const text = written([old, entry({ recurring: 'monthly', end: at('9999-12-31T20:00') })]);
    const years = linesOf(text).flatMap((line, i, lines) =>
      line === 'BEGIN:STANDARD' ? [lines[i + 1]?.slice(8, 12)] : [],
    );
    expect(years[0]).toBe('2005');
    expect(years.at(-1)).toBe('2044');
    expect(text).toContain('UNTIL=99991210T170000Z');
  });

  it('in a site that runs on UTC needs no time zone', () => {
    const text = written([entry({ recurring: 'daily', end: at('2025-05-20T20:00') })], 'UTC');
    expect(eventOf(text).DTSTART).toBe(':20250510T160000Z');
    expect(text).not.toContain('TZID');
  });
});

const SERIES: [Recurrence, string, string][] = [
  ['daily', '2025-02-10T18:00', '2025-12-10T19:30'],
  ['daily', '2025-02-10T22:00', '2025-12-10T01:00'],
  ['daily', '2025-02-10T10:00', '2025-12-10T10:00'],
  ['weekly', '2024-10-05T09:15', '2027-01-01T09:00'],
  ['monthly', '2024-01-31T12:00', '2030-12-31T13:00'],
  ['monthly', '2024-01-30T12:00', '2030-12-31T13:00'],
  ['monthly', '2024-02-29T20:00', '2029-03-01T08:00'],
  ['monthly', '2024-03-28T07:30', '2029-03-28T07:00'],
];
const ZONES = [ROME, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Casablanca', 'UTC'];

describe.each(ZONES)('read back by another library, with the zone that the text brings: %s', (zone) => {
  it.each(SERIES)('%s from %s to %s gives the same occurrences', (recurring, start, end) => {
    const event = { start: at(start, zone), end: at(end, zone), recurring };
    expect(readBack(written([entry(event)], zone))).toEqual(occurrences(event, zone));
  });
});

function occurrences(
  { start, end, recurring }: Pick<CalendarEntry, 'start' | 'end' | 'recurring'>,
  zone: string,
): string[] {
  const series = { startDate: start, endDate: end ?? start, recurring };
  const found = [start];
  for (let next: Date | null = start; next;) {
    next = scheduleOf(series, next, zone).nextStartDate;
    if (next) found.push(next);
  }
  return found.map((each) => each.toISOString());
}

/** What a program makes of the text that knows no zone but the one in it. */
function readBack(text: string): string[] {
  const { DTSTART = '', RRULE = '' } = eventOf(text);
  const instantOf = DTSTART.endsWith('Z') ? (wall: Date) => wall.getTime() : clockOf(linesOf(text));
  const dtstart = wall(DTSTART.split(':')[1]);
  const rule = rrulestr(`RRULE${RRULE.replace(/;UNTIL=[^;]*/, '')}`);
  const until = wall(/UNTIL=([^;]*)/.exec(RRULE)?.[1]).getTime();
  const limit = new Date(until + 86_400_000);
  return new RRule({ ...rule.origOptions, dtstart, until: limit })
    .all()
    .map(instantOf)
    .filter((instant) => instant <= until)
    .map((instant) => new Date(instant).toISOString());
}

/** The instant of a wall clock by the latest observance that has begun. */
function clockOf(lines: string[]) {
  const begins = lines.flatMap((line, i) =>
    /^BEGIN:(STANDARD|DAYLIGHT)$/.test(line)
      ? [{ onset: wall(lines[i + 1]?.split(':')[1]).getTime(), offset: minutes(lines[i + 3]?.split(':')[1]) }]
      : [],
  );
  return (shown: Date) => {
    const current = begins.findLast(({ onset }) => onset <= shown.getTime());
    if (!current) throw new Error('The zone does not reach back far enough.');
    return shown.getTime() - current.offset * 60_000;
  };
}

function wall(text = ''): Date {
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/, '$1-$2-$3T$4:$5:$6Z'));
}

function minutes(text = ''): number {
  const [, sign, hours, rest] = /^([+-])(\d\d)(\d\d)$/.exec(text) ?? [];
  return (Number(hours) * 60 + Number(rest)) * (sign === '-' ? -1 : 1);
}
