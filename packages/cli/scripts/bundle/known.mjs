// What the build knows, so that no start has to work it out: docs/decisions/start-up.md.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { opsHash } from '../../../core-native/dist/ops-hash.js';

/** Where the core is, as Node would resolve it, without the loader of ES modules that Node would load for that. */
const core = `const at = [__dirname + '/../node_modules/@forkexec/core-native', __dirname + '/../../core-native']
  .find((place) => require('node:fs').existsSync(place + '/package.json'));
const file = at === undefined ? require.resolve('@forkexec/core-native/package.json') : at + '/package.json';
export const coreFile = file.replace(/package\\.json$/, 'dist/load-places.js');`;

/** What stands in the place of other text, by the end of the file's name: answers that are true in the bundle. */
const places = new Map(
  Object.entries({
    '/cli/dist/main.js': [['import.meta.url', "require('node:url').pathToFileURL(__filename).href"]],
    '/core-native/dist/load-places.js': [
      ['const url = import.meta.url;', 'return coreFile;'],
      // It is the package's own.
      ["const folders = inPackage() ? ['..'] : ['.', '..'];", "const folders = ['..'];"],
    ],
  }),
);

/** Modules of which the answers are known, by the end of the file's name. */
const known = {
  // The same text is hashed every time, 1.4 ms.
  '/core-native/dist/ops-hash.js': `export const opsHash = () => ${opsHash()};`,
  '/core-native/dist/environ-probe.js': 'export const writesThrough = (env) => env === process.env;',
};

/** Modules of Node's that would be loaded for one question. */
const builtins = new Map(
  Object.entries({
    'node:os': `const os = () => require('node:os');
    export const constants = { get errno() { return os().constants.errno; }, get signals() { return os().constants.signals; } };
    ${['hostname', 'machine', 'release', 'type', 'userInfo'].map((name) => `export const ${name} = (...all) => os().${name}(...all);`).join('\n')}`,
    'node:worker_threads': 'export const isMainThread = true;',
    // What require does with an addon, once it has looked where it is.
    'node:module':
      'export const createRequire = () => (file) => { const it = { exports: {} }; process.dlopen(it, file); return it.exports; };',
  }),
);

/**
 * A table of all constants of a module, written out: made of the module at each start it takes 0.3 ms.
 * @param {string} text
 * @param {string} path
 */
async function withTable(text, path) {
  const module = /^import \* as constants from '(.*)';$/m.exec(text)?.[1];
  if (module === undefined) return text;
  const table = JSON.stringify(await import(new URL(module, pathToFileURL(path)).href));
  return text.replace('Object.freeze({ ...constants })', `Object.freeze(${table})`);
}

/** @type {import('esbuild').Plugin} */
export const knownToTheBuild = {
  name: 'known',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:(worker_threads|module|os)|known:core)$/ }, ({ path, importer, namespace }) => {
      const asked = namespace !== 'known' && (path !== 'node:worker_threads' || importer.endsWith('/environ.js'));
      return asked ? { path, namespace: 'known', sideEffects: false } : undefined;
    });
    bundler.onLoad({ filter: /.*/, namespace: 'known' }, ({ path }) => ({
      contents: path === 'known:core' ? core : (builtins.get(path) ?? ''),
    }));
    bundler.onLoad({ filter: /\/dist\/.*\.js$/, namespace: 'file' }, async ({ path }) => {
      const contents = Object.entries(known).find(([end]) => path.endsWith(end))?.[1];
      if (contents !== undefined) return { contents };
      const text = readFileSync(path, 'utf8');
      if (!/import\.meta|\.\.\.constants/.test(text)) return undefined;
      const answers = [...places].find(([end]) => path.endsWith(end))?.[1] ?? [];
      let answered = await withTable(text, path);
      for (const [question = '', answer = ''] of answers) {
        if (!answered.includes(question)) throw new Error(`${path}: it is not there any more: ${question}`);
        answered = answered.replaceAll(question, answer);
      }
      if (/import\.meta/.test(answered))
        throw new Error(`${path}: import.meta, and no answer to it in ${import.meta.url}`);
      return {
        contents: answered.includes('coreFile') ? `import { coreFile } from 'known:core';${answered}` : answered,
      };
    });
  },
};
