import { secondsIn } from './span';

it.each([
  ['1h', 3600],
  ['90s', 90],
  ['15m', 900],
  ['7d', 604_800],
  [' 2h ', 7200],
  ['0h', null],
  ['-1h', null],
  ['1.5h', null],
  ['1', null],
  ['h', null],
  ['1w', null],
  ['', null],
  ['1000000d', null],
])('%j is so many seconds: %p', (span, seconds) => expect(secondsIn(span)).toBe(seconds));
