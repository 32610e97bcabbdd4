import { loadConfig } from '../config/config';
import { COUNTERS, repairCounts, wrongCounts } from '../database/counters';
import { Database } from '../database/database';
import { withDataSource } from '../database/migrate';
import { CommandError } from './command-error';
import { run } from './run';
import { withDatabase } from './with-database';

const SHOWN = 20;

/** `npm run counts:verify` fails when a counter is wrong; `npm run counts:repair` makes them right. */
const actions: Readonly<Record<string, (db: Database) => Promise<void>>> = { verify, repair };

run(async () => {
  const action = actions[process.argv[2] ?? 'verify'];
  if (!action) throw new CommandError(`Usage: counts [${Object.keys(actions).join('|')}]`);
  await withDatabase(loadConfig(), (url) => withDataSource(url, (source) => action(new Database(source))));
});

async function verify(db: Database): Promise<void> {
  const wrong = await wrongCounts(db);
  for (const { counts, key, counted, rows } of wrong.slice(0, SHOWN)) {
    console.log(`${counts} of ${key}: counted ${counted}, there are ${rows}.`);
  }
  if (wrong.length > 0) throw new CommandError(`${wrong.length} counters are wrong. Run npm run counts:repair.`);
  console.log('Every counter is right.');
}

async function repair(db: Database): Promise<void> {
  for (const counter of COUNTERS) {
    const repaired = await db.transaction((tx) => repairCounts(tx, counter));
    console.log(`${counter.counts}: ${repaired} counters repaired.`);
  }
}
