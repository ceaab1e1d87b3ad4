/** elf(5) e_machine of what this kernel runs, by Node's word for it. */
export const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183, riscv64: 243 };
