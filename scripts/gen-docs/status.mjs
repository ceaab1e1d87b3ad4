// Where the packages are to be had: the first release, `npm run release:version`, takes the README's word back.
import { readFileSync } from 'node:fs';

export function status() {
  const { version } = JSON.parse(readFileSync(new URL('../../packages/exec/package.json', import.meta.url), 'utf8'));
  return statusOf(version);
}

/** @param {string} version */
export function statusOf(version) {
  if (version === '0.0.0') return 'Version 0.0.0: not on npm yet, used from a clone.\n';
  return `Version ${version}: \`npm install @forkexec/exec\`, and \`npm install --global @forkexec/cli\` for the command; or from a clone.\n`;
}
