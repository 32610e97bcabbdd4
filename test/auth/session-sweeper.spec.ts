import { Clock } from '../../src/clock';
import { hashPassword } from '../../src/auth/password';
import { SessionSweeper } from '../../src/auth/session.sweeper';
import { Client } from '../harness/client';
import { World } from '../harness/world';

const DAY = 86_400_000;

describe('sweeping sign-ins', () => {
  let world: World;
  let clock: jest.SpyInstance<Date>;
  let userId: number;
  beforeAll(async () => {
    world = await World.start();
    userId = (await world.person({ username: 'mara', password_hash: await hashPassword('correct horse') })).id;
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await world.db.query('DELETE FROM oauth_session');
    clock = jest.spyOn(world.app.get(Clock), 'now');
  });
  afterEach(() => clock.mockRestore());

  const sweep = () => world.app.get(SessionSweeper).sweep();
  const sweepAfter = (days: number) => {
    clock.mockReturnValue(new Date(Date.now() + days * DAY));
    return sweep();
  };
  const post = async (path: string, parameters: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'convene', ...parameters });
    return world.visitor.send('POST', path, { body });
  };
  const signIn = async () =>
    (await post('/oauth/token/', { grant_type: 'password', username: 'mara', password: 'correct horse' })).body;
  const refresh = (token: string) => post('/oauth/token/', { grant_type: 'refresh_token', refresh_token: token });
  const meWith = async (token: string) => (await new Client(world.origin, token).get('/api/v2/user/me/')).status;
  const left = async () => {
    const [row] = await world.db.query(
      `SELECT (SELECT count(*)::int FROM oauth_session) AS sessions, (SELECT count(*)::int FROM refresh_token) AS tokens`,
    );
    return row;
  };

  /** `count` sign-ins with `tokens` tokens each, that are over since a while. */
  const over = (count: number, tokens: number) =>
    world.db.query(
      `WITH made AS (INSERT INTO oauth_session (id, user_id, client_id)
         SELECT gen_random_uuid(), $1, 'convene' FROM generate_series(1, $2) RETURNING id)
       INSERT INTO refresh_token (hash, session_id, expires_at)
       SELECT sha256((id::text || n)::bytea), id, now() - interval '10 days' FROM made, generate_series(1, $3) AS n`,
      [userId, count, tokens],
    );

  it('leaves nothing of those whose last token has expired', async () => {
    const first = await signIn();
    await refresh(first.refresh_token);
    await signIn();
    expect(await left()).toEqual({ sessions: 2, tokens: 3 });
    await sweepAfter(29);
    expect(await left()).toEqual({ sessions: 2, tokens: 3 });
    await sweepAfter(32);
    expect(await left()).toEqual({ sessions: 0, tokens: 0 });
  });

  it('takes expired tokens from a sign-in that goes on, which then goes on', async () => {
    const first = await signIn();
    clock.mockReturnValue(new Date(Date.now() + 20 * DAY));
    const { body: second } = await refresh(first.refresh_token);
    await sweepAfter(32);
    expect(await left()).toEqual({ sessions: 1, tokens: 1 });
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('still knows a used token that comes back before it would have expired', async () => {
    const first = await signIn();
    clock.mockReturnValue(new Date(Date.now() + 20 * DAY));
    const { body: second } = await refresh(first.refresh_token);
    await sweepAfter(29.9);
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant');
    expect(await meWith(second.access_token)).toBe(401);
  });

  it('forgets one that was ended only when its access tokens are worth nothing any more', async () => {
    const tokens = await signIn();
    await post('/oauth/revoke_token/', { token: tokens.refresh_token });
    await sweepAfter(0.45); // an access token is good for ten hours
    expect(await meWith(tokens.access_token)).toBe(401);
    expect(await left()).toEqual({ sessions: 1, tokens: 1 });
    await sweepAfter(1);
    expect(await left()).toEqual({ sessions: 0, tokens: 0 });
  });

  it('removes any number of them, by any number of servers at once', async () => {
    await signIn();
    await over(1500, 2);
    await over(1, 2500);
    await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    await sweep(); // what one held when another looked
    expect(await left()).toEqual({ sessions: 1, tokens: 1 });
  });

  it('does not wait for one that somebody holds', async () => {
    await over(2, 1);
    await world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM oauth_session LIMIT 1 FOR UPDATE`);
      await sweep();
      expect(await left()).toEqual({ sessions: 1, tokens: 1 });
    });
    await sweep();
    expect(await left()).toEqual({ sessions: 0, tokens: 0 });
  });
});
