import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { backup } from '../backup/backup';
import { loadConfig } from '../config/config';
import { CommandError } from './command-error';
import { run } from './run';
import { withDatabase } from './with-database';

const OPTIONS = { to: { type: 'string' }, 'without-media': { type: 'boolean' } } as const;

/** `npm run backup -- --to file [--without-media]`: works beside a running service, on any database. */
run(async () => {
  const { to, 'without-media': bare } = parseArgs({ options: OPTIONS }).values;
  if (!to) throw new CommandError('Usage: npm run backup -- --to file [--without-media]');
  const config = loadConfig();
  const { mediaStorage } = config;
  const mediaDir = mediaStorage.kind === 'file' && !bare ? join(mediaStorage.dataDir, 'media') : undefined;
  const { tables, files } = await withDatabase(config, (url) => backup(url, to, mediaDir));
  console.log(`Wrote ${to}: ${tables} tables, ${mediaDir === undefined ? 'no' : files} uploaded files.`);
  if (mediaStorage.kind === 's3') {
    console.log(
      `UPLOADED FILES ARE NOT IN IT: they stay in the bucket ${mediaStorage.bucket}. Copy the bucket as well.`,
    );
  }
});
