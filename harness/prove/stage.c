// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/stage.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "harness/measure/registry.h"
#include "harness/measure/watcher.h"

enum {
	CPU_LIMIT_US = 200000,	/* what an attack takes is microseconds: beyond this it hangs */
	CPU_LIMIT_SECOND_S = 2, /* should the first limit be lost */
	STACK_BYTES = 64 << 10,
	PAINTED_BYTES = 16 << 10,
};

/* There is one attack in a process: the handlers need no other way to it. */
static struct {
	struct memtax_stage stage;
	struct region *region;
	int filling;
	struct {
		uintptr_t start, end;
	} text; /* of the cell */
	struct {
		const volatile void *word;
		unsigned int nth, seen;
		uint32_t value;
	} flip;
} play;

/* ---- calls of the stage --------------------------------------------------------------------- */

/* The child cannot go on: what it wanted cannot be had. It counts as not reached. */
static __attribute__((noreturn)) void give_up(const char *what)
{
	struct region_report *report = play.region->report;

	region_report_begin(play.region);
	report->reached = 0;
	snprintf(report->what, sizeof(report->what), "%s", what);
	_exit(0);
}

static void *call_memory(struct memtax_stage *stage, size_t size, bool at_end)
{
	void *p;

	(void)stage;
	region_report_begin(play.region);
	p = region_take(play.region, size, at_end);
	region_report_end(play.region);
	if (!p)
		give_up("the fault asks for more memory than the stage has");
	return p;
}

static void call_secret(struct memtax_stage *stage, void *p, size_t size)
{
	(void)stage;
	region_secret(p, size, play.filling);
}

static void call_reached(struct memtax_stage *stage)
{
	(void)stage;
	region_report_begin(play.region);
	play.region->report->reached = 1;
	region_report_end(play.region);
}

static void call_triggered(struct memtax_stage *stage)
{
	(void)stage;
	region_report_begin(play.region);
	play.region->report->triggered = 1;
	region_report_end(play.region);
}

/* FNV-1a: outputs are compared, not kept. */
static void call_output(struct memtax_stage *stage, const void *bytes, size_t size)
{
	struct region_report *report = play.region->report;
	const unsigned char *p = bytes;
	uint64_t hash;

	(void)stage;
	region_report_begin(play.region);
	hash = report->output ? report->output : UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	report->output = hash;
	report->n_output += size;
	region_report_end(play.region);
}

static void call_say(struct memtax_stage *stage, enum memtax_verdict verdict, const char *what)
{
	struct region_report *report = play.region->report;

	(void)stage;
	region_report_begin(play.region);
	if (report->verdict == MEMTAX_NO_ANSWER) {
		report->verdict = verdict;
		snprintf(report->what, sizeof(report->what), "%s", what ? what : "");
	}
	region_report_end(play.region);
}

static void call_flip(struct memtax_stage *stage, const uint32_t *word, unsigned int nth,
		      uint32_t value)
{
	(void)stage;
	play.flip.word = word;
	play.flip.nth = nth;
	play.flip.seen = 0;
	play.flip.value = value;
}

/* Deeper than anything that an operation of a cell needs. */
static __attribute__((noinline)) void paint(int filling)
{
	unsigned char below[PAINTED_BYTES];

	region_secret(below, sizeof(below), filling);
	__asm__ volatile("" : : "r"(below) : "memory");
}

static void call_stack(struct memtax_stage *stage)
{
	(void)stage;
	paint(play.filling);
}

/* Cells that are built with MEMTAX_PEER_FLIP ask before each load of shared memory. */
void memtax_peer_flip(const volatile void *address);
void memtax_peer_flip(const volatile void *address)
{
	if (!play.flip.word || address != play.flip.word || ++play.flip.seen != play.flip.nth)
		return;
	*(volatile uint32_t *)(uintptr_t)address = play.flip.value;
	if (play.stage.hostile)
		call_triggered(&play.stage);
}

