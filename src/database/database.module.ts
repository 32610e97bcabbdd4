import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

import { dataSourceOptions } from '../../ormconfig';
import { Database } from './database';

/** What the connection to PostgreSQL needs to know. */
export interface DatabaseModuleOptions {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly databasePrepared: boolean;
}

/** Gives every module the `Database`. */
@Global()
@Module({})
export class DatabaseModule {
  static register({ databaseUrl, databasePoolSize, databasePrepared }: DatabaseModuleOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl, databasePoolSize), retryAttempts: 0 })],
      providers: [
        {
          provide: Database,
          useFactory: (source: DataSource) => new Database(source, { prepared: databasePrepared }),
          inject: [getDataSourceToken()],
        },
      ],
      exports: [Database],
    };
  }
}
