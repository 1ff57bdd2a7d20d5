// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/run.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/contract/random.h"
#include "harness/measure/child.h"
#include "harness/measure/clock.h"
#include "harness/measure/job.h"
#include "harness/measure/layout.h"
#include "harness/measure/runtime.h"
#include "harness/measure/stale.h"
#include "harness/record/rundir.h"

/* One launch under way. */
struct launching {
	struct run *run;
	const struct plan_group *group;
	struct job job;
	char (*paths)[PATH_MAX]; /* linked cells, to be removed */
	int *failed;		 /* cells that failed in this launch */
	size_t n_failed;
	bool ended, ok;
};

int run_choose_cpu(void)
{
	cpu_set_t set;
	int cpu = CPU_SETSIZE - 1;

	CPU_ZERO(&set);
	sched_getaffinity(0, sizeof(set), &set);
	while (cpu > 0 && !CPU_ISSET(cpu, &set))
		cpu--;
	return cpu;
}

static bool contains(const int *list, size_t n, int value)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == value)
			return true;
	return false;
}

static int link_cell(struct launching *l, const struct plan_cell *c, const char *out,
		     struct memtax_error *err)
{
	const struct plan *plan = l->run->plan;
	const struct variant *v = registry_variant(l->run->registry, c->variant);
	uint64_t place = plan_seed(plan->seed, STREAM_PLACE,
				   (uint64_t)l->job.launch << 16 | (uint64_t)c->id);
	size_t n = strlen(c->path);
	char mem[PATH_MAX];
	struct object now;

	/* Somebody may build in this tree while the run goes on: never measure another object. */
	if (object_read(c->path, &now, err))
		return -1;
	if (strcmp(now.hash, c->object.hash))
		return memtax_fail(err, "%s was built anew since the run began; begin again",
				   c->path);
	if (n > 3 && !strcmp(c->path + n - 3, ".so"))
		return layout_copy(c->path, out, err);
	plan_mem_path(c, mem);
	return layout_link(c->path, v && v->runtime[0] ? NULL : mem, v ? v->libs : "", place,
			   !strcmp(plan->alignment, "aligned"), out, err);
}

/* Link every cell that is still in, and shuffle the order in which they are loaded. */
static int link_cells(struct launching *l, const char *dir, struct memtax_error *err)
{
	const struct plan *plan = l->run->plan;
	struct memtax_random random = memtax_random_seeded(
		plan_seed(plan->seed, STREAM_ENVIRONMENT, (uint64_t)l->job.launch));

	l->job.n_cells = 0;
	for (size_t i = 0; i < l->group->n_cells; i++) {
		const struct plan_cell *c = &plan->cells[l->group->cells[i]];
		char *path = l->paths[l->job.n_cells];

		if (contains(l->failed, l->n_failed, c->id))
			continue;
		snprintf(path, PATH_MAX, "%s/%d.so", dir, c->id);
		if (link_cell(l, c, path, err))
			return -1; /* NOLINT(clang-analyzer-unix.Malloc): make_launch() frees */
		l->job.cells[l->job.n_cells++] = (struct job_cell){ c->id, path };
	}
	for (size_t n = l->job.n_cells; n > 1; n--) {
		uint32_t other = memtax_random_below(&random, (uint32_t)n);
		struct job_cell t = l->job.cells[n - 1];

		l->job.cells[n - 1] = l->job.cells[other];
		l->job.cells[other] = t;
	}
	return 0;
}

static json_t *launch_line(const struct launching *l)
{
	const struct plan *plan = l->run->plan;
	json_t *load_order = json_array();
	char at[RECORD_TIME_SIZE];

	record_time(time(NULL), at);
	for (size_t i = 0; i < l->job.n_cells; i++)
		json_array_append_new(load_order, json_integer(l->job.cells[i].cell));
	return json_pack("{ss si si si si ss si so sI}", "t", "launch", "launch", l->job.launch,
			 "attempt", l->job.attempt, "group", l->job.group, "layout", l->job.layout,
			 "at", at, "cpu", l->job.cpu, "load_order", load_order, "seed",
			 (json_int_t)(plan->seed));
}

static void note_failed_cell(struct launching *l, const json_t *line)
{
	int cell = (int)json_integer_value(json_object_get(line, "cell"));
	const struct plan_cell *c = &l->run->plan->cells[cell];

	fprintf(stderr, "\rmemtax: %s/%s by %s, %s%s: %s\n", c->workload, c->variant, c->toolchain,
		l->group->footprint, c->dropped ? ", without a check" : "",
		json_string_value(json_object_get(line, "reason")));
	l->failed[l->n_failed++] = cell;
	l->run->cell_out[cell] = true;
	/* Without one of its checks a cell may well fail: it is not timed then, and no finding. */
	l->run->cell_failed |= !c->dropped;
}