static const struct memtax_stage_calls calls = {
	.memory = call_memory,
	.secret = call_secret,
	.reached = call_reached,
	.triggered = call_triggered,
	.output = call_output,
	.say = call_say,
	.flip = call_flip,
	.stack = call_stack,
};

/* ---- signals and limits --------------------------------------------------------------------- */

static uintptr_t instruction(const ucontext_t *context)
{
#if defined(__x86_64__)
	return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (uintptr_t)context->uc_mcontext.pc;
#else
	(void)context;
	return 0;
#endif
}

static bool in_cell(uintptr_t at)
{
	return at >= play.text.start && at < play.text.end;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	struct region_report *report = play.region->report;
	uintptr_t at = instruction(context);

	(void)info;
	region_report_begin(play.region);
	report->signal = signal;
	report->own_trap = (signal == SIGILL || signal == SIGTRAP) && in_cell(at);
	_exit(0);
}

/*
 * A run-time library has seen the cell touch what is not its own: the row's trap. What the fault
 * function or the workload touch through the library's memory functions is their business.
 */
static void on_report(const struct watcher_report *seen)
{
	struct region_report *report = play.region->report;

	if (!in_cell(seen->at) && !in_cell(seen->caller))
		return;
	region_report_begin(play.region);
	report->own_trap = 1;
	snprintf(report->what, sizeof(report->what), "%s", seen->what);
	_exit(0);
}

/* A stack of its own: the attack may have used up or overwritten the first. */
static void catch_signals(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT };
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_size = STACK_BYTES };

	stack.ss_sp =
		mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack.ss_sp != MAP_FAILED)
		sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

/* CPU time, so that a busy machine makes no hang of an attack; and no core files. */
static void set_limits(void)
{
	struct itimerval timer = { .it_value = { .tv_usec = CPU_LIMIT_US } };
	struct rlimit cpu = { CPU_LIMIT_SECOND_S, CPU_LIMIT_SECOND_S + 1 }, none = { 0, 0 };

	signal(SIGPROF, SIG_DFL);
	setitimer(ITIMER_PROF, &timer, NULL);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* ---- the play ------------------------------------------------------------------------------- */

static int find_text(struct dl_phdr_info *info, size_t size, void *cell)
{
	uintptr_t inside = (uintptr_t)cell;
	bool here = false;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

		if (info->dlpi_phdr[i].p_type == PT_LOAD && inside >= start &&
		    inside < start + info->dlpi_phdr[i].p_memsz)
			here = true;
	}
	for (int i = 0; here && i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
			play.text.start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
			play.text.end = play.text.start + info->dlpi_phdr[i].p_memsz;
		}
	return here;
}

static void set_the_stage(const struct stage_job *job)
{
	struct memtax_arena arena = { .size = job->workload->arena_size(job->shape) };
	size_t room = arena.size ? watcher_room() : 0;
	const struct memtax_cell *cell;
	struct memtax_error err;
	void *handle;

	cell = cell_open(job->cell, job->workload, &handle, &err);
	if (!cell)
		give_up(err.text);
	if (cell->refusal)
		give_up(cell->refusal);
	dl_iterate_phdr(find_text, (void *)(uintptr_t)cell);
	play.stage = (struct memtax_stage){
		.ops = cell->ops, .shape = job->shape, .hostile = job->hostile, .calls = &calls
	};
	arena.size += room;
	arena.base = arena.size ? call_memory(&play.stage, arena.size, false) : NULL;
	play.stage.state = call_memory(&play.stage, cell->ops->state_size(job->shape), false);
	if (cell->ops->init(play.stage.state, &arena, job->shape))
		give_up("the cell does not initialise");
}

void stage_play(const struct stage_job *job, struct region *region)
{
	play.region = region;
	play.filling = job->filling;
	region_report_end(region);
	catch_signals();
	watcher_silence();
	watcher_on_report(on_report);
	region_forbid(region);
	set_limits();
	set_the_stage(job);
	job->fault->run(&play.stage);
	region_report_begin(region);
	region->report->finished = 1;
	_exit(0);
}
