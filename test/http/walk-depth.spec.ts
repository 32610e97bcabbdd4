import { escapeLiteral } from 'pg';

import { writeCursor } from '../../src/http/cursor';
import { type Person, World } from '../harness/world';

const ROWS = 20_000;

/** A node of a plan, as PostgreSQL tells it in JSON. Its blocks of memory include those of its parts. */
interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

const blocksIn = (plan: Plan): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
const mostRowsIn = (plan: Plan): number =>
  Math.max(plan['Actual Rows'] * plan['Actual Loops'], ...(plan.Plans ?? []).map(mostRowsIn));

/** What a page costs is counted in rows and blocks, which a busy machine does not change. */
describe('a page of a long list', () => {
  let world: World;
  let viewer: Person;
  beforeAll(async () => {
    world = await World.start();
    viewer = await world.person();
    const owner = await world.person();
    for (const statement of [
      `INSERT INTO app_user (username, date_joined)
       SELECT 'walker' || lpad(n::text, 6, '0'), '2026-01-01'::timestamptz + make_interval(mins => n)
       FROM generate_series(1, ${ROWS}) AS n`,
      `INSERT INTO course (name, slug, type, privacy, created_by_id)
       SELECT 'walk ' || lpad(n::text, 6, '0'), 'walk-' || n, 'self-paced', 'open', ${owner.id}
       FROM generate_series(1, ${ROWS}) AS n`,
      `INSERT INTO event (name, slug, location, created_by_id, managed_by_id, start_date, end_date)
       SELECT 'walk ' || n, 'walk-' || n, 'virtual', ${owner.id}, ${owner.id},
         '2040-01-01'::timestamptz, '2040-01-02'::timestamptz + make_interval(mins => n)
       FROM generate_series(1, ${ROWS}) AS n`,
      'VACUUM ANALYZE app_user',
      'VACUUM ANALYZE course',
      'VACUUM ANALYZE event',
    ]) {
      await world.db.query(statement);
    }
  }, 120_000);
  afterAll(() => world.stop());

  /** How the statement of a page goes: the first time, or when it was prepared and the server has chosen a plan to keep. */
  async function planOf(path: string, planning: 'once' | 'each time'): Promise<Plan> {
    const sent = jest.spyOn(world.db, 'query');
    const { status, body } = await viewer.http.get(`/api/v2/${path}`);
    expect([status, body.results.length]).toEqual([200, 20]);
    const [text, values = []] = sent.mock.calls.find(([statement]) => statement.includes('page_total'))!;
    sent.mockRestore();
    const literals = values.map((value) => (value === null ? 'NULL' : escapeLiteral(String(value))));
    const execute = `EXECUTE probe(${literals.join(', ')})`;
    const [explained] = await world.db.transaction(async (tx) => {
      await tx.query(`PREPARE probe AS ${text}`);
      try {
        for (let time = 0; planning === 'once' && time < 10; time++) await tx.query(execute, [], 'each time');
        return await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${execute}`,
          [],
          'each time',
        );
      } finally {
        await tx.query('DEALLOCATE probe');
      }
    });
    return explained!['QUERY PLAN'][0]!.Plan;
  }

  it.each([
    ['course/search/?', 'once', ['-id', 1000]],
    ['course/search/?ordering=name', 'once', ['name', 'walk 019000', 1]],
    ['suggestion/course/?', 'once', ['-id', 1000]],
    ['event/search/?', 'each time', ['end', '2040-01-15T00:00:00', 1]],
    ['user/search/?', 'once', ['username', 'walker019000', 1]],
    ['event/user/?', 'once', ['followed', true, 'walker019000', 1]],
  ] as const)('of %s costs near the end what the first one costs', async (path, planning, place) => {
    const first = blocksIn(await planOf(`${path}&cursor=start`, planning));
    const walked = blocksIn(await planOf(`${path}&cursor=${writeCursor(place)}`, planning));
    const skipped = blocksIn(await planOf(`${path}&offset=${ROWS - 100}`, planning));
    expect(walked).toBeLessThan(first + 100);
    // Otherwise it would prove nothing.
    expect(skipped).toBeGreaterThan(walked + 100);
  });

  it.each(['course/search/', 'suggestion/course/', 'user/search/', 'event/user/'])(
    'of %s knows how long the list is without reading it',
    async (path) => {
      expect((await viewer.http.get(`/api/v2/${path}`)).body.count).toBeGreaterThanOrEqual(ROWS);
      expect(mostRowsIn(await planOf(path, 'once'))).toBeLessThan(100);
    },
  );
});
