/* Raw system calls on AArch64: the only way the child talks to the kernel. */
#ifndef FX_SYSCALL_ARM64_H
#define FX_SYSCALL_ARM64_H

static inline long fx_syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;
	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

/* See syscall_x64.h: the two top words of the child's stack are the function and its argument. */
#define FX_ENTER_CHILD                          \
	"svc 0\n\t"                             \
	"cbnz x0, 1f\n\t"                       \
	"mov x29, xzr\n\t"                      \
	"ldp x1, x0, [sp], #16\n\t"             \
	"blr x1\n\t"                            \
	"brk #1\n"                              \
	"1:"

/* clone(2): flags, stack, parent_tid, tls, child_tid: the last two are the other way round from x86-64. */
static inline long fx_clone_raw(unsigned long flags, void *stack, int *ptid, void *ctid)
{
	register long x8 __asm__("x8") = SYS_clone;
	register long x0 __asm__("x0") = (long)flags;
	register long x1 __asm__("x1") = (long)stack;
	register long x2 __asm__("x2") = (long)ptid;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = (long)ctid;
	__asm__ volatile(FX_ENTER_CHILD
			 : "+r"(x0), "+r"(x1)
			 : "r"(x8), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
}

static inline long fx_clone3_raw(void *args, unsigned long size)
{
	register long x8 __asm__("x8") = SYS_clone3;
	register long x0 __asm__("x0") = (long)args;
	register long x1 __asm__("x1") = (long)size;
	__asm__ volatile(FX_ENTER_CHILD
			 : "+r"(x0), "+r"(x1)
			 : "r"(x8)
			 : "memory");
	return x0;
}

#endif
