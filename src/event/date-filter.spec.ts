import { DateTime } from 'luxon';

import { type DateFilter, windowOf } from './date-filter';

const ROME = 'Europe/Rome';
const at = (text: string, zone = ROME) => DateTime.fromISO(text, { zone }).toJSDate();

describe('the window of a date filter', () => {
  // A Wednesday, ten minutes after midnight in Rome, still Tuesday in UTC.
  const now = at('2025-05-14T00:10');

  it.each<[DateFilter, string | null, string | null]>([
    ['all', null, null],
    ['past', null, '2025-05-14T00:10'],
    ['not_past', '2025-05-14T00:10', null],
    ['today', '2025-05-14', '2025-05-15'],
    ['tomorrow', '2025-05-15', '2025-05-16'],
    ['this_week', '2025-05-12', '2025-05-19'],
    ['next_week', '2025-05-19', '2025-05-26'],
    ['this_month', '2025-05-01', '2025-06-01'],
  ])('%s goes from %s to %s', (filter, from, to) => {
    expect(windowOf(filter, now, ROME)).toEqual({ from: from && at(from), to: to && at(to) });
  });

  it.each([
    ['Sunday, a moment before midnight', '2025-05-18T23:59:59.999', '2025-05-12'],
    ['Monday at midnight', '2025-05-19T00:00', '2025-05-19'],
  ])('weeks start on Monday: %s', (_, moment, monday) => {
    expect(windowOf('this_week', at(moment), ROME).from).toEqual(at(monday));
  });

  it.each([
    ['in spring', '2025-03-30T12:00', 23],
    ['in autumn', '2025-10-26T12:00', 25],
  ])('a day on which the clocks change %s has %s hours', (_, noon, hours) => {
    const { from, to } = windowOf('today', at(noon), ROME);
    expect((to!.getTime() - from!.getTime()) / 3_600_000).toBe(hours);
  });

  it('a day whose midnight the clocks skip starts when they come back', () => {
    // Sao Paulo changed at midnight: after 23:59 on Saturday came 01:00 on Sunday.
    const { from } = windowOf('today', at('2018-11-04T12:00', 'America/Sao_Paulo'), 'America/Sao_Paulo');
    expect(from?.toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('a day whose midnight comes twice starts at the first', () => {
    // Havana goes back from 01:00 to 00:00.
    const { from } = windowOf('today', at('2025-11-02T12:00', 'America/Havana'), 'America/Havana');
    expect(from?.toISOString()).toBe('2025-11-02T04:00:00.000Z');
  });
});
