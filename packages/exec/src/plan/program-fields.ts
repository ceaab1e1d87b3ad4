/** What program is started, and with which arguments. */
import { InvalidAttrError } from '../errors.js';
import { arrayOf, fileName, integer, type Kind, record, text } from './kinds.js';

/** Highest descriptor the kernel can ever have: fs/file.c, sysctl_nr_open_max - 1. */
export const MAX_FD = 0x7fffffbf;

export const fd: Kind<number> = integer(0, MAX_FD);

const makeDescriptor = () => record({ fd }, { required: ['fd'] });
/** Made at the first program that is given as one. */
let descriptor: ReturnType<typeof makeDescriptor> | undefined;

export const program: Kind<string | { readonly fd: number }> = (value, path) =>
  typeof value === 'object' && value !== null ? (descriptor ??= makeDescriptor())(value, path) : fileName(value, path);

const words = arrayOf(text);

export const programArguments: Kind<readonly string[]> = (value, path) => {
  const argv = words(value, path);
  if (argv.length === 0) throw new InvalidAttrError(path, `expected at least one string, the program's own name`);
  return argv;
};
