import { open, readdir, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import { hasCode } from '../system-error';
import { migrationsOf, quoted, sequencesOf, type Table, tablesOf } from './catalog';
import { section } from './frames';

/** What went into a backup, or came out of it. */
export interface Inventory {
  tables: number;
  files: number;
}

/**
 * Writes everything that the service knows into one compressed file, which appears only once it is complete and only
 * its owner may read. The tables are those of one moment, however long it takes and whoever writes meanwhile.
 * `mediaDir` is the folder of uploaded files; without it they stay out.
 */
export async function backup(databaseUrl: string, file: string, mediaDir?: string): Promise<Inventory> {
  const client = await connect(databaseUrl);
  const part = `${file}.part`;
  const inventory = { tables: 0, files: 0 };
  try {
    const target = await open(part, 'w', 0o600);
    await pipeline(
      Readable.from(contentOf(client, inventory, mediaDir)),
      createGzip(),
      target.createWriteStream({ flush: true }),
    );
    await rename(part, file);
    return inventory;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Begins a transaction's work with all the time that it needs. For the transaction only: behind a pooler, a setting of
 * the session would stay with the connection and so with whoever gets it next.
 */
export const WITHOUT_LIMITS = 'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0';

/** A connection of its own. */
export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, application_name: 'convene backup' });
  await client.connect();
  return client;
}

async function* contentOf(client: Client, inventory: Inventory, mediaDir?: string): AsyncGenerator<Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(WITHOUT_LIMITS);
  const [migrations, tables] = [await migrationsOf(client), await tablesOf(client)];
  yield* section({ kind: 'backup', format: 1, migrations, takenAt: new Date().toISOString() });
  for (const table of tables) {
    yield* section({ kind: 'table', table: table.name, columns: table.columns }, rowsOf(client, table));
    inventory.tables++;
  }
  // Read after the rows: sequences know no snapshots, and one that is ahead does no harm.
  yield* section({ kind: 'sequences', values: await sequencesOf(client) });
  await client.query('COMMIT');
  if (mediaDir !== undefined) yield* filesIn(mediaDir, inventory);
  yield* section({ kind: 'end', ...inventory });
}

const rowsOf = (client: Client, { name, columns }: Table): AsyncIterable<Buffer> =>
  client.query(copyTo(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) TO STDOUT`));

/** Uploaded files never change; one that was removed since the directory was read is not missed by any row. */
async function* filesIn(root: string, inventory: Inventory): AsyncGenerator<Buffer> {
  for (const path of await pathsIn(root)) {
    const file = await open(path).catch(unlessMissing);
    if (!file) continue;
    const { size } = await file.stat();
    const name = relative(root, path).split(sep).join('/');
    yield* section({ kind: 'file', path: name, size }, file.createReadStream());
    inventory.files++;
  }
}

async function pathsIn(root: string): Promise<readonly string[]> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true }).catch(unlessMissing)) ?? [];
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.part'));
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
  return undefined;
}
