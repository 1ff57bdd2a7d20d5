// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A lying peer against the safe cells of `ring`: any value of the index it owns, at any call. Arena
 * and buffer end at pages that cannot be touched; what may not be written is filled with a pattern
 * and compared. That the test can fail is shown on the baseline, which must be caught by it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/contract/random.h"
#include "harness/contract/workload.h"
#include "harness/measure/watcher.h"
#include "workloads/ring/ring.h"

enum {
	ENTRIES = 256,
	BUFFER = 3 * ENTRIES, /* descriptors */
	ROUNDS = 200000,
	PATTERN = 0x5c,
};

struct subject {
	const struct ring_ops *ops;
	void *state;
	struct ring_words words;
	unsigned char *after_slots, *after_arena; /* where nothing may be written */
	uint64_t *buffer;			  /* BUFFER descriptors, then a guard page */
	struct memtax_random random;
};

/* `size` bytes that end at a page which cannot be touched, filled with the pattern. */
static void *guarded(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (size + page - 1) / page * page;
	unsigned char *p = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	assert_int_equal(mprotect(p + whole, page, PROT_NONE), 0);
	return p + whole - size;
}

static struct subject subject_open(const char *path, uint64_t seed)
{
	const struct memtax_shape shape = { .param = { 32, ENTRIES, 128, 512, 1 } };
	size_t size = RING_HEADER_MAX + ENTRIES * sizeof(uint64_t);
	struct memtax_arena arena = { .base = guarded(size), .size = size };
	struct subject s = { .random = memtax_random_seeded(seed) };
	const struct memtax_cell *cell;
	void *file = dlopen(path, RTLD_NOW);

	if (!file)
		fail_msg("%s (make cells builds it)", dlerror());
	cell = dlsym(file, MEMTAX_CELL_SYMBOL);
	assert_non_null(cell);
	assert_int_equal(cell->ops_size, sizeof(struct ring_ops));
	s.ops = (const struct ring_ops *)cell->ops;
	s.state = aligned_alloc(64, (cell->ops->state_size(&shape) + 63) & ~(size_t)63);
	memset(arena.base, 0, size);
	assert_int_equal(cell->ops->init(s.state, &arena, &shape), 0);
	s.ops->words(s.state, &s.words);
	s.after_slots = (unsigned char *)&s.words.slots[ENTRIES];
	s.after_arena = arena.base + size;
	/* A sanitized cell has closed what it did not take: here it is looked at. */
	watcher_allow(s.after_slots, (size_t)(s.after_arena - s.after_slots));
	memset(s.after_slots, PATTERN, (size_t)(s.after_arena - s.after_slots));
	s.buffer = guarded(BUFFER * sizeof(uint64_t));
	return s;
}

static int untouched(const unsigned char *p, const unsigned char *end)
{
	while (p < end && *p == PATTERN)
		p++;
	return p == end;
}

/* Near the truth, near what the ring holds, near the ends of the range, anything. */
static uint32_t lie(struct subject *s, uint32_t truth)
{
	uint32_t near = memtax_random_below(&s->random, 8) - 4;

	switch (memtax_random_below(&s->random, 6)) {
	case 0:
		return truth;
	case 1:
		return truth + near;
	case 2:
		return truth + ENTRIES + near;
	case 3:
		return truth - ENTRIES + near;
	case 4:
		return truth + UINT32_C(0x80000000) + near;
	default:
		return (uint32_t)memtax_random_next(&s->random);
	}
}

/*
 * One call, with the index it reads lied about, and put right again afterwards: the next round
 * starts from a ring that works. Returns 0, or which promise was broken.
 */
static int round_of_lies(struct subject *s)
{
	uint32_t n = memtax_random_below(&s->random, BUFFER + 1);
	uint32_t op = memtax_random_below(&s->random, 5);
	uint32_t *word = op < 2 ? s->words.cons : s->words.prod;
	uint32_t truth = *word, allowed = 0;
	int64_t got;

	memset(s->buffer, PATTERN, BUFFER * sizeof(*s->buffer));
	*word = lie(s, truth);
	switch (op) {
	case 0: /* at the very end of the buffer: one too many is a fault */
		got = s->ops->produce(s->state, s->buffer + BUFFER - n, n);
		break;
	case 1:
		got = s->ops->writable(s->state);
		break;
	case 2:
		got = s->ops->consume(s->state, s->buffer + BUFFER - n, n);
		allowed = n;
		break;
	case 3:
		got = s->ops->drain(s->state, s->buffer + BUFFER - ENTRIES, ENTRIES);
		allowed = ENTRIES;
		break;
	default:
		got = s->ops->readable(s->state);
	}
	*word = truth;
	if (got != RING_BROKEN && (got < 0 || got > ENTRIES))
		return 1;
	if (!untouched((unsigned char *)s->buffer, (unsigned char *)(s->buffer + BUFFER - allowed)))
		return 2;
	return untouched(s->after_slots, s->after_arena) ? 0 : 3;
}

static int run(const char *path, int rounds)
{
	struct subject s = subject_open(path, 20260301);
	int status = 0;

	for (int i = 0; i < rounds && !status; i++)
		status = round_of_lies(&s);
	free(s.state);
	return status;
}

static void safe_cells_hold(const char *toolchain)
{
	static const char *const variants[] = { "bounds", "owned" };
	static const char *const profiles[] = { "kernel", "user" };
	char path[4096];

	snprintf(path, sizeof(path), MEMTAX_BUILD "/cells/%s", toolchain);
	if (access(path, F_OK)) /* this machine has no such compiler */
		skip();
	for (int v = 0; v < 2; v++)
		for (int p = 0; p < 2; p++) {
			snprintf(path, sizeof(path), MEMTAX_BUILD "/cells/%s/%s/aligned/%s/ring.so",
				 toolchain, profiles[p], variants[v]);
			assert_int_equal(run(path, ROUNDS), 0);
		}
}

static void safe_cells_by_gcc_hold(void **state)
{
	(void)state;
	safe_cells_hold("gcc");
}

static void safe_cells_by_clang_hold(void **state)
{
	(void)state;
	safe_cells_hold("clang-19");
}

/* In a child: it may crash, and one way or the other it must be caught. */
static void the_baseline_does_not(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		signal(SIGSEGV, SIG_DFL);
		alarm(60);
		_exit(run(MEMTAX_BUILD "/cells/gcc/kernel/aligned/raw/ring.so", ROUNDS));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(safe_cells_by_gcc_hold),
		cmocka_unit_test(safe_cells_by_clang_hold),
		cmocka_unit_test(the_baseline_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
