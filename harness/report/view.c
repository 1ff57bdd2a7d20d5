/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/view.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/format.h"

const char *view_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

double view_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

bool view_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

struct estimate view_estimate(const json_t *object, const char *key)
{
	const json_t *estimate = json_object_get(object, key);

	return (struct estimate){
		.value = view_number(estimate, "value"),
		.lo = view_number(estimate, "lo"),
		.hi = view_number(estimate, "hi"),
	};
}

static bool same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

const char *view_base_toolchain(const json_t *result)
{
	const char *base = view_text(result, "base_toolchain");

	return *base ? base : view_text(result, "toolchain");
}

bool block_has(const struct block *block, const json_t *result)
{
	return same(block->workload, view_text(result, "workload")) &&
	       same(block->shape, view_text(result, "shape")) &&
	       same(block->footprint, view_text(result, "footprint")) &&
	       same(block->profile, view_text(result, "profile")) &&
	       same(block->entry, view_text(result, "entry")) &&
	       same(block->runtime, view_text(result, "runtime")) &&
	       same(block->toolchain, view_base_toolchain(result));
}

static const json_t *find_base(const json_t *run, const struct block *block)
{
	const json_t *result;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (same(view_text(result, "role"), "baseline") &&
				       block_has(block, result)) return result;
	return NULL;
}

/* The clone of the baseline before that of another row. */
static const json_t *find_clone(const json_t *run, const struct block *block)
{
	const json_t *result, *found = NULL;
	size_t i;

	json_array_foreach(json_object_get(run, "controls"), i, result)
	{
		if (!block_has(block, result))
			continue;
		if (block->base &&
		    same(view_text(result, "clone_of"), view_text(block->base, "variant")))
			return result;
		if (!found)
			found = result;
	}
	return found;
}

/* One number of decimals for all the rows: that of the narrowest interval. */
static int find_decimals(const json_t *run, const struct block *block)
{
	struct estimate clone = view_estimate(block->clone, "delta_cycles");
	double narrowest = (clone.hi - clone.lo) / 2;
	const json_t *result;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		struct estimate delta = view_estimate(result, "delta_cycles");

		if (block_has(block, result))
			narrowest = fmin(narrowest, (delta.hi - delta.lo) / 2);
	}
	return figure_decimals(block_base_cycles(block), narrowest);
}

static bool blocks_know(const struct blocks *blocks, const json_t *result)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (block_has(&blocks->block[i], result))
			return true;
	return false;
}

static struct block block_of(const json_t *run, const json_t *result)
{
	struct block block = {
		.workload = view_text(result, "workload"),
		.shape = view_text(result, "shape"),
		.footprint = view_text(result, "footprint"),
		.profile = view_text(result, "profile"),
		.entry = view_text(result, "entry"),
		.toolchain = view_base_toolchain(result),
		.runtime = view_text(result, "runtime"),
		.unit = view_text(result, "unit"),
	};

	block.base = find_base(run, &block);
	block.clone = find_clone(run, &block);
	block.decimals = find_decimals(run, &block);
	return block;
}

int view_decimals(const json_t *run, const json_t *result)
{
	return block_of(run, result).decimals;
}

/*
 * A baseline that nothing is measured against here, beside another that something is: it is there
 * to show what the compiler does, which has a table of its own.
 */
static bool is_lone_base(const json_t *run, const json_t *result)
{
	bool others = false;
	const json_t *row;
	size_t i;

	if (!same(view_text(result, "role"), "baseline"))
		return false;
	json_array_foreach(json_object_get(run, "results"), i, row)
	{
		if (same(view_text(row, "role"), "baseline") ||
		    !same(view_text(row, "workload"), view_text(result, "workload")))
			continue;
		if (same(view_base_toolchain(row), view_text(result, "toolchain")))
			return false;
		others = true;
	}
	return others;
}

static int blocks_add(struct blocks *blocks, const json_t *run, const json_t *result)
{
	struct block *block;

	if (blocks_know(blocks, result) || is_lone_base(run, result))
		return 0;
	block = realloc(blocks->block, (blocks->n + 1) * sizeof(*block));
	if (!block)
		return -1;
	blocks->block = block;
	block[blocks->n++] = block_of(run, result);
	return 0;
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->block);
	*blocks = (struct blocks){ 0 };
}

/* How near a result is to what the first screen wants: higher is nearer. */
static int first_rank(const json_t *result)
{
	return 4 * view_true(result, "headline") + 2 * same(view_text(result, "footprint"), "l1") +
	       same(view_text(result, "entry"), "batch");
}

