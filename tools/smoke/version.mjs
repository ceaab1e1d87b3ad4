const { bun, deno, node } = /** @type {Record<string, string | undefined>} */ (process.versions);
console.log(bun ?? deno ?? node);
