/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ownership in C, proved by the compiler. Depends on nothing but <stdbool.h>; README.md shows how
 * a workload declares its own handle type with it.
 *
 * A *handle* is a local variable that stands for one object which somebody must dispose of exactly
 * once. It is an array of one struct, so that it can be neither copied nor assigned and is passed
 * by reference, and its struct begins with a `struct own life`. Three mechanisms watch over it:
 *
 *  1. Linear proof. Every begin, use, end and scope exit tests `life` and calls a function that
 *     carries the `error` attribute if the test fails. The program compiles only if the optimiser
 *     proves each of those calls dead; what it proved costs no instruction. Caught: leak on any
 *     path, double free, use after free or after move, unchecked allocation, overwriting a live
 *     handle, freeing or changing the owner while a view of it is open.
 *  2. Capabilities. The same functions carry clang's -Wthread-safety attributes, checked function
 *     by function against their signatures, whatever the optimiser can or cannot see.
 *  3. Views. A view is a handle on something inside its owner. Opening it freezes the owner: it can
 *     be read but neither changed nor disposed of until the view is closed.
 *
 * The proof needs an optimising build that asked for it (-DOWN_PROVE, -O2 or -O3). In every other
 * build (-O0, sanitizers, -DOWN_TRAP) the same tests trap at run time.
 */
#ifndef MEMTAX_OWNED_OWN_H
#define MEMTAX_OWNED_OWN_H

#include <stdbool.h>

/* Everything that takes a handle is inlined: a handle whose address escapes proves nothing. */
#define OWN_INLINE static inline __attribute__((always_inline))
/* The same where the result says whether the handle became live. */
#define OWN_CHECKED static inline __attribute__((always_inline, warn_unused_result))

/* --- 1. The life of a handle. ------------------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
	__has_feature(thread_sanitizer)
#define OWN_SANITIZED 1
#endif
#endif

#if defined(OWN_PROVE) && defined(__OPTIMIZE__) && !defined(OWN_TRAP) && !defined(OWN_SANITIZED)
/* Declared, never defined: a call that survives is an error in compiling, and in linking too. */
#define OWN_UNPROVEN(name, text)                                                                   \
	extern void name(void) __attribute__((noreturn, error("ownership: " text)))
#else
#define OWN_UNPROVEN(name, text)                                                                   \
	static inline __attribute__((noreturn)) void name(void)                                    \
	{                                                                                          \
		__builtin_trap();                                                                  \
	}                                                                                          \
	_Static_assert(sizeof(text), "")
#endif

OWN_UNPROVEN(own_unproven_use, "handle not provably live here (consumed, or never checked)");
OWN_UNPROVEN(own_unproven_leak, "handle not provably consumed on every path out of its scope");
OWN_UNPROVEN(own_unproven_overwrite, "handle not provably free for a new object here");
OWN_UNPROVEN(own_unproven_frozen, "owner not provably free of open views here");

/*
 * Known to the optimiser on every path, so it is never stored. It is a flag beside the object's
 * pointer and not the pointer itself: kernel code is compiled with
 * -fno-delete-null-pointer-checks, under which `&pool[i]` is not provably non-NULL.
 */
struct own {
	bool live;
	bool frozen; /* a view is open */
};

/* The initial value of a handle: stands for nothing. */
#define OWN_NONE                                                                                   \
	{                                                                                          \
		{                                                                                  \
			.life = {.live = false }                                                   \
		}                                                                                  \
	}

/* The handle comes to stand for an object. */
OWN_INLINE void own_begin(struct own *life)
{
	if (life->live)
		own_unproven_overwrite();
	life->live = true;
	life->frozen = false;
}

/* The same where it can fail: the caller must test `ok` before it uses the handle. */
OWN_CHECKED bool own_begin_if(struct own *life, bool ok)
{
	if (life->live)
		own_unproven_overwrite();
	life->live = ok;
	life->frozen = false;
	return ok;
}

/* The object is about to be read. */
OWN_INLINE void own_read(const struct own *life)
{
	if (!life->live)
		own_unproven_use();
}

/* The object is about to be changed: no view may be open. */
OWN_INLINE void own_write(const struct own *life)
{
	if (!life->live)
		own_unproven_use();
	if (life->frozen)
		own_unproven_frozen();
}

/* The object is disposed of or handed on; the handle stands for nothing again. */
OWN_INLINE void own_end(struct own *life)
{
	own_write(life);
	life->live = false;
}

/* Body of the destructor that every handle declares: an obligation, not a clean-up. */
OWN_INLINE void own_scope_end(const struct own *life)
{
	if (life->live)
		own_unproven_leak();
}

/* --- 3. Views. ---------------------------------------------------------------------------- */

/* A view opens on the owner. One at a time; a view of a view freezes that view. */
OWN_INLINE void own_freeze(struct own *owner, struct own *view)
{
	own_write(owner);
	own_begin(view);
	owner->frozen = true;
}

/* The view closes; the owner can be changed and disposed of again. */
OWN_INLINE void own_thaw(struct own *owner, struct own *view)
{
	own_read(owner);
	own_end(view);
	if (!owner->frozen)
		own_unproven_use();
	owner->frozen = false;
}

/* --- 2. Capabilities: what clang's -Wthread-safety checks, and other compilers skip. --------- */

#if defined(__clang__)
#define OWN_ATTRIBUTE(x) __attribute__((x))
#else
#define OWN_ATTRIBUTE(x)
#endif

/* On a handle's struct: diagnostics call it by this name. */
#define OWN_CAPABILITY(name) OWN_ATTRIBUTE(capability(name))
/* On a declaration of a handle: runs `destructor` at the end of its scope. */
#define OWN_SCOPED(destructor) __attribute__((cleanup(destructor)))

/* On functions; `h` is a parameter that is a handle. */
#define OWN_ACQUIRE(h) OWN_ATTRIBUTE(acquire_capability(h))
#define OWN_ACQUIRE_IF(value, h) OWN_ATTRIBUTE(try_acquire_capability(value, h))
#define OWN_RELEASE(h) OWN_ATTRIBUTE(release_capability(h))
/* Reads what `h` stands for: a shared borrow. */
#define OWN_SHARED(h) OWN_ATTRIBUTE(requires_shared_capability(h))
/* Changes what `h` stands for: an exclusive borrow. */
#define OWN_EXCLUSIVE(h) OWN_ATTRIBUTE(requires_capability(h))
/* Opens the view `v` on `h`, and closes it. */
#define OWN_FREEZE(h, v)                                                                           \
	OWN_ATTRIBUTE(release_capability(h))                                                       \
	OWN_ATTRIBUTE(acquire_shared_capability(h)) OWN_ATTRIBUTE(acquire_capability(v))
#define OWN_THAW(h, v)                                                                             \
	OWN_ATTRIBUTE(release_capability(v))                                                       \
	OWN_ATTRIBUTE(release_shared_capability(h)) OWN_ATTRIBUTE(acquire_capability(h))
/*
 * On the few functions that touch `life` themselves: their bodies are what the annotations mean, so
 * clang takes their signature on trust. A count of these is a count of what must be trusted.
 */
#define OWN_PRIMITIVE OWN_ATTRIBUTE(no_thread_safety_analysis)

#endif
