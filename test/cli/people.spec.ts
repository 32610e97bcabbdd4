import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SECRET } from '../auth/forge';
import { World } from '../harness/world';

const ROOT = join(__dirname, '../..');

describe('commands about people', () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { cwd: ROOT, stdio: 'ignore' });
    world = await World.start();
    folder = mkdtempSync(join(tmpdir(), 'convene-cli-'));
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await world.stop();
  });

  /** Runs a command on the world's database. */
  const run = (name: string, ...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], DATABASE_URL: world.databaseUrl, DATA_DIR: folder, JWT_SECRET: SECRET };
      execFile(
        process.execPath,
        [join(ROOT, `dist/src/cli/${name}.js`), ...parameters],
        { env, cwd: folder },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const meWith = (token: string) =>
    world.visitor.get('/api/v2/user/me/', { headers: { authorization: `Bearer ${token}` } });

  it('token prints a token and nothing else', async () => {
    const mara = await world.person({ username: 'mara' });
    for (const user of [String(mara.id), 'MARA']) {
      const { code, stdout } = await run('token', '--user', user, '--expires', '2h');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
      const { exp, iat } = JSON.parse(Buffer.from(stdout.split('.')[1]!, 'base64url').toString());
      expect(exp - iat).toBe(7200);
      expect((await meWith(stdout.trim())).body.id).toBe(mara.id);
    }
  });

  it.each([
    [['--user', '1', '--expires', 'soon'], /^Usage: /],
    [['--user', '2000000'], /^There is no user 2000000\.\n$/],
    [['--user', 'blocked'], /^The user blocked is blocked/],
    [['--nonsense'], /^Unknown option/],
  ])('token %j is refused in a line or two', async (parameters, message) => {
    await world.db.query(
      `INSERT INTO app_user (username, status) VALUES ('blocked', 'blocked') ON CONFLICT DO NOTHING`,
    );
    const { code, stdout, stderr } = await run('token', ...parameters);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
    expect(stderr).not.toContain('    at ');
  });

  it('user:create makes people who can sign in', async () => {
    const given = ['--username', 'noor', '--email', 'noor@example.org'];
    const { code, stdout } = await run('user-create', ...given, '--role', 'admin', '--real-name', 'Noor Ali');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Created noor \(id \d+\), admin\.\nPassword: [\w-]{20}\n$/),
    ]);
    const password = /Password: (.*)/.exec(stdout)![1];
    const { body } = await world.visitor.post('/api/v2/jwt/token/', { username: 'noor', password });
    expect((await meWith(body.access)).body).toMatchObject({ username: 'noor', real_name: 'Noor Ali', role: 'admin' });

    const again = await run('user-create', ...given, '--password', 'long enough');
    expect([again.code, again.stderr]).toEqual([1, 'username: A user with that username already exists.\n']);
    const chosen = await run(
      'user-create',
      '--username',
      'ida',
      '--email',
      'ida@example.org',
      '--password',
      'long enough',
    );
    expect(chosen.stdout).not.toContain('assword');
    expect((await world.visitor.post('/api/v2/jwt/token/', { username: 'ida', password: 'long enough' })).status).toBe(
      200,
    );
  });

  it.each([
    [['--username', 'x', '--email', 'x@y', '--role', 'king'], /^Usage: /],
    [['--username', 'a b', '--email', 'x', '--password', 'short'], /^username: .*\nemail: .*\npassword: .*\n$/],
  ])('user:create %j is refused', async (parameters, message) => {
    const { code, stdout, stderr } = await run('user-create', ...parameters);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
  });

  it('category:load reads names, JSON and CSV', async () => {
    const json = join(folder, 'some.json');
    const csv = join(folder, 'more.CSV');
    writeFileSync(json, JSON.stringify(['Wood', { name: 'Stone', order: 3 }]));
    writeFileSync(csv, 'name,order,active\n"Steel, cold",4,no\nwood,5,\n');
    const printed = async (...parameters: string[]) => (await run('category-load', ...parameters)).stdout;
    expect(await printed('--names', 'Wood, Clay,')).toBe('Categories: 2 created, 0 changed, 0 as they were.\n');
    expect(await printed(json)).toBe('Categories: 1 created, 0 changed, 1 as they were.\n');
    expect(await printed(csv)).toBe('Categories: 1 created, 1 changed, 0 as they were.\n');
    expect(await printed(csv)).toBe('Categories: 0 created, 0 changed, 2 as they were.\n');
    const { body } = await world.visitor.get('/api/v2/category/');
    expect(body.results.map(({ name, order, active }: any) => [name, order, active])).toEqual([
      ['Clay', 0, true],
      ['Stone', 3, true],
      ['Steel, cold', 4, false],
      ['Wood', 5, true],
    ]);
  });

  it('category:load refuses what it cannot read', async () => {
    const [broken, bad] = [join(folder, 'broken.json'), join(folder, 'bad.json')];
    writeFileSync(broken, '[');
    writeFileSync(bad, '[{"name":"X","active":"perhaps"}]');
    const refusals = await Promise.all(
      [[], [broken], [bad], [join(folder, 'missing.json')]].map((parameters) => run('category-load', ...parameters)),
    );
    expect(refusals.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    expect(refusals.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^Usage: /),
      expect.stringMatching(/^[^\n]*broken\.json: not JSON\.\n$/),
      'active: Must be a valid boolean.\n',
      expect.stringMatching(/^Cannot read [^\n]*missing\.json[^\n]*\n$/),
    ]);
  });
});
