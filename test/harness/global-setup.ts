import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, startEmbedded } from '../../src/database/embedded/embedded';
import { migrate, withDataSource } from '../../src/database/migrate';
import { createDatabase, dropDatabase, nameIn, SERVER, TEMPLATE } from './test-server';

/** What the teardown has to undo; Jest runs both in one process. */
export interface TestRun {
  finish(): Promise<void>;
}

declare global {
  var conveneTestRun: TestRun | undefined;
}

/**
 * Starts one server for the whole run, or takes the one of TEST_DATABASE_URL, and makes the migrated database from
 * which every test database is copied. Workers find both in their environment.
 */
export default async function setup(): Promise<void> {
  const given = process.env['TEST_DATABASE_URL'];
  const embedded = given ? undefined : await startServer();
  const server = given ?? embedded?.url() ?? '';
  const template = `convene_test_${process.pid}`;
  process.env[SERVER] = server;
  process.env[TEMPLATE] = template;
  globalThis.conveneTestRun = {
    finish: async () => {
      if (embedded) await embedded.finish();
      else await dropDatabase(server, template);
    },
  };
  await createDatabase(server, template);
  await withDataSource(nameIn(server, template), migrate);
}

async function startServer(): Promise<Pick<EmbeddedServer, 'url'> & TestRun> {
  const dataDir = mkdtempSync(join(tmpdir(), 'convene-test-'));
  chmodSync(dataDir, 0o755); // started by root, the server runs as somebody else
  const server = await startEmbedded({ dataDir, durable: false, maxConnections: 300 });
  const finish = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, finish };
}
