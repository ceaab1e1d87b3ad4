// One program in several parts, of which each is compiled when a function in it is called. A module is in one of them only, so that a
// class is one class and what was loaded is loaded once: the functions of a later part that an earlier one calls are replaced by
// others that load the part, and what a later part needs of an earlier one it is given. All are in one file, the later ones in
// comments: V8 skips those ten times faster than it parses.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { knownToTheBuild } from './known.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} [entry] of the first: the module that is run
 * @property {readonly string[]} [modules] of the others: those of which functions are called from the parts before
 */

/**
 * What is known of a part: the modules that are in it, and what it takes from earlier ones, each by its {@link keyOf}.
 * @typedef {{ part: Part, modules: Set<string>, taken: Map<string, { path: string, name: string }> }} Draft
 */

/** @type {import('esbuild').BuildOptions} */
const settings = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  external: ['@forkexec/core-native/package.json'],
};

/** @param {string} name @param {string} text */
const comment = (name, text) => `/*${name}\n${text.replaceAll('*/', '*\u0001/')}*/\n`;

/** Stack traces and profilers name a part by the file and its own name. */
const loader = `var loadPart = (name) => {
  const id = __filename + '#' + name;
  if (require.cache[id]) return require.cache[id].exports;
  const text = require('node:fs').readFileSync(__filename, 'utf8');
  const start = text.lastIndexOf('/*' + name + '\\n') + name.length + 3;
  const own = text.slice(start, text.indexOf('*/', start)).replaceAll('*\\u0001/', '*/');
  const run = new (require('node:vm').Script)('(function(module,exports,require,__filename,__dirname){' + own + '})', { filename: id });
  const part = (require.cache[id] = { id, filename: id, loaded: true, exports: {} });
  run.runInThisContext()(part, part.exports, (wanted) => (wanted.startsWith('#') ? partOf(wanted) : require(wanted)), __filename, __dirname);
  return part.exports;
};
var partOf = (name) => (name === '#first' ? module.exports : loadPart(name.slice(1)));`;

/** What no code may stand for: a class or a table of a later part, which cannot be had without loading it. */
const ABSENT = 'is in a part that is loaded later';

/**
 * @param {readonly Part[]} parts in the order in which they may use each other
 * @param {string} file that all of them go to
 */
export async function bundleParts(parts, file) {
  /** @type {Draft[]} */
  let drafts = parts.map((part) => ({ part, modules: new Set(), taken: new Map() }));
  // What a later part takes can bring more modules into an earlier one.
  for (let last = ''; last !== described(drafts); ) {
    last = described(drafts);
    /** @type {Draft[]} */
    const next = [];
    for (const at of parts.keys()) next.push(await draft(drafts, next, at));
    drafts = next;
  }
  refuseTwice(drafts);
  const texts = [];
  for (const at of parts.keys()) texts.push(await finish(drafts, at));
  const [first = '', ...later] = texts;
  writeFileSync(file, `${first}${later.map((text, i) => comment(parts[i + 1]?.name ?? '', text)).join('')}`);
}

/** @param {readonly Draft[]} drafts */
function refuseTwice(drafts) {
  const seen = new Set();
  for (const path of drafts.flatMap(({ modules }) => [...modules])) {
    if (seen.has(path)) throw new Error(`${path} is in two parts`);
    seen.add(path);
  }
}

/** @param {readonly Draft[]} drafts */
const described = (drafts) =>
  JSON.stringify(drafts.map(({ modules, taken }) => [[...modules].toSorted(), [...taken.keys()].toSorted()]));

/**
 * @param {readonly Draft[]} before as they were known to be
 * @param {readonly Draft[]} earlier the parts before this one
 * @param {number} at
 * @returns {Promise<Draft>}
 */
async function draft(before, earlier, at) {
  const { part } = /** @type {Draft} */ (before[at]);
  /** @type {Draft['taken']} */
  const all = new Map();
  const { outputFiles, metafile } = await build({
    ...settings,
    ...entryOf(before, at),
    format: 'esm',
    write: false,
    metafile: true,
    plugins: [laterParts(before, at), earlierParts(earlier, all), knownToTheBuild],
  });
  const text = outputFiles[0]?.text ?? '';
  // In an order of their own, so that what is built twice is the same.
  const keys = [...all.keys()].filter((key) => text.includes(`(${key})`)).toSorted();
  /** @type {Draft['taken']} */
  const taken = new Map();
  for (const key of keys) taken.set(key, /** @type {{ path: string, name: string }} */ (all.get(key)));
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const own = inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !/^\w+:|^[\w-]+\.mjs$/.test(path));
  return { part, modules: new Set(own.map(([path]) => join(process.cwd(), path))), taken };
}

/**
 * @param {readonly Draft[]} drafts
 * @param {number} at
 * @returns {Promise<string>} its text, of a CommonJS module
 */
async function finish(drafts, at) {
  const { part } = /** @type {Draft} */ (drafts[at]);
  const { outputFiles } = await build({
    ...settings,
    ...entryOf(drafts, at),
    write: false,
    format: 'cjs',
    minify: true,
    banner: { js: at === 0 ? loader : '' },
    plugins: [
      laterParts(drafts, at),
      earlierParts(drafts.slice(0, at), new Map(), (key) => numberOf(drafts, key)),
      knownToTheBuild,
    ],
  });
  const text = outputFiles[0]?.text ?? '';
  const wrong = new RegExp(`[^"]*${ABSENT}`).exec(text)?.[0];
  if (wrong !== undefined) throw new Error(`${part.name}: ${wrong}`);
  return text;
}

