import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig';
import { driftIn } from '../../src/database/drift';
import { withDataSource } from '../../src/database/migrate';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

@Entity('forgotten')
class Forgotten {
  @PrimaryColumn('int')
  readonly id: number;

  @Column('text')
  readonly note: string;
}

let database: TestDatabase;
beforeEach(async () => (database = await createTestDatabase({ migrated: false })));
afterEach(() => database.drop());

it('finds that entities and migrations agree', async () => {
  expect(await withDataSource(database.url, driftIn)).toEqual([]);
});

it('tells the statement that is missing for an entity without a migration', async () => {
  const source = new DataSource({ ...dataSourceOptions(database.url), entities: [Forgotten], migrations: [] });
  await source.initialize();
  try {
    expect(await driftIn(source)).toEqual([expect.stringMatching(/^CREATE TABLE "forgotten"/)]);
  } finally {
    await source.destroy();
  }
});
