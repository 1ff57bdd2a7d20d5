/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: static assertion failed */
/* expect clang-19: static assertion failed */
/* expect run: no-compile */
/* A field is read that ends behind a header of fixed size. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	if (message.size() < 4)
		return 22;
	const auto header = message.first<4>();
#ifdef MISUSE
	return field<uint32_t, 2>(header) ? 0 : 22;
#else
	return field<uint16_t, 2>(header) ? 0 : 22;
#endif
}
