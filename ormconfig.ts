import 'reflect-metadata';
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { DataSource, type DataSourceOptions } from 'typeorm';

import { COLUMN_PARSERS } from './src/database/time-parser';

/** The folder of this file, in which `src` is: that of the sources, or of what is built of them. */
export const ROOT = __dirname;

/** Where TypeORM records which migrations were applied. */
export const MIGRATION_TABLE = 'migration';

/** How long the service waits for its database before it gives a request up. */
export interface Patience {
  /** For one statement, waiting for locks included. */
  readonly timeoutMs: number;
  /** Whether the server may be told; some transaction poolers refuse a connection that comes with settings. */
  readonly settings: boolean;
}

/** A connection of `pg`, as far as its types do not tell. */
interface Connection extends EventEmitter {
  readonly connection: { readonly stream: Socket };
  readonly readyForQuery: boolean;
}

/**
 * The TypeORM options of the service and of TypeORM's own command line alike.
 * Entities describe the schema, migrations make it; nothing is ever synchronized. Migrations may take as long as they
 * need, so they go without `patience`.
 */
export function dataSourceOptions(
  url: string,
  poolSize = 20,
  patience?: Patience,
  replicaUrls: readonly string[] = [],
): DataSourceOptions {
  return {
    extra: {
      // Statements that do not wait for each other's answers go out together; see `Database.transaction`.
      pipeline: true,
      types: COLUMN_PARSERS,
      onConnect: (connection: Connection): void => {
        survive(connection);
        if (patience) hangUpOnSilence(connection, patience.timeoutMs * 1.2);
      },
      ...(patience && limits(patience)),
    },
    type: 'postgres',
    ...(replicaUrls.length > 0 ? { replication: replication(url, replicaUrls) } : { url }),
    poolSize,
    applicationName: 'convene',
    entities: [join(ROOT, 'src/**/*.entity.{ts,js}')],
    migrations: [join(ROOT, 'src/migrations/*.{ts,js}')],
    migrationsTableName: MIGRATION_TABLE,
    migrationsTransactionMode: 'each',
    synchronize: false,
  };
}

/** What asks TypeORM itself reads from the primary; which statements a replica may answer, `src/database` decides. */
const replication = (url: string, replicaUrls: readonly string[]) => ({
  defaultMode: 'master' as const,
  master: { url },
  slaves: replicaUrls.map((replica) => ({ url: replica })),
});

/**
 * Every connection is listened to as long as it lives: the pool does so only while nobody uses it, and an error that
 * nobody hears ends the process. Whoever uses the connection learns of it by the statement that fails.
 */
function survive(connection: Connection): void {
  connection.on('error', () => undefined);
}

/**
 * Gives up a server that owes an answer and says nothing for so long. One timer that is set anew whenever something
 * passes costs a fifth less of a request than `query_timeout`, which makes one for each statement.
 */
function hangUpOnSilence(connection: Connection, ms: number): void {
  const { stream } = connection.connection;
  stream.setTimeout(ms, () => {
    if (!connection.readyForQuery) stream.destroy(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' }));
  });
}

/**
 * Limits in the order in which they strike: a full pool is given up first, then the server cancels the statement. A
 * server that says nothing at all, as behind a cable that was cut, is given up last; see `hangUpOnSilence`.
 */
function limits({ timeoutMs, settings }: Patience) {
  return {
    connectionTimeoutMillis: timeoutMs / 2,
    keepAlive: true,
    ...(settings && { statement_timeout: timeoutMs, idle_in_transaction_session_timeout: timeoutMs }),
  };
}

export default new DataSource(dataSourceOptions(process.env['DATABASE_URL'] ?? 'postgres://localhost/convene'));
