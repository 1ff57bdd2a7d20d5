/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: conversion from */
/* expect clang-19: no viable conversion from */
/* expect run: no-compile */
/* A length in bytes is taken for one in words: eight times too long. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	static const uint64_t table[4] = { 1, 2, 3, 4 };
#ifdef MISUSE
	const std::span<const uint64_t> words = message;
#else
	const std::span<const uint64_t> words = table;
#endif

	return table[0] && !message.empty() && words[0] ? 0 : 22;
}
