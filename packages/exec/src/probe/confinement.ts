/** What a program can be confined by, and who may look into others. */
import { closeSync } from 'node:fs';
import { type Step, SyscallError } from '@forkexec/core-native';
import { landlockRuleset } from '../landlock/ruleset.js';
import { attempt } from './attempt.js';
import { fails, type Feature, outcome } from './feature.js';
import { readProc } from './proc.js';

const noNewPrivs: Step = { op: 'noNewPrivs' };

export function confinement(): Feature[] {
  return [outcome('no-new-privs', 'no_new_privs', attempt({ child: [noNewPrivs] })), landlock(), ptrace()];
}

function landlock(): Feature {
  const [name, title] = ['landlock', 'Landlock'] as const;
  try {
    const { fd, abi } = landlockRuleset({ fs: [] }, { bestEffort: true });
    try {
      const child: Step[] = [noNewPrivs, { op: 'landlockRestrictSelf', fd, flags: 0 }];
      return outcome(name, title, attempt({ child }), `ABI ${abi}`);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    const [cause = error.message, fix] = error.hint?.split('; ') ?? [];
    return fails(name, title, {
      reason: `${error.syscall} ${error.code}: ${cause}`,
      ...(fix !== undefined && { fix }),
    });
  }
}

/** Yama's scopes, Documentation/admin-guide/LSM/Yama.rst. */
const scopes = ['any process of the same user', 'children and who asks for it', 'with CAP_SYS_PTRACE', 'nobody'];

function ptrace(): Feature {
  const scope = readProc('/proc/sys/kernel/yama/ptrace_scope')?.trim();
  const yama = scope === undefined ? 'no Yama' : `Yama's ptrace_scope ${scope}: ${scopes[Number(scope)] ?? 'unknown'}`;
  return outcome('ptrace', 'ptrace', attempt({ child: [{ op: 'traceMe' }] }), yama);
}
