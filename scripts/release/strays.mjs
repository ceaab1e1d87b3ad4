// What is in a tarball's dist/ and made of nothing in its src/: left of a source that is gone.

/** What is made of all sources of a package together: packages/cli/scripts/bundle.mjs. */
const bundles = ['dist/forkexec.cjs'];

/** @param {readonly string[]} files of the tarball */
export function straysOf(files) {
  const sources = new Set(files.filter((one) => one.startsWith('src/')).map((one) => one.slice(4, -3)));
  return files.filter((one) => {
    if (!one.startsWith('dist/') || bundles.includes(one)) return false;
    const [, source] = /^dist\/(.*?)(?:\.d)?\.[jt]s(?:\.map)?$/.exec(one) ?? [];
    return source === undefined || !sources.has(source);
  });
}
