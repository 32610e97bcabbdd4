import { Writable } from 'node:stream';

import { Database } from '../../src/database/database';
import { type Person, World } from '../harness/world';

const SECRETS = {
  password: 'correct horse battery staple',
  wrong: 'tell-nobody-this-guess',
  email: 'ada.lovelace@example.org',
  name: 'Augusta Ada King',
};

describe('the log of a session', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
  let world: World;
  let admin: Person;
  const secrets: string[] = Object.values(SECRETS);

  beforeAll(async () => {
    world = await World.start({ LOG_LEVEL: 'trace', LOG_REQUESTS: 'true', SLOW_QUERY_MS: '1' }, sink);
    admin = await world.person({ role: 'admin', username: 'root' });
    await session();
  });
  afterAll(() => world.stop());

  const signIn = (fields: Record<string, string>) =>
    world.visitor.send('POST', '/oauth/token/', {
      body: new URLSearchParams({ grant_type: 'password', client_id: 'convene', ...fields }),
    });

  async function session(): Promise<void> {
    const account = { username: 'ada', email: SECRETS.email, password: SECRETS.password, real_name: SECRETS.name };
    await admin.http.post('/api/v2/account/create/', account);
    await admin.http.get(`/api/v2/account/search/?email=${encodeURIComponent(SECRETS.email)}`);
    await signIn({ username: 'ada', password: SECRETS.wrong });
    const { body } = await signIn({ username: SECRETS.email, password: SECRETS.password });
    secrets.push(body.access_token, body.refresh_token);
    const bearer = { headers: { authorization: `Bearer ${body.access_token}`, cookie: 'session=a-secret-cookie' } };
    secrets.push('a-secret-cookie', 'a-forged-token');
    await world.visitor.get('/api/v2/user/me/', bearer);
    await world.visitor.get('/api/v2/user/me/', { headers: { authorization: 'Bearer a-forged-token' } });
    await world.visitor.get(`/api/v2/user/?search=${encodeURIComponent(SECRETS.name)}`, bearer);
    await world.visitor.get('/nowhere/a-forged-token/?token=a-forged-token');
    await signIn({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    // A bug in the service, with everything in the values of the statement that fails.
    const { query } = Database.prototype;
    Database.prototype.query = () => Promise.reject(new Error('a bug'));
    await world.visitor.get(`/api/v2/account/search/?email=${SECRETS.email}`, bearer).catch(() => undefined);
    Database.prototype.query = query;
    await world.visitor.send('POST', '/oauth/revoke_token/', {
      body: new URLSearchParams({ client_id: 'convene', token: body.access_token }),
    });
  }

  it('holds no token, password, cookie, e-mail address or name', () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of secrets) {
      expect(lines.filter((line) => line.includes(secret) || line.includes(encodeURIComponent(secret)))).toEqual([]);
    }
  });

  it('says what was asked for and how it ended, with the id that the answer carries', async () => {
    const course = await world.course();
    const { headers } = await world.visitor.get(`/api/v2/course/${course.id}/?view=user`);
    const id = headers.get('x-request-id');
    await new Promise(setImmediate);
    expect(lines.map((line) => JSON.parse(line)).filter(({ reqId }) => reqId === id)).toContainEqual(
      expect.objectContaining({
        level: 30,
        method: 'GET',
        path: expect.stringMatching(new RegExp(`^/api/v2/course/${course.id}/?$`)),
        status: 200,
        ms: expect.any(Number),
      }),
    );
  });

  it('has the trace of a bug, which the answer has not', async () => {
    const bug = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'unhandled error');
    expect(bug).toMatchObject({ level: 50, error: { message: 'a bug', stack: expect.stringContaining('at ') } });
    const { query } = Database.prototype;
    Database.prototype.query = () => Promise.reject(new Error('a bug in /srv/convene'));
    const answer = await world.visitor.get('/api/v2/course/search/');
    Database.prototype.query = query;
    expect([answer.status, answer.body]).toEqual([
      500,
      { errors: [{ code: 'error', message: 'Internal server error.' }] },
    ]);
  });
});
