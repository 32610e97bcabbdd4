import { createDatabase, dropDatabase, nameIn, SERVER, TEMPLATE } from './test-server';

/** A migrated database that nobody else uses. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

let made = 0;

/**
 * Copies the migrated template into a new database, which takes well under a tenth of a second, so every spec file
 * has its own: `beforeAll(async () => (database = await createTestDatabase()))`, and `drop()` at the end, after the
 * last connection is closed or not. With `{ migrated: false }` the database is empty.
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = setting(SERVER);
  const template = setting(TEMPLATE);
  const name = `${template}_${process.env['JEST_WORKER_ID'] ?? '0'}_${process.pid}_${Date.now()}_${++made}`;
  await createDatabase(server, name, migrated ? template : 'template1');
  return { url: nameIn(server, name), drop: () => dropDatabase(server, name) };
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: was the test started without test/harness/global-setup.ts?`);
  return value;
}
