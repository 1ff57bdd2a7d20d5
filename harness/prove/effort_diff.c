// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/effort_diff.h"

#include <stdlib.h>
#include <string.h>

static int reserve(struct effort_sequence *s, size_t more)
{
	uint64_t *at = reallocarray(s->at, s->n + more + 1, sizeof(*at));

	if (!at)
		return -1;
	s->at = at;
	return 0;
}

/* What of a token is compared. */
static const char *plain(const struct effort_text *t, const struct effort_token *token)
{
	static const char folder[] = "\"variants/";
	const char *rest = token->text + sizeof(folder) - 1;

	if (token->kind == EFFORT_WORD && t->guard && !strcmp(token->text, t->guard))
		return "guard";
	if (!token->directive || strncmp(token->text, folder, sizeof(folder) - 1))
		return token->text;
	return strchr(rest, '/') ? strchr(rest, '/') : token->text;
}

static uint64_t hash_token(uint64_t hash, const struct effort_text *t, size_t i)
{
	const char *text = plain(t, &t->token[i]);

	return effort_hash(hash, text, strlen(text) + 1); /* the end parts it from the next */
}

int effort_add_tokens(struct effort_sequence *s, const struct effort_text *t)
{
	if (reserve(s, t->n))
		return -1;
	for (size_t i = 0; i < t->n; i++)
		s->at[s->n++] = hash_token(EFFORT_HASH, t, i);
	return 0;
}

int effort_add_lines(struct effort_sequence *s, const struct effort_text *t)
{
	if (reserve(s, t->n))
		return -1;
	for (size_t i = 0; i < t->n;) {
		uint32_t line = t->token[i].line;
		uint64_t hash = EFFORT_HASH;

		for (; i < t->n && t->token[i].line == line; i++)
			hash = hash_token(hash, t, i);
		s->at[s->n++] = hash;
	}
	return 0;
}

/*
 * Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2, for the length alone:
 * far[k] is how far in `a` the furthest path ends that lies on diagonal k (x - y) after d edits.
 */
static long search(const uint64_t *a, long n, const uint64_t *b, long m, long *far)
{
	far[1] = 0;
	for (long d = 0;; d++)
		for (long k = -d; k <= d; k += 2) {
			bool down = k == -d || (k != d && far[k - 1] < far[k + 1]);
			long x = down ? far[k + 1] : far[k - 1] + 1;

			while (x < n && x - k < m && a[x] == b[x - k])
				x++;
			far[k] = x;
			if (x >= n && x - k >= m)
				return d;
		}
}

long effort_distance(const struct effort_sequence *a, const struct effort_sequence *b)
{
	size_t n = a->n, m = b->n, head = 0;
	long d, *far;

	while (head < n && head < m && a->at[head] == b->at[head])
		head++;
	while (n > head && m > head && a->at[n - 1] == b->at[m - 1]) {
		n--;
		m--;
	}
	n -= head;
	m -= head;
	if (!n || !m)
		return (long)(n + m);
	far = calloc(2 * (n + m) + 3, sizeof(*far));
	if (!far)
		return -1;
	d = search(a->at + head, (long)n, b->at + head, (long)m, far + n + m + 1);
	free(far);
	return d;
}
