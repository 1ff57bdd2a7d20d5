// SPDX-License-Identifier: GPL-2.0-or-later
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/measure/filter.h"
#include "harness/measure/object.h"
#include "harness/prove/parallel.h"
#include "harness/prove/prove.h"

static struct prove_cell *add(struct prove_cells *cells)
{
	struct prove_cell *more = realloc(cells->cell, (cells->n + 1) * sizeof(*more));

	if (!more)
		return NULL;
	cells->cell = more;
	memset(&more[cells->n], 0, sizeof(*more));
	return &more[cells->n++];
}

int prove_cells_add(struct prove_cells *cells, const struct prove_cell *cell,
		    struct memtax_error *err)
{
	struct prove_cell *c = add(cells);

	if (!c)
		return memtax_fail(err, "out of memory");
	*c = *cell;
	return 0;
}

static int add_built(struct prove_cells *cells, const struct registry *r,
		     const struct workload_entry *w, const struct variant *v, const char *toolchain,
		     const char *profile, struct memtax_error *err)
{
	struct cell_id id = { w->name, v->name, toolchain, profile, "aligned" };
	struct memtax_error reason;
	struct prove_cell *c;
	struct object object;
	char path[PATH_MAX];

	if (registry_cell_state(r, &id, &reason) != CELL_OK)
		return 0;
	registry_cell_path(r, &id, "o", path);
	if (object_read(path, &object, err))
		return -1;
	c = add(cells);
	if (!c)
		return memtax_fail(err, "out of memory");
	c->workload = w->workload;
	strcpy(c->variant, v->name);
	strcpy(c->role, v->role);
	snprintf(c->toolchain, sizeof(c->toolchain), "%s", toolchain);
	snprintf(c->profile, sizeof(c->profile), "%s", profile);
	strcpy(c->hash, object.hash);
	registry_cell_path(r, &id, "so", c->path);
	return 0;
}

/* What a cell from outside calls itself. */
struct introduction {
	char workload[REGISTRY_NAME], variant[REGISTRY_NAME], refusal[200];
	bool given;
};

static void introduce(const char *path, struct introduction *said)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct memtax_cell *cell = handle ? dlsym(handle, MEMTAX_CELL_SYMBOL) : NULL;

	if (!cell || !cell->workload || !cell->variant) {
		snprintf(said->refusal, sizeof(said->refusal), "%s",
			 handle ? "it has no symbol " MEMTAX_CELL_SYMBOL : dlerror());
		return;
	}
	snprintf(said->workload, sizeof(said->workload), "%s", cell->workload);
	snprintf(said->variant, sizeof(said->variant), "%s", cell->variant);
	said->given = true;
}

/* Asked in a child: a constructor of the cell may do anything. */
static int ask(const char *path, struct introduction *said, struct memtax_error *err)
{
	struct introduction *shared = parallel_array(sizeof(*shared));
	int status = -1;
	pid_t pid = shared ? fork() : -1;

	if (!pid) {
		introduce(path, shared);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	if (shared)
		*said = *shared;
	parallel_free(shared, sizeof(*shared));
	if (!status && said->given)
		return 0;
	return memtax_fail(err, "%s is no cell: %s; see docs/bring-your-own.md", path,
			   !status ? said->refusal : "loading it ends the process");
}

static int add_outside(struct prove_cells *cells, const struct registry *r, const char *file,
		       struct memtax_error *err)
{
	struct introduction said = { .given = false };
	const struct memtax_workload *w;
	const struct variant *v;
	struct prove_cell *c;
	struct object object;
	char path[PATH_MAX];

	if (!realpath(file, path))
		return memtax_fail(err, "%s: %s", file, strerror(errno));
	if (ask(path, &said, err) || object_read(path, &object, err))
		return -1;
	w = registry_workload(r, said.workload);
	if (!w)
		return memtax_fail(err, "%s: is a cell of workload '%s', which does not exist",
				   file, said.workload);
	c = add(cells);
	if (!c)
		return memtax_fail(err, "out of memory");
	v = registry_variant(r, said.variant);
	c->workload = w;
	strcpy(c->variant, said.variant);
	strcpy(c->role, v ? v->role : "outside");
	strcpy(c->toolchain, "outside");
	strcpy(c->profile, "outside");
	strcpy(c->path, path);
	strcpy(c->hash, object.hash);
	c->outside = true;
	return 0;
}

static bool wanted(const struct prove_filters *f, const struct variant *v)
{
	if (f->variant)
		return filter_match(f->variant, v->name);
	return strcmp(v->role, "peer") != 0;
}

int prove_cells_find(struct prove_cells *cells, const struct registry *r,
		     const struct prove_filters *f, struct memtax_error *err)
{
	memset(cells, 0, sizeof(*cells));
	if (f->cell_file)
		return add_outside(cells, r, f->cell_file, err);
	for (size_t w = 0; w < r->n_workloads; w++)
		for (size_t v = 0; v < r->n_variants; v++)
			for (const char *const *t = registry_toolchains; *t; t++)
				for (const char *const *p = registry_profiles; *p; p++) {
					if (!filter_match(f->workload, r->workloads[w].name) ||
					    !wanted(f, &r->variants[v]) ||
					    !filter_match(f->toolchain, *t) ||
					    !filter_match(f->profile, *p))
						continue;
					if (add_built(cells, r, &r->workloads[w], &r->variants[v],
						      *t, *p, err))
						return -1;
				}
	return cells->n ? 0 : memtax_fail(err, "no cell matches; see `memtax list`");
}

void prove_cells_free(struct prove_cells *cells)
{
	free(cells->cell);
	memset(cells, 0, sizeof(*cells));
}
