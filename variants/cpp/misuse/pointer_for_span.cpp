/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: could not convert 'from' */
/* expect clang-19: no matching function for call to 'front' */
/* expect run: no-compile */
/* A bare pointer, whose length nobody knows, is handed to what reads. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	const uint8_t *from = message.data();
#else
	const bytes from = message;
#endif

	return front<uint16_t>(from) ? 0 : 22;
}
