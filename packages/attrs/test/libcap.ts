import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Caps } from '../src/index.js';

/** Runs libcap itself, all texts in one go: cap_from_text, then the sets' bits and cap_to_text. */
const script = `
import ctypes, json, sys
cap = ctypes.CDLL('libcap.so.2')
cap.cap_from_text.restype = cap.cap_init.restype = cap.cap_to_text.restype = ctypes.c_void_p
cap.cap_from_text.argtypes = [ctypes.c_char_p]
cap.cap_to_text.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
cap.cap_get_flag.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
cap.cap_set_flag.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
cap.cap_free.argtypes = [ctypes.c_void_p]

def bits(caps, flag):
    total, on = 0, ctypes.c_int()
    for n in range(64):
        if cap.cap_get_flag(caps, n, flag, ctypes.byref(on)) == 0 and on.value:
            total |= 1 << n
    return total

def text_of(caps):
    text = cap.cap_to_text(caps, None)
    try:
        return ctypes.string_at(text).decode()
    finally:
        cap.cap_free(text)

def from_text(text):
    caps = cap.cap_from_text(text.encode())
    if not caps:
        return None
    try:
        return [hex(bits(caps, flag)) for flag in range(3)] + [text_of(caps)]
    finally:
        cap.cap_free(caps)

def to_text(sets):
    caps = cap.cap_init()
    try:
        for flag, value in enumerate(sets):
            for n in range(64):
                if int(value, 16) >> n & 1:
                    assert cap.cap_set_flag(caps, flag, 1, ctypes.byref(ctypes.c_int(n)), 1) == 0
        return text_of(caps)
    finally:
        cap.cap_free(caps)

asked = json.load(sys.stdin)
json.dump([(from_text if isinstance(a, str) else to_text)(a) for a in asked], sys.stdout)
`;

function ask(input: unknown): unknown {
  const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe'];
  return JSON.parse(execFileSync('python3', ['-c', script], { input: JSON.stringify(input), encoding: 'utf8', stdio }));
}

/** Why libcap cannot be asked here, or undefined. */
export function libcapMissing(): string | undefined {
  try {
    ask([]);
    return undefined;
  } catch (error) {
    return `needs python3 and libcap.so.2 (Debian: python3, libcap2): ${String(error).split('\n').at(-2)}`;
  }
}

/** The highest capability of the running kernel, which is what libcap takes for `all`. */
export const kernelLastCap = (): number => Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'));

/** What libcap makes of each text: the sets and its own text for them, or undefined where it refuses. */
export function libcapFromTexts(texts: string[]): ((Caps & { text: string }) | undefined)[] {
  const answers = ask(texts) as ([string, string, string, string] | null)[];
  return answers.map((answer) => {
    if (answer === null) return undefined;
    // CAP_EFFECTIVE, CAP_PERMITTED, CAP_INHERITABLE.
    const [effective, permitted, inheritable] = answer.slice(0, 3).map(BigInt) as [bigint, bigint, bigint];
    return { effective, permitted, inheritable, text: answer[3] };
  });
}

const hex = (set: bigint): string => `0x${set.toString(16)}`;

/** The text that libcap prints for each triple of sets. */
export function libcapToTexts(sets: Caps[]): string[] {
  return ask(sets.map((caps) => [hex(caps.effective), hex(caps.permitted), hex(caps.inheritable)])) as string[];
}
