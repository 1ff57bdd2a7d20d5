/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include "harness/record/parse.h"
#include "harness/record/samples_write.h"

static void free_attempt(struct samples_attempt *a)
{
	free(a->ops);
	free(a->ticks);
	free(a->n_probes);
	free(a->wide);
	free(a->dependent);
	free(a->counters);
	free(a->failures);
}

void samples_free(struct samples *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_launches; i++) {
		for (size_t k = 0; k < s->launches[i].n_attempts; k++)
			free_attempt(&s->launches[i].attempts[k]);
		free(s->launches[i].attempts);
	}
	for (size_t i = 0; i < s->n_groups; i++) {
		free(s->groups[i].cell);
		free(s->groups[i].in_family);
	}
	free(s->launches);
	free(s->groups);
	free(s->cells);
	json_decref(s->header);
	json_decref(s->lines);
	free(s);
}

static int read_line(struct parse *p, const char *text, size_t size)
{
	json_error_t error;
	json_t *line;
	int ret;

	if (size > PARSE_MAX_LINE)
		return parse_damage(p, "a line of %zu bytes", size);
	line = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	if (!line)
		return parse_damage(p, "not JSON (%s, at byte %d)", error.text, error.position);
	if (!json_is_object(line))
		ret = parse_damage(p, "not a JSON object");
	else
		ret = p->s->header ? parse_line(p, line) : parse_header(p, line);
	json_decref(line);
	return ret;
}

static int read_lines(struct parse *p, FILE *file)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t size;
	int ret = 0;

	while (!ret && (size = getline(&text, &room, file)) > 0) {
		p->line++;
		if (text[size - 1] == '\n')
			ret = read_line(p, text, (size_t)size - 1);
		else
			p->s->torn = true; /* only ever the last one */
	}
	free(text);
	if (ret)
		return ret;
	if (ferror(file))
		return memtax_fail(p->err, "%s:%zu: cannot read on: %s", p->path, p->line + 1,
				   strerror(errno));
	if (!p->s->header)
		return memtax_fail(p->err,
				   "%s:1: no line 'run': nothing was recorded; measure again",
				   p->path);
	return 0;
}

static int open_and_read(struct parse *p)
{
	FILE *file = fopen(p->path, "re");
	struct stat st;
	int ret;

	if (!file)
		return memtax_fail(p->err, "%s: cannot read it: %s; is it the directory of a run?",
				   p->path, strerror(errno));
	if (fstat(fileno(file), &st))
		ret = memtax_fail(p->err, "%s: cannot look at it: %s", p->path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		ret = memtax_fail(p->err, "%s: not a regular file", p->path);
	else if (st.st_size > PARSE_MAX_FILE)
		ret = memtax_fail(p->err, "%s: %lld bytes, more than any run writes (%d)", p->path,
				  (long long)st.st_size, PARSE_MAX_FILE);
	else
		ret = read_lines(p, file);
	fclose(file);
	return ret;
}

/* The highest attempt that ended well: docs/schema/samples.md, "Which lines count". */
static void choose_attempts(struct samples *s)
{
	for (size_t i = 0; i < s->n_launches; i++) {
		struct samples_launch *launch = &s->launches[i];

		for (size_t k = 0; k < launch->n_attempts; k++)
			if (launch->attempts[k].ok)
				launch->counted = &launch->attempts[k];
		s->n_done += launch->counted != NULL;
	}
}

struct samples *samples_read(const char *dir, struct memtax_error *err)
{
	struct samples *s = calloc(1, sizeof(*s));
	char path[PATH_MAX];
	struct parse p = { .s = s, .path = path, .err = err };

	if (!s || !(s->lines = json_array())) {
		memtax_fail(err, "%s: out of memory", dir);
		free(s);
		return NULL;
	}
	if (snprintf(path, sizeof(path), "%s/" SAMPLES_FILE, dir) >= (int)sizeof(path)) {
		memtax_fail(err, "%.200s...: the path is too long; use a shorter one", dir);
		samples_free(s);
		return NULL;
	}
	if (open_and_read(&p)) {
		samples_free(s);
		return NULL;
	}
	choose_attempts(s);
	return s;
}

size_t samples_unfinished(const struct samples *s, size_t *ids)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_launches; i++)
		if (!s->launches[i].counted)
			ids[n++] = i;
	return n;
}

size_t samples_next_attempt(const struct samples_launch *launch)
{
	return launch->n_attempts + 1;
}
