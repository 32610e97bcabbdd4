import fc from 'fast-check';

import { averageRate, completionRate } from './progress';

describe('the completion rate of a person', () => {
  it.each([
    [0, 0, 0],
    [0, 3, 0],
    [1, 3, 33],
    [2, 3, 66],
    [3, 3, 100],
    [199, 200, 99],
    [999, 1000, 99],
    [29, 100, 29],
    [57, 100, 57],
  ])('%s of %s lessons is %s', (completed, total, rate) => {
    expect(completionRate(completed, total)).toBe(rate);
  });

  it('is a whole percent, 100 when all are completed and only then', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
    fc.assert(
      fc.property(counts, ([completed, total]) => {
        const rate = completionRate(completed, total);
        expect(Number.isInteger(rate)).toBe(true);
        expect(rate === 100).toBe(completed === total);
        expect(rate).toBeLessThanOrEqual((100 * completed) / total);
        expect(rate).toBeGreaterThan((100 * completed) / total - 1);
      }),
    );
  });
});

describe('the average rate of a course', () => {
  it.each([
    [[], 0],
    [[0], 0],
    [[100, 100], 100],
    [[100, 0, 0], 33],
    [[100, 100, 0], 67],
    [[1, 0], 1],
    [[99, 100], 100],
  ])('of %j is %s', (rates, average) => {
    expect(averageRate(rates)).toBe(average);
  });
});
