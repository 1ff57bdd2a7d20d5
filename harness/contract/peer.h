/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of memory that somebody else can change at any time (a device, user space, the
 * other side of a ring). A value is loaded once, into a local; every later use is of the local.
 * Modelled on the kernel's READ_ONCE(), smp_load_acquire(), smp_store_release()
 * (include/asm-generic/rwonce.h, barrier.h).
 *
 * With -DMEMTAX_PEER_FLIP (a seeded build, never a timed object) each load asks the fault runner,
 * which may change the memory between two loads: what a double fetch meets in the field.
 */
#ifndef MEMTAX_CONTRACT_PEER_H
#define MEMTAX_CONTRACT_PEER_H

#include <stdint.h>

#ifdef MEMTAX_PEER_FLIP
void memtax_peer_flip(const volatile void *address);
#else
static inline void memtax_peer_flip(const volatile void *address)
{
	(void)address;
}
#endif

/* Relaxed load of a 32-bit value the peer may write. */
static inline uint32_t peer_load(const uint32_t *p)
{
	memtax_peer_flip(p);
	return __atomic_load_n(p, __ATOMIC_RELAXED);
}

/* Acquire load: what the peer wrote before it released the value is seen after it. */
static inline uint32_t peer_load_acquire(const uint32_t *p)
{
	memtax_peer_flip(p);
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

/* Release store: what was written before is seen by a peer that acquires the value. */
static inline void peer_store_release(uint32_t *p, uint32_t value)
{
	__atomic_store_n(p, value, __ATOMIC_RELEASE);
}

#endif
