import { program } from '../../../core-native/test/c-program.js';
import { cases } from '../fixtures/cases/no-landlock.mjs';
import { matrix } from './matrix.js';

const deny = program('seccomp-deny', ['seccomp-deny.c']);
matrix('no-landlock.mjs', cases, {
  under: [deny, 'landlock_create_ruleset=EOPNOTSUPP', 'landlock_restrict_self=ENOSYS', '--'],
});
