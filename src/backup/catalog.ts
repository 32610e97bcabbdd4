import type { ClientBase } from 'pg';

/** A table as a backup has it. Columns that the database computes are left out. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The table in which TypeORM keeps the names of migrations. */
const MIGRATIONS = 'migration';

/** `"quoted"`, for names that come from the catalog. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The tables of the service, each after those that it refers to. */
export async function tablesOf(client: ClientBase): Promise<readonly Table[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `SELECT c.relname AS name,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
             AND attgenerated = '' ORDER BY attnum) AS columns,
       ARRAY(SELECT DISTINCT r.relname::text FROM pg_constraint AS k JOIN pg_class AS r ON r.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
     FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> $1
     ORDER BY c.relname`,
    [MIGRATIONS],
  );
  const sorted: Table[] = [];
  for (let waiting = tables; waiting.length > 0;) {
    const placed = new Set(sorted.map(({ name }) => name));
    const ready = waiting.filter(({ needs }) => needs.every((need) => placed.has(need)));
    if (ready.length === 0)
      throw new Error(`Tables refer to each other: ${waiting.map(({ name }) => name).join(', ')}`);
    sorted.push(...ready.map(({ name, columns }) => ({ name, columns })));
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  return sorted;
}

/** The names of the migrations that were applied, in order. */
export async function migrationsOf(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS} ORDER BY id`);
  return rows.map(({ name }) => name);
}

/** The last value of every sequence that was used but that of the migrations. */
export async function sequencesOf(client: ClientBase): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL AND sequencename NOT LIKE $1`,
    [`${MIGRATIONS}\\_%`],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
