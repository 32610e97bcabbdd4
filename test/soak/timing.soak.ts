import { type Subject, World } from '../harness/world';
import { send } from '../fire/wire';
import { figure, scaled } from './figures';

const PAIRS = scaled(1000);
const MISSING = 2_000_000_000;

type Ask = readonly [method: string, path: (id: number) => string, body?: unknown];

const COURSE: readonly Ask[] = [
  ['GET', (id) => `/api/v2/course/${id}/`],
  ['GET', (id) => `/api/v2/course/${id}/join/`],
  ['GET', (id) => `/api/v2/course/${id}/status/`],
  ['POST', (id) => `/api/v2/course/${id}/join/`],
  ['PATCH', (id) => `/api/v2/course/${id}/`, { name: 'Mine' }],
  ['GET', (id) => `/api/v2/course/${id}/section/`],
];
const EVENT: readonly Ask[] = [
  ['GET', (id) => `/api/v2/event/${id}/`],
  ['POST', (id) => `/api/v2/event/${id}/subscribe/`],
  ['GET', (id) => `/api/v2/event/${id}/gallery/`],
];

/**
 * Whether the time that an answer takes tells what is hidden from what does not exist. Each pair asks for both, one
 * right after the other and in random order. Noise is how much the time of the very same request varies: the range
 * of the middle half of the answers.
 */
describe('the time of an answer', () => {
  let world: World;
  let course: Subject;
  let event: Subject;
  let token: string;
  beforeAll(async () => {
    world = await World.start();
    course = await world.course({ privacy: 'secret' });
    event = await world.event({ visible: false });
    token = world.token((await world.person()).id);
  });
  afterAll(() => world.stop());

  const found: { what: string; difference: number; noise: number }[] = [];
  afterAll(() => {
    const worst = found.toSorted((a, b) => b.difference / b.noise - a.difference / a.noise)[0]!;
    figure('pairs of hidden and missing timed', found.length * PAIRS);
    figure('  distinguishable', found.filter(({ difference, noise }) => difference >= noise).length);
    figure(
      '  largest median difference, in µs',
      `${worst.difference} where the noise is ${worst.noise} (${worst.what})`,
    );
  });

  const timed = async ([method, path, body]: Ask, id: number): Promise<number> => {
    const began = performance.now();
    const { status } = await send(world.origin, method, path(id), { token, body });
    const took = performance.now() - began;
    expect(status).toBe(404);
    return took * 1000;
  };

  const asks = [...COURSE.map((ask) => ['course', ask] as const), ...EVENT.map((ask) => ['event', ask] as const)];
  it.each(asks.map(([kind, ask]) => [`${ask[0]} ${ask[1](0)}`, kind, ask] as const))(
    'does not tell a hidden from a missing one: %s',
    async (what, kind, ask) => {
      const hidden = kind === 'course' ? course.id : event.id;
      for (let warm = 0; warm < 50; warm++) await timed(ask, warm % 2 ? hidden : MISSING);
      const differences: number[] = [];
      const same: number[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        const first = Math.random() < 0.5;
        const [a, b] = [await timed(ask, first ? hidden : MISSING), await timed(ask, first ? MISSING : hidden)];
        differences.push(first ? a - b : b - a);
        same.push(first ? b : a);
      }
      const difference = Math.round(Math.abs(quantile(differences, 0.5)));
      const noise = Math.round(quantile(same, 0.75) - quantile(same, 0.25));
      found.push({ what, difference, noise });
      expect(difference).toBeLessThan(noise);
    },
  );
});

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * at)]!;
}
