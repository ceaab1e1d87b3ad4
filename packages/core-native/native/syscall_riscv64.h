/*
 * Raw system calls on RISC-V, 64 bits: the only way the child talks to the kernel. The number is in a7, arguments in a0
 * to a5, the result in a0; the kernel keeps every other register (syscall(2), "Architecture calling conventions").
 */
#ifndef FX_SYSCALL_RISCV64_H
#define FX_SYSCALL_RISCV64_H

static inline long fx_syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = n;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;
	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return a0;
}

/* See syscall_x64.h: the two top words of the child's stack are the function and its argument. s0 is the frame pointer. */
#define FX_ENTER_CHILD                          \
	"ecall\n\t"                             \
	"bnez a0, 1f\n\t"                       \
	"li s0, 0\n\t"                          \
	"ld t0, 0(sp)\n\t"                      \
	"ld a0, 8(sp)\n\t"                      \
	"addi sp, sp, 16\n\t"                   \
	"jalr t0\n\t"                           \
	"unimp\n"                               \
	"1:"

/* clone(2): flags, stack, parent_tid, tls, child_tid, as on arm64 (CONFIG_CLONE_BACKWARDS). */
static inline long fx_clone_raw(unsigned long flags, void *stack, int *ptid, void *ctid)
{
	register long a7 __asm__("a7") = SYS_clone;
	register long a0 __asm__("a0") = (long)flags;
	register long a1 __asm__("a1") = (long)stack;
	register long a2 __asm__("a2") = (long)ptid;
	register long a3 __asm__("a3") = 0;
	register long a4 __asm__("a4") = (long)ctid;
	__asm__ volatile(FX_ENTER_CHILD
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4)
			 : "memory");
	return a0;
}

static inline long fx_clone3_raw(void *args, unsigned long size)
{
	register long a7 __asm__("a7") = SYS_clone3;
	register long a0 __asm__("a0") = (long)args;
	register long a1 __asm__("a1") = (long)size;
	__asm__ volatile(FX_ENTER_CHILD
			 : "+r"(a0)
			 : "r"(a7), "r"(a1)
			 : "memory");
	return a0;
}

#endif
