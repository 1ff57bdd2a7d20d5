// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/corpus.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/prove/flag_row.h"

const struct memtax_fault *const *corpus_of(const struct registry *r, const char *workload)
{
	for (size_t i = 0; i < r->n_workloads; i++)
		if (!strcmp(r->workloads[i].name, workload))
			return dlsym(r->workloads[i].handle, MEMTAX_FAULTS_SYMBOL);
	return NULL;
}

const struct memtax_fault **corpus_list(const struct registry *r, const char *workload)
{
	const struct memtax_fault *const *arrays = corpus_of(r, workload);
	const struct memtax_fault **list;
	size_t n = 0;

	for (const struct memtax_fault *const *a = arrays; a && *a; a++)
		for (const struct memtax_fault *f = *a; f->name; f++)
			n++;
	list = calloc(n + 1, sizeof(*list));
	n = 0;
	for (const struct memtax_fault *const *a = arrays; list && a && *a; a++)
		for (const struct memtax_fault *f = *a; f->name; f++)
			list[n++] = f;
	return list;
}

int corpus_check(const struct memtax_fault *const *faults, const char *workload,
		 struct memtax_error *err)
{
	for (size_t i = 0; faults[i]; i++) {
		const struct memtax_fault *f = faults[i];

		if (!f->cwe || !f->mechanism || !f->source || !f->run ||
		    f->kind > MEMTAX_MECHANISM || f->class >= MEMTAX_CLASSES ||
		    strlen(f->name) >= REGISTRY_NAME)
			return memtax_fail(err,
					   "workloads/%s: fault '%s' lacks its CWE, mechanism, "
					   "source or function",
					   workload, f->name);
		for (size_t j = 0; j < i; j++)
			if (!strcmp(f->name, faults[j]->name))
				return memtax_fail(err, "workloads/%s: two faults are called '%s'",
						   workload, f->name);
	}
	return 0;
}

static bool patch_of(const struct registry *r, const char *variant, const char *folder,
		     const char *workload, const char *fault, int member, char path[PATH_MAX])
{
	char number[16] = "";

	if (member)
		snprintf(number, sizeof(number), ".%d", member);
	return snprintf(path, PATH_MAX, "%s/variants/%s/%s/%s-%s%s.patch", r->source, variant,
			folder, workload, fault, number) < PATH_MAX &&
	       !access(path, R_OK);
}

bool corpus_patch(const struct registry *r, const char *variant, const char *folder,
		  const char *workload, const char *fault, int member, char path[PATH_MAX])
{
	const struct variant *base;

	if (patch_of(r, variant, folder, workload, fault, member, path))
		return true;
	base = flag_row_base(r, registry_variant(r, variant), workload);
	return base && !strcmp(folder, "slips") &&
	       patch_of(r, base->name, folder, workload, fault, member, path);
}
