import { World } from '../harness/world';

const EVENTS = 100_000;

/** A node of a plan, as PostgreSQL tells it in JSON. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe('searching a hundred thousand events', () => {
  let world: World;
  let viewer: Awaited<ReturnType<World['person']>>;

  beforeAll(async () => {
    // A hundred thousand events are written by one statement, which takes its time on a busy machine.
    world = await World.start({ DATABASE_TIMEOUT: '60000' });
    viewer = await world.person();
    const [friend, organizer] = [await world.person(), await world.person()];
    await world.db.query(`INSERT INTO user_follow (follower_id, followed_id) VALUES ($1, $2)`, [viewer.id, friend.id]);
    await world.db.query(
      `INSERT INTO event (name, slug, description, visible, start_date, end_date, recurring, location,
         created_by_id, managed_by_id)
       SELECT 'Meeting ' || n, 'meeting-' || n, CASE WHEN n % 1000 = 0 THEN 'needle ' ELSE '' END || repeat('and so on ', 40), n % 50 > 0,
         now() + make_interval(hours => n % 10000 - 5000),
         now() + make_interval(hours => n % 10000 - 5000 + CASE WHEN n % 7 = 0 THEN 24 * 90 ELSE 2 END),
         CASE WHEN n % 7 = 0 THEN (ARRAY['daily', 'weekly', 'monthly'])[n % 3 + 1] ELSE 'never' END,
         (ARRAY['in person', 'virtual'])[n % 2 + 1], $1, $1
       FROM generate_series(1, $2::int) AS n`,
      [organizer.id, EVENTS],
    );
    await world.db.query(
      `INSERT INTO event_membership (event_id, user_id, state) SELECT id, created_by_id, 'creator' FROM event`,
    );
    await world.db.query(
      `INSERT INTO event_membership (event_id, user_id, state) SELECT id, $1, 'member' FROM event WHERE id % 500 = 0`,
      [viewer.id],
    );
    await world.db.query(
      `INSERT INTO event_membership (event_id, user_id, state) SELECT id, $1, 'member' FROM event WHERE id % 99 = 0`,
      [friend.id],
    );
    await world.db.query('VACUUM ANALYZE event');
    await world.db.query('ANALYZE event_membership');
  }, 120_000);
  afterAll(() => world.stop());

  /** The plan of the statement that finds the page. */
  async function planOf(path: string, http = viewer.http): Promise<Plan[]> {
    const sent = jest.spyOn(world.db, 'query');
    const { status } = await http.get(path);
    expect(status).toBe(200);
    const [text, values] = sent.mock.calls.find(([statement]) => statement.includes('page_total'))!;
    sent.mockRestore();
    const [explained] = await world.db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    return nodesOf(explained!['QUERY PLAN'][0]!.Plan);
  }

  it.each([
    '',
    '?offset=5000&limit=100',
    '?search=meeting+4711',
    '?search=needle',
    '?search=nothing+like+it',
    ...['past', 'not_past', 'today', 'tomorrow', 'this_week', 'next_week', 'this_month'].map(
      (filter) => `?date_filter=${filter}`,
    ),
    ...['never', 'daily', 'weekly', 'monthly'].map((recurring) => `?recurring=${recurring}`),
    '?location=virtual',
    '?location=in+person',
    '?follows=true',
    '?search=meeting&date_filter=this_week&recurring=weekly&location=virtual&follows=true',
  ])('event/search/%s reads an index and never the whole table', async (query) => {
    for (const http of [viewer.http, world.visitor]) {
      const nodes = await planOf(`/api/v2/event/search/${query}`, http);
      const scans = nodes.filter(
        (node) => node['Relation Name'] === 'event' || node['Index Name']?.startsWith('event_'),
      );
      expect(scans.length).toBeGreaterThan(0);
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'event');
      expect(whole.map((node) => node['Node Type'])).toEqual([]);
    }
  });
});
