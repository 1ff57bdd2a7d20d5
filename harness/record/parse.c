/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include "harness/record/parse.h"

int parse_damage(struct parse *p, const char *format, ...)
{
	struct memtax_error what;
	va_list args;

	va_start(args, format);
	vsnprintf(what.text, sizeof(what.text), format, args);
	va_end(args);
	return memtax_fail(p->err, "%s:%zu: %s; restore the file, or measure again", p->path,
			   p->line, what.text);
}

int parse_no_memory(struct parse *p)
{
	return memtax_fail(p->err, "%s:%zu: out of memory while reading", p->path, p->line);
}

int parse_text(struct parse *p, const json_t *object, const char *key, const char **text)
{
	*text = json_string_value(json_object_get(object, key));
	return *text ? 0 : parse_damage(p, "'%s' is missing or no text", key);
}

int parse_bool(struct parse *p, const json_t *object, const char *key, bool *value)
{
	const json_t *v = json_object_get(object, key);

	*value = json_is_true(v);
	return json_is_boolean(v) ? 0
				  : parse_damage(p, "'%s' is missing or not true or false", key);
}

int parse_whole(struct parse *p, const json_t *object, const char *key, uint64_t min, uint64_t max,
		uint64_t *value)
{
	const json_t *v = json_object_get(object, key);
	json_int_t i = json_integer_value(v);

	*value = (uint64_t)i;
	if (json_is_integer(v) && i >= 0 && *value >= min && *value <= max)
		return 0;
	return parse_damage(p, "'%s' is missing or no whole number from %llu to %llu", key,
			    (unsigned long long)min, (unsigned long long)max);
}

int parse_id(struct parse *p, const json_t *object, const char *key, size_t n, size_t *value)
{
	uint64_t v;

	*value = 0;
	if (!n)
		return parse_damage(p, "'%s' is given, but there are none", key);
	if (parse_whole(p, object, key, 0, n - 1, &v))
		return -1;
	*value = v;
	return 0;
}

int parse_positive(struct parse *p, const json_t *object, const char *key, double *value)
{
	const json_t *v = json_object_get(object, key);

	*value = json_number_value(v);
	return *value > 0 ? 0 : parse_damage(p, "'%s' is missing or no number above 0", key);
}

int parse_array(struct parse *p, const json_t *object, const char *key, const json_t **array)
{
	*array = json_object_get(object, key);
	return json_is_array(*array) ? 0 : parse_damage(p, "'%s' is missing or no list", key);
}

int parse_object(struct parse *p, const json_t *object, const char *key, const json_t **value)
{
	*value = json_object_get(object, key);
	return json_is_object(*value) ? 0 : parse_damage(p, "'%s' is missing or no object", key);
}

size_t parse_place(const struct samples_group *group, size_t cell)
{
	size_t place = 0;

	while (place < group->n_cells && group->cell[place] != cell)
		place++;
	return place;
}
