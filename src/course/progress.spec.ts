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
    [4, 3, 100],
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
  it.each<[string, [completed: number, people: number][], number, number]>([
    ['of nobody is 0', [], 3, 0],
    ['without lessons is 0', [[0, 5]], 0, 0],
    ['is 100 when everybody has completed all', [[3, 7]], 3, 100],
    [
      'rounds down below a half',
      [
        [4, 1],
        [0, 2],
      ],
      4,
      33,
    ],
    [
      'rounds up above a half',
      [
        [4, 2],
        [0, 1],
      ],
      4,
      67,
    ],
    [
      'rounds a half up',
      [
        [1, 1],
        [0, 1],
      ],
      100,
      1,
    ],
    ['is the mean of rates rounded down: of 66, not of 2/3', [[2, 1]], 3, 66],
  ])('%s', (_, groups, total, average) => {
    const progress = groups.map(([completed, people]) => ({ completed, people }));
    expect(averageRate(progress, total)).toBe(average);
  });
});
