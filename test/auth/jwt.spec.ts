import { generateJWTToken } from '@selfcommunity/api-services';

import { AccessTokens } from '../../src/auth/access-tokens';
import { Client } from '../harness/client';
import { type Person, World } from '../harness/world';
import { claimsOf, forge, now, SECRET } from './forge';

const REFUSED = { errors: [{ code: 'authentication_failed', message: 'Incorrect authentication credentials.' }] };

describe('the token of a request', () => {
  let world: World;
  let mara: Person;
  beforeAll(async () => {
    world = await World.start();
    mara = await world.person({ username: 'mara' });
  });
  afterAll(() => world.stop());

  const me = (authorization?: string) =>
    world.visitor.get('/api/v2/user/me/', { headers: authorization === undefined ? {} : { authorization } });

  it('says who is asking', async () => {
    const { status, body } = await me(`Bearer ${forge(claimsOf(mara.id))}`);
    expect([status, body.id, body.username]).toEqual([200, mara.id, 'mara']);
  });

  it.each([
    ['Token', (token: string) => `Token ${token}`],
    ['bearer in small letters', (token: string) => `bearer ${token}`],
    ['several blanks', (token: string) => `Bearer   ${token} `],
  ])('is read behind %s', async (_, header) => {
    expect((await me(header(forge(claimsOf(mara.id))))).status).toBe(200);
  });

  it.each([
    ['a number as jti', { jti: 1234 }],
    ['an ext_id that is not checked', { ext_id: 'nobody' }],
    ['a sid of another issuer', { sid: 'not one of ours' }],
    ['a sid that no sign-in has', { sid: '11111111-2222-4333-8444-555555555555' }],
    ['fractions of seconds', { iat: now() - 0.5, exp: now() + 3600.5 }],
  ])('may have %s', async (_, claims) => {
    expect((await me(`Bearer ${forge({ ...claimsOf(mara.id), ...claims })}`)).status).toBe(200);
  });

  const REFUSALS: Record<string, () => string> = {
    'another key': () => forge(claimsOf(mara.id), { secret: 'another secret that is also long enough for it' }),
    'the algorithm none': () => forge(claimsOf(mara.id), { alg: 'none' }),
    HS384: () => forge(claimsOf(mara.id), { alg: 'HS384' }),
    HS512: () => forge(claimsOf(mara.id), { alg: 'HS512' }),
    RS256: () => forge(claimsOf(mara.id), { alg: 'RS256' }),
    'a signature of something else': () => {
      const [head, , signature] = forge(claimsOf(mara.id)).split('.');
      return [head, forge(claimsOf(mara.id + 1)).split('.')[1], signature].join('.');
    },
    'an expiry in the past': () => forge({ ...claimsOf(mara.id), exp: now() - 1 }),
    'an expiry in milliseconds': () => forge({ ...claimsOf(mara.id), exp: Date.now() + 3_600_000 }),
    'an issue in milliseconds': () => forge({ ...claimsOf(mara.id), iat: Date.now() }),
    'an expiry that is text': () => forge({ ...claimsOf(mara.id), exp: String(now() + 3600) }),
    'a beginning in the future': () => forge({ ...claimsOf(mara.id), nbf: now() + 600 }),
    'the type refresh': () => forge({ ...claimsOf(mara.id), token_type: 'refresh' }),
    'an empty jti': () => forge({ ...claimsOf(mara.id), jti: '' }),
    'text as user_id': () => forge({ ...claimsOf(mara.id), user_id: String(mara.id) }),
    'a fraction as user_id': () => forge({ ...claimsOf(mara.id), user_id: mara.id + 0.5 }),
    'null as user_id': () => forge({ ...claimsOf(mara.id), user_id: null }),
    'a negative user_id': () => forge({ ...claimsOf(mara.id), user_id: -1 }),
    'a user_id beyond every id': () => forge({ ...claimsOf(mara.id), user_id: 2 ** 31 }),
    'a user_id that nobody has': () => forge({ ...claimsOf(2_000_000_000) }),
    'a list as claims': () => forge([claimsOf(mara.id)]),
    ...Object.fromEntries(
      (['user_id', 'token_type', 'exp', 'iat', 'jti'] as const).map((name) => [
        `no ${name}`,
        () => forge({ ...claimsOf(mara.id), [name]: undefined }),
      ]),
    ),
  };

  describe.each(Object.keys(REFUSALS))('with %s', (name) => {
    it.each([
      ['GET', '/api/v2/user/me/'],
      ['GET', '/api/v2/user/1/'],
      ['GET', '/api/v2/dynamic_preference/'],
      ['GET', '/api/v2/course/search/'],
    ])('is refused: %s %s', async (method, path) => {
      const { status, body, headers } = await world.visitor.send(method, path, {
        headers: { authorization: `Bearer ${REFUSALS[name]!()}` },
      });
      expect([status, body, headers.get('www-authenticate')]).toEqual([401, REFUSED, 'Bearer realm="api"']);
    });
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer nonsense',
    'Bearer a.b.c',
    'nonsense',
    'Basic bWFyYTpzZWNyZXQ=',
    'Bearer one two',
  ])('must be one: %s', async (authorization) => {
    const { status, body } = await me(authorization);
    expect([status, body]).toEqual([401, REFUSED]);
  });

  it('is asked for where one has to sign in', async () => {
    for (const { status, body, headers } of [await me(), await me('')]) {
      expect([status, body.errors[0].code, headers.get('www-authenticate')]).toEqual([
        401,
        'not_authenticated',
        'Bearer realm="api"',
      ]);
    }
  });

  it.each(['blocked', 'deleted'])('is worth nothing once its person is %s', async (status) => {
    const person = await world.person();
    const paths = ['/api/v2/user/me/', `/api/v2/user/${person.id}/`, '/api/v2/dynamic_preference/'];
    for (const path of paths) expect((await person.http.get(path)).status).toBe(200);
    await world.db.query(`UPDATE app_user SET status = $2 WHERE id = $1`, [person.id, status]);
    for (const path of paths) expect((await person.http.get(path)).body).toEqual(REFUSED);
  });

  it('is worth nothing once its sign-in was revoked, and only then', async () => {
    const sid = '3f0c2f3e-6d0a-4a3a-9a52-5d6a3c1a7b11';
    await world.db.query(`INSERT INTO oauth_session (id, user_id, client_id) VALUES ($1, $2, 'convene')`, [
      sid,
      mara.id,
    ]);
    const client = new Client(world.origin, forge({ ...claimsOf(mara.id), sid }));
    expect((await client.get('/api/v2/user/me/')).status).toBe(200);
    await world.db.query(`UPDATE oauth_session SET revoked_at = now() WHERE id = $1`, [sid]);
    expect((await client.get('/api/v2/user/me/')).body).toEqual(REFUSED);
    expect((await client.get('/api/v2/dynamic_preference/')).status).toBe(401);
    expect((await mara.http.get('/api/v2/user/me/')).status).toBe(200);
  });

  it('of the command line and of the official client are good', async () => {
    expect((await me(`Bearer ${new AccessTokens({ jwtSecret: SECRET }).issue(mara.id)}`)).status).toBe(200);
    const token = await generateJWTToken(mara.id, SECRET, '2h');
    for (const scheme of ['Bearer', 'Token']) expect((await me(`${scheme} ${token}`)).body.id).toBe(mara.id);
  });

  describe('asked about at verify_token', () => {
    const verify = (token: unknown, authorization = 'Bearer nonsense') =>
      world.visitor.send('POST', '/api/v2/jwt/verify_token/', {
        body: { token },
        headers: { authorization },
      });

    it.each([
      ['of a person', () => forge(claimsOf(mara.id))],
      ['of nobody', () => forge(claimsOf(2_000_000_000))],
      ['of another type', () => forge({ ...claimsOf(mara.id), token_type: 'refresh' })],
    ])('is genuine: one %s', async (_, token) => {
      const { status, body } = await verify(token());
      expect([status, body]).toEqual([200, '']);
    });

    it.each(['another key', 'the algorithm none', 'RS256', 'an expiry in the past', 'no exp'])(
      'is not with %s',
      async (name) => {
        const { status, body, headers } = await verify(REFUSALS[name]!());
        expect([status, body, headers.get('www-authenticate')]).toEqual([401, '', 'Bearer realm="api"']);
      },
    );

    it('must be there', async () => {
      const { status, body } = await verify(undefined);
      expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'token', 'required']);
    });
  });
});
