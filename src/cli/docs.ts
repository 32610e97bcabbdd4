import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from '../app.module';
import { loadConfig } from '../config/config';
import { createAdapter } from '../http/fastify';
import { describeApi } from '../openapi';
import { policyDocument } from '../policy/matrix.document';
import { CommandError } from './command-error';
import { run } from './run';

/** The documents that are generated, and what each should say. Needs no database. */
async function documents(): Promise<Record<string, string>> {
  const config = loadConfig({ DATA_DIR: mkdtempSync(join(tmpdir(), 'convene-docs-')), LOG_LEVEL: 'silent' });
  const root = AppModule.register({ ...config, databaseUrl: 'postgres://nowhere/none' });
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(config), {
    preview: true,
    logger: false,
  });
  return {
    'openapi.json': `${JSON.stringify(describeApi(app), null, 2)}\n`,
    'docs/policy-matrix.md': policyDocument(),
  };
}

/** `write` brings the generated documents up to date; `check` fails when one of them is not. */
run(async () => {
  const wanted = Object.entries(await documents());
  if (process.argv[2] !== 'check') {
    for (const [path, text] of wanted) writeFileSync(path, text);
    return;
  }
  const stale = wanted.filter(([path, text]) => readFileSync(path, 'utf8') !== text).map(([path]) => path);
  if (stale.length > 0) throw new CommandError(`Out of date: ${stale.join(', ')}. Run npm run openapi.`);
});
