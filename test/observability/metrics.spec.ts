import { World } from '../harness/world';

describe('figures', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({
      METRICS: 'true',
      THROTTLE_LIMIT: '50',
      INVITES_PER_SENDER_PER_DAY: '3',
      INVITES_PER_RECEIVER_PER_DAY: '1',
    });
  });
  afterAll(() => world.stop());

  const read = async () => (await fetch(`${world.origin}/metrics`)).text();
  const valueOf = (text: string, line: string) =>
    Number(
      text
        .split('\n')
        .find((each) => each.startsWith(`${line} `))
        ?.split(' ')
        .at(-1),
    );

  it('count requests by route, method and status, not by address', async () => {
    for (let id = 900; id < 903; id++) await world.visitor.get(`/api/v2/course/${id}/?view=user`);
    for (const path of ['/nowhere', '/nowhere/else', '/what.php']) await world.visitor.get(path);
    const text = await read();
    const route = 'method="GET",route="/api/v2/course/:id"';
    expect(valueOf(text, `convene_http_request_duration_seconds_count{${route},status="404"}`)).toBe(3);
    const unknown = 'method="GET",route="unknown",status="404"';
    expect(valueOf(text, `convene_http_request_duration_seconds_count{${unknown}}`)).toBe(3);
    expect(text).not.toMatch(/course\/90|view=|nowhere|php/);
  });

  it('count statements and connections', async () => {
    const before = valueOf(await read(), 'convene_query_duration_seconds_count');
    await world.visitor.get('/api/v2/course/search/');
    const after = await read();
    expect(valueOf(after, 'convene_query_duration_seconds_count')).toBeGreaterThan(before);
    expect(valueOf(after, 'convene_pool_connections')).toBeGreaterThan(0);
    expect(valueOf(after, 'convene_pool_waiting')).toBe(0);
  });

  it('tell of the outbox, of parked invitations and of those who were refused', async () => {
    const [person] = await world.people(1);
    const creator = await world.person();
    const courses = [await world.course({}, creator.id), await world.course({}, creator.id)];
    for (const { id } of courses) await creator.http.post(`/api/v2/course/${id}/invite/`, { users: [person] });
    await creator.http.post(`/api/v2/course/${courses[0]!.id}/invite/`, { users: await world.people(3) });
    for (let ask = 0; ask < 51; ask++) await creator.http.get('/api/v2/course/search/');
    const text = await read();
    const [event] = await world.db.query<{ id: string }>('SELECT max(id) AS id FROM outbox_event');
    expect(valueOf(text, 'convene_outbox_last_event_id')).toBe(Number(event!.id));
    expect(valueOf(text, 'convene_invitations_parked')).toBe(1);
    expect(valueOf(text, 'convene_invitations_parked_total')).toBe(1);
    expect(valueOf(text, 'convene_throttled_total{limiter="invitations by sender"}')).toBe(1);
    expect(valueOf(text, 'convene_throttled_total{limiter="requests"}')).toBeGreaterThan(0);
  });

  it('are text for Prometheus', async () => {
    const { headers } = await fetch(`${world.origin}/metrics/`);
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
  });
});

it('are nowhere unless they are switched on', async () => {
  const world = await World.start();
  const [metrics, nowhere] = [await world.visitor.get('/metrics'), await world.visitor.get('/nowhere')];
  expect([metrics.status, metrics.body]).toEqual([404, nowhere.body]);
  await world.stop();
});
