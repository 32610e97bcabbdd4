// Completes package-lock.json after `npm install`.
//
// Compilers and native libraries come as one optional package per platform. Where the registry in use is a mirror that
// carries only some platforms, npm silently leaves the others out of the lock, and `npm ci` then refuses that lock
// everywhere ("Missing: … from lock file"). This adds an entry for each of them: the exact version that its parent
// asks for, and the platform that its name tells, so that npm installs it where it fits and skips it elsewhere.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];

for (const [folder, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(name, folder) || !/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = entry(name, version, parent);
    added.push(`${name}@${version}`);
  }
}

/** Node's own search: beside the parent's dependencies first, then one folder up after the other. */
function isLocked(name, folder) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${at && `${at}/`}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

function entry(name, version, parent) {
  const words = name.split(/[/-]/);
  const pick = (known) => words.filter((word) => known.includes(word)).slice(0, 1);
  const [cpu, os] = [pick(PROCESSORS), pick(SYSTEMS)];
  const libc = pick(Object.keys(LIBRARIES)).map((word) => LIBRARIES[word]);
  return {
    version,
    ...(cpu.length && { cpu }),
    ...(parent.dev && { dev: true }),
    ...(libc.length && os[0] === 'linux' && { libc }),
    ...(parent.license && { license: parent.license }),
    optional: true,
    ...(os.length && { os }),
  };
}

if (added.length > 0) {
  const byName = ([a], [b]) => a.localeCompare(b, 'en');
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? `${FILE} is complete.` : `${FILE}: added ${added.join(', ')}.`);
