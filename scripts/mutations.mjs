// Breaks the sources on purpose, one guard or lock after the other, in a copy of the project, and runs the tests that
// must notice: `npm run test:mutations [part of a name …]`. Prints a table; fails when a mutation survives.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

import { MUTATIONS } from './mutations.list.mjs';

const ROOT = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.data', 'coverage']);
/** A mutation that makes a test wait for ever is noticed too. */
const LIMIT_MS = 120_000;

const wanted = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

const folder = mkdtempSync(join(tmpdir(), 'convene-mutations-'));
chmodSync(folder, 0o755);
const copy = join(folder, 'project');
cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path).split(sep)[0]) });
symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(copy, 'node_modules'));

/** Whether these tests pass in the copy as it is now. */
function passes({ specs, only }) {
  const parameters = ['node_modules/jest/bin/jest.js', '--silent', '--bail', '--forceExit', '--runInBand', ...specs];
  if (only) parameters.push('-t', only);
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: copy,
    timeout: LIMIT_MS,
    encoding: 'utf8',
  });
  // A pattern that fits no test would pass for ever.
  if (status === 0 && !/Tests:.* passed/.test(stdout + stderr)) throw new Error(`No test fits ${only} in ${specs}`);
  return status === 0;
}

const healthy = new Map();
/** The same tests without the mutation, run once: a test that fails anyway notices nothing. */
function passesUnchanged(tests) {
  const key = JSON.stringify([tests.specs, tests.only]);
  if (!healthy.has(key)) healthy.set(key, passes(tests));
  return healthy.get(key);
}

function judge({ file, from, to, ...tests }) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2) return 'STALE: the source has changed';
  if (!passesUnchanged(tests)) return 'BROKEN: the tests fail without it';
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    return passes(tests) ? 'SURVIVED' : 'killed';
  } finally {
    writeFileSync(path, source);
  }
}

let killed = 0;
const width = Math.max(...chosen.map(({ name }) => name.length));
try {
  for (const { name, ...mutation } of chosen) {
    const began = Date.now();
    const verdict = judge(mutation);
    if (verdict === 'killed') killed += 1;
    const by = mutation.specs.map((spec) => spec.replace(/^test\//, '')).join(', ');
    console.log(`${name.padEnd(width)}  ${verdict.padEnd(8)}  ${by}  (${Math.round((Date.now() - began) / 1000)} s)`);
  }
  console.log(`\nmutations: ${chosen.length}, killed: ${killed}, alive: ${chosen.length - killed}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = killed === chosen.length ? 0 : 1;
