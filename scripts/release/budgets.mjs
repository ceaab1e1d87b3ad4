// How many bytes a tarball may have: what it has today and a good tenth to a third more.

/** @type {Readonly<Record<string, number>>} by folder of packages/ */
export const budgets = { attrs: 100_000, 'core-native': 380_000, exec: 340_000, cli: 330_000 };
