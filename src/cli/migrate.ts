import { loadConfig } from '../config/config';
import { driftIn } from '../database/drift';
import { migrate, revertLast, withDataSource } from '../database/migrate';
import { CommandError } from './command-error';
import { run } from './run';
import { withThrowAwayDatabase } from './throw-away-database';
import { withDatabase } from './with-database';

/** `npm run migrate`, `npm run migrate:revert`, `npm run migrate:check`. */
const actions: Readonly<Record<string, () => Promise<void>>> = { apply, revert, check };

run(async () => {
  const action = actions[process.argv[2] ?? 'apply'];
  if (!action) throw new CommandError(`Usage: migrate [${Object.keys(actions).join('|')}]`);
  await action();
});

async function apply(): Promise<void> {
  const applied = await withDatabase(loadConfig(), (url) => withDataSource(url, migrate));
  for (const name of applied) console.log(`Applied ${name}.`);
  if (applied.length === 0) console.log('Nothing to apply.');
}

async function revert(): Promise<void> {
  const reverted = await withDatabase(loadConfig(), (url) => withDataSource(url, revertLast));
  console.log(reverted ? 'Reverted the last migration.' : 'Nothing to revert.');
}

async function check(): Promise<void> {
  const drift = await withThrowAwayDatabase(loadConfig().databaseUrl, (url) => withDataSource(url, driftIn));
  if (drift.length > 0) throw new CommandError(`Entities and migrations differ by:\n${drift.join('\n')}`);
  console.log('Entities and migrations agree.');
}
