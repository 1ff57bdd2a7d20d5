/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: incompatible type for argument 1 of 'span_u64_get' */
/* expect clang-19: passing 'struct span' to parameter of incompatible type 'struct span_u64' */
/* A length in bytes is taken for one in words: eight times too long. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	static const uint64_t table[4];
#ifdef MISUSE
	struct span words = message;
#else
	struct span_u64 words = span_u64_of(table, 4);
#endif
	uint64_t word;

	(void)table;
	(void)message;
	return span_u64_get(words, 3, &word) ? (int)word : 22;
}
