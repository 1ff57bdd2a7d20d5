/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, raw: the kernel idiom, with the validation the modelled code had before its CVEs were fixed
 * (each place says which). See workloads/rx/README.md.
 */
#include "workloads/rx/rx.h"

#define EINVAL 22
#define EPERM 1

#define RX_INLINE static inline __attribute__((always_inline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

struct skb {
	const uint8_t *data;
	uint64_t hash;
	uint32_t len;
};

struct rx_state {
	uint32_t n_free;
	uint32_t n_held;
	struct skb *free[RX_POOL];
	struct skb *held[RX_HOLD];
};

RX_INLINE uint16_t load16(const uint8_t *p)
{
	uint16_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint32_t load32(const uint8_t *p)
{
	uint32_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint16_t be16(const uint8_t *p)
{
	return __builtin_bswap16(load16(p));
}
