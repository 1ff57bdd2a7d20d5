/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A received buffer and its owner. It is given back when the owner ends, whichever way: there is no
 * path on which that could be forgotten, nor a second owner who could do it again.
 */
#ifndef MEMTAX_CPP_NLATTR_BUFFER_HPP
#define MEMTAX_CPP_NLATTR_BUFFER_HPP

#include "variants/cpp/bytes.hpp"

#include <utility>

/* What is left of a buffer: a message that was worked through is pulled off. Not copyable. */
class received
{
      public:
	received() = default;
	received(uint32_t &held, bytes data) : count(&held), unread(data)
	{
		++*count;
	}
	received(received &&other) noexcept
	    : count(std::exchange(other.count, nullptr)), unread(std::exchange(other.unread, {}))
	{
	}
	received &operator=(received &&other) noexcept
	{
		received old(std::move(*this));

		count = std::exchange(other.count, nullptr);
		unread = std::exchange(other.unread, {});
		return *this;
	}
	~received()
	{
		if (count) /* kfree_skb(), of which only the socket's count is modelled */
			--*count;
	}

	bytes left() const
	{
		return unread;
	}

	/* skb_pull() */
	void pull(size_t len)
	{
		unread = rest_of(unread, len);
	}

      private:
	uint32_t *count = nullptr; /* of buffers that are held; NULL: this owns none */
	bytes unread;
};

#endif
