import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '../database/embedded/embedded';

/**
 * Runs `work` on an empty database that is gone afterwards: one of its own on the server of `serverUrl`, whose role
 * must be allowed to create it, or on an embedded server in a temporary folder.
 */
export const withThrowAwayDatabase = <T>(
  serverUrl: string | undefined,
  work: (url: string) => Promise<T>,
): Promise<T> => (serverUrl === undefined ? onEmbedded(work) : onServer(serverUrl, work));

async function onEmbedded<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'convene-'));
  chmodSync(dataDir, 0o755); // started by root, the server runs as somebody else
  try {
    const server = await startEmbedded({ dataDir, durable: false });
    return await work(server.url()).finally(server.stop);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function onServer<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  const name = `convene_${randomUUID()}`;
  try {
    await client.query(`CREATE DATABASE "${name}"`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return await work(url.toString()).finally(() => client.query(`DROP DATABASE "${name}" WITH (FORCE)`));
  } finally {
    await client.end();
  }
}
