import { statementsOf, World } from '../harness/world';

const search = '/api/v2/course/search/';

describe('limits of requests', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ THROTTLE_LIMIT: '5', THROTTLE_TTL: '60', THROTTLE_UPLOADS: '2', TRUST_PROXY: '1' });
  });
  afterAll(() => world.stop());

  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const statuses = async (times: number, ask: () => Promise<{ status: number }>) => {
    const seen: number[] = [];
    while (seen.length < times) seen.push((await ask()).status);
    return seen;
  };
  const SIX = [200, 200, 200, 200, 200, 429];

  it('hold for each person, on all routes together, wherever he is', async () => {
    const [ann, bob] = [await world.person(), await world.person()];
    expect(await statuses(5, () => ann.http.get(search, from('192.0.2.1')))).toEqual(SIX.slice(0, 5));
    expect((await ann.http.get('/api/v2/user/me/', from('192.0.2.2'))).status).toBe(429);
    expect((await bob.http.get('/api/v2/user/me/', from('192.0.2.1'))).status).toBe(200);
  });

  it('hold for each address of those who do not say who they are', async () => {
    expect(await statuses(6, () => world.visitor.get(search, from('198.51.100.1')))).toEqual(SIX);
    expect((await world.visitor.get(search, from('198.51.100.2'))).status).toBe(200);
  });

  it('hold for a whole network of IPv6', async () => {
    let host = 0;
    expect(await statuses(6, () => world.visitor.get(search, from(`2001:db8::${++host}`)))).toEqual(SIX);
    expect((await world.visitor.get(search, from('2001:db8:0:1::1'))).status).toBe(200);
  });

  it('name the limiter, say when to come back, and ask the database nothing', async () => {
    const { http } = await world.person();
    await statuses(5, () => http.get(search));
    let answer = await http.get(search);
    const sent = await statementsOf(async () => (answer = await http.get(search)));
    expect(sent).toEqual([]);
    expect(answer.status).toBe(429);
    expect(answer.body).toEqual({
      errors: [{ code: 'throttled', message: expect.stringMatching(/too many requests\. .* \d+ seconds/) }],
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('do not hold for probes', async () => {
    expect(await statuses(7, () => world.visitor.get('/health/live/', from('203.0.113.1')))).toEqual(
      Array(7).fill(200),
    );
  });

  it('have a budget of their own for uploads', async () => {
    const { http } = await world.person();
    const upload = () => http.send('POST', '/api/v2/media/upload/chunk/', { body: {} });
    expect(await statuses(2, upload)).toEqual([400, 400]);
    const refused = await upload();
    expect([refused.status, refused.body.errors[0].message]).toEqual([429, expect.stringContaining('uploads')]);
    expect((await http.get(search)).status).toBe(200);
  });
});

describe('without a proxy that is known', () => {
  it('nobody becomes somebody else by a header', async () => {
    const world = await World.start({ THROTTLE_LIMIT: '2' });
    let host = 0;
    const ask = () => world.visitor.get(search, { headers: { 'x-forwarded-for': `192.0.2.${++host}` } });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 200, 429]);
    await world.stop();
  });
});

describe('limits of sign-ins', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({
      THROTTLE_LIMIT: '1000',
      THROTTLE_LOGINS_PER_ADDRESS: '4',
      THROTTLE_LOGINS_PER_USERNAME: '2',
      THROTTLE_LOGIN_TTL: '600',
      TRUST_PROXY: '127.0.0.1',
    });
  });
  afterAll(() => world.stop());

  const signIn = (fields: Record<string, string>, address: string) =>
    world.visitor.send('POST', '/oauth/token/', {
      headers: { 'x-forwarded-for': address },
      body: new URLSearchParams({ grant_type: 'password', client_id: 'convene', password: 'no', ...fields }),
    });

  it('hold for a username, from wherever and however it is written', async () => {
    expect((await signIn({ username: 'ada' }, '192.0.2.1')).status).toBe(400);
    expect((await signIn({ username: 'ADA' }, '192.0.2.2')).status).toBe(400);
    const refused = await signIn({ username: 'Ada' }, '192.0.2.3');
    expect(refused.status).toBe(429);
    expect(refused.body.errors[0]).toMatchObject({ code: 'throttled', message: expect.stringContaining('username') });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
    expect((await signIn({ username: 'grace' }, '192.0.2.3')).status).toBe(400);
  });

  it('hold for an address, whoever is tried', async () => {
    for (const username of ['a', 'b', 'c', 'd']) {
      expect((await signIn({ username }, '198.51.100.7')).status).toBe(400);
    }
    const refused = await signIn({ username: 'e' }, '198.51.100.7');
    expect([refused.status, refused.body.errors[0].message]).toEqual([429, expect.stringContaining('address')]);
    const again = await signIn({ grant_type: 'refresh_token', refresh_token: 'x' }, '198.51.100.7');
    expect(again.status).toBe(400);
  });
});

it('0 switches the limits off', async () => {
  const world = await World.start({ THROTTLE_LIMIT: '0', THROTTLE_LOGINS_PER_USERNAME: '1' });
  const body = () =>
    new URLSearchParams({ grant_type: 'password', client_id: 'convene', username: 'a', password: 'b' });
  for (let attempt = 0; attempt < 3; attempt++) {
    expect((await world.visitor.send('POST', '/oauth/token/', { body: body() })).status).toBe(400);
  }
  await world.stop();
});
