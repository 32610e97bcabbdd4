import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';

import { dataSourceOptions } from '../../ormconfig';
import { QUERY_WATCH, type QueryWatch } from '../observability/query-watch';
import { awaitDatabase } from './await-database';
import { Database } from './database';
import { Replicas } from './replicas';

/** What the connection to PostgreSQL needs to know. */
export interface DatabaseModuleOptions {
  readonly databaseUrl: string;
  readonly databaseReplicaUrls: readonly string[];
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
    const { databaseUrl, databaseReplicaUrls, databasePoolSize, databasePrepared, databaseTimeout } = options;
    const patience = { timeoutMs: databaseTimeout, settings: databasePrepared };
    const source = async (): Promise<DataSourceOptions> =>
      dataSourceOptions(databaseUrl, databasePoolSize, patience, await answering(databaseReplicaUrls));
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRootAsync({ useFactory: async () => ({ ...(await source()), retryAttempts: 0 }) })],
      providers: [
        Replicas,
        {
          provide: Database,
          useFactory: (opened: DataSource, replicas: Replicas, watch?: QueryWatch) =>
            new Database(opened, {
              prepared: databasePrepared,
              ...(databaseReplicaUrls.length > 0 && { replicas }),
              ...(watch && { watch }),
            }),
          inject: [getDataSourceToken(), Replicas, { token: QUERY_WATCH, optional: true }],
        },
      ],
      exports: [Database, Replicas],
    };
  }
}

/** How long the start waits for a replica. */
const REPLICA_MS = 2000;

/** The replicas that answer. TypeORM cannot open a source while one does not, and the service can do without. */
async function answering(urls: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    urls.map((url) =>
      awaitDatabase(url, REPLICA_MS).then(
        () => true,
        (error: unknown) => {
          Logger.warn(`A replica is left out until the next start. ${String(error)}`, DatabaseModule.name);
          return false;
        },
      ),
    ),
  );
  return urls.filter((_, at) => there[at]);
}
