import { Client } from 'pg';

/** Environment variables by which the setup tells the workers where to work. */
export const SERVER = 'CONVENE_TEST_SERVER';
export const TEMPLATE = 'CONVENE_TEST_TEMPLATE';

/** The address of another database on the same server. */
export function nameIn(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

/** Makes a database, empty or as a copy. */
export const createDatabase = (server: string, name: string, template = 'template1'): Promise<void> =>
  execute(server, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);

/** Removes a database whoever is connected to it. */
export const dropDatabase = (server: string, name: string): Promise<void> =>
  execute(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);

async function execute(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