static int on_line(void *user, json_t *line, struct memtax_error *err)
{
	struct launching *l = user;
	const char *t = json_string_value(json_object_get(line, "t"));
	struct plan_group *group = &l->run->plan->groups[l->group->id];

	if (!t) {
		json_decref(line);
		return memtax_fail(err, "the measuring process said a line without `t`");
	}
	if (!strcmp(t, "cell_failed"))
		note_failed_cell(l, line);
	if (!strcmp(t, "calibration"))
		group->segments = (int)json_integer_value(json_object_get(line, "segments"));
	if (!strcmp(t, "launch_end")) {
		l->ended = true;
		l->ok = !strcmp(json_string_value(json_object_get(line, "status")), "ok");
		if (!l->ok)
			fprintf(stderr, "\rmemtax: %s/%s %s: %s\n", l->group->workload,
				l->group->shape, l->group->footprint,
				json_string_value(json_object_get(line, "reason")));
	}
	return samples_append(l->run->writer, line, err);
}

static void fill_job(struct launching *l, int launch, int attempt, const char *workload_path,
		     const char *data_dir)
{
	const struct run *run = l->run;
	const struct plan *plan = run->plan;
	const struct plan_group *g = l->group;

	l->job.launch = launch;
	l->job.attempt = attempt;
	l->job.group = g->id;
	l->job.layout = launch % plan->layouts;
	l->job.workload = g->workload;
	l->job.workload_path = workload_path;
	l->job.data_dir = data_dir;
	l->job.shape = g->shape;
	l->job.footprint = g->footprint;
	l->job.entry = g->entry;
	l->job.footprint_bytes = g->footprint_bytes;
	l->job.l2_bytes = run->caches.l2;
	l->job.input_seed = plan_seed(plan->seed, STREAM_INPUT, (uint64_t)l->job.layout);
	l->job.order_seed = plan_seed(plan->seed, STREAM_ORDER, (uint64_t)launch);
	l->job.cpu = run->cpu;
	l->job.rounds = plan->rounds;
	l->job.segments = g->segments;
	l->job.counter_sets = run->counter_sets;
}

/* What a child that went without a word leaves: the launch is told as failed, by whom and how. */
static int tell_death(struct launching *l, const struct child_end *end, struct memtax_error *err)
{
	char reason[160];

	if (l->ended)
		return 0;
	if (end->silent)
		snprintf(reason, sizeof(reason), "no word for %d s: ended", CHILD_SILENCE_SECONDS);
	else if (end->signal)
		snprintf(reason, sizeof(reason), "the measuring process died: %s",
			 strsignal(end->signal));
	else
		snprintf(reason, sizeof(reason), "the measuring process left with status %d",
			 end->exit_status);
	return on_line(l,
		       json_pack("{ss si si ss ss}", "t", "launch_end", "launch", l->job.launch,
				 "attempt", l->job.attempt, "status", "failed", "reason", reason),
		       err);
}

static int attempt_launch(struct launching *l, const char *dir, struct memtax_error *err)
{
	const struct plan_cell *first = &l->run->plan->cells[l->group->cells[0]];
	struct child_job child = { .command = "launch" };
	struct child_end end;
	char library[PATH_MAX];
	json_t *job;
	int failed;

	l->ended = l->ok = false;
	if (l->group->runtime[0]) {
		/* Such a group is of one toolchain. */
		if (runtime_library(l->run->registry, l->group->runtime, first->toolchain, library,
				    err))
			return -1;
		child.library = library;
	}
	if (link_cells(l, dir, err) || samples_append(l->run->writer, launch_line(l), err))
		return -1;
	child.padding = plan_seed(l->run->plan->seed, STREAM_ENVIRONMENT,
				  (uint64_t)l->job.launch + 0x10000) %
			4096;
	child.job = job = job_to_json(&l->job);
	failed = child_run(&child, on_line, l, &end, err) || tell_death(l, &end, err);
	json_decref(job);
	return failed ? -1 : samples_sync(l->run->writer, err);
}

static void remove_links(struct launching *l, const char *dir)
{
	for (size_t i = 0; i < l->group->n_cells; i++)
		unlink(l->paths[i]);
	rmdir(dir);
}

