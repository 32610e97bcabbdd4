import 'reflect-metadata';
import { join } from 'node:path';

import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * The TypeORM options of the service and of TypeORM's own command line alike.
 * Entities describe the schema, migrations make it; nothing is ever synchronized.
 */
export function dataSourceOptions(url: string, poolSize = 20): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'convene',
    entities: [join(__dirname, 'src/**/*.entity.{ts,js}')],
    migrations: [join(__dirname, 'src/migrations/*.{ts,js}')],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
  };
}

export default new DataSource(dataSourceOptions(process.env['DATABASE_URL'] ?? 'postgres://localhost/convene'));
