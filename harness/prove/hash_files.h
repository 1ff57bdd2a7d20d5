/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is what was made before still made from the same files? Names and contents of files in one hash.
 */
#ifndef MEMTAX_PROVE_HASH_FILES_H
#define MEMTAX_PROVE_HASH_FILES_H

#include <sys/types.h>

#include <sha256.h>

/* A file that is not there counts as empty. */
void hash_file(SHA256_CTX *hash, const char *path);

/* All files below `root` that `pattern` (a glob, from there) matches, in the order of their names.
 */
void hash_matches(SHA256_CTX *hash, const char *root, const char *pattern);

#endif
