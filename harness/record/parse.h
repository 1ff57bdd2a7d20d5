/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to harness/record: reading members of a line with every error naming file and line.
 * Functions return 0, or -1 with the error told.
 */
#ifndef MEMTAX_RECORD_PARSE_H
#define MEMTAX_RECORD_PARSE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>
#include "harness/record/samples_read.h"

struct parse {
	struct samples *s;
	const char *path;
	size_t line;
	bool ended; /* an `end` line was the last */
	struct memtax_error *err;
};

/* What no sane file exceeds; a damaged one is told before memory runs out. */
enum {
	PARSE_MAX_LINE = 64 << 20,
	PARSE_MAX_FILE = 1 << 30,
	PARSE_MAX_CELLS = 1 << 16,
	PARSE_MAX_GROUPS = 1 << 16,
	PARSE_MAX_LAYOUTS = 1 << 14,
	PARSE_MAX_LAUNCHES = 1 << 20,
	PARSE_MAX_ROUNDS = 1 << 20,
	PARSE_MAX_ATTEMPTS = 1 << 10,
};

/* A line is not what docs/schema/samples.md says. Returns -1. */
int parse_damage(struct parse *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
int parse_no_memory(struct parse *p);

int parse_text(struct parse *p, const json_t *object, const char *key, const char **text);
int parse_bool(struct parse *p, const json_t *object, const char *key, bool *value);
/* min <= value <= max */
int parse_whole(struct parse *p, const json_t *object, const char *key, uint64_t min, uint64_t max,
		uint64_t *value);
/* value < n: an id */
int parse_id(struct parse *p, const json_t *object, const char *key, size_t n, size_t *value);
/* Above 0. */
int parse_positive(struct parse *p, const json_t *object, const char *key, double *value);
int parse_array(struct parse *p, const json_t *object, const char *key, const json_t **array);
int parse_object(struct parse *p, const json_t *object, const char *key, const json_t **value);

/* The first line: fills header, cells, groups, launches. Takes its own reference. */
int parse_header(struct parse *p, json_t *line);
/* Any other line. */
int parse_line(struct parse *p, json_t *line);

/* Place of a cell in its group, or n_cells. */
size_t parse_place(const struct samples_group *group, size_t cell);

#endif
