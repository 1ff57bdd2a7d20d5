// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/registry.h"

#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/measure/cell_source.h"
#include "harness/measure/runtime.h"

const char *const registry_toolchains[] = { "gcc", "clang-19", "clang-14", "rustc", NULL };
const char *const registry_profiles[] = { "kernel", "user", NULL };

const char *registry_base_toolchain(const char *toolchain)
{
	return strcmp(toolchain, "rustc") ? toolchain : "clang-19";
}

static bool is_folder_name(const char *name)
{
	return islower((unsigned char)name[0]) && strlen(name) < REGISTRY_NAME;
}

static int folder_filter(const struct dirent *entry)
{
	return is_folder_name(entry->d_name) && !strchr(entry->d_name, '.');
}

/* Returns how many folders there are, or -1. The list and its entries are the caller's. */
static int list_folders(const char *parent, struct dirent ***list, struct memtax_error *err)
{
	int n = scandir(parent, list, folder_filter, alphasort);

	if (n < 0)
		return memtax_fail(err, "%s: %s; is this memtax's source tree?", parent,
				   strerror(errno));
	return n;
}

static void free_folders(struct dirent **list, int n)
{
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

static const struct memtax_workload *workload_load(const char *path, const char *name,
						   void **handle, struct memtax_error *err)
{
	const struct memtax_workload *w;

	*handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!*handle) {
		memtax_fail(err, "workload %s is not built (%s); run: make", name, dlerror());
		return NULL;
	}
	w = dlsym(*handle, MEMTAX_WORKLOAD_SYMBOL);
	if (!w)
		memtax_fail(err, "%s: no symbol " MEMTAX_WORKLOAD_SYMBOL "; see docs/CONTRACT.md",
			    path);
	else if (w->contract != MEMTAX_CONTRACT)
		memtax_fail(err, "%s: contract version %u, this memtax has %u; run: make", path,
			    w->contract, MEMTAX_CONTRACT);
	else if (strcmp(w->name, name))
		memtax_fail(err, "%s: calls itself '%s', its folder is '%s'", path, w->name, name);
	else
		return w;
	dlclose(*handle);
	return NULL;
}

static int open_workloads(struct registry *r, struct memtax_error *err)
{
	char path[PATH_MAX];
	struct dirent **list;
	int n, failed = 0;

	snprintf(path, sizeof(path), "%s/workloads", r->source);
	n = list_folders(path, &list, err);
	if (n < 0)
		return -1;
	r->workloads = calloc((size_t)n + 1, sizeof(*r->workloads));
	for (int i = 0; i < n && r->workloads && !failed; i++) {
		struct workload_entry *w = &r->workloads[r->n_workloads];

		strcpy(w->name, list[i]->d_name);
		if (snprintf(path, sizeof(path), "%s/workloads/%s.so", r->build, w->name) >=
		    PATH_MAX) {
			failed = memtax_fail(err, "%s: path is too long", r->build);
			break;
		}
		w->workload = workload_load(path, w->name, &w->handle, err);
		if (w->workload)
			r->n_workloads++;
		else
			failed = -1;
	}
	if (!r->workloads)
		failed = memtax_fail(err, "out of memory");
	free_folders(list, n);
	return failed;
}

/* Variants are presented by what they are for: the base first, then what is compared with it. */
static int role_rank(const char *role)
{
	static const char *const order[] = { "baseline",  "discipline", "hardening",
					     "reference", "peer",	NULL };
	int rank = 0;

	while (order[rank] && strcmp(order[rank], role))
		rank++;
	return rank;
}

static int compare_variants(const void *a, const void *b)
{
	const struct variant *x = a, *y = b;
	int rank = role_rank(x->role) - role_rank(y->role);

	if (!rank)
		rank = (int)strtol(x->order, NULL, 10) - (int)strtol(y->order, NULL, 10);
	return rank ? rank : strcmp(x->name, y->name);
}

static int open_variants(struct registry *r, struct memtax_error *err)
{
	char path[PATH_MAX];
	struct dirent **list;
	int n, failed = 0;

	snprintf(path, sizeof(path), "%s/variants", r->source);
	n = list_folders(path, &list, err);
	if (n < 0)
		return -1;
	r->variants = calloc((size_t)n + 1, sizeof(*r->variants));
	if (!r->variants)
		failed = memtax_fail(err, "out of memory");
	for (int i = 0; i < n && !failed; i++) {
		failed = variant_read(r->source, list[i]->d_name, &r->variants[i], err);
		r->n_variants += !failed;
	}
	free_folders(list, n);
	if (!failed && r->variants)
		qsort(r->variants, r->n_variants, sizeof(*r->variants), compare_variants);
	return failed;
}

int registry_open(struct registry *r, const char *source, const char *build,
		  struct memtax_error *err)
{
	memset(r, 0, sizeof(*r));
	snprintf(r->source, sizeof(r->source), "%s", source);
	snprintf(r->build, sizeof(r->build), "%s", build);
	if (!open_variants(r, err) && !open_workloads(r, err))
		return 0;
	registry_close(r);
	return -1;
}

void registry_close(struct registry *r)
{
	for (size_t i = 0; i < r->n_workloads; i++)
		dlclose(r->workloads[i].handle);
	free(r->workloads);
	free(r->variants);
	memset(r, 0, sizeof(*r));
}

const struct memtax_workload *registry_workload(const struct registry *r, const char *name)
{
	for (size_t i = 0; i < r->n_workloads; i++)
		if (!strcmp(r->workloads[i].name, name))
			return r->workloads[i].workload;
	return NULL;
}

