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
  /** Milliseconds; 0: none. */
  readonly statementTimeout?: number;
}

/** How long a request waits for a connection before it is told to come back. */
const CONNECTION_TIMEOUT = 10_000;

/**
 * Options of the driver. A statement that takes too long is given up by the server, which answers 503, and so is a
 * transaction that a stuck process holds open. Some connection poolers take neither; 0 leaves both out.
 */
const limits = (timeout: number) => ({
  keepAlive: true,
  connectionTimeoutMillis: CONNECTION_TIMEOUT,
  ...(timeout > 0 && { statement_timeout: timeout, idle_in_transaction_session_timeout: 2 * timeout }),
});

/** Gives every module the `Database`. */
@Global()
@Module({})
export class DatabaseModule {
  static register(options: DatabaseModuleOptions): DynamicModule {
    const { databaseUrl, databasePoolSize, databasePrepared: prepared, statementTimeout = 0 } = options;
    const source = { ...dataSourceOptions(databaseUrl, databasePoolSize), extra: limits(statementTimeout) };
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...source, retryAttempts: 0 })],
      providers: [
        {
          provide: Database,
          useFactory: (opened: DataSource, watch?: QueryWatch) =>
            new Database(opened, { prepared, ...(watch && { watch }) }),
          inject: [getDataSourceToken(), { token: QUERY_WATCH, optional: true }],
        },
      ],
      exports: [Database],
    };
  }
}
