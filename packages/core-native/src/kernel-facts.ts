import { native } from './load.js';
import type { KernelFacts } from './native.js';

/** How children are made here: found out once per process, by trying. @throws NativeLoadError */
export function kernelFacts(): KernelFacts {
  const facts = native().kernel();
  if (!facts) throw new Error('no memory for the pool of launches (mmap)');
  return facts;
}
