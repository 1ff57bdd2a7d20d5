/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A result that has to be looked at. */
#ifndef MEMTAX_CPP_ERROR_HPP
#define MEMTAX_CPP_ERROR_HPP

/* 0, or what is wrong (-errno). */
class [[nodiscard]] error
{
      public:
	constexpr error(int code = 0) : number(code)
	{
	}
	constexpr explicit operator bool() const
	{
		return number != 0;
	}
	constexpr int code() const
	{
		return number;
	}

      private:
	int number;
};

#endif
