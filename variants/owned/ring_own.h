/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handles of `ring`: slots that an end holds, bursts of descriptors, and the view of a burst.
 * The only file of the row whose functions touch a handle's life (OWN_PRIMITIVE).
 */
#ifndef MEMTAX_OWNED_RING_OWN_H
#define MEMTAX_OWNED_RING_OWN_H

#include "variants/bounds/span.h"
#include "variants/owned/own.h"

/* Slots that this end may write, or read, until it publishes its index. */
typedef struct OWN_CAPABILITY("slots") {
	struct own life;
	uint32_t n;
} slots_own[1];

OWN_INLINE void slots_scope_end(slots_own *h) OWN_PRIMITIVE
{
	own_scope_end(&(*h)->life);
}
#define SLOTS_OWN(name) slots_own name OWN_SCOPED(slots_scope_end) = OWN_NONE

/* The end says that `n` slots are its own, if `ok`. */
OWN_CHECKED bool slots_begin(slots_own h, uint32_t n, bool ok) OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	h->n = n;
	return own_begin_if(&h->life, ok);
}

OWN_INLINE uint32_t slots_n(const slots_own h) OWN_SHARED(h)
{
	own_read(&h->life);
	return h->n;
}

/* Leave them as they are. */
OWN_INLINE void slots_drop(slots_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
}

/* A burst of descriptors, and with them of buffers. */
typedef struct OWN_CAPABILITY("burst") {
	struct own life;
	struct span_u64 words;
} burst_own[1];

OWN_INLINE void burst_scope_end(burst_own *h) OWN_PRIMITIVE
{
	own_scope_end(&(*h)->life);
}
#define BURST_OWN(name) burst_own name OWN_SCOPED(burst_scope_end) = OWN_NONE

/* The caller of an operation, or the ring, hands over what `words` stand for. */
OWN_INLINE void burst_begin(burst_own h, struct span_u64 words) OWN_ACQUIRE(h) OWN_PRIMITIVE
{
	own_begin(&h->life);
	h->words = words;
}

/* The first n of `rest` are handed over. */
OWN_CHECKED bool burst_take(burst_own h, struct span_u64 *rest, uint32_t n)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	return own_begin_if(&h->life, span_u64_take(rest, n, &h->words));
}

/* The burst is handed over to the ring, to the layer above, or back to the caller. */
OWN_INLINE struct span_u64 burst_end(burst_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
	return h->words;
}

/* A look at the descriptors; the burst stays where it is until the look ends. */
typedef struct OWN_CAPABILITY("burst view") {
	struct own life;
	struct span_u64 words;
} burst_view[1];

OWN_INLINE void burst_view_scope_end(burst_view *v) OWN_PRIMITIVE
{
	own_scope_end(&(*v)->life);
}
#define BURST_VIEW(name) burst_view name OWN_SCOPED(burst_view_scope_end) = OWN_NONE

OWN_INLINE void burst_view_begin(burst_own h, burst_view v) OWN_FREEZE(h, v) OWN_PRIMITIVE
{
	own_freeze(&h->life, &v->life);
	v->words = h->words;
}

OWN_INLINE void burst_view_end(burst_own h, burst_view v) OWN_THAW(h, v) OWN_PRIMITIVE
{
	own_thaw(&h->life, &v->life);
}

OWN_INLINE struct span_u64 burst_words(const burst_view v) OWN_SHARED(v)
{
	own_read(&v->life);
	return v->words;
}

#endif
