import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { awaitDatabase } from '../../src/database/await-database';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

let database: TestDatabase;
let gate: Server;

beforeAll(async () => (database = await createTestDatabase()));
beforeEach(() => (gate = createServer((client) => client.pipe(server()).pipe(client))));
afterEach(() => gate.close());
afterAll(() => database.drop());

function server() {
  const { searchParams, hostname, port } = new URL(database.url);
  const folder = searchParams.get('host');
  return folder ? connect(join(folder, '.s.PGSQL.5432')) : connect(Number(port || 5432), hostname);
}

const listen = (port = 0): Promise<number> =>
  new Promise((resolve) => {
    gate.listen(port, '127.0.0.1', () => {
      const address = gate.address();
      resolve(typeof address === 'object' ? address!.port : 0);
    });
  });

function throughGate(port: number): string {
  const url = new URL(database.url);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.toString();
}

it('waits for a database that comes up a little later', async () => {
  const port = await listen();
  await new Promise((resolve) => gate.close(resolve));
  const waiting = awaitDatabase(throughGate(port));
  await expect(Promise.race([waiting, awaitDatabase(throughGate(port), 0)])).rejects.toThrow(/ECONNREFUSED/);
  await listen(port);
  await waiting;
});

it('gives up at once when it is refused, with one line that does not show the password', async () => {
  const url = new URL(database.url);
  url.pathname = '/nowhere';
  url.password ||= 'hunter2';
  const message = await awaitDatabase(url.toString()).catch((error: Error) => error.message);
  expect(message).toMatch(
    /^The database .*\/nowhere cannot be used: database "nowhere" does not exist; see DATABASE_URL\.$/,
  );
  expect(message).not.toContain(url.password);
});
