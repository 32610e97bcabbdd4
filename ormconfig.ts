import type { DataSourceOptions } from 'typeorm';

/** How the service and the command line reach the database at `url`. */
export function dataSourceOptions(url: string, poolSize = 20): DataSourceOptions {
  return { type: 'postgres', url, poolSize, entities: [], migrations: [] };
}