/**
 * What a part consists of: the entry, or functions that are called from before; and a function that gives to later parts.
 * @param {readonly Draft[]} drafts
 * @param {number} at
 */
function entryOf(drafts, at) {
  const { part, modules: own } = /** @type {Draft} */ (drafts[at]);
  const { entry, modules = [], name } = part;
  /** @type {Draft['taken']} */
  const wanted = new Map();
  for (const { taken } of drafts.slice(at + 1)) for (const [key, it] of taken) wanted.set(key, it);
  const given = [...wanted].filter(([, { path }]) => own.has(path));
  const contents = [
    ...(entry === undefined ? [] : [`import ${JSON.stringify(entry)};`]),
    ...modules.map((path, i) => `export * as part${i} from ${JSON.stringify(path)};`),
    ...given.map(([, it], i) => `import { ${it.name} as given${i} } from ${JSON.stringify(it.path)};`),
    // A function, since those are declared before the entry runs.
    `export function give() { return { ${given.map(([key], i) => `${numberOf(drafts, key)}: given${i}`).join(', ')} }; }`,
  ].join('\n');
  return { stdin: { contents, resolveDir: process.cwd(), sourcefile: `${name}.mjs` } };
}

/**
 * Numbers are shorter.
 * @param {readonly Draft[]} drafts
 * @param {string} key
 */
const numberOf = (drafts, key) =>
  [...new Set(drafts.flatMap(({ taken }) => [...taken.keys()]))].toSorted().indexOf(key);

/** @param {string} path @param {string} name */
const keyOf = (path, name) =>
  JSON.stringify(`${path.replace(/^.*\/packages\/(.*)\/dist\/(.*)\.js$/, '$1/$2')} ${name}`);

/**
 * Puts other modules in the place of those that are in other parts, however they are imported.
 * @param {import('esbuild').PluginBuild} bundler
 * @param {string} namespace
 * @param {readonly { modules: ReadonlySet<string>, what: string }[]} others
 */
function replace(bundler, namespace, others) {
  // Not for esbuild to resolve: asking it costs a second for each part.
  bundler.onResolve({ filter: /^(\.{0,2}\/|@forkexec\/)/ }, ({ path, resolveDir }) => {
    const file = path.startsWith('@') ? fileURLToPath(import.meta.resolve(path)) : resolve(resolveDir, path);
    const owner = others.find(({ modules }) => modules.has(file));
    return owner && { path: file, namespace, pluginData: owner.what, sideEffects: false };
  });
}

/** @param {string} part */
const give = (part) => `const all = require('#${part}').give(); export const given = (key) => all[key];`;

/**
 * What a part is given by earlier ones.
 * @param {readonly Draft[]} drafts
 * @param {Draft['taken']} all what it could take is added here
 * @param {(key: string) => number} [numbers] left out for a draft
 * @returns {import('esbuild').Plugin}
 */
function earlierParts(drafts, all, numbers) {
  return {
    name: 'earlier',
    setup(bundler) {
      replace(
        bundler,
        'earlier',
        drafts.map(({ part, modules }) => ({ modules, what: part.name })),
      );
      bundler.onLoad({ filter: /./, namespace: 'earlier' }, async ({ path, pluginData: part }) => {
        const names = Object.keys(await import(path));
        for (const name of names) all.set(keyOf(path, name), { path, name });
        const taken = names.map(
          (name) =>
            `export const ${name} = /* @__PURE__ */ given(${numbers?.(keyOf(path, name)) ?? keyOf(path, name)});`,
        );
        return { contents: [`import { given } from "given:${part}";`, ...taken].join('\n') };
      });
      bundler.onResolve({ filter: /^given:/ }, ({ path }) => ({
        path: path.slice('given:'.length),
        namespace: 'given',
        sideEffects: false,
      }));
      bundler.onLoad({ filter: /./, namespace: 'given' }, ({ path }) => ({
        contents: numbers ? give(path) : 'export const given = (key) => key;',
      }));
    },
  };
}

/**
 * In the place of a later part's modules: functions that load the part.
 * @param {readonly Draft[]} drafts
 * @param {number} at
 * @returns {import('esbuild').Plugin}
 */
function laterParts(drafts, at) {
  const others = drafts.slice(at + 1).flatMap(({ part: { name, modules = [] } }) =>
    modules.map((path, i) => ({
      modules: new Set([path]),
      what: `${at === 0 ? `loadPart("${name}")` : `require("#${name}")`}.part${i}`,
    })),
  );
  return {
    name: 'later',
    setup(bundler) {
      // The package says that importing a module of it does nothing; this one is the program.
      bundler.onResolve({ filter: /\/dist\/bin\.js$/ }, ({ path }) => ({ path, sideEffects: true }));
      replace(bundler, 'later', others);
      bundler.onLoad({ filter: /./, namespace: 'later' }, async ({ path, pluginData: part }) => {
        const exported = Object.entries(await import(path)).map(([name, value]) =>
          typeof value === 'function' && !/^class\b/.test(String(value))
            ? `export const ${name} = (...all) => ${part}.${name}(...all);`
            : `export const ${name} = /* @__PURE__ */ (() => { throw "${name} of ${path} ${ABSENT}"; })();`,
        );
        return { contents: exported.join('\n') };
      });
      bundler.onResolve({ filter: /^#/ }, ({ path }) => ({ path, external: true }));
    },
  };
}
