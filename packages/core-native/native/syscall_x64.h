/* Raw system calls on x86-64: the only way the child talks to the kernel. */
#ifndef FX_SYSCALL_X64_H
#define FX_SYSCALL_X64_H

static inline long fx_syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;
	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

/*
 * The child starts on a stack of its own, whose two top words are the function and its argument. It never returns
 * here, so that nothing of the parent's frame is touched while both share the memory (vfork(2), "caveats").
 */
#define FX_ENTER_CHILD                          \
	"syscall\n\t"                           \
	"test %%rax, %%rax\n\t"                 \
	"jnz 1f\n\t"                            \
	"xor %%ebp, %%ebp\n\t"                  \
	"pop %%rax\n\t"                         \
	"pop %%rdi\n\t"                         \
	"call *%%rax\n\t"                       \
	"ud2\n"                                 \
	"1:"

/* clone(2): flags, stack, parent_tid (the pidfd's place), child_tid, tls in this architecture's order. */
static inline long fx_clone_raw(unsigned long flags, void *stack, int *ptid, void *ctid)
{
	register long r10 __asm__("r10") = (long)ctid;
	register long r8 __asm__("r8") = 0;
	long ret;
	__asm__ volatile(FX_ENTER_CHILD
			 : "=a"(ret)
			 : "a"(SYS_clone), "D"(flags), "S"(stack), "d"(ptid), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
}

static inline long fx_clone3_raw(void *args, unsigned long size)
{
	long ret;
	__asm__ volatile(FX_ENTER_CHILD
			 : "=a"(ret)
			 : "a"(SYS_clone3), "D"(args), "S"(size)
			 : "rcx", "r11", "memory");
	return ret;
}

#endif
