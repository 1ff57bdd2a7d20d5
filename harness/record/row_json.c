/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/numbers.h"
#include "harness/record/rows.h"

/* Takes over `value`, as json_object_set_new() does. */
static int set(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value);
}

static int set_text_or_null(json_t *object, const char *key, const char *text)
{
	return set(object, key, text && *text ? json_string(text) : json_null());
}

/* The clock's name, by architecture: the header was checked to have one of these. */
static const char *provider(const struct samples *s)
{
	const json_t *machine = json_object_get(s->header, "machine");
	const char *arch = json_string_value(json_object_get(machine, "arch"));

	return strcmp(arch, "aarch64") == 0 ? "cntvct" : "tsc";
}

/* `cycles` is what ticks come to; the counter of that name is `pmu-cycles` beside it. */
static int set_event(json_t *per_op, const struct samples *s, const struct row *row,
		     const char *event)
{
	const char *key = strcmp(event, "cycles") == 0 ? "pmu-cycles" : event;
	struct estimate e;

	if (json_object_get(per_op, key))
		return 0;
	e = series_event(s, row->group, row->cell, event);
	return isnan(e.value) ? 0 : set(per_op, key, estimate_json(e));
}

static json_t *per_op_json(const struct samples *s, const struct row *row)
{
	const json_t *sets = json_object_get(json_object_get(s->header, "counters"), "sets");
	const struct series *q = &row->quiet;
	const json_t *events, *event;
	json_t *per_op;
	size_t i, k;

	if (!q->n)
		return json_null();
	per_op = json_pack("{so so}", "ns",
			   estimate_json(stats_mean_t(q->ns, q->n, STATS_CONFIDENCE)), "cycles",
			   estimate_json(stats_mean_t(q->cycles, q->n, STATS_CONFIDENCE)));
	json_array_foreach(sets, i, events)
	{
		json_array_foreach(events, k, event)
		{
			if (!json_is_string(event))
				continue;
			if (set_event(per_op, s, row, json_string_value(event))) {
				json_decref(per_op);
				return NULL;
			}
		}
	}
	return per_op;
}

static json_t *spread_json(struct estimate mean, struct estimate hodges_lehmann,
			   const double *layouts, size_t n)
{
	return json_pack("{so so so so so so so}", "value", number_json(mean.value), "lo",
			 number_json(mean.lo), "hi", number_json(mean.hi), "hodges_lehmann",
			 estimate_json(hodges_lehmann), "layouts", numbers_json(layouts, n), "p10",
			 number_json(stats_quantile(layouts, n, 0.1)), "p90",
			 number_json(stats_quantile(layouts, n, 0.9)));
}

static json_t *delta_json(const struct series *q)
{
	if (!q->n_pairs)
		return json_null();
	return spread_json(stats_mean_t(q->delta, q->n_pairs, STATS_CONFIDENCE),
			   stats_hodges_lehmann(q->delta, q->n_pairs, STATS_CONFIDENCE), q->delta,
			   q->n_pairs);
}

static json_t *ratio_json(const struct series *q)
{
	const struct estimate mean = stats_mean_t(q->log_ratio, q->n_pairs, STATS_CONFIDENCE);
	double *ratios;
	json_t *json;

	if (!q->n_pairs)
		return json_null();
	ratios = calloc(q->n_pairs, sizeof(*ratios));
	if (!ratios)
		return NULL;
	for (size_t i = 0; i < q->n_pairs; i++)
		ratios[i] = exp(q->log_ratio[i]);
	json = spread_json(
		estimate_exp(mean),
		estimate_exp(stats_hodges_lehmann(q->log_ratio, q->n_pairs, STATS_CONFIDENCE)),
		ratios, q->n_pairs);
	free(ratios);
	return json;
}

static json_t *contended_json(const struct series *c)
{
	struct estimate ratio;

	if (!c->n_pairs)
		return json_null();
	ratio = estimate_exp(stats_mean_t(c->log_ratio, c->n_pairs, STATS_CONFIDENCE));
	return json_pack("{sI sI so so}", "rounds", (json_int_t)c->rounds, "layouts",
			 (json_int_t)c->n_pairs, "delta_cycles",
			 estimate_json(stats_mean_t(c->delta, c->n_pairs, STATS_CONFIDENCE)),
			 "ratio_to_base", estimate_json(ratio));
}

static json_t *tags_json(const struct verdict_detail *verdict)
{
	json_t *tags = json_array();

	if (verdict->under_margin)
		json_array_append_new(tags, json_string("under 1 %"));
	if (verdict->layout_dependent)
		json_array_append_new(tags, json_string("layout-dependent"));
	return tags;
}

static int set_identity(json_t *json, const struct samples *s, const struct row *row)
{
	const struct samples_group *group = &s->groups[row->group];
	const struct samples_cell *cell = &s->cells[row->cell];
	const struct samples_cell *base =
		row->base == SAMPLES_NO_CELL ? NULL : &s->cells[row->base];

	if (set(json, "workload", json_string(group->workload)) ||
	    set(json, "shape", json_string(group->shape)) ||
	    set(json, "footprint", json_string(group->footprint)) ||
	    set(json, "profile", json_string(group->profile)) ||
	    set(json, "entry", json_string(group->entry)) ||
	    set(json, "unit", json_string(group->unit)) ||
	    set(json, "headline", json_boolean(group->headline)) ||
	    set(json, "variant", json_string(cell->variant)) ||
	    set(json, "role", json_string(cell->role)) ||
	    set(json, "toolchain", json_string(cell->toolchain)) ||
	    set(json, "provider", json_string(provider(s))) ||
	    set(json, "object", json_string(cell->object)) ||
	    set(json, "text_bytes", json_integer((json_int_t)cell->text_bytes)) ||
	    set_text_or_null(json, "base", base ? base->variant : NULL) ||
	    set_text_or_null(json, "base_toolchain", base ? base->toolchain : NULL))
		return -1;
	if (group->runtime[0] && set(json, "runtime", json_string(group->runtime)))
		return -1;
	if (cell->clone_of == SAMPLES_NO_CELL)
		return 0;
	return set(json, "clone_of", json_string(s->cells[cell->clone_of].variant));
}

static int set_figures(json_t *json, const struct samples *s, const struct row *row)
{
	const struct series *q = &row->quiet;
	double share = q->all_rounds ? (double)q->rounds / (double)q->all_rounds : NAN;
	size_t layouts = row->base == SAMPLES_NO_CELL ? q->n : q->n_pairs;

	if (set(json, "layouts", json_integer((json_int_t)layouts)) ||
	    set(json, "rounds",
		json_pack("{sI sI}", "used", (json_int_t)q->all_rounds, "quiet",
			  (json_int_t)q->rounds)) ||
	    set(json, "quiet_share", number_json(share)) ||
	    set(json, "per_op", per_op_json(s, row)) || set(json, "delta_cycles", delta_json(q)) ||
	    set(json, "ratio_to_base", ratio_json(q)) ||
	    set(json, "contended", contended_json(&row->contended)) ||
	    set(json, "p", number_json(row->p)) || set(json, "p_holm", number_json(row->p_holm)) ||
	    set(json, "verdict", json_string(stats_verdict_name(row->verdict.verdict))) ||
	    set(json, "tags", tags_json(&row->verdict)))
		return -1;
	return set_text_or_null(json, "failed", row->failed.text);
}

json_t *row_json(const struct samples *s, const struct row *row)
{
	json_t *json = json_object();

	if (set_identity(json, s, row) || set_figures(json, s, row)) {
		json_decref(json);
		return NULL;
	}
	return json;
}
