/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every case has: the row's own spans and owner, and a message that came from somewhere. */
#ifndef MEMTAX_CPP_MISUSE_MESSAGE_HPP
#define MEMTAX_CPP_MISUSE_MESSAGE_HPP

#include "variants/cpp/error.hpp"
#include "variants/cpp/nlattr_buffer.hpp"

/* Buffers that are held: what their owners count. */
struct pool {
	uint32_t held;
};

/* Returns 0 or an error number. The message has as many bytes as an empty nlattr, four. */
int misuse_case(pool &buffers, bytes message);

#ifdef OWN_TRAP /* to be run */
int main()
{
	static const uint8_t header[4] = { 4, 0, 1, 0 };
	pool buffers = { 0 };

	return misuse_case(buffers, header);
}
#endif

#endif
