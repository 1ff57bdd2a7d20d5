// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/claims.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 4 };

static const char *const tiers[] = { "enforced", "checked", "convention", NULL };

static bool known(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

/* Cut a line at its tabs; false if there are not just so many columns. */
static bool cut(char *line, char *column[COLUMNS])
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		column[i] = strsep(&line, "\t");
		if (!column[i] || !column[i][0] || strlen(column[i]) >= REGISTRY_NAME)
			return false;
	}
	return !line;
}

static int read_claim(struct claim *c, char *line, const char *where, struct memtax_error *err)
{
	char *column[COLUMNS];
	int outcome;

	if (!cut(line, column))
		return memtax_fail(err,
				   "%s: expected workload, class or fault, outcome and tier, "
				   "with tabs between",
				   where);
	outcome = outcome_from_name(column[2]);
	if (outcome != OUTCOME_ERROR && outcome != OUTCOME_TRAP && outcome != OUTCOME_NO_COMPILE)
		return memtax_fail(err, "%s: '%s' cannot be claimed; error, trap or no-compile can",
				   where, column[2]);
	if (!known(column[3], tiers))
		return memtax_fail(err, "%s: tier '%s' is not enforced, checked or convention",
				   where, column[3]);
	strcpy(c->workload, column[0]);
	strcpy(c->about, column[1]);
	c->outcome = (enum outcome)outcome;
	strcpy(c->tier, column[3]);
	return 0;
}

static int read_line(struct claims *claims, char *line, const char *path, int number,
		     struct memtax_error *err)
{
	struct claim *more, *c;
	char where[PATH_MAX + 16];

	if (line[0] == '#' || line[0] == '\n')
		return 0;
	more = realloc(claims->claim, (claims->n + 1) * sizeof(*more));
	if (!more)
		return memtax_fail(err, "out of memory");
	claims->claim = more;
	c = &more[claims->n];
	memset(c, 0, sizeof(*c));
	c->line = number;
	snprintf(where, sizeof(where), "%s:%d", path, number);
	if (read_claim(c, line, where, err))
		return -1;
	claims->n++;
	return 0;
}

int claims_read(struct claims *claims, const char *source, const char *variant,
		struct memtax_error *err)
{
	char path[PATH_MAX], *line = NULL;
	size_t size = 0;
	int number = 0, failed = 0;
	FILE *f;

	memset(claims, 0, sizeof(*claims));
	if (snprintf(path, sizeof(path), "%s/variants/%s/claims.tsv", source, variant) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", source);
	f = fopen(path, "r");
	if (!f)
		return errno == ENOENT ? 0 : memtax_fail(err, "%s: %s", path, strerror(errno));
	while (!failed && getline(&line, &size, f) >= 0)
		failed = read_line(claims, line, path, ++number, err);
	free(line);
	fclose(f);
	return failed;
}

void claims_free(struct claims *claims)
{
	free(claims->claim);
	memset(claims, 0, sizeof(*claims));
}

/* How closely a claim is about a fault: 0 not at all, else the more the closer. */
static int closeness(const struct claim *c, const char *workload, const struct memtax_fault *fault)
{
	bool here = !strcmp(c->workload, workload), everywhere = !strcmp(c->workload, "*");

	if (!here && !everywhere)
		return 0;
	if (!strcmp(c->about, fault->name))
		return 3 + here;
	if (fault->kind == MEMTAX_INPUT && !strcmp(c->about, fault_class_name(fault->class)))
		return 1 + here;
	return 0;
}

const struct claim *claims_find(struct claims *claims, const char *workload,
				const struct memtax_fault *fault)
{
	struct claim *best = NULL;
	int most = 0;

	for (size_t i = 0; i < claims->n; i++) {
		int close = closeness(&claims->claim[i], workload, fault);

		if (close > most) {
			most = close;
			best = &claims->claim[i];
		}
	}
	if (best)
		best->used = true;
	return best;
}

bool claim_holds(const struct claim *claim, enum outcome outcome)
{
	if (outcome == OUTCOME_NOT_REACHED)
		return false;
	/* A trap that is not claimed is a bite: it is how an availability fault looks. */
	return claim ? outcome == claim->outcome : outcome_is_bite(outcome);
}
