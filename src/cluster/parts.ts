import { AccessTokens } from '../auth/access-tokens';
import type { Config } from '../config/config';
import { Database } from '../database/database';
import { withDataSource } from '../database/migrate';
import { demoCommunity } from '../demo/demo-community';
import type { Parts } from '../service/service';
import { ensureAdministrator } from '../user/first-administrator';
import { Crew } from './crew';

/** An installation whose requests are answered by processes of their own. `say` is told when one had to be replaced. */
export function clusterParts(config: Config, say: (line: string) => void): Parts<Crew> {
  return {
    processes: config.workers,
    createApp: async (_, databaseUrl) => {
      if (config.metrics) (await import('./figures')).gatherFigures();
      return new Crew(config.workers, databaseUrl, say);
    },
    firstAdministrator: ({ databaseUrl }) => within(databaseUrl, (db) => ensureAdministrator(db, config)),
    demoCommunity: ({ databaseUrl }) => within(databaseUrl, (db) => demoCommunity(db, new AccessTokens(config))),
  };
}

/** The primary needs the database at the start only. */
const within = <T>(url: string, work: (db: Database) => Promise<T>): Promise<T> =>
  withDataSource(url, (source) => work(new Database(source, { prepared: false })));
