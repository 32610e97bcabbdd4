import type { DataSource } from 'typeorm';
import { migrate } from './migrate';

/**
 * Migrates an empty database and returns the statements that would still be needed to make its schema the one that
 * the entities describe; none when the two agree.
 */
export async function driftIn(source: DataSource): Promise<readonly string[]> {
  await migrate(source);
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => `${query};`);
}
