/**
 * The words of process creation on Linux: types, constants, and pure functions between names, numbers and text. No I/O and
 * no native code: it runs wherever JavaScript runs.
 */
export * from './cap.js';
export * from './cap-constants.js';
export * from './cap-data.js';
export * from './cap-text.js';
export * from './clone-args.js';
export * from './clone-constants.js';
export * from './clone-flags.js';
export * from './id-map.js';
export * from './landlock.js';
export * from './landlock-constants.js';
export * from './id-map-words.js';
export * from './subordinate-ids.js';
export * from './nearest.js';
export * from './privilege-words.js';
export * from './problem.js';
export * from './rlimit.js';
export * from './rlimit-constants.js';
export * from './signal.js';
export * from './signal-constants.js';
export * from './sys-proc-attr.js';
export { type SyscallArch, syscallName, syscallNumber } from './syscall.js';
