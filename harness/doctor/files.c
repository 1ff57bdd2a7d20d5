// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "harness/doctor/checks.h"

static FILE *open_below(const struct doctor_env *env, const char *path)
{
	char full[PATH_MAX];

	if (snprintf(full, sizeof(full), "%s%s", env->root, path) >= (int)sizeof(full))
		return NULL;
	return fopen(full, "re");
}

int doctor_text(const struct doctor_env *env, const char *path, char *buf, size_t size)
{
	FILE *file = open_below(env, path);
	char *line;

	if (!file)
		return -1;
	line = fgets(buf, (int)size, file);
	fclose(file);
	if (!line)
		return -1;
	line[strcspn(line, "\n")] = '\0';
	return *line ? 0 : -1;
}

bool doctor_exists(const struct doctor_env *env, const char *path)
{
	char full[PATH_MAX];

	return snprintf(full, sizeof(full), "%s%s", env->root, path) < (int)sizeof(full) &&
	       access(full, F_OK) == 0;
}

int doctor_number(const struct doctor_env *env, const char *path, double *value)
{
	char text[128], *end;

	if (doctor_text(env, path, text, sizeof(text)) < 0)
		return -1;
	*value = strtod(text, &end);
	return end == text ? -1 : 0;
}

/* The value of `line` if it is `key : value`, else NULL. */
static char *value_of(char *line, const char *key)
{
	size_t length = strlen(key);
	char *colon;

	if (strncmp(line, key, length) != 0)
		return NULL;
	colon = line + length + strspn(line + length, " \t");
	if (*colon != ':')
		return NULL;
	colon += 1 + strspn(colon + 1, " \t");
	colon[strcspn(colon, "\n")] = '\0';
	return colon;
}

int doctor_field(const struct doctor_env *env, const char *path, const char *key, char *buf,
		 size_t size)
{
	FILE *file = open_below(env, path);
	char *line = NULL, *value = NULL;
	size_t room = 0;

	if (!file)
		return -1;
	while (!value && getline(&line, &room, file) >= 0)
		value = value_of(line, key);
	if (value)
		snprintf(buf, size, "%s", value);
	free(line);
	fclose(file);
	return value ? 0 : -1;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

size_t doctor_cpus(const struct doctor_env *env, int *cpus, size_t max)
{
	char full[PATH_MAX];
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	if (snprintf(full, sizeof(full), "%s/sys/devices/system/cpu", env->root) >=
	    (int)sizeof(full))
		return 0;
	dir = opendir(full);
	if (!dir)
		return 0;
	while (n < max && (entry = readdir(dir))) {
		if (!strncmp(entry->d_name, "cpu", 3) && isdigit((unsigned char)entry->d_name[3]))
			cpus[n++] = (int)strtol(entry->d_name + 3, NULL, 10);
	}
	closedir(dir);
	qsort(cpus, n, sizeof(*cpus), by_number);
	return n;
}

bool doctor_has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += length) {
		bool starts = at == text || isspace((unsigned char)at[-1]);

		if (starts && (!at[length] || isspace((unsigned char)at[length])))
			return true;
	}
	return false;
}
