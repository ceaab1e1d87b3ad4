// Writes dist/forkexec.cjs, the whole command in one file: docs/decisions/start-up.md. What is not in it is the native binary,
// which lies in its own package; the modules that ask where they are get an answer that is true in the bundle.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { opsHash } from '../../core-native/dist/ops-hash.js';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** What `import.meta.url` becomes, by the end of the file's name: evaluated where it stands. */
const places = {
  '/cli/dist/main.js': "require('node:url').pathToFileURL(__filename).href",
  '/core-native/dist/load-places.js':
    "require('node:url').pathToFileURL(require.resolve('@forkexec/core-native/package.json')).href" +
    ".replace(/package\\.json$/, 'dist/load-places.js')",
};

/** What need not be worked out, or loaded, at every start. Which modules: by the end of the file's name. */
const known = {
  // The same text is hashed every time, 1.4 ms.
  '/core-native/dist/ops-hash.js': `export const opsHash = () => ${opsHash()};`,
};

await build({
  entryPoints: [`${dist}bin.js`],
  outfile: `${dist}forkexec.cjs`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  external: ['@forkexec/core-native/package.json'],
  logLevel: 'warning',
  plugins: [
    {
      name: 'known',
      setup: (bundler) => {
        // 1.4 ms for one question, to which the command knows the answer.
        bundler.onResolve({ filter: /^node:worker_threads$/ }, ({ importer }) =>
          importer.endsWith('/environ.js') ? { path: 'main-thread', namespace: 'known' } : undefined,
        );
        bundler.onLoad({ filter: /^main-thread$/, namespace: 'known' }, () => ({
          contents: 'export const isMainThread = true;',
        }));
        bundler.onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
          const contents = Object.entries(known).find(([end]) => path.endsWith(end))?.[1];
          if (contents !== undefined) return { contents };
          const text = readFileSync(path, 'utf8');
          if (!/import\.meta/.test(text)) return undefined;
          const place = Object.entries(places).find(([end]) => path.endsWith(end))?.[1];
          if (place === undefined) throw new Error(`${path}: import.meta, and no answer to it in ${import.meta.url}`);
          return { contents: text.replaceAll('import.meta.url', place) };
        });
      },
    },
  ],
});
