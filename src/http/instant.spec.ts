import fc from 'fast-check';

import { instant, instantOrNull } from './instant';

it('writes every time as `toISOString` does', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (time) => {
      expect(instant(time)).toBe(time.toISOString());
    }),
    { numRuns: 2000 },
  );
});

it.each([
  '0000-01-01T00:00:00.000Z',
  '0999-12-31T23:59:59.999Z',
  '1000-01-01T00:00:00.000Z',
  '2024-02-29T23:59:59.009Z',
  '9999-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
])('writes %s as it stands', (text) => {
  expect(instant(new Date(text))).toBe(text);
});

it('reads what PostgreSQL puts into JSON, and leaves what is missing', () => {
  expect(instant('2026-03-01T12:30:45.123456+00:00')).toBe('2026-03-01T12:30:45.123Z');
  expect(instantOrNull(null)).toBeNull();
});

it('refuses what is no time', () => {
  expect(() => instant('yesterday')).toThrow(RangeError);
});
