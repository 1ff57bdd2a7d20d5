/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: could not convert */
/* expect clang-19: no matching function for call to 'load' */
/* expect run: no-compile */
/* What has four bytes is handed to what reads eight. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	if (message.size() < 4)
		return 22;
	const auto header = message.first<4>();
#ifdef MISUSE
	return load<uint64_t>(header) ? 0 : 22;
#else
	return load<uint32_t>(header) ? 0 : 22;
#endif
}
