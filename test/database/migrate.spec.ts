import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig';
import { migrate, migrateAt, revertLast, withDataSource } from '../../src/database/migrate';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

/** Would fail, or count twice, if two instances ran it. */
class First1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE ledger (entry text NOT NULL)');
    await runner.query(`INSERT INTO ledger SELECT 'first' FROM pg_sleep(0.2)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger');
  }
}

class Second1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO ledger VALUES ('second')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM ledger WHERE entry = 'second'`);
  }
}

let database: TestDatabase;
let sources: DataSource[];

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  const migrations = [First1700000000001, Second1700000000002];
  const open = () => new DataSource({ ...dataSourceOptions(database.url, 2), entities: [], migrations }).initialize();
  sources = await Promise.all([1, 2, 3, 4, 5].map(open));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

const source = (): DataSource => sources[0]!;
const ledger = () => source().query('SELECT entry FROM ledger ORDER BY entry');

it('applies every migration once when five instances start together', async () => {
  const applied = await Promise.all(sources.map(migrate));
  expect(applied.flat().toSorted()).toEqual(['First1700000000001', 'Second1700000000002']);
  expect(await ledger()).toEqual([{ entry: 'first' }, { entry: 'second' }]);
});

it('waits for an instance that is in the middle of migrating', async () => {
  const slow = migrate(sources[0]!);
  const late = migrate(sources[1]!);
  expect((await Promise.all([slow, late])).flat()).toHaveLength(2);
  expect(await migrate(sources[2]!)).toEqual([]);
});

it('leaves no lock behind, neither after success nor after a failure', async () => {
  class Broken1700000000003 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('SELECT nothing FROM nowhere');
    }

    async down(): Promise<void> {}
  }
  const options = { ...dataSourceOptions(database.url, 2), entities: [], migrations: [Broken1700000000003] };
  jest.spyOn(console, 'log').mockImplementation(); // TypeORM reports the failure there as well
  const broken = await new DataSource(options).initialize();
  await expect(migrate(broken)).rejects.toThrow(/nowhere/);
  await broken.destroy();
  await migrate(source());
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  await client.end();
  expect(rows).toEqual([]);
});

it('brings a database up to date by its address, and gets nothing ready where nothing is missing', async () => {
  const names = await migrateAt(database.url);
  expect(names.length).toBeGreaterThan(5);
  const opened = jest.spyOn(DataSource.prototype, 'initialize');
  expect(await migrateAt(database.url)).toEqual([]);
  expect(opened).not.toHaveBeenCalled();
  await withDataSource(database.url, revertLast);
  expect(await migrateAt(database.url)).toEqual(names.slice(-1));
});

it('takes back one migration at a time, and says when none is left', async () => {
  expect(await revertLast(source())).toBe(false);
  await migrate(source());
  expect(await revertLast(source())).toBe(true);
  expect(await ledger()).toEqual([{ entry: 'first' }]);
  expect(await revertLast(source())).toBe(true);
  expect(await revertLast(source())).toBe(false);
});
