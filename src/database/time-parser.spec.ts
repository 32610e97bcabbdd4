import fc from 'fast-check';
import { types } from 'pg';

import { readTime } from './time-parser';

const usual = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text') as (text: string) => unknown;

/** Texts as PostgreSQL writes them: with no, some or all of the six digits behind the second, and any offset. */
const texts = fc
  .record({
    date: fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    }),
    micros: fc.constantFrom('', '.1', '.12', '.123', '.1234', '.000001', '.999999', '.500'),
    offset: fc.constantFrom('+00', '+02', '-05', '+05:30', '-00:44:30'),
  })
  .map(({ date, micros, offset }) => `${date.toISOString().slice(0, 19).replace('T', ' ')}${micros}${offset}`);

describe('reading times', () => {
  it('agrees with the driver', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(readTime(text)).toEqual(usual(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '10000-01-01 00:00:00+00'])(
    'leaves %s to the driver',
    (text) => {
      expect(readTime(text)).toEqual(usual(text));
    },
  );
});
