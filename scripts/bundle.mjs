// Puts each program of the service into one file, together with the libraries that come as hundreds of small ones:
// finding and reading those is most of a start. All other libraries stay where they are, under node_modules.
import { build } from 'esbuild';

/** Nothing that keeps a state and is loaded from outside this list too: each side would have a copy of its own. */
const INLINED = [
  '@nestjs/',
  'class-transformer',
  'class-validator',
  'es-toolkit',
  'iterare',
  'jsonwebtoken',
  'jwa',
  'jws',
  'libphonenumber-js',
  'passport',
  'passport-jwt',
  'passport-strategy',
  'path-to-regexp',
  'rxjs',
  'semver',
  'uid',
  'validator',
];

const isInlined = (path) => INLINED.some((name) => path === name || path.startsWith(name.replace(/\/?$/, '/')));

/** What Nest loads only for those who have installed it. */
const OPTIONAL = ['@nestjs/microservices', '@nestjs/platform-express', '@nestjs/websockets'];

const librariesApart = {
  name: 'libraries apart',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || (isInlined(path) && !OPTIONAL.some((name) => path.startsWith(name))))
        return undefined;
      return { path, external: true };
    });
  },
};

await build({
  entryPoints: ['dist/src/main.js', 'dist/src/cluster.js'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  keepNames: true,
  plugins: [librariesApart],
  // Modules ask for their address to find others from there.
  banner: { js: `const moduleUrl = require('node:url').pathToFileURL(__filename).href;` },
  define: { 'import.meta.url': 'moduleUrl' },
  logLevel: 'warning',
});
