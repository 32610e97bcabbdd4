import { Database } from '../../src/database/database';
import { ensureAdministrator } from '../../src/user/first-administrator';
import { World } from '../harness/world';

const ADMIN = { username: 'boss', email: 'boss@localhost' };

describe('the first administrator', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const signIn = async (username: string, password: string) => {
    const { status, body } = await world.visitor.post('/api/v2/jwt/token/', { username, password });
    return status === 200 ? body.access : status;
  };

  it('is made with a password that is told once, and is an administrator', async () => {
    const made = await ensureAdministrator(world.db, { admin: ADMIN });
    expect(made).toEqual({ username: 'boss', password: expect.stringMatching(/^[\w-]{20}$/) });
    const token = await signIn('boss', made.password!);
    const me = await world.visitor.get('/api/v2/user/me/', { headers: { authorization: `Bearer ${token}` } });
    expect([me.body.role, me.body.email]).toEqual(['admin', 'boss@localhost']);
    expect(await ensureAdministrator(world.db, { admin: { ...ADMIN, username: 'other' } })).toEqual({
      username: 'boss',
    });
  });

  it('gets the password that the operator chose, which is not told', async () => {
    expect(await ensureAdministrator(world.db, { admin: { ...ADMIN, password: 'chosen by me' } })).toEqual({
      username: 'boss',
    });
    expect(await signIn('boss', 'chosen by me')).toEqual(expect.any(String));
    await ensureAdministrator(world.db, { admin: { ...ADMIN, password: 'chosen later' } });
    expect(await signIn('boss', 'chosen later')).toBe(401);
  });

  it('is not made where there is anybody at all', async () => {
    await world.person({ username: 'somebody' });
    expect(await ensureAdministrator(world.db, { admin: ADMIN })).toEqual({ username: 'boss' });
    expect(await world.db.query(`SELECT username FROM app_user`)).toEqual([{ username: 'somebody' }]);
  });

  it('is made once, however many instances start at the same time', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        ensureAdministrator(world.app.get(Database), {
          admin: { ...ADMIN, username: `boss${at}`, email: `${at}@localhost` },
        }),
      ),
    );
    const rows = await world.db.query<{ username: string }>(`SELECT username FROM app_user`);
    expect(rows).toHaveLength(1);
    expect(made.filter(({ password }) => password !== undefined)).toHaveLength(1);
    expect(new Set(made.map(({ username }) => username))).toEqual(new Set([rows[0]!.username]));
  });
});
