// Builds only when a source is newer than the last build, so that `npm start` is quick the second time.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = 'dist/main.js';
const SOURCES = ['src', 'ormconfig.ts', 'package-lock.json', 'tsconfig.json', 'nest-cli.json', 'scripts/bundle.mjs'];

const newest = (path) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const builtAt = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (SOURCES.some((path) => newest(path) > builtAt)) {
  console.error('Building …'); // what a command prints on standard output may be meant for a program
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
}
