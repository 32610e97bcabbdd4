import type { Child } from './child';
import { measure, record } from './compare';
import type { Data } from './data';
import { type Effort, movesOf, pagesOf, type Route } from './routes';
import { type Spread, spreadOf } from './stats';

/** One route in courses of growing size. */
export interface Growth {
  readonly route: string;
  /** Requests per second by the number of rows of the course. */
  readonly perSecond: Readonly<Record<number, number>>;
  /** How many times longer a request takes in the largest course than in the smallest. */
  readonly ratio: Spread;
}

/** A page at four fifths of a list, in the table that everybody shares and in one that holds this course alone. */
export interface DeepPage {
  readonly rows: number;
  /** Milliseconds. */
  readonly shared: Spread;
  readonly alone: Spread;
}

const CONNECTIONS = 8;
const EFFORT: Effort = { seconds: 1, batches: 40, singles: 160 };

/** Runs the same routes in courses of all sizes, in turns. */
export async function grow(service: Child, data: Data, rounds: number): Promise<readonly Growth[]> {
  const sizes = data.plan.growth;
  const bySize = new Map<number, readonly Route[]>();
  for (const [at, size] of sizes.entries()) {
    const course = data.course(data.plan.courses + 1 + at);
    bySize.set(size, [...(await pagesOf(data, EFFORT, course)), ...(await movesOf(data, EFFORT, course))]);
  }
  const names = bySize.get(sizes[0]!)!.map(({ name }) => name);
  const found = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [size, route] of inTurns(bySize, round)) {
      const { perSecond } = await measure(service, route, CONNECTIONS, () => data.rest());
      const key = `${route.name} ${size}`;
      if (round > 0) found.set(key, [...(found.get(key) ?? []), perSecond]);
    }
  }
  const [smallest, largest] = [sizes[0]!, sizes.at(-1)!];
  return names.map((name) => ({
    route: name,
    perSecond: Object.fromEntries(sizes.map((size) => [size, spreadOf(found.get(`${name} ${size}`)!).median])),
    ratio: spreadOf(
      found.get(`${name} ${largest}`)!.map((rate, round) => found.get(`${name} ${smallest}`)![round]! / rate),
    ),
  }));
}

/** Route by route through all sizes, up in one round and down in the next. */
function inTurns(bySize: ReadonlyMap<number, readonly Route[]>, round: number): readonly (readonly [number, Route])[] {
  const courses = round % 2 ? [...bySize] : [...bySize].toReversed();
  const count = courses[0]![1].length;
  // A move and the one that takes it back follow each other in one course before the next course has its turn.
  return Array.from({ length: count }, (_, at) => at).flatMap((at) =>
    courses.flatMap(([size, routes]) => movingTogether(routes, at).map((route) => [size, route] as const)),
  );
}

/** The route at a place with the one that takes back what it writes; nothing at the place of the latter. */
function movingTogether(routes: readonly Route[], at: number): readonly Route[] {
  const [route, next] = [routes[at]!, routes[at + 1]];
  if (route.method === 'DELETE') return [];
  return next?.method === 'DELETE' ? [route, next] : [route];
}

/** Times the statement of a deep page of the largest course, beside the same in a table of its own. */
export async function deepPage(service: Child, data: Data, rounds: number): Promise<DeepPage> {
  const { plan, db } = data;
  const course = data.course(plan.courses + plan.growth.length);
  const rows = plan.growth.at(-1)!;
  const [list] = (await pagesOf(data, EFFORT, course)).filter(({ name }) => name === 'join list');
  const offset = Math.floor((await data.countOf(course, 'member')) * 0.8);
  const path = `${list!.pattern}?limit=20&offset=${offset}`;
  const route = { ...list!, query: path.split('?')[1]!, shots: [{ ...list!.shots[0]!, path }] };
  const [script] = await record(service, [route]);
  const { text, values } = script!.steps.at(-1)!;
  await db.query(`DROP TABLE IF EXISTS bench_alone`);
  await db.query(`CREATE UNLOGGED TABLE bench_alone (LIKE course_membership INCLUDING INDEXES)`);
  try {
    await db.query(`INSERT INTO bench_alone SELECT * FROM course_membership WHERE course_id = $1`, [course]);
    await db.query(`VACUUM (ANALYZE) bench_alone`);
    const alone = text.replace(/\bcourse_membership\b/g, 'bench_alone');
    const time = async (statement: string): Promise<number> => {
      const began = performance.now();
      await db.query(statement, [...values]);
      return performance.now() - began;
    };
    const times: [number, number][] = [];
    for (let round = 0; round <= rounds; round++) {
      const pair: [number, number] = [await time(text), await time(alone)];
      if (round > 0) times.push(pair);
    }
    return {
      rows,
      shared: spreadOf(times.map(([first]) => first)),
      alone: spreadOf(times.map(([, second]) => second)),
    };
  } finally {
    await db.query(`DROP TABLE bench_alone`);
  }
}