/*
 * A crash takes the whole process: the child names the cell it was in (see guard.h), and
 * the launch is made again without it.
 */
static int make_launch(struct run *run, int launch, int attempt, struct memtax_error *err)
{
	const struct plan_group *g = &run->plan->groups[launch / run->plan->layouts];
	struct launching l = { .run = run, .group = g };
	char workload_path[PATH_MAX], data_dir[PATH_MAX], dir[PATH_MAX];
	size_t failed_before;
	int result;

	snprintf(workload_path, PATH_MAX, "%s/workloads/%s.so", run->registry->build, g->workload);
	snprintf(data_dir, PATH_MAX, "%s/workloads/%s", run->registry->source, g->workload);
	snprintf(dir, PATH_MAX, "%s/layout-%d", run->registry->build, (int)getpid());
	l.paths = calloc(g->n_cells, sizeof(*l.paths));
	l.failed = calloc(g->n_cells * 2, sizeof(*l.failed));
	l.job.cells = calloc(g->n_cells, sizeof(*l.job.cells));
	if (!l.paths || !l.failed || !l.job.cells) {
		result = memtax_fail(err, "out of memory");
		goto out;
	}
	if (mkdir(dir, 0700) && errno != EEXIST) {
		result = memtax_fail(err, "%s: %s", dir, strerror(errno));
		goto out;
	}
	for (size_t i = 0; i < g->n_cells; i++)
		if (run->cell_out[g->cells[i]])
			l.failed[l.n_failed++] = g->cells[i];
	do {
		failed_before = l.n_failed;
		fill_job(&l, launch, attempt++, workload_path, data_dir);
		result = attempt_launch(&l, dir, err);
	} while (!result && !l.ok && l.n_failed > failed_before && l.n_failed < g->n_cells);
	run->launch_failed |= !result && !l.ok;
	run->n_made += l.ok;
	remove_links(&l, dir);
out:
	free(l.paths);
	free(l.failed);
	free(l.job.cells);
	return result;
}

static void print_time(FILE *out, uint64_t ns)
{
	unsigned int seconds = (unsigned int)(ns / 1000000000u);

	fprintf(out, "%u:%02u", seconds / 60, seconds % 60);
}

/* On a terminal one line that is written over; in a log a line every tenth of the way. */
static void show_progress(const struct run *run, size_t done, uint64_t start)
{
	bool terminal = isatty(STDERR_FILENO);
	uint64_t elapsed = clock_now_ns() - start;
	size_t all = run->n_launches;

	if (!terminal && done * 10 / all == (done - 1) * 10 / all)
		return;
	fprintf(stderr, "%smemtax: %zu of %zu launches  elapsed ", terminal ? "\r" : "",
		done + run->n_done_before, all + run->n_done_before);
	print_time(stderr, elapsed);
	fputs("  left ", stderr);
	print_time(stderr, elapsed / done * (all - done));
	fputs(terminal && done < all ? "   " : terminal ? "   \n" : "\n", stderr);
	fflush(stderr);
}

static int make_launches(struct run *run, struct memtax_error *err)
{
	uint64_t start = clock_now_ns();

	for (size_t i = 0; i < run->n_launches; i++) {
		if (make_launch(run, run->order[i], run->attempt[i], err))
			return -1;
		show_progress(run, i + 1, start);
	}
	return 0;
}

int run_launches(struct run *run, struct memtax_error *err)
{
	int personality_before = personality(0xffffffff), result;
	cpu_set_t before, others;

	run->cell_out = calloc(run->plan->n_cells + 1, sizeof(*run->cell_out));
	if (!run->cell_out)
		return memtax_fail(err, "out of memory");
	stale_layouts_remove(run->registry->build);
	/* Writing down and linking wake this process up: not on the CPU that measures. */
	sched_getaffinity(0, sizeof(before), &before);
	others = before;
	CPU_CLR(run->cpu, &others);
	if (CPU_COUNT(&others))
		sched_setaffinity(0, sizeof(others), &others);
	/* Every launch has its own addresses, whoever started us with fixed ones (setarch -R). */
	if (personality_before >= 0)
		personality((unsigned long)personality_before & ~(unsigned long)ADDR_NO_RANDOMIZE);
	result = make_launches(run, err);
	sched_setaffinity(0, sizeof(before), &before);
	if (personality_before >= 0)
		personality((unsigned long)personality_before);
	free(run->cell_out);
	run->cell_out = NULL;
	return result;
}
