/*
 * Stands in for libFuzzer where the compiler has none: `fuzz-driver RUNS SEED FILE...` mutates the files, the same way
 * for the same seed. It knows nothing of coverage; it knows that a plan is made of 32-bit words.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INPUT 8192
#define MAX_FILES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t state;

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators") */
static uint32_t below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)(((state * 0x2545f4914f6cdd1dull) >> 33) % n);
}

static uint32_t interesting(size_t size)
{
	const uint32_t values[] = { 0, 1, 2, 3, 31, 32, 47, 48, 0x7f, 0xff, 0x100, 0xffff, 0x7fffffff, 0x80000000u, 0xfffffffeu,
				    0xffffffffu, (uint32_t)size, (uint32_t)size - 1, (uint32_t)size + 1, below(64),
				    below((uint32_t)size + 1) };
	return values[below(sizeof values / sizeof *values)];
}

/* A word becomes a number that is often at a border, or a little more or less than it was. */
static void mutate_word(uint8_t *word, size_t size)
{
	uint32_t value;
	memcpy(&value, word, 4);
	value = below(2) ? interesting(size) : value + below(17) - 8;
	memcpy(word, &value, 4);
}

static size_t mutate(uint8_t *data, size_t size)
{
	if (size < 4)
		return size;
	switch (below(8)) {
	case 0:
		data[below((uint32_t)size)] ^= (uint8_t)(1u << below(8));
		return size;
	case 1:
		data[below((uint32_t)size)] = (uint8_t)below(256);
		return size;
	default:
		mutate_word(data + 4 * below((uint32_t)size / 4), size);
		return size;
	case 6:
		return below((uint32_t)size);
	case 7: {
		size_t more = 1 + below(64);
		if (size + more > MAX_INPUT)
			return size;
		for (size_t i = 0; i < more; i++)
			data[size + i] = (uint8_t)below(256);
		return size + more;
	}
	}
}

int main(int argc, char **argv)
{
	static struct { uint8_t data[MAX_INPUT]; size_t size; } file[MAX_FILES];
	static uint8_t data[MAX_INPUT];
	int files = 0;
	if (argc < 4) {
		fputs("usage: fuzz-driver RUNS SEED FILE...\n", stderr);
		return 2;
	}
	long runs = atol(argv[1]);
	state = strtoull(argv[2], NULL, 0) * 0x9e3779b97f4a7c15ull + 1;
	for (int i = 3; i < argc && files < MAX_FILES; i++) {
		FILE *f = fopen(argv[i], "rb");
		if (!f) {
			perror(argv[i]);
			return 2;
		}
		file[files].size = fread(file[files].data, 1, MAX_INPUT, f);
		fclose(f);
		LLVMFuzzerTestOneInput(file[files].data, file[files].size);
		files++;
	}
	for (long i = 0; i < runs; i++) {
		int from = (int)below((uint32_t)files);
		size_t size = file[from].size;
		memcpy(data, file[from].data, size);
		for (uint32_t n = 1 + below(3); n; n--)
			size = mutate(data, size);
		LLVMFuzzerTestOneInput(data, size);
	}
	printf("%ld runs on %d files\n", runs, files);
	return 0;
}
