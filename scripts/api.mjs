// `npm run api`: the API reference of every entry point of the packages, as HTML in build/api. `--check` writes nothing.
// Either fails where an export has no comment, or a comment a link that leads nowhere.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { manifest } from './release/pack.mjs';
import { packageNames, root } from './setup.mjs';

const tools = join(root, 'tools', 'docs');
const typedoc = join(tools, 'node_modules', 'typedoc', 'dist', 'index.js');

/** Whether the generator is there, or could be had: it has a lock file of its own, beside the workspace. */
export function installTypedoc() {
  if (existsSync(typedoc)) return true;
  const ci = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  return spawnSync('npm', ci, { cwd: tools, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** The sources behind `exports` of each package.json. */
function entryPoints() {
  return packageNames.flatMap((name) => {
    const dir = join(root, 'packages', name);
    const entries = Object.values(manifest(dir).exports).filter((entry) => typeof entry === 'object');
    return entries.map(({ types }) => join(dir, types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts')));
  });
}

/** @param {boolean} write */
async function generate(write) {
  const { Application, TSConfigReader } = await import(pathToFileURL(typedoc).href);
  const app = await Application.bootstrap(
    {
      name: 'forkexec',
      readme: join(root, 'README.md'),
      entryPoints: entryPoints(),
      basePath: root,
      tsconfig: join(tools, 'tsconfig.json'),
      excludeInternal: true,
      excludePrivate: true,
      // Node's own: its comments link to pages that this reference has not.
      excludeExternals: true,
      githubPages: false,
      disableGit: true,
      sourceLinkTemplate: 'https://github.com/forkexec/forkexec/blob/main/{path}#L{line}',
      // Properties are left out: the table of ops and plain records have many whose names say it all.
      requiredToBeDocumented: ['Enum', 'Variable', 'Function', 'Class', 'Interface', 'TypeAlias', 'Method', 'Accessor'],
      packagesRequiringDocumentation: packageNames.map((name) => manifest(join(root, 'packages', name)).name),
      validation: { notExported: false, invalidLink: true, notDocumented: true, rewrittenLink: true },
      treatValidationWarningsAsErrors: true,
      logLevel: 'Warn',
    },
    [new TSConfigReader()],
  );
  const project = await app.convert();
  if (project === undefined) return false;
  app.validate(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) return false;
  if (write) await app.generateDocs(project, join(root, 'build', 'api'));
  return true;
}

if (!installTypedoc()) {
  console.error('typedoc could not be installed: npm ci in tools/docs');
  process.exitCode = 2;
} else {
  const check = process.argv.includes('--check');
  if (!check) rmSync(join(root, 'build', 'api'), { recursive: true, force: true });
  if (!(await generate(!check))) process.exitCode = 1;
}
