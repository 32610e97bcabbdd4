import { type Route, routes } from '../fire/letters';
import { statementsOf, World } from '../harness/world';
import { requestsOf, type Seeded, seed } from './filters';

/** A node of a plan, as PostgreSQL tells it in JSON. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What grows with the community. */
const LARGE = ['app_user', 'course', 'event', 'course_membership', 'event_membership'];

const lists = routes.filter(({ method, query }) => method === 'GET' && query.length > 0);
/** Finds one person by a whole value, and answers 404 when there is none. */
const LOOKUP = '/api/v2/account/search/';
/** Looks for the person whose view is asked for, too. */
const COST: Readonly<Record<string, number>> = { '/api/v2/course/{id}/': 4 };

describe('every filter of every list', () => {
  let world: World;
  let seeded: Seeded;
  beforeAll(async () => {
    world = await World.start();
    seeded = await seed(world);
  }, 120_000);
  afterAll(() => world.stop());

  /** The statements that go out for an answer, and those that read, with their values. */
  async function ask(route: Route, query: string) {
    const reads = jest.spyOn(world.db, 'query');
    const path = seeded.addressOf(route, query);
    const sent = await statementsOf(async () => {
      const { status } = await seeded.viewer.get(path);
      expect([path, status]).toEqual([path, route.template === LOOKUP ? 404 : 200]);
    });
    const calls = reads.mock.calls.map(([text, values]) => ({ text, values }));
    reads.mockRestore();
    return { sent, calls };
  }

  async function wholeTables(text: string, values: readonly unknown[] | undefined): Promise<string[]> {
    const [explained] = await world.db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    return nodesOf(explained!['QUERY PLAN'][0]!.Plan)
      .filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.includes(node['Relation Name'] ?? ''))
      .map((node) => node['Relation Name']!);
  }

  it.each(lists.map((route) => [route.template, route] as const))(
    'of %s is answered by at most three statements',
    async (template, route) => {
      const requests = requestsOf(route);
      expect(requests.length).toBeGreaterThanOrEqual(route.query.length);
      for (const { query } of requests) {
        const { sent } = await ask(route, query);
        expect(sent.length).toBeGreaterThan(0);
        expect([query, sent.length]).toEqual([query, Math.min(sent.length, COST[template] ?? 3)]);
      }
    },
  );

  const texts = lists.flatMap((route) =>
    requestsOf(route)
      .filter(({ text }) => text)
      .map(({ query }) => [route.template, query, route] as const),
  );
  it.each(texts)('of %s finds ?%s by an index', async (_, query, route) => {
    const { calls } = await ask(route, query);
    expect(calls.length).toBeGreaterThan(0);
    for (const { text, values } of calls) expect(await wholeTables(text, values)).toEqual([]);
  });

  it.each(['age=80', 'is_staff=true', 'gender=nothing'])('of people finds ?%s by an index', async (query) => {
    const route = lists.find(({ template }) => template === '/api/v2/user/search/')!;
    const { calls } = await ask(route, query);
    expect(calls.length).toBeGreaterThan(1);
    for (const { text, values } of calls) expect(await wholeTables(text, values)).toEqual([]);
  });

  it('would notice a whole table', async () => {
    expect(await wholeTables(`SELECT FROM app_user WHERE bio LIKE $1`, ['%needle%'])).toEqual(['app_user']);
  });
});
