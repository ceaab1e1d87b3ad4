/* Does nothing until it is killed, at the latest with its parent: what runs where many children do. */
#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n"
	"\tmov $157, %eax\n\tmov $1, %edi\n\tmov $9, %esi\n\tsyscall\n" /* prctl(PR_SET_PDEATHSIG, SIGKILL) */
	"again:\tmov $34, %eax\n\tsyscall\n\tjmp again\n"); /* pause() */
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n"
	"\tmov x8, #167\n\tmov x0, #1\n\tmov x1, #9\n\tsvc #0\n" /* prctl(PR_SET_PDEATHSIG, SIGKILL) */
	"again:\tmov x8, #73\n\tmov x0, #0\n\tmov x1, #0\n\tmov x2, #0\n\tmov x3, #0\n\tsvc #0\n\tb again\n"); /* ppoll() */
#else
#error "sleeper: this architecture's prctl and pause are missing"
#endif
