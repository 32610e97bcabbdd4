import { type FileHandle, open } from 'node:fs/promises';
import { pipeline as pipe, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { CommandError } from '../cli/command-error';
import type { Storage } from '../media/storage';
import { connect, type Inventory, WITHOUT_LIMITS } from './backup';
import { migrationsOf, quoted, type Table, tablesOf } from './catalog';
import { DamagedBackup, type Section, sectionsOf } from './frames';

/** Migrations fill these; what they put there is replaced. */
const FILLED_BY_MIGRATIONS: readonly string[] = ['dynamic_preference', 'feature'];

/**
 * Puts a backup into a database that was migrated by the same version and is empty, in one transaction: all of it or
 * nothing. Uploaded files go into `storage`, when there is one, before the rows that name them are seen.
 * Throws a `CommandError` when the database is not empty or of another version, `DamagedBackup` when the file is not whole.
 */
export async function restore(databaseUrl: string, file: string, storage?: Storage): Promise<Inventory> {
  const source = await open(file);
  try {
    const client = await connect(databaseUrl);
    return await inOneTransaction(client, () =>
      new Restoration(client, storage).run(sectionsOf(unpacked(source))),
    ).finally(() => client.end());
  } finally {
    await source.close();
  }
}

/** Errors of the file come out where the content is read. */
const unpacked = (source: FileHandle): Readable =>
  pipe(source.createReadStream({ autoClose: false }), createGunzip(), () => undefined);

async function inOneTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; ${WITHOUT_LIMITS}`);
  const result = await work();
  await client.query('COMMIT');
  await client.query(`BEGIN; ${WITHOUT_LIMITS}; ANALYZE; COMMIT`);
  return result;
}

/** One restoration, inside a transaction of somebody else. */
class Restoration {
  private readonly inventory: Inventory = { tables: 0, files: 0 };
  private tables: readonly Table[] = [];
  private sequences: Readonly<Record<string, string>> = {};

  constructor(
    private readonly client: Client,
    private readonly storage: Storage | undefined,
  ) {}

  async run(sections: AsyncGenerator<Section>): Promise<Inventory> {
    let complete = false;
    for await (const each of sections) {
      if (this.tables.length === 0 && each.heading.kind !== 'backup') throw new DamagedBackup();
      complete = await this.take(each);
      for await (const _ of each.content); // the empty frame at the end, if nobody read so far
    }
    if (!complete) throw new DamagedBackup();
    await this.switchTriggers('ENABLE');
    // Sequences know no transactions, so they come last, when nothing can be wrong any more.
    await this.advance(this.sequences);
    return this.inventory;
  }

  /** Whether this was the last section, and nothing was missing. */
  private async take({ heading, content }: Section): Promise<boolean> {
    switch (heading.kind) {
      case 'backup':
        await this.prepare(heading.migrations);
        return false;
      case 'table':
        await this.fill(heading, content);
        return false;
      case 'sequences':
        this.sequences = heading.values;
        return false;
      case 'file':
        await this.storage?.put(heading.path, Readable.from(content), {
          ...heading,
          contentType: typeOf(heading.path),
        });
        this.inventory.files++;
        return false;
      case 'end':
        return heading.tables === this.inventory.tables && heading.files === this.inventory.files;
    }
  }

  /** Counters are copied like everything else, so the triggers that keep them must not count the copied rows again. */
  private async prepare(migrations: readonly string[]): Promise<void> {
    const here = await migrationsOf(this.client);
    if (here.join() !== migrations.join()) {
      throw new CommandError(
        `The backup is of another version of Convene: it has ${migrations.length} migrations, the last ` +
          `${migrations.at(-1)}; this version has ${here.length}. Restore it with its own version, then update.`,
      );
    }
    this.tables = await tablesOf(this.client);
    await this.refuseUnlessEmpty();
    await this.switchTriggers('DISABLE');
    await this.client.query(`TRUNCATE ${this.tables.map(({ name }) => quoted(name)).join(', ')}`);
  }

  private async refuseUnlessEmpty(): Promise<void> {
    for (const { name } of this.tables.filter((table) => !FILLED_BY_MIGRATIONS.includes(table.name))) {
      const { rowCount } = await this.client.query(`SELECT FROM ${quoted(name)} LIMIT 1`);
      if (rowCount) throw new CommandError(`The database is not empty (${name}); a backup goes into a new one.`);
    }
  }

  /** Needs to own the tables, as whoever migrates does, but not to be a superuser. Foreign keys stay checked. */
  private async switchTriggers(to: 'ENABLE' | 'DISABLE'): Promise<void> {
    for (const { name } of this.tables) await this.client.query(`ALTER TABLE ${quoted(name)} ${to} TRIGGER USER`);
  }

  private async fill(
    { table, columns }: { readonly table: string; readonly columns: readonly string[] },
    content: AsyncGenerator<Buffer>,
  ): Promise<void> {
    const known = this.tables.find(({ name }) => name === table);
    if (!known || !columns.every((column) => known.columns.includes(column))) throw new DamagedBackup();
    const target = copyFrom(`COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) FROM STDIN`);
    await pipeline(Readable.from(content), this.client.query(target));
    this.inventory.tables++;
  }

  private async advance(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      await this.client.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), value]);
    }
  }
}

const typeOf = (path: string): string => (path.endsWith('.webp') ? 'image/webp' : 'application/octet-stream');
