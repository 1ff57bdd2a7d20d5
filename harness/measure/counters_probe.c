// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can be counted here: every planned event is opened by itself and must move while known work
 * runs; then the sets are opened, and split where they do not fit. Nothing is inferred.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "harness/measure/counters_impl.h"

/* Open n events, run the work, close. Counts in the order of events. */
static enum counters_opened count_work(const struct counters_os *os,
				       const struct counters_event *events, size_t n,
				       enum counters_work work, uint64_t count[COUNTERS_SET_EVENTS],
				       struct memtax_error *err)
{
	struct counters_sample begin, end;
	struct counters_set set;
	enum counters_opened opened = counters_open_group(os, events, n, &set, err);
	const char *why;

	if (opened != COUNTERS_OPENED)
		return opened;
	counters_read(&set, &begin);
	if (os->work(work) < 0)
		why = "the self test found no memory for its work";
	else {
		counters_read(&set, &end);
		why = counters_diff(&set, &begin, &end, count);
	}
	counters_close(&set);
	if (!why)
		return COUNTERS_OPENED;
	if (why != counters_void_unscheduled) {
		memtax_fail(err, "'%s': %s", events[n - 1].name, why);
		return COUNTERS_ABSENT;
	}
	counters_say_unscheduled(os, events[n - 1].name, n, err);
	return COUNTERS_ABSENT;
}

/* Did the known work move the event as it must? */
static enum counters_opened judge(const struct counters_planned *planned, const char *name,
				  uint64_t count, struct memtax_error *err)
{
	if (count == 0) {
		memtax_fail(err,
			    "'%s' opens but always reads 0: this PMU (emulated or virtual?) does "
			    "not count it",
			    name);
		return COUNTERS_ABSENT;
	}
	if (count < planned->at_least || (planned->at_most && count > planned->at_most)) {
		memtax_fail(err,
			    "'%s' miscounts known work: %llu, at least %llu and at most %llu "
			    "expected",
			    name, (unsigned long long)count, (unsigned long long)planned->at_least,
			    (unsigned long long)(planned->at_most ? planned->at_most : UINT64_MAX));
		return COUNTERS_ABSENT;
	}
	return COUNTERS_OPENED;
}

/*
 * On aarch64 an event says at opening whether user space is to read it: 64 bits wide (3), as wide
 * as the counter is (2), or not (0). Elsewhere config1 belongs to the event.
 */
static size_t access_choices(const struct counters_os *os, const uint64_t **choices)
{
	static const uint64_t none[] = { 0 };
#if defined(__aarch64__)
	static const uint64_t user[] = { 3, 2, 0 };
	char text[32];

	if (os->text("/proc/sys/kernel/perf_user_access", text, sizeof(text)) == 0 &&
	    strtol(text, NULL, 10) == 1) {
		*choices = user;
		return sizeof(user) / sizeof(user[0]);
	}
#endif
	(void)os;
	*choices = none;
	return 1;
}

/* Opens, runs known work, and says what was counted; user reads are asked for if they can be. */
static enum counters_opened open_name(const struct counters_os *os, const char *name,
				      enum counters_work work, struct counters_event *event,
				      uint64_t *count, struct memtax_error *err)
{
	enum counters_opened opened = COUNTERS_ABSENT;
	struct counters_encoding encoding;
	const uint64_t *access;
	size_t n_access = access_choices(os, &access);

	if (os->encode(name, &encoding, err) < 0)
		return COUNTERS_ABSENT;
	for (size_t i = 0; i < n_access; i++) {
		uint64_t counts[COUNTERS_SET_EVENTS];

		*event = (struct counters_event){ .name = name, .encoding = encoding };
		event->encoding.config1 |= access[i];
		opened = count_work(os, event, 1, work, counts, err);
		if (opened == COUNTERS_OPENED)
			*count = counts[0];
		if (opened == COUNTERS_OPENED || opened == COUNTERS_FORBIDDEN)
			return opened;
	}
	return opened;
}

int counters_encode_event(const struct counters_os *os, const char *name,
			  struct counters_event *event, struct memtax_error *err)
{
	uint64_t count;

	return open_name(os, name, COUNTERS_WORK_LOOP, event, &count, err) == COUNTERS_OPENED ? 0
											      : -1;
}

static enum counters_opened try_name(const struct counters_os *os,
				     const struct counters_planned *planned, const char *name,
				     struct counters_event *event, struct memtax_error *err)
{
	uint64_t count;
	enum counters_opened opened = open_name(os, name, planned->work, event, &count, err);

	return opened == COUNTERS_OPENED ? judge(planned, name, count, err) : opened;
}

/* The first choice that counts; what is told of a missing event is told of its first choice. */
static enum counters_opened try_planned(const struct counters_os *os,
					const struct counters_planned *planned,
					struct counters_event *event, struct memtax_error *err)
{
	enum counters_opened opened = try_name(os, planned, planned->choice[0], event, err);

	for (size_t i = 1; i < COUNTERS_CHOICES && planned->choice[i]; i++) {
		struct memtax_error unsaid;

		if (opened != COUNTERS_ABSENT)
			break;
		opened = try_name(os, planned, planned->choice[i], event, &unsaid);
	}
	return opened;
}

