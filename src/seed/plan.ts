/** How much of everything is wanted. */
export interface Sizes {
  readonly users: number;
  readonly courses: number;
  /** In all courses together, those of `big` and `invited` included. */
  readonly memberships: number;
  readonly events: number;
  /** In all events together. */
  readonly subscriptions: number;
  /** Members of the biggest course. */
  readonly big: number;
  /** People invited to the second course. */
  readonly invited: number;
  /** One more course for each of these, with so many rows. */
  readonly growth: readonly number[];
}

/** The sizes, and the ids that are kept for what is made. */
export interface Plan extends Sizes {
  readonly firstUser: number;
  readonly firstCourse: number;
  readonly firstEvent: number;
}

/** How many rows one course or event gets, and how many of them (in percent) are invited or have asked to join. */
export interface Crowd {
  /** Counted from 1. */
  readonly number: number;
  readonly size: number;
  readonly invited: number;
  readonly requested: number;
}

/** Rows `from` to before `to` of each of `crowds`. */
export interface Chunk {
  readonly crowds: readonly Crowd[];
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** The courses: a big one, one where nearly everybody is invited, a long tail, and those of `growth`. */
export function courseCrowds({ courses, memberships, big, invited, growth, users }: Sizes): readonly Crowd[] {
  const tail = longTail(courses - 2, memberships - big - invited - 1, users);
  return [
    { number: 1, size: big, invited: 0, requested: 0 },
    { number: 2, size: invited + 1, invited: 100, requested: 0 },
    ...tail.map((size, at) => ({ number: at + 3, size, invited: 5, requested: 3 })),
    ...growth.map((size, at) => ({ number: courses + 1 + at, size, invited: 30, requested: 10 })),
  ].filter(({ number }) => number <= courses + growth.length);
}

/** The events: a long tail. */
export const eventCrowds = ({ events, subscriptions, users }: Sizes): readonly Crowd[] =>
  longTail(events, subscriptions, users).map((size, at) => ({ number: at + 1, size, invited: 10, requested: 3 }));

/** `total` rows over `count` subjects, the n-th of which gets about 1/n; nobody gets more than half of the people. */
function longTail(count: number, total: number, users: number): readonly number[] {
  const weights = Array.from({ length: Math.max(0, count) }, (_, at) => 1 / (at + 10));
  const unit = total / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.max(1, Math.min(Math.round(weight * unit), Math.floor(users / 2))));
}

const CHUNK = 100_000;

/** Cuts the work into pieces of about a hundred thousand rows: many small subjects, or a part of a big one. */
export function chunksOf(crowds: readonly Crowd[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let few: Crowd[] = [];
  let rows = 0;
  const flush = (): void => {
    if (few.length > 0) chunks.push({ crowds: few, from: 0, to: CHUNK, rows });
    few = [];
    rows = 0;
  };
  for (const crowd of crowds) {
    if (crowd.size > CHUNK) chunks.push(...partsOf(crowd));
    else {
      few.push(crowd);
      rows += crowd.size;
      if (rows >= CHUNK) flush();
    }
  }
  flush();
  return chunks;
}

const partsOf = (crowd: Crowd): readonly Chunk[] =>
  Array.from({ length: Math.ceil(crowd.size / CHUNK) }, (_, part) => {
    const from = part * CHUNK;
    const to = Math.min(from + CHUNK, crowd.size);
    return { crowds: [crowd], from, to, rows: to - from };
  });
