import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileStorage } from '../../src/media/file-storage';
import { createTestDatabase } from '../harness/test-database';
import { buildOnce } from '../fire/fleet';
import { World } from '../harness/world';

const ROOT = join(__dirname, '../..');
const KEY = 'document/0d8e3f6a-0000-4000-8000-000000000002/notes.txt';
const BUCKET = {
  MEDIA_STORAGE: 's3',
  S3_BUCKET: 'pictures-of-ours',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'key',
};

describe('npm run backup', () => {
  let world: World;
  let dir: string;
  beforeAll(async () => {
    buildOnce();
    world = await World.start();
    dir = mkdtempSync(join(tmpdir(), 'convene-backup-'));
    const notes = Buffer.from('notes');
    await new FileStorage(join(dir, 'media')).put(KEY, notes, { contentType: 'text/plain', size: notes.length });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    rmSync(dir, { recursive: true });
  });

  /** What a command prints, on the world's database and the files in `dir` unless `env` says otherwise. */
  const run = (command: string, parameters: string[], env: NodeJS.ProcessEnv = {}) =>
    execFileSync(process.execPath, [join(ROOT, `dist/src/cli/${command}.js`), ...parameters], {
      env: { PATH: process.env['PATH'], DATABASE_URL: world.databaseUrl, DATA_DIR: dir, ...env },
      encoding: 'utf8',
    });

  it('takes the files below DATA_DIR along, and npm run restore brings them back', async () => {
    const [file, elsewhere] = [join(dir, 'with-files'), join(dir, 'elsewhere')];
    expect(run('backup', ['--to', file])).toMatch(/^Wrote .*: \d+ tables, 1 uploaded files\.\n$/);
    const database = await createTestDatabase();
    try {
      const printed = run('restore', ['--from', file], {
        DATABASE_URL: database.url,
        DATA_DIR: elsewhere,
      });
      expect(printed).toMatch(/^Restored .*, 1 uploaded files\.\n$/);
      expect(readFileSync(join(elsewhere, 'media', KEY), 'utf8')).toBe('notes');
    } finally {
      await database.drop();
    }
  });

  it('says that files in a bucket are not in it, and which bucket that is', () => {
    const printed = run('backup', ['--to', join(dir, 'without-files')], BUCKET);
    expect(printed).toMatch(/, no uploaded files\.\nUPLOADED FILES ARE NOT IN IT: .* the bucket pictures-of-ours\./);
  });
});