static int add_first_of(const json_t *run, const char *workload, struct blocks *blocks)
{
	const json_t *result, *best = NULL;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (same(view_text(result, "workload"), workload) &&
				       (!best || first_rank(result) > first_rank(best))) best =
		result;
	json_array_foreach(
		json_object_get(run, "results"), i,
		result) if (same(view_text(result, "workload"), workload) &&
			    same(view_text(result, "shape"), view_text(best, "shape")) &&
			    same(view_text(result, "footprint"), view_text(best, "footprint")) &&
			    same(view_text(result, "entry"), view_text(best, "entry")) &&
			    blocks_add(blocks, run, result)) return -1;
	return 0;
}

static bool blocks_have_workload(const struct blocks *blocks, const char *workload)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (same(blocks->block[i].workload, workload))
			return true;
	return false;
}

int view_first_blocks(const json_t *run, struct blocks *blocks)
{
	const json_t *result;
	size_t i;

	*blocks = (struct blocks){ 0 };
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		const char *workload = view_text(result, "workload");

		if (blocks_have_workload(blocks, workload))
			continue;
		if (add_first_of(run, workload, blocks)) {
			blocks_free(blocks);
			return -1;
		}
	}
	return 0;
}

int view_other_blocks(const json_t *run, const struct blocks *first, struct blocks *blocks)
{
	const json_t *result;
	size_t i;

	*blocks = (struct blocks){ 0 };
	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (!blocks_know(first, result) &&
				       blocks_add(blocks, run, result))
	{
		blocks_free(blocks);
		return -1;
	}
	return 0;
}

const json_t *view_sibling(const json_t *run, const json_t *result, const char *entry,
			   const char *footprint)
{
	const char *variant = view_text(result, "variant");
	const json_t *other;
	size_t i;
	struct block wanted = {
		.workload = view_text(result, "workload"),
		.shape = view_text(result, "shape"),
		.footprint = footprint,
		.profile = view_text(result, "profile"),
		.entry = entry,
		.toolchain = view_base_toolchain(result),
		.runtime = view_text(result, "runtime"),
	};

	json_array_foreach(
		json_object_get(run, "results"), i,
		other) if (same(view_text(other, "variant"), variant) &&
			   same(view_text(other, "toolchain"), view_text(result, "toolchain")) &&
			   block_has(&wanted, other)) return other;
	return NULL;
}

double block_base_cycles(const struct block *block)
{
	return view_estimate(json_object_get(block->base, "per_op"), "cycles").value;
}

const char *block_base_name(const struct block *block)
{
	return block->base ? view_text(block->base, "variant") : "base";
}

/* "12.2" of "gcc (Debian 12.2.0-14) 12.2.0": the first two numbers joined by a dot. */
static size_t find_version(const char *text, const char **start)
{
	for (; *text; text++) {
		size_t major, minor;

		if (!isdigit((unsigned char)*text))
			continue;
		major = strspn(text, "0123456789");
		minor = text[major] == '.' ? strspn(text + major + 1, "0123456789") : 0;
		if (minor) {
			*start = text;
			return major + 1 + minor;
		}
		text += major - 1;
	}
	return 0;
}

/* "/llvm-22" of "rustc 1.95.0 (...) LLVM 22.1.2": a compiler whose own version does not say it. */
static struct name llvm_of(const char *version)
{
	const char *llvm = strstr(version, " LLVM ");
	struct name name = { "" };

	if (llvm)
		snprintf(name.s, sizeof(name.s), "/llvm-%.*s", (int)strspn(llvm + 6, "0123456789"),
			 llvm + 6);
	return name;
}

struct name view_toolchain(const json_t *run, const char *id)
{
	const json_t *toolchain;
	const char *version;
	struct name name;
	size_t i;

	snprintf(name.s, sizeof(name.s), "%s", id);
	json_array_foreach(json_object_get(run, "toolchains"), i, toolchain)
	{
		size_t n = find_version(view_text(toolchain, "version"), &version);

		if (!n || !same(view_text(toolchain, "id"), id))
			continue;
		snprintf(name.s, sizeof(name.s), "%.*s-%.*s%s", (int)strcspn(id, "-"), id, (int)n,
			 version, llvm_of(view_text(toolchain, "version")).s);
		break;
	}
	return name;
}

double view_clone_spread(const json_t *run)
{
	const json_t *clone;
	double widest = NAN;
	size_t i;

	json_array_foreach(json_object_get(run, "controls"), i, clone)
	{
		struct estimate ratio = view_estimate(clone, "ratio_to_base");

		widest = fmax(widest, fmax(fabs(ratio.lo - 1), fabs(ratio.hi - 1)));
	}
	return widest;
}
