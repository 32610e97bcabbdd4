// Fails when a package that is installed in production has a known weakness of severity "high" or worse.
// Some registries answer no audits; that is said, and is an error (2) unless --if-available is given.
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});

const counts = read(stdout)?.metadata?.vulnerabilities;
if (!counts) {
  console.error(`The registry answers no audits.\n${stderr.trim()}`);
  process.exit(process.argv.includes('--if-available') ? 0 : 2);
}
const bad = counts.high + counts.critical;
console.log(
  `Known weaknesses: ${counts.critical} critical, ${counts.high} high, ${counts.moderate} moderate, ${counts.low} low.`,
);
if (bad > 0) console.log('See npm audit --omit=dev.');
process.exit(bad > 0 ? 1 : 0);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
