import { loadConfig } from '../config/config';
import { Database } from '../database/database';
import { withDataSource } from '../database/migrate';
import { repairCounts, wrongCounts } from '../membership/membership.counts';
import { COURSE_MEMBERSHIP, EVENT_MEMBERSHIP } from '../membership/membership.kind';
import { CommandError } from './command-error';
import { run } from './run';
import { withDatabase } from './with-database';

const KINDS = [COURSE_MEMBERSHIP, EVENT_MEMBERSHIP];
const SHOWN = 20;

/** `npm run counts:verify` fails when a counter is wrong; `npm run counts:repair` makes them right. */
const actions: Readonly<Record<string, (db: Database) => Promise<void>>> = { verify, repair };

run(async () => {
  const action = actions[process.argv[2] ?? 'verify'];
  if (!action) throw new CommandError(`Usage: counts [${Object.keys(actions).join('|')}]`);
  await withDatabase(loadConfig(), (url) => withDataSource(url, (source) => action(new Database(source))));
});

async function verify(db: Database): Promise<void> {
  let wrong = 0;
  for (const kind of KINDS) {
    const found = await wrongCounts(db, kind);
    for (const { subject_id: id, key, counted, rows } of found.slice(0, SHOWN)) {
      console.log(`${kind.name} ${id}, ${key}: counted ${counted}, there are ${rows}.`);
    }
    wrong += found.length;
  }
  if (wrong > 0) throw new CommandError(`${wrong} counters are wrong. Run npm run counts:repair.`);
  console.log('Every counter is right.');
}

async function repair(db: Database): Promise<void> {
  for (const kind of KINDS) {
    const repaired = await db.transaction((tx) => repairCounts(tx, kind));
    console.log(`${kind.name}: ${repaired} counters repaired.`);
  }
}
