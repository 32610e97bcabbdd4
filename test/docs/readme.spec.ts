import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VARIABLE_NAMES } from '../../src/config/config';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/ARCHITECTURE.md',
  'docs/compatibility.md',
  'docs/scaling.md',
];

describe('the README', () => {
  it.each(['npm ci && npm start', 'npm ci && npm test'])('has `%s` in a block of its own', (command) => {
    expect(readme).toContain(`\`\`\`sh\n${command}\n\`\`\``);
  });

  const rows = readme.split('\n').filter((line) => line.startsWith('| `'));

  it.each(VARIABLE_NAMES)('explains %s', (name) => {
    expect(rows.filter((row) => row.split('|')[1]!.includes(`\`${name}\``))).toHaveLength(1);
  });

  it('explains no variable that there is not', () => {
    const named = rows.flatMap((row) =>
      [...row.split('|')[1]!.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name),
    );
    expect(named.filter((name) => !VARIABLE_NAMES.includes(name!))).toEqual([]);
  });

  it('links to the documents that it names', () => {
    expect(readme).toContain('[SECURITY.md](SECURITY.md)');
    expect(readme.match(/`[\w/]+\.md`/g) ?? []).toEqual([]);
  });

  it('shows the testing module as it is tested', () => {
    const lines = (text: string) => text.split('\n').map((line) => line.trim());
    const [, example = ''] = /```ts\n([^]*?)\n```/.exec(readme) ?? [];
    expect(lines(read('test/docs/testing-module.spec.ts')).join('\n')).toContain(lines(example).join('\n'));
  });
});

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => join(path, '..', link!));
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('names only files and folders of the tree that exist', () => {
    const named = [...text.matchAll(/(?<![\w/])((?:src|test|docs|bench)\/[\w./-]*\w)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});
