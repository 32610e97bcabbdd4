import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { Client } from 'pg';

import { DATE_FILTERS, windowOf } from '../../src/event/date-filter';
import { overlaps, RECURRENCES, scheduleOf, type Series } from '../../src/event/recurrence';
import { dateFilterSql, endedSql, overlapSql } from '../../src/event/recurrence.sql';
import { createTestDatabase } from '../harness/test-database';

const ZONES = ['Europe/Rome', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata', 'UTC'];
const HALF_HOUR = 1_800_000;
const DAY = 48 * HALF_HOUR;

const COLUMNS = { start: 'e.start_date', end: 'e.end_date', recurring: 'e.recurring' };
const EVENTS = `unnest($1::timestamptz[], $2::timestamptz[], $3::text[]) WITH ORDINALITY AS e (start_date, end_date, recurring, id)`;

/** The half hours of a year at which the clocks of a zone change. */
function clockChanges(zone: string, year = 2025): number[] {
  const changed = (from: number, to: number) => IANAZone.create(zone).offset(from) !== IANAZone.create(zone).offset(to);
  const days = Array.from({ length: 365 }, (_, i) => Date.UTC(year, 0, 1) + i * DAY).filter((day) =>
    changed(day, day + DAY),
  );
  return days.flatMap((day) =>
    Array.from({ length: 48 }, (_, i) => day + (i + 1) * HALF_HOUR).filter((time) => changed(time - HALF_HOUR, time)),
  );
}

/** Half hours of the year, most of them close to a clock change, so that borders coincide often. */
function moments(zone: string): fc.Arbitrary<Date> {
  const anywhere = fc.integer({ min: 0, max: 365 * 48 }).map((n) => Date.UTC(2025, 0, 1) + n * HALF_HOUR);
  const changes = clockChanges(zone);
  if (changes.length === 0) return anywhere.map((time) => new Date(time));
  const close = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -8, max: 8 }), fc.integer({ min: -40, max: 40 }))
    .map(([change, halves, days]) => change + halves * HALF_HOUR + days * DAY);
  return fc.oneof({ weight: 1, arbitrary: anywhere }, { weight: 3, arbitrary: close }).map((time) => new Date(time));
}

const later = (from: Date, halves: number) => new Date(from.getTime() + halves * HALF_HOUR);
const length = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 * 48 }));
const events = (zone: string) =>
  fc.array(
    fc
      .tuple(moments(zone), length, fc.constantFrom(...RECURRENCES))
      .map(([startDate, halves, recurring]): Series => ({ startDate, endDate: later(startDate, halves), recurring })),
    { minLength: 50, maxLength: 50 },
  );

/** Series whose occurrences start and end in the hours around a clock change. */
function seriesAround(change: number): Series[] {
  const starts = [0, 1, 2, 28].flatMap((days) =>
    Array.from({ length: 11 }, (_, i) => new Date(change - days * DAY + (i - 5) * HALF_HOUR)),
  );
  const lengths = [1, 2, 3, 45, 47, 48, 49, 50, 96, 97, 29 * 48 + 1];
  return RECURRENCES.flatMap((recurring) =>
    starts.flatMap((startDate) =>
      lengths.map((halves) => ({ recurring, startDate, endDate: later(startDate, halves) })),
    ),
  );
}

describe('in a session on another clock than the site', () => {
  let drop: () => Promise<void>;
  let client: Client;

  beforeAll(async () => {
    const database = await createTestDatabase();
    drop = database.drop;
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`SET TIME ZONE 'America/New_York'`);
  });

  afterAll(async () => {
    await client.end();
    await drop();
  });

  /** The positions of the events for which the database finds the condition true. */
  async function found(list: readonly Series[], condition: string, values: readonly unknown[]): Promise<number[]> {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${EVENTS} WHERE ${condition} ORDER BY id`, [
      list.map(({ startDate }) => startDate),
      list.map(({ endDate }) => endDate),
      list.map(({ recurring }) => recurring),
      ...values,
    ]);
    return rows.map(({ id }) => Number(id) - 1);
  }

  const expected = (list: readonly Series[], holds: (each: Series) => boolean) =>
    list.flatMap((each, i) => (holds(each) ? [i] : []));

  it.each([
    ['Europe/Rome', 2025],
    ['Australia/Lord_Howe', 2025],
    ['Pacific/Apia', 2011],
  ])('the database finds them around each clock change in %s in %s', async (zone, year) => {
    for (const change of clockChanges(zone, year)) {
      const list = seriesAround(change);
      for (let halves = -6; halves <= 6; halves += 1) {
        const from = new Date(change + halves * HALF_HOUR);
        const to = later(from, 1);
        expect(await found(list, overlapSql(COLUMNS, '$4', '$5', '$6'), [from, to, zone])).toEqual(
          expected(list, (each) => overlaps(each, from, to, zone)),
        );
      }
    }
  });

  it.each(ZONES)('the database finds the occurrences in a window that the service finds, in %s', async (zone) => {
    const windows = fc.array(fc.tuple(moments(zone), length), { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(events(zone), windows, async (list, spans) => {
        for (const [from, halves] of spans) {
          const to = later(from, halves);
          const condition = overlapSql(COLUMNS, '$4', '$5', '$6');
          expect(await found(list, condition, [from, to, zone])).toEqual(
            expected(list, (each) => overlaps(each, from, to, zone)),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it('the database knows which series have ended as the service does, at the equal instant too', async () => {
    await fc.assert(
      fc.asyncProperty(events('Europe/Rome'), fc.nat(49), async (list, index) => {
        const now = list[index]!.endDate;
        const ended = await found(list, endedSql(COLUMNS, '$4'), [now]);
        expect(ended).toContain(index);
        expect(ended).toEqual(expected(list, (each) => scheduleOf(each, now, 'Europe/Rome').ended));
      }),
      { numRuns: 10 },
    );
  });

  it.each(DATE_FILTERS)('date filter %s', async (filter) => {
    const zone = 'Europe/Rome';
    await fc.assert(
      fc.asyncProperty(events(zone), moments(zone), async (list, now) => {
        const values: unknown[] = [];
        const condition = dateFilterSql(COLUMNS, filter, now, zone, (value) => `$${values.push(value) + 3}`);
        const { from, to } = windowOf(filter, now, zone);
        const matches = (each: Series) => {
          if (filter === 'all') return true;
          if (filter === 'past') return each.endDate <= now;
          if (filter === 'not_past') return each.endDate > now;
          return overlaps(each, from!, to!, zone);
        };
        expect(await found(list, condition, values)).toEqual(expected(list, matches));
      }),
      { numRuns: 10 },
    );
  });
});
