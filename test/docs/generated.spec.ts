import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

it('the committed OpenAPI document and policy matrix are what the code says', () => {
  // Built by `npm test` beforehand: the document needs the types that only the compiler's plugin reads.
  expect(() => execFileSync('node', ['dist/src/cli/docs.js', 'check'], { cwd: root, stdio: 'pipe' })).not.toThrow();
});
