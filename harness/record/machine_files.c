/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/machine_files.h"

enum { WHOLE_FILE = 1 << 20 };

static FILE *open_under(const char *root, const char *path)
{
	char whole[PATH_MAX];

	if (snprintf(whole, sizeof(whole), "%s%s", root, path) >= (int)sizeof(whole))
		return NULL;
	return fopen(whole, "re");
}

bool machine_file(const char *root, const char *path, char *text, size_t size)
{
	FILE *file = open_under(root, path);
	bool found;

	text[0] = '\0';
	if (!file)
		return false;
	found = fgets(text, (int)size, file) != NULL;
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return found && text[0];
}

char *machine_whole_file(const char *root, const char *path)
{
	FILE *file = open_under(root, path);
	char *text = file ? malloc(WHOLE_FILE + 1) : NULL;

	if (text)
		text[fread(text, 1, WHOLE_FILE, file)] = '\0';
	if (file)
		fclose(file);
	return text;
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

bool cpuinfo_value(const char *cpuinfo, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	value[0] = '\0';
	for (const char *line = cpuinfo; *line;
	     line += strcspn(line, "\n"), line += *line == '\n') {
		const char *colon;

		if (strncmp(line, key, length) != 0)
			continue;
		colon = skip_blanks(line + length);
		if (*colon != ':')
			continue;
		colon = skip_blanks(colon + 1);
		snprintf(value, size, "%.*s", (int)strcspn(colon, "\n"), colon);
		return value[0];
	}
	return false;
}

bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	while (*text) {
		size_t n = strcspn(text, " ");

		if (n == length && memcmp(text, word, n) == 0)
			return true;
		text += n;
		text += strspn(text, " ");
	}
	return false;
}

void bracketed_word(const char *text, char *word, size_t size)
{
	const char *start = strchr(text, '[');

	word[0] = '\0';
	if (start)
		snprintf(word, size, "%.*s", (int)strcspn(start + 1, "]"), start + 1);
}

unsigned int cpu_list_count(const char *list)
{
	unsigned int count = 0;

	while (*list) {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (end == list)
			return 0;
		if (*end == '-') {
			list = end + 1;
			last = strtoul(list, &end, 10);
			if (end == list)
				return 0;
		}
		if (last < first || last - first > 1 << 20 || (*end && *end != ','))
			return 0;
		count += (unsigned int)(last - first) + 1;
		list = end + (*end == ',');
	}
	return count;
}

/* "1024K", "32M" */
static uint64_t parse_size(const char *text)
{
	char *end;
	unsigned long long size = strtoull(text, &end, 10);

	if (*end == 'K')
		size <<= 10;
	else if (*end == 'M')
		size <<= 20;
	else if (*end == 'G')
		size <<= 30;
	return size;
}

static bool cache_file(const char *root, int index, const char *name, char *text, size_t size)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, name);
	return machine_file(root, path, text, size);
}

bool machine_cache(const char *root, int index, struct machine_cache *cache)
{
	char text[128];

	*cache = (struct machine_cache){ .level = 0 };
	if (!cache_file(root, index, "level", text, sizeof(text)))
		return false;
	cache->level = (unsigned int)strtoul(text, NULL, 10);
	if (cache_file(root, index, "type", text, sizeof(text)))
		cache->data = strcmp(text, "Instruction") != 0;
	if (cache_file(root, index, "size", text, sizeof(text)))
		cache->size = parse_size(text);
	if (cache_file(root, index, "shared_cpu_list", text, sizeof(text)))
		cache->shared_by = cpu_list_count(text);
	return true;
}
