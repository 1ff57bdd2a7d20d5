// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The functions that a compiler may call on its own, hidden in every cell and the same for all:
 * neither libc's dispatch by CPU nor its hardening colours a ratio. Built with
 * -ffreestanding (or gcc turns the loops into calls to themselves), everything else without.
 */
#include <stddef.h>
#include <stdint.h>

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN void *memcpy(void *restrict to, const void *restrict from, size_t n);
HIDDEN void *memmove(void *to, const void *from, size_t n);
HIDDEN void *memset(void *to, int value, size_t n);
HIDDEN int memcmp(const void *a, const void *b, size_t n);
HIDDEN __attribute__((noreturn, cold)) void __stack_chk_fail(void);

typedef uint64_t word __attribute__((may_alias, aligned(1)));

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	for (; n >= sizeof(word); n -= sizeof(word), t += sizeof(word), f += sizeof(word))
		*(word *)t = *(const word *)f;
	while (n--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if ((uintptr_t)t - (uintptr_t)f >= n)
		return memcpy(to, from, n);
	while (n--)
		t[n] = f[n];
	return to;
}

void *memset(void *to, int value, size_t n)
{
	word all = UINT64_C(0x0101010101010101) * (unsigned char)value;
	unsigned char *t = to;

	for (; n >= sizeof(all); n -= sizeof(all), t += sizeof(all))
		*(word *)t = all;
	while (n--)
		*t++ = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x < *y ? -1 : 1;
	return 0;
}

/*
 * Rows with -fstack-protector: the kernel panics here (kernel/panic.c), a cell traps, and the trap
 * is known by its address to be the cell's own. On x86-64 the guard is the thread's own word at
 * %fs:0x28, which libc has filled; on aarch64 it is a variable. The kernel keeps that one per task;
 * its value costs nothing, and no attack of this suite guesses it.
 */
void __stack_chk_fail(void)
{
	__builtin_trap();
}

#ifdef __aarch64__
extern HIDDEN const uintptr_t __stack_chk_guard;
const uintptr_t __stack_chk_guard = 0x6d656d74617800ff;
#endif
