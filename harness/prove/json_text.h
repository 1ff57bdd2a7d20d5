/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTAX_PROVE_JSON_TEXT_H
#define MEMTAX_PROVE_JSON_TEXT_H

#include <jansson.h>

/* The text of a member; "" where there is none. The object's. */
static inline const char *json_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

#endif
