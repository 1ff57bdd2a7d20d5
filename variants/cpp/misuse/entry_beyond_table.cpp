/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: is not a constant expression */
/* expect clang-19: is not a constant expression */
/* expect run: no-compile */
/* A policy for a type that its table has no room for (the other way round: CVE-2024-26597). */
#include "variants/cpp/misuse/message.hpp"
#include "variants/cpp/nlattr_policy.hpp"

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	constexpr auto policy = policy_table<IFLA_RMNET_MAX>({ { IFLA_RMNET_MAX + 1, P_U32 } });
#else
	constexpr auto policy = policy_table<IFLA_RMNET_MAX>({ { IFLA_RMNET_MAX, P_U32 } });
#endif

	return policy.size() > IFLA_RMNET_MAX && !message.empty() ? 0 : 22;
}
