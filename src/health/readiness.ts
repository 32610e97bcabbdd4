import type { DataSource } from 'typeorm';

import { MIGRATION_TABLE } from '../../ormconfig';

const PATIENCE_MS = 3000;

/**
 * Why the service cannot answer requests right now, or undefined when it can: the database answers in time and has
 * every migration of this version.
 */
export async function unreadiness(source: DataSource): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('The database does not answer.'), PATIENCE_MS);
  });
  try {
    return await Promise.race([pendingMigrations(source), silence]);
  } catch {
    return 'The database cannot be reached.';
  } finally {
    clearTimeout(timer);
  }
}

async function pendingMigrations(source: DataSource): Promise<string | undefined> {
  const rows = await source.query<{ name: string }[]>(`SELECT name FROM "${MIGRATION_TABLE}"`);
  const applied = new Set(rows.map(({ name }) => name));
  const pending = source.migrations.filter(({ name, constructor }) => !applied.has(name ?? constructor.name)).length;
  return pending === 0 ? undefined : `The database lacks ${pending} migrations; run npm run migrate.`;
}
