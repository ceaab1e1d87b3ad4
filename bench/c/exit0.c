/* The program that is launched: no libc, no page it could do without. All that is measured is the launch. */
#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tmov $231, %eax\n\txor %edi, %edi\n\tsyscall\n"); /* exit_group(0) */
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x8, #94\n\tmov x0, #0\n\tsvc #0\n");
#else
#error "exit0: this architecture's exit_group is missing"
#endif
