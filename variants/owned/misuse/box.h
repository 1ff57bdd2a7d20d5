/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest handle and view that use the whole vocabulary: what the misuse cases are about, and
 * the pattern that variants/owned/README.md explains.
 */
#ifndef MEMTAX_OWNED_MISUSE_BOX_H
#define MEMTAX_OWNED_MISUSE_BOX_H

#include <stddef.h>
#include "variants/owned/own.h"

struct box {
	int value;
};

#ifdef OWN_TRAP
/* To be run: a pool of one box. */
static struct box box_pool;
static inline struct box *box_alloc_raw(void)
{
	return &box_pool;
}
static inline void box_free_raw(struct box *box)
{
	box->value = 0;
}
#else
struct box *box_alloc_raw(void);
void box_free_raw(struct box *box);
#endif

/* Returns 0 or an error number. */
int misuse_case(int argument);

/* The handle. */
typedef struct OWN_CAPABILITY("box") {
	struct own life;
	struct box *box;
} box_own[1];

OWN_INLINE void box_scope_end(box_own *h) OWN_PRIMITIVE
{
	own_scope_end(&(*h)->life);
}
#define BOX_OWN(name) box_own name OWN_SCOPED(box_scope_end) = OWN_NONE

OWN_CHECKED bool box_alloc(box_own h) OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	struct box *box = box_alloc_raw();

	h->box = box;
	return own_begin_if(&h->life, box != NULL);
}

OWN_INLINE void box_free(box_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
	box_free_raw(h->box);
}

OWN_INLINE int box_get(const box_own h) OWN_SHARED(h)
{
	own_read(&h->life);
	return h->box->value;
}

OWN_INLINE void box_set(box_own h, int value) OWN_EXCLUSIVE(h)
{
	own_write(&h->life);
	h->box->value = value;
}

/* The view. */
typedef struct OWN_CAPABILITY("view") {
	struct own life;
	const int *value;
} box_view[1];

OWN_INLINE void box_view_scope_end(box_view *v) OWN_PRIMITIVE
{
	own_scope_end(&(*v)->life);
}
#define BOX_VIEW(name) box_view name OWN_SCOPED(box_view_scope_end) = OWN_NONE

OWN_INLINE void box_view_begin(box_own h, box_view v) OWN_FREEZE(h, v) OWN_PRIMITIVE
{
	own_freeze(&h->life, &v->life);
	v->value = &h->box->value;
}

OWN_INLINE void box_view_end(box_own h, box_view v) OWN_THAW(h, v) OWN_PRIMITIVE
{
	own_thaw(&h->life, &v->life);
}

OWN_INLINE int box_view_get(const box_view v) OWN_SHARED(v)
{
	own_read(&v->life);
	return *v->value;
}

#ifdef OWN_TRAP
int main(int argc, char **argv)
{
	(void)argv;
	return misuse_case(argc);
}
#endif

#endif
