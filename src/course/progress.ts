/**
 * How much of a course somebody has completed, in whole percent rounded down: 100 says that nothing is missing.
 * Takes how many of the published lessons they completed and how many there are; 0 for a course without lessons.
 */
export function completionRate(completed: number, total: number): number {
  return total === 0 ? 0 : Math.floor((100 * completed) / total);
}

/** The mean of the rates of the people in a course, rounded to whole percent; 0 when there is nobody. */
export function averageRate(rates: readonly number[]): number {
  return rates.length === 0 ? 0 : Math.round(rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
}
