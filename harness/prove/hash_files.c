// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/hash_files.h"

#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void hash_file(SHA256_CTX *hash, const char *path)
{
	uint8_t bytes[65536];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (file < 0)
		return;
	while ((n = read(file, bytes, sizeof(bytes))) > 0)
		SHA256Update(hash, bytes, (size_t)n);
	close(file);
}

void hash_matches(SHA256_CTX *hash, const char *root, const char *pattern)
{
	char whole[PATH_MAX];
	glob_t found;

	snprintf(whole, sizeof(whole), "%.3000s/%s", root, pattern);
	if (glob(whole, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = found.gl_pathv[i] + strlen(root);

		SHA256Update(hash, (const uint8_t *)name, strlen(name));
		hash_file(hash, found.gl_pathv[i]);
	}
	globfree(&found);
}
