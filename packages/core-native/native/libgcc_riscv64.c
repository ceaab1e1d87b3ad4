/*
 * What gcc calls for an instruction that plain rv64gc lacks (Zbb has it): libgcc's function, without libgcc, for the addon
 * is linked against nothing.
 */
#if defined(__riscv)
int __ctzdi2(unsigned long word);

/* The number of zero bits below the lowest that is set. In halves: a loop over bits would be made a call of itself. */
int __ctzdi2(unsigned long word)
{
	int zeros = 0;
	for (int half = 32; half > 0; half /= 2)
		if (!(word << (64 - half))) {
			word >>= half;
			zeros += half;
		}
	return zeros;
}
#endif
