/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: a span is made of a pointer and a length that is none of it. Trusted. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	const bytes header = message.first(1);

#ifdef MISUSE
	const bytes all(header.data(), header.size() + 2);
#else
	const bytes all(header.data(), header.size());
#endif
	return all.back() ? 0 : 22;
}
