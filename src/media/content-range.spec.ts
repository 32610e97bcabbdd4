import { readContentRange } from './content-range';

describe('Content-Range', () => {
  it.each([
    ['bytes 0-204799/500000', { start: 0, end: 204800, total: 500000 }],
    ['bytes 0-0/1', { start: 0, end: 1, total: 1 }],
    ['Bytes 7-9/10', { start: 7, end: 10, total: 10 }],
  ])('%s is understood', (header, range) => expect(readContentRange(header)).toEqual(range));

  it.each([
    undefined,
    '',
    'bytes */100',
    'bytes 0-9/*',
    'bytes 9-0/10',
    'bytes 0-10/10',
    'bytes 0-9/0',
    'bytes -1-9/10',
    'bytes=0-9/10',
    'items 0-9/10',
    'bytes 0-9/10, bytes 10-19/20',
    'bytes 0x0-0x9/10',
    'bytes 0-1e3/9999',
    'bytes 0-9999999999999999/99999999999999999',
  ])('%j is not', (header) => expect(readContentRange(header)).toBeNull());
});
