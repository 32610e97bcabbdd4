import { createHash } from 'node:crypto';

import { Clock } from '../../src/clock';
import { hashPassword } from '../../src/auth/password';
import { Turnstile } from '../../src/auth/turnstile';
import { Client } from '../harness/client';
import { World } from '../harness/world';
import { claimsOf, forge, now, read } from './forge';

const PASSWORD = 'correct horse';

describe('signing in', () => {
  let world: World;
  let hash: string;
  beforeAll(async () => {
    world = await World.start();
    hash = await hashPassword(PASSWORD);
    await world.person({ username: 'Mara', email: 'Mara@example.org', password_hash: hash });
  });
  afterAll(() => world.stop());

  const ask = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    world.visitor.send('POST', '/oauth/token/', {
      body: new URLSearchParams({ client_id: 'convene', ...parameters }),
      headers,
    });
  const signIn = (username = 'mara', password = PASSWORD) => ask({ grant_type: 'password', username, password });
  const refresh = (token: string) => ask({ grant_type: 'refresh_token', refresh_token: token });
  const revoke = (token: string) =>
    world.visitor.send('POST', '/oauth/revoke_token/', { body: new URLSearchParams({ client_id: 'convene', token }) });
  const meWith = async (token: string) => (await new Client(world.origin, token).get('/api/v2/user/me/')).status;

  describe('with a password', () => {
    it('answers tokens as OAuth says', async () => {
      const { status, body, headers } = await signIn();
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.any(String),
        expires_in: 36_000,
        token_type: 'Bearer',
        scope: 'read write',
        refresh_token: expect.stringMatching(/^[\w-]{43}$/),
        client_id: 'convene',
      });
      expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
      const { exp, iat } = read(body.access_token);
      expect(exp - iat).toBe(36_000);
      expect(await meWith(body.access_token)).toBe(200);
    });

    it.each(['Mara', 'MARA', 'mara@example.org', 'MARA@EXAMPLE.ORG'])(
      'knows people by name and address in any case: %s',
      async (login) => {
        expect((await signIn(login)).status).toBe(200);
      },
    );

    it('takes a JSON body too', async () => {
      const body = { grant_type: 'password', client_id: 'convene', username: 'mara', password: PASSWORD };
      expect((await world.visitor.post('/oauth/token/', body)).status).toBe(200);
    });

    it('prefers the person who has the name to the one who has the address', async () => {
      const other = await world.person({
        username: 'kim@example.org',
        password_hash: await hashPassword('of the name'),
      });
      await world.person({ username: 'kim', email: 'kim@example.org', password_hash: hash });
      const { body } = await signIn('kim@example.org', 'of the name');
      expect(read(body.access_token).user_id).toBe(other.id);
      expect((await signIn('kim@example.org', PASSWORD)).status).toBe(400);
    });

    it.each([
      ['a wrong password', 'mara', 'incorrect horse'],
      ['the password in another case', 'mara', PASSWORD.toUpperCase()],
      ['the password and a blank', 'mara', `${PASSWORD} `],
      ['nobody', 'nobody', PASSWORD],
      ['a blocked person', 'blocked', PASSWORD],
      ['a deleted person', 'deleted', PASSWORD],
      ['a person without a password', 'tokenonly', PASSWORD],
    ])('refuses %s, all alike', async (_, username, password) => {
      for (const status of ['blocked', 'deleted']) {
        await world.db.query(
          `INSERT INTO app_user (username, password_hash, status) VALUES ($1, $2, $1) ON CONFLICT DO NOTHING`,
          [status, hash],
        );
      }
      await world.db.query(`INSERT INTO app_user (username) VALUES ('tokenonly') ON CONFLICT DO NOTHING`);
      const { status, body, headers } = await signIn(username, password);
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Invalid credentials given.' },
      ]);
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('works as hard for a name that nobody has as for one that somebody has', async () => {
      const work = jest.spyOn(Turnstile.prototype, 'pass');
      try {
        for (const username of ['mara', 'nobody', 'tokenonly', 'blocked']) {
          work.mockClear();
          await signIn(username, 'incorrect horse');
          expect([username, work.mock.calls.length]).toEqual([username, 1]);
        }
      } finally {
        work.mockRestore();
      }
    });

    it('keeps neither passwords nor refresh tokens', async () => {
      const { body } = await signIn();
      const [{ password_hash: stored }] = (await world.db.query<any>(
        `SELECT password_hash FROM app_user WHERE username = 'Mara'`,
      )) as [any];
      expect(stored).toMatch(/^\$scrypt\$ln=\d+,r=\d+,p=\d+\$/);
      expect(stored).not.toContain(PASSWORD);
      const sha = createHash('sha256').update(body.refresh_token).digest();
      const found = await world.db.query<{ row: string }>(
        `SELECT row_to_json(refresh_token)::text AS row FROM refresh_token WHERE hash = $1`,
        [sha],
      );
      expect(found).toHaveLength(1);
      expect(found[0]!.row).not.toContain(body.refresh_token);
    });
  });

  it.each([
    ['an unknown client', { client_id: 'other', grant_type: 'password' }, 401, 'invalid_client'],
    ['no grant', {}, 400, 'invalid_request'],
    ['an empty client', { client_id: '', grant_type: 'password' }, 400, 'invalid_request'],
    ['a password without a name', { grant_type: 'password', password: 'x' }, 400, 'invalid_request'],
    ['a name without a password', { grant_type: 'password', username: 'mara' }, 400, 'invalid_request'],
    ['a name that cannot be', { grant_type: 'password', username: '\0', password: 'x' }, 400, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request'],
    ['a code', { grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' }, 400, 'unsupported_grant_type'],
    ['a made up grant', { grant_type: 'please' }, 400, 'unsupported_grant_type'],
    ['a made up refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 400, 'invalid_grant'],
  ])('refuses %s', async (_, parameters: Record<string, string>, status, error) => {
    const answer = await ask(parameters);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(Object.keys(answer.body)).toEqual(['error', 'error_description']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    [
      'a parameter that is there twice',
      'grant_type=password&grant_type=password&client_id=convene',
      'application/x-www-form-urlencoded',
      400,
    ],
    ['no body', '', 'application/x-www-form-urlencoded', 400],
    ['broken JSON', '{"grant_type":', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['another content type', 'hello', 'text/plain', 400],
  ])('refuses %s in the form of OAuth', async (_, body, type, status) => {
    const answer = await world.visitor.send('POST', '/oauth/token/', { body, headers: { 'content-type': type } });
    expect([answer.status, answer.body.error]).toEqual([status, 'invalid_request']);
  });

  it('does not look at the token of the request: it may be the one that has expired', async () => {
    const expired = forge({ ...claimsOf(1), exp: now() - 1 });
    const answer = await ask(
      { grant_type: 'password', username: 'mara', password: PASSWORD },
      { authorization: `Bearer ${expired}` },
    );
    expect(answer.status).toBe(200);
  });

  describe('with a refresh token', () => {
    it('answers another pair, and the first access token stays good', async () => {
      const first = (await signIn()).body;
      const { status, body, headers } = await refresh(first.refresh_token);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(Object.keys(body).toSorted()).toEqual(Object.keys(first).toSorted());
      expect(body.refresh_token).not.toBe(first.refresh_token);
      expect([await meWith(first.access_token), await meWith(body.access_token)]).toEqual([200, 200]);
      expect((await refresh(body.refresh_token)).status).toBe(200);
    });

    it('ends the whole sign-in when one comes back, and no other', async () => {
      const [first, elsewhere] = [(await signIn()).body, (await signIn()).body];
      const second = (await refresh(first.refresh_token)).body;
      const again = await refresh(first.refresh_token);
      expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
      expect((await refresh(second.refresh_token)).status).toBe(400);
      expect([await meWith(first.access_token), await meWith(second.access_token)]).toEqual([401, 401]);
      expect(await meWith(elsewhere.access_token)).toBe(200);
      expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
    });

    it('lets one of many through that come at the same time, and then ends the sign-in', async () => {
      const { refresh_token: token } = (await signIn()).body;
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(token)));
      const good = answers.filter(({ status }) => status === 200);
      expect(good).toHaveLength(1);
      expect(answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_grant')).toHaveLength(7);
      expect((await refresh(good[0]!.body.refresh_token)).status).toBe(400);
      expect(await meWith(good[0]!.body.access_token)).toBe(401);
    });

    it('refuses one whose person was blocked, and takes it once he is back', async () => {
      const person = await world.person({ username: 'gone', password_hash: hash });
      const { refresh_token: token } = (await signIn('gone')).body;
      await world.db.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [person.id]);
      expect((await refresh(token)).body.error).toBe('invalid_grant');
      await world.db.query(`UPDATE app_user SET status = 'active' WHERE id = $1`, [person.id]);
      expect((await refresh(token)).status).toBe(200);
    });

    it('refuses one after 30 days, not before', async () => {
      const [early, late] = [(await signIn()).body, (await signIn()).body];
      const days = (count: number) => new Date(Date.now() + count * 86_400_000);
      const clock = jest.spyOn(world.app.get(Clock), 'now');
      try {
        clock.mockReturnValue(days(29.99));
        expect((await refresh(early.refresh_token)).status).toBe(200);
        clock.mockReturnValue(days(30.01));
        expect((await refresh(late.refresh_token)).body.error).toBe('invalid_grant');
      } finally {
        clock.mockRestore();
      }
    });
  });

  describe('and out', () => {
    it.each(['access_token', 'refresh_token'])('ends the sign-in of a given %s', async (which) => {
      const [tokens, elsewhere] = [(await signIn()).body, (await signIn()).body];
      const { status, body } = await revoke(tokens[which]);
      expect([status, body]).toEqual([200, '']);
      expect(await meWith(tokens.access_token)).toBe(401);
      expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
      expect(await meWith(elsewhere.access_token)).toBe(200);
    });

    it('works with an access token that has expired', async () => {
      const tokens = (await signIn()).body;
      const { sid, user_id: userId } = read(tokens.access_token);
      expect((await revoke(forge({ ...claimsOf(userId), sid, exp: now() - 60 }))).status).toBe(200);
      expect(await meWith(tokens.access_token)).toBe(401);
    });

    it('does not work with a token that somebody made up', async () => {
      const tokens = (await signIn()).body;
      const { sid, user_id: userId } = read(tokens.access_token);
      expect(
        (await revoke(forge({ ...claimsOf(userId), sid }, { secret: 'another secret that is long enough too' })))
          .status,
      ).toBe(200);
      expect(await meWith(tokens.access_token)).toBe(200);
    });

    it('answers 200 for a token that it does not know, once or twice', async () => {
      const tokens = (await signIn()).body;
      for (const token of ['nonsense', forge(claimsOf(1)), tokens.refresh_token, tokens.refresh_token]) {
        expect((await revoke(token)).status).toBe(200);
      }
    });

    it.each([
      ['no token', { client_id: 'convene' }, 400, 'invalid_request'],
      ['no client', { token: 'x' }, 400, 'invalid_request'],
      ['an unknown client', { client_id: 'other', token: 'x' }, 401, 'invalid_client'],
    ])('refuses %s', async (_, parameters: Record<string, string>, status, error) => {
      const answer = await world.visitor.send('POST', '/oauth/revoke_token/', {
        body: new URLSearchParams(parameters),
      });
      expect([answer.status, answer.body.error]).toEqual([status, error]);
    });
  });

  describe('at jwt/token', () => {
    const jwt = (body: object) => world.visitor.post('/api/v2/jwt/token/', body);

    it('answers a pair that works like any other', async () => {
      const { status, body, headers } = await jwt({ username: 'mara', password: PASSWORD });
      expect([status, Object.keys(body).toSorted(), headers.get('cache-control')]).toEqual([
        200,
        ['access', 'refresh'],
        'no-store',
      ]);
      expect(await meWith(body.access)).toBe(200);
      expect((await refresh(body.refresh)).status).toBe(200);
    });

    it('refuses in the form of the API', async () => {
      const { status, body } = await jwt({ username: 'mara', password: 'wrong' });
      expect([status, body.errors[0].code]).toEqual([401, 'authentication_failed']);
      const missing = await jwt({});
      expect(missing.status).toBe(400);
      expect(missing.body.errors.map(({ field, messages }: any) => [field, messages[0].code])).toEqual([
        ['username', 'required'],
        ['password', 'required'],
      ]);
    });
  });
});
