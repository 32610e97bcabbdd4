/**
 * Completed lessons in whole percent, rounded down, so that 100 means all of them and clients may test for it; 0 when
 * there are none.
 */
export const completionRate = (completed: number, total: number): number =>
  total === 0 ? 0 : Math.floor((100 * Math.min(completed, total)) / total);

/** So many people completed so many lessons. */
export interface Progress {
  readonly completed: number;
  readonly people: number;
}

/** The mean of everybody's completion rate, rounded to whole percent; 0 when there is nobody. */
export function averageRate(progress: readonly Progress[], total: number): number {
  const people = progress.reduce((sum, group) => sum + group.people, 0);
  const rates = progress.reduce((sum, group) => sum + group.people * completionRate(group.completed, total), 0);
  return people === 0 ? 0 : Math.round(rates / people);
}
