// The benchmark is not part of the service, so the build leaves it out; this puts it beside the built service.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';

const TO = 'dist/bench';

mkdirSync(TO, { recursive: true });
for (const file of readdirSync('bench').filter((name) => name.endsWith('.ts'))) {
  const { code } = transformFileSync(join('bench', file), {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
    module: { type: 'commonjs', ignoreDynamic: true },
  });
  writeFileSync(join(TO, file.replace(/\.ts$/, '.js')), code);
}
