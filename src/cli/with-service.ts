import type { Config } from '../config/config';
import { Database } from '../database/database';
import { migrate, withDataSource } from '../database/migrate';
import { withDatabase } from './with-database';

/** Runs `work` on the service's database, brought up to date first, whether the service is running or not. */
export const withService = <T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  work: (db: Database) => Promise<T>,
): Promise<T> =>
  withDatabase(config, (url) =>
    withDataSource(url, async (source) => {
      await migrate(source);
      return work(new Database(source));
    }),
  );
