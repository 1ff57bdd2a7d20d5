// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/prove/stage.h"

enum {
	FOOTPRINT = 64 << 10,
	/* For a child that uses no CPU time and does not end either. */
	WALL_LIMIT_MS = 10000,
};

int runner_open(struct runner *r, struct memtax_error *err)
{
	return region_open(&r->region, err);
}

void runner_close(struct runner *r)
{
	region_close(&r->region);
}

int runner_shape(const struct memtax_workload *w, struct memtax_shape *shape,
		 struct memtax_error *err)
{
	return w->resolve(&w->shapes[0], FOOTPRINT, shape, err);
}

/* Wait, but not for ever; true if the child had to be killed. */
static bool wait_for(pid_t pid, int *status)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	bool killed = false;

	if (p.fd >= 0) {
		int ready;

		do
			ready = poll(&p, 1, WALL_LIMIT_MS);
		while (ready < 0 && errno == EINTR);
		killed = ready == 0;
		close(p.fd);
	}
	if (killed)
		kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		continue;
	return killed;
}

static void look(const struct region *region, int filling, int status, bool killed,
		 struct sighting *s)
{
	const struct region_report *report = region->report;
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	memset(s, 0, sizeof(*s));
	s->hung = killed || signal == SIGPROF || signal == SIGXCPU;
	s->damaged = !region_report_intact(region);
	if (s->damaged) {
		s->crashed = signal && !s->hung;
		return; /* nothing in it can be believed */
	}
	s->damaged = region_damaged(region, filling);
	s->reached = report->reached;
	s->triggered = report->triggered;
	s->finished = report->finished;
	s->trapped = report->own_trap;
	s->crashed = !s->hung && !s->trapped && (signal || report->signal);
	s->verdict = (enum memtax_verdict)report->verdict;
	s->output = report->output;
	s->n_output = report->n_output;
	memcpy(s->what, report->what, sizeof(s->what));
	/* Before the attack begins a cell may be broken, but has not been attacked. */
	if (s->finished && s->reached && s->verdict == MEMTAX_NO_ANSWER)
		snprintf(s->what, sizeof(s->what), "the fault function gave no verdict");
}

static int play(struct runner *r, const struct stage_job *job, struct sighting *s,
		struct memtax_error *err)
{
	int status;
	bool killed;
	pid_t pid;

	region_reset(&r->region, job->filling);
	pid = fork();
	if (pid < 0)
		return memtax_fail(err, "the fault runner cannot fork: %s", strerror(errno));
	if (!pid)
		stage_play(job, &r->region);
	killed = wait_for(pid, &status);
	look(&r->region, job->filling, status, killed, s);
	return 0;
}

static int play_twice(struct runner *r, struct stage_job job, struct sighting s[2],
		      struct memtax_error *err)
{
	job.filling = 0;
	if (play(r, &job, &s[0], err))
		return -1;
	s[1] = s[0];
	if (job.hostile && outcome_settled(&s[0]))
		return 0;
	job.filling = 1;
	return play(r, &job, &s[1], err);
}

int runner_attack(struct runner *r, const struct memtax_workload *w,
		  const struct memtax_fault *fault, const char *cell, struct trial *trial,
		  struct memtax_error *err)
{
	struct memtax_shape shape;
	struct stage_job job = {
		.workload = w, .fault = fault, .shape = &shape, .cell = cell, .hostile = true
	};
	struct sighting s[2];

	memset(trial, 0, sizeof(*trial));
	if (runner_shape(w, &shape, err) || play_twice(r, job, s, err))
		return -1;
	trial->outcome = outcome_of(s, trial->what);
	return 0;
}

int runner_try(struct runner *r, const struct memtax_workload *w, const struct memtax_fault *fault,
	       const char *cell, struct trial *trial, struct memtax_error *err)
{
	struct memtax_shape shape;
	struct stage_job job = { .workload = w, .fault = fault, .shape = &shape, .cell = cell };
	struct sighting s[2];

	if (runner_attack(r, w, fault, cell, trial, err) || runner_shape(w, &shape, err) ||
	    play_twice(r, job, s, err))
		return -1;
	trial->twin_accepted = outcome_twin_accepted(s, trial->twin_what);
	return 0;
}
