// The bill of materials of a release, CycloneDX 1.6 as JSON: what the packages hold, and what the binaries were made of.
// The same release gives the same text, so its number and time come from the release itself.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { manifest } from './pack.mjs';

/** @typedef {import('./pack.mjs').Packed} Packed */

/** Compiled into the addon; the packages themselves depend on nothing but each other. */
const compiledIn = ['node-addon-api', 'node-api-headers'];

/**
 * @param {readonly Packed[]} packed
 * @param {readonly string[]} binaries the addons
 * @param {string} tree the clone that they were made in
 * @param {string} time of the commit, ISO 8601
 */
export function sbom(packed, binaries, tree, time) {
  const core = join(tree, 'packages', 'core-native');
  const version = packed[0]?.version ?? '';
  const files = binaries.map((file) => binary(file, core));
  const inputs = compiledIn.map((name) => library(join(core, 'node_modules', name)));
  const content = {
    metadata: {
      timestamp: time,
      component: { type: 'application', 'bom-ref': 'forkexec', name: 'forkexec', version, licenses: licensed('MIT') },
    },
    components: [...packed.map(ownPackage), ...files, ...inputs],
    dependencies: [
      { ref: 'forkexec', dependsOn: packed.map(purl) },
      ...packed.map((one) => ({ ref: purl(one), dependsOn: needs(one, packed, files, tree) })),
      ...files.map((file) => ({ ref: file['bom-ref'], dependsOn: inputs.map((one) => one['bom-ref']) })),
    ],
  };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: urn(content), version: 1, ...content };
}

/** @param {Packed} packed */
function ownPackage(packed) {
  return { ...named(packed.name, packed.version, 'MIT'), hashes: hashes(packed.file) };
}

/** @param {string} dir */
function library(dir) {
  const { name, version, license } = manifest(dir);
  return named(name, version, license);
}

/**
 * @param {string} name
 * @param {string} version
 * @param {string} license
 */
function named(name, version, license) {
  const ref = purl({ name, version });
  return { type: 'library', 'bom-ref': ref, name, version, purl: ref, licenses: licensed(license) };
}

/**
 * @param {string} file
 * @param {string} core
 */
function binary(file, core) {
  const name = file.slice(core.length + 1);
  return { type: 'file', 'bom-ref': name, name, hashes: hashes(file), licenses: licensed('MIT') };
}

/**
 * @param {Packed} one
 * @param {readonly Packed[]} packed
 * @param {readonly { 'bom-ref': string }[]} files
 * @param {string} tree
 */
function needs(one, packed, files, tree) {
  const folder = one.name.replace(/^.*\//, '');
  const dependencies = Object.keys(manifest(join(tree, 'packages', folder)).dependencies ?? {});
  const ours = packed.filter(({ name }) => dependencies.includes(name)).map(purl);
  if (ours.length !== dependencies.length) throw new Error(`${one.name} depends on what is not of this release`);
  return folder === 'core-native' ? [...ours, ...files.map((file) => file['bom-ref'])] : ours;
}

/**
 * package-url: a scope's `@` is escaped.
 * @param {{ name: string, version: string }} of
 */
function purl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** @param {string} id */
function licensed(id) {
  return [{ license: { id } }];
}

/** @param {string} file */
function hashes(file) {
  return [{ alg: 'SHA-256', content: sha256(readFileSync(file)) }];
}

/** @param {string | Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * RFC 9562, version 8: a number made of what it names.
 * @param {object} content
 */
function urn(content) {
  const hex = sha256(JSON.stringify(content));
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

/**
 * Lines for `sha256sum --check`.
 * @param {readonly string[]} files
 * @param {(file: string) => string} [name]
 */
export function sums(files, name = basename) {
  return files.map((file) => `${sha256(readFileSync(file))}  ${name(file)}\n`).join('');
}