const struct variant *registry_variant(const struct registry *r, const char *name)
{
	for (size_t i = 0; i < r->n_variants; i++)
		if (!strcmp(r->variants[i].name, name))
			return &r->variants[i];
	return NULL;
}

void registry_cell_path(const struct registry *r, const struct cell_id *id, const char *suffix,
			char path[PATH_MAX])
{
	int n = snprintf(path, PATH_MAX, "%s/cells/%s/%s/%s/%s/%s.%s", r->build, id->toolchain,
			 id->profile, id->alignment, id->variant, id->workload, suffix);

	if (n >= PATH_MAX)
		path[0] = '\0'; /* opening it fails, and says so */
}

/* Those that build a variant that does not say which: mk/toolchains.mk has the same. */
#define USUAL_TOOLCHAINS "gcc clang-19"

static bool word_in(const char *word, const char *list)
{
	size_t n = strlen(word);

	for (const char *p = strstr(list, word); p; p = strstr(p + 1, word))
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

bool variant_built_by(const struct variant *v, const char *toolchain)
{
	return word_in(toolchain, v->toolchains[0] ? v->toolchains : USUAL_TOOLCHAINS);
}

/* Does the source tree say that there is such a cell? What was built once may be there still. */
static enum cell_state planned_state(const struct registry *r, const struct cell_id *id,
				     struct memtax_error *reason)
{
	const struct variant *v = registry_variant(r, id->variant);

	if (!v) {
		memtax_fail(reason, "variants/%s does not exist", id->variant);
		return CELL_ABSENT;
	}
	if (!cell_source_exists(r->source, v, id->workload, reason))
		return CELL_ABSENT;
	if (!variant_built_by(v, id->toolchain)) {
		memtax_fail(reason, "this row is built by %s only",
			    v->toolchains[0] ? v->toolchains : USUAL_TOOLCHAINS);
		return CELL_ABSENT;
	}
	if (v->profiles[0] && !word_in(id->profile, v->profiles)) {
		memtax_fail(reason, "this row has the profile %s only", v->profiles);
		return CELL_ABSENT;
	}
	return CELL_OK;
}

/* Why the build made no such cell. */
static enum cell_state missing_state(const struct registry *r, const struct cell_id *id,
				     struct memtax_error *reason)
{
	const struct variant *v = registry_variant(r, id->variant);

	if (v->requires[0] && access(v->requires, R_OK))
		memtax_fail(reason, "package %s is not installed; run: make peers", v->packages);
	else if (MEMTAX_CROSS[0] && !strcmp(id->toolchain, "rustc"))
		memtax_fail(reason,
			    "rustc has no core library for what " MEMTAX_CROSS
			    "gcc builds for (or the cell is stale); build on the machine itself");
	else
		memtax_fail(reason, "not built by %s (not installed, or stale); run: make deps all",
			    id->toolchain);
	return CELL_REFUSED;
}

enum cell_state registry_cell_state(const struct registry *r, const struct cell_id *id,
				    struct memtax_error *reason)
{
	char path[PATH_MAX];
	const struct memtax_cell *cell;
	enum cell_state state = planned_state(r, id, reason);
	void *handle;

	if (state != CELL_OK)
		return state;
	registry_cell_path(r, id, "so", path);
	if (access(path, R_OK))
		return missing_state(r, id, reason);
	if (*runtime_of(r, id->variant))
		return runtime_library(r, runtime_of(r, id->variant), id->toolchain, path, reason)
			       ? CELL_REFUSED
			       : CELL_OK;
	cell = cell_open(path, registry_workload(r, id->workload), &handle, reason);
	if (!cell)
		return CELL_BROKEN;
	if (cell->refusal) {
		memtax_fail(reason, "%s", cell->refusal);
		state = CELL_REFUSED;
	}
	dlclose(handle);
	return state;
}

const struct memtax_cell *cell_open(const char *path, const struct memtax_workload *workload,
				    void **handle, struct memtax_error *err)
{
	const struct memtax_cell *cell;

	*handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!*handle) {
		memtax_fail(err, "cell does not load: %s", dlerror());
		return NULL;
	}
	cell = dlsym(*handle, MEMTAX_CELL_SYMBOL);
	if (!cell)
		memtax_fail(err, "%s: no symbol " MEMTAX_CELL_SYMBOL "; see docs/CONTRACT.md",
			    path);
	else if (cell->contract != MEMTAX_CONTRACT)
		memtax_fail(err, "%s: contract version %u, this memtax has %u; rebuild the cell",
			    path, cell->contract, MEMTAX_CONTRACT);
	else if (!cell->workload || !cell->variant || strcmp(cell->workload, workload->name))
		memtax_fail(err, "%s: is a cell of workload '%s', not '%s'", path,
			    cell->workload ? cell->workload : "(none)", workload->name);
	else if (cell->refusal)
		return cell;
	else if (cell->ops_size != workload->ops_size || !cell->ops)
		memtax_fail(err,
			    "%s: its struct %s_ops has %u bytes, the workload's has %u; "
			    "rebuild the cell",
			    path, workload->name, cell->ops_size, workload->ops_size);
	else
		return cell;
	dlclose(*handle);
	return NULL;
}

/* Edit distance of two short names; names longer than REGISTRY_NAME are cut. */
static size_t distance(const char *a, const char *b)
{
	size_t row[REGISTRY_NAME + 1], n = strnlen(b, REGISTRY_NAME);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] && i <= REGISTRY_NAME; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = row[j] < change ? row[j] : change;
		}
	}
	return row[n];
}

const char *registry_nearest(const char *name, const char *const *known)
{
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	for (; *known; known++) {
		size_t d = distance(name, *known);

		if (d < best_distance) {
			best = *known;
			best_distance = d;
		}
	}
	return best;
}
