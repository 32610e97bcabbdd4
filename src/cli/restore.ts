import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { restore } from '../backup/restore';
import { loadConfig } from '../config/config';
import { migrate, withDataSource } from '../database/migrate';
import { openStorage } from '../media/open-storage';
import { CommandError } from './command-error';
import { run } from './run';
import { withDatabase } from './with-database';

const OPTIONS = { from: { type: 'string' }, 'without-media': { type: 'boolean' } } as const;

/** `npm run restore -- --from file [--without-media]`: into a new database, which is migrated first. */
run(async () => {
  const { from, 'without-media': bare } = parseArgs({ options: OPTIONS }).values;
  if (!from) throw new CommandError('Usage: npm run restore -- --from file [--without-media]');
  if (!existsSync(from)) throw new CommandError(`There is no file ${from}.`);
  const config = loadConfig();
  const storage = bare ? undefined : await openStorage(config.mediaStorage);
  const { tables, files } = await withDatabase(config, async (url) => {
    await withDataSource(url, migrate);
    return restore(url, from, storage);
  });
  console.log(`Restored ${from}: ${tables} tables, ${files} uploaded files.`);
});