static void add_missing(struct counters_report *report, const char *name,
			const struct memtax_error *reason)
{
	if (report->n_missing == COUNTERS_MISSING)
		return;
	report->missing[report->n_missing].name = name;
	report->missing[report->n_missing++].reason = *reason;
}

static void give_up(struct counters_report *report, const struct memtax_error *reason)
{
	struct memtax_error said = *reason; /* may lie inside the report */

	memset(report, 0, sizeof(*report));
	report->reason = said;
}

/* Cycles and instructions: what is in every set. Returns how many of them there are. */
static size_t probe_base(const struct counters_os *os, struct counters_report *report,
			 struct counters_event base[2])
{
	static const struct counters_planned *const planned[] = { &counters_planned_cycles,
								  &counters_planned_instructions };
	struct memtax_error why[2];
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		enum counters_opened opened = try_planned(os, planned[i], &base[n], &why[i]);

		if (opened == COUNTERS_FORBIDDEN) {
			give_up(report, &why[i]);
			return 0;
		}
		if (opened == COUNTERS_OPENED)
			n++;
		else
			add_missing(report, planned[i]->choice[0], &why[i]);
	}
	if (!n) {
		memtax_fail(&report->reason, "no hardware counters: %.400s", why[0].text);
		give_up(report, &report->reason);
	}
	return n;
}

/*
 * Does the base with these own events fit, and run? If so it becomes a set; else each half is
 * tried, down to one own event, which is then missing.
 */
static void add_set(const struct counters_os *os, struct counters_report *report,
		    const struct counters_event *base, size_t n_base,
		    const struct counters_event *own, size_t n_own)
{
	struct counters_event events[COUNTERS_SET_EVENTS];
	uint64_t count[COUNTERS_SET_EVENTS];
	struct memtax_error why;
	enum counters_opened opened;

	memcpy(events, base, n_base * sizeof(*base));
	if (n_own)
		memcpy(events + n_base, own, n_own * sizeof(*own));
	opened = count_work(os, events, n_base + n_own, COUNTERS_WORK_LOOP, count, &why);
	if (opened == COUNTERS_OPENED && report->n_sets < COUNTERS_SETS) {
		memcpy(report->set[report->n_sets].event, events, sizeof(events));
		report->set[report->n_sets++].n = n_base + n_own;
	} else if (n_own > 1) {
		add_set(os, report, base, n_base, own, n_own / 2);
		add_set(os, report, base, n_base, own + n_own / 2, n_own - n_own / 2);
	} else {
		add_missing(report, n_own ? own[0].name : base[n_base - 1].name, &why);
	}
}

static void probe_sets(const struct counters_os *os, struct counters_report *report,
		       const struct counters_event *base, size_t n_base)
{
	for (size_t i = 0; i < COUNTERS_PLANNED; i++) {
		struct counters_event own[COUNTERS_OWN];
		size_t n_own = 0;

		for (size_t j = 0; j < COUNTERS_OWN; j++) {
			const struct counters_planned *planned = &counters_planned_own[i][j];
			struct memtax_error why;

			if (try_planned(os, planned, &own[n_own], &why) == COUNTERS_OPENED)
				n_own++;
			else
				add_missing(report, planned->choice[0], &why);
		}
		if (n_own)
			add_set(os, report, base, n_base, own, n_own);
	}
	if (!report->n_sets) /* the base by itself is worth having */
		add_set(os, report, base, n_base, NULL, 0);
}

/* Both kinds of work must show the same exact power of two: no real core does that. */
static bool looks_emulated(const struct counters_os *os, const struct counters_event base[2])
{
	static const enum counters_work works[] = { COUNTERS_WORK_LOOP, COUNTERS_WORK_RANDOM };
	enum { SHIFTS = 11 }; /* what QEMU's -icount accepts */
	bool possible[SHIFTS];
	bool any = false;

	memset(possible, true, sizeof(possible));
	for (size_t w = 0; w < 2; w++) {
		uint64_t count[COUNTERS_SET_EVENTS];
		struct memtax_error unsaid;

		if (count_work(os, base, 2, works[w], count, &unsaid) != COUNTERS_OPENED)
			return false;
		for (unsigned int shift = 0; shift < SHIFTS; shift++)
			possible[shift] &= count[0] == count[1] << shift;
	}
	for (unsigned int shift = 0; shift < SHIFTS; shift++)
		any |= possible[shift];
	return any;
}

void counters_probe(const struct counters_os *os, struct counters_report *report)
{
	struct counters_event base[2];
	struct counters_set set;
	size_t n_base;

	memset(report, 0, sizeof(*report));
	n_base = probe_base(os, report, base);
	if (!n_base)
		return;
	probe_sets(os, report, base, n_base);
	if (!report->n_sets) {
		give_up(report, &report->missing[report->n_missing - 1].reason);
		return;
	}
	report->available = true;
	if (n_base == 2)
		report->emulated = looks_emulated(os, base);
	if (counters_open_set(os, report, 0, &set, &report->user_reads_reason) < 0)
		return;
	report->user_reads = set.user;
	report->user_reads_reason = set.user_reason;
	counters_close(&set);
}
