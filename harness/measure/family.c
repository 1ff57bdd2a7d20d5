// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/family.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6 };

struct claim {
	char *workload, *shape, *footprint, *entry, *profile, *variant;
};

static bool group_matches(const struct plan_group *g, const struct claim *c)
{
	return !strcmp(g->workload, c->workload) && !strcmp(g->shape, c->shape) &&
	       !strcmp(g->footprint, c->footprint) && !strcmp(g->entry, c->entry) &&
	       !strcmp(g->profile, c->profile);
}

/* Returns how many cells were marked. */
static int mark_claim(struct plan *plan, const struct claim *c)
{
	int marked = 0;

	for (size_t g = 0; g < plan->n_groups; g++) {
		struct plan_group *group = &plan->groups[g];

		for (size_t i = 0; i < group->n_cells && group_matches(group, c); i++) {
			const struct plan_cell *cell = &plan->cells[group->cells[i]];

			if (cell->clone_of >= 0 || strcmp(cell->variant, c->variant))
				continue;
			group->family[i] = true;
			marked++;
		}
	}
	return marked;
}

/* Tabs between columns. Returns 0, or -1 if there are not as many as there should be. */
static int split(char *line, struct claim *c)
{
	char *field[COLUMNS], *rest = line;
	int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (n < COLUMNS && (field[n] = strsep(&rest, "\t")))
		n++;
	*c = (struct claim){ field[0], field[1], field[2], field[3], field[4], field[5] };
	return n == COLUMNS && !rest ? 0 : -1;
}

int family_mark(struct plan *plan, const char *source, struct memtax_error *err)
{
	char path[PATH_MAX], *line = NULL;
	size_t size = 0;
	int number = 0, failed = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/results/family.tsv", source);
	f = fopen(path, "r");
	if (!f)
		return memtax_fail(err, "%s: %s; it is part of the source tree", path,
				   strerror(errno));
	while (!failed && getline(&line, &size, f) >= 0) {
		struct claim c = { 0 };

		number++;
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (split(line, &c))
			failed = memtax_fail(err, "%s:%d: there are %d columns with tabs between",
					     path, number, COLUMNS);
		else if (!mark_claim(plan, &c))
			plan->family = false;
	}
	free(line);
	fclose(f);
	return failed;
}
