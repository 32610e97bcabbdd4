import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

import { dataSourceOptions } from '../../ormconfig';
import { QUERY_WATCH, type QueryWatch } from '../observability/query-watch';
import { Database } from './database';

/** What the connection to PostgreSQL needs to know. */
export interface DatabaseModuleOptions {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly databasePrepared: boolean;
  /** Milliseconds. */
  readonly databaseTimeout: number;
}

/** Gives every module the `Database`. */
@Global()
@Module({})
export class DatabaseModule {
  static register(options: DatabaseModuleOptions): DynamicModule {
    const { databaseUrl, databasePoolSize, databasePrepared, databaseTimeout } = options;
    const patience = { timeoutMs: databaseTimeout, settings: databasePrepared };
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl, databasePoolSize, patience), retryAttempts: 0 }),
      ],
      providers: [
        {
          provide: Database,
          useFactory: (opened: DataSource, watch?: QueryWatch) =>
            new Database(opened, { prepared: databasePrepared, ...(watch && { watch }) }),
          inject: [getDataSourceToken(), { token: QUERY_WATCH, optional: true }],
        },
      ],
      exports: [Database],
    };
  }
}
