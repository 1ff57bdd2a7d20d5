// SPDX-License-Identifier: GPL-2.0-or-later
/* A row's own files: what they include, which functions they define, how those are annotated. */
#include "harness/prove/recall_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The vocabulary, variants/owned/own.h. */
static const char *const note_words[] = {
	[NOTE_ACQUIRE] = "OWN_ACQUIRE",	    [NOTE_ACQUIRE_IF] = "OWN_ACQUIRE_IF",
	[NOTE_RELEASE] = "OWN_RELEASE",	    [NOTE_SHARED] = "OWN_SHARED",
	[NOTE_EXCLUSIVE] = "OWN_EXCLUSIVE", [NOTE_FREEZE] = "OWN_FREEZE",
	[NOTE_THAW] = "OWN_THAW",	    [NOTE_PRIMITIVE] = "OWN_PRIMITIVE",
};

/* ---- characters ----------------------------------------------------------------------------- */

/* Blank [from, to) of the code, keeping its lines. */
static void blank(struct source *s, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < s->n; i++)
		if (s->code[i] != '\n')
			s->code[i] = ' ';
}

static size_t comment_end(const struct source *s, size_t at)
{
	const char *end = strstr(&s->text[at + 2], "*/");

	if (s->text[at + 1] == '/')
		return at + strcspn(&s->text[at], "\n");
	return end ? (size_t)(end + 2 - s->text) : s->n;
}

static size_t quote_end(const struct source *s, size_t at)
{
	char quote = s->text[at];

	for (at++; at < s->n && s->text[at] != quote; at++)
		at += s->text[at] == '\\';
	return at + 1;
}

/* With the lines that continue it. */
static size_t directive_end(const struct source *s, size_t at)
{
	while (at < s->n && s->text[at] != '\n')
		at += s->text[at] == '\\' ? 2 : 1;
	return at;
}

/* The end of what begins at `at` and is no code; `at` if it is code. */
static size_t no_code(const struct source *s, size_t at, bool line_start)
{
	char c = s->text[at], next = s->text[at + 1];

	if (c == '/' && (next == '*' || next == '/'))
		return comment_end(s, at);
	if (c == '"' || c == '\'')
		return quote_end(s, at);
	if (c == '#' && line_start)
		return directive_end(s, at);
	return at;
}

static void blank_all(struct source *s)
{
	size_t end;

	for (size_t at = 0; at<s->n; at = end> at ? end : at + 1) {
		end = no_code(s, at, at == 0 || s->text[at - 1] == '\n');
		blank(s, at, end);
	}
}

/* ---- functions ------------------------------------------------------------------------------ */

static void copy_range(const struct source *s, struct range r, char *to, size_t size)
{
	while (r.start < r.end && isspace((unsigned char)s->code[r.start]))
		r.start++;
	while (r.start < r.end && isspace((unsigned char)s->code[r.end - 1]))
		r.end--;
	snprintf(to, size, "%.*s", (int)(r.end - r.start), &s->code[r.start]);
}

/* The next part of a comma list in [at, end); returns where the one after it begins. */
static size_t next_part(const struct source *s, size_t at, size_t end, struct range *part)
{
	part->start = at;
	while (at < end && s->code[at] != ',')
		at = strchr("([{", s->code[at]) ? recall_match(s, at) : at + 1;
	part->end = at;
	return at + 1;
}

/* `const struct span *s`, `skb_own h`, `uint64_t value[2]`: the name is the last word. */
static void read_parameter(const struct source *s, struct range part, struct parameter *p)
{
	size_t end = part.start, start;

	while (end < part.end && s->code[end] != '[')
		end++;
	copy_range(s, (struct range){ part.start, end }, p->type, sizeof(p->type));
	start = strlen(p->type);
	while (start && recall_word(p->type[start - 1]))
		start--;
	snprintf(p->name, sizeof(p->name), "%s", p->type + start);
	while (start && isspace((unsigned char)p->type[start - 1]))
		start--;
	snprintf(p->type + start, sizeof(p->type) - start, "%s", end < part.end ? " *" : "");
}

static void read_parameters(struct function *f, struct range list)
{
	struct range part;

	for (size_t at = list.start; at < list.end && f->n_parameters < RECALL_PARAMETERS;) {
		struct parameter *p = &f->parameters[f->n_parameters];

		at = next_part(f->source, at, list.end, &part);
		read_parameter(f->source, part, p);
		f->n_parameters += p->type[0] != '\0'; /* (void) has a name only */
	}
}

static int parameter_named(const struct function *f, const char *name)
{
	for (int i = 0; i < f->n_parameters; i++)
		if (!strcmp(f->parameters[i].name, name))
			return i;
	return -1;
}

/* OWN_FREEZE(h, v), OWN_ACQUIRE_IF(true, h): a value is none of the parameters. */
static void read_note_list(struct function *f, struct note *note, struct range list)
{
	char name[RECALL_NAME];
	struct range part;
	int n = 0;

	for (size_t at = list.start; at < list.end && n < 2;) {
		at = next_part(f->source, at, list.end, &part);
		copy_range(f->source, part, name, sizeof(name));
		note->parameter[n] = parameter_named(f, name);
		n += note->parameter[n] >= 0;
	}
}

static int note_named(const char *word, size_t n)
{
	for (int i = 0; i <= NOTE_PRIMITIVE; i++)
		if (strlen(note_words[i]) == n && !strncmp(note_words[i], word, n))
			return i;
	return -1;
}

/* From the end of the parameters on. */
static void read_notes(struct function *f, size_t at)
{
	const struct source *s = f->source;

	while (at < f->head.end && f->n_notes < RECALL_NOTES) {
		struct note *note = &f->notes[f->n_notes];
		size_t word = recall_skip_blank(s, at), end = word;
		int kind;

		while (recall_word(s->code[end]))
			end++;
		kind = note_named(&s->code[word], end - word);
		*note = (struct note){ .at = { at, end }, .parameter = { -1, -1 } };
		if (s->code[end] == '(') {
			note->at.end = recall_match(s, end);
			read_note_list(f, note, (struct range){ end + 1, note->at.end - 1 });
		}
		if (kind >= 0) {
			note->kind = (enum note_kind)kind;
			f->n_notes++;
		}
		at = note->at.end > at ? note->at.end : at + 1;
	}
}

/* The name is the first word before a bracket that is no attribute. */
static bool read_head(struct function *f)
{
	const struct source *s = f->source;
	size_t at = f->head.start;

	while (at < f->head.end) {
		size_t start = at, end;

		while (recall_word(s->code[at]))
			at++;
		if (at == start || s->code[at] != '(') {
			at += at == start;
			continue;
		}
		end = recall_match(s, at);
		if (!end || end > f->head.end)
			return false;
		if (strncmp(&s->code[start], "__attribute__", at - start)) {
			copy_range(s, (struct range){ start, at }, f->name, sizeof(f->name));
			read_parameters(f, (struct range){ at + 1, end - 1 });
			read_notes(f, end);
			return true;
		}
		at = end;
	}
	return false;
}

static bool read_function(const struct source *s, size_t brace, struct function *f)
{
	size_t start = brace, end = recall_match(s, brace);

	memset(f, 0, sizeof(*f));
	f->source = s;
	while (start && s->code[start - 1] != ';' && s->code[start - 1] != '}')
		start--;
	f->head = (struct range){ recall_skip_blank(s, start), brace };
	while (f->head.end > f->head.start && isspace((unsigned char)s->code[f->head.end - 1]))
		f->head.end--;
	f->body = (struct range){ brace + 1, end - 1 };
	return end && read_head(f);
}

/* ---- files ---------------------------------------------------------------------------------- */

static char *read_file(const char *path, size_t *n, struct memtax_error *err)
{
	FILE *f = fopen(path, "r"), *copy;
	char *text = NULL;
	int c;

	copy = f ? open_memstream(&text, n) : NULL;
	if (!copy) {
		memtax_fail(err, "%s: %s", path, strerror(errno));
		if (f)
			fclose(f);
		return NULL;
	}
	while ((c = getc(f)) != EOF)
		putc(c, copy);
	fclose(f);
	fclose(copy);
	return text;
}

static bool has_source(const struct row_text *row, const char *path)
{
	for (size_t i = 0; i < row->n_sources; i++)
		if (!strcmp(row->sources[i].path, path))
			return true;
	return false;
}

static int read_source(struct row_text *row, const char *root, const char *folder, const char *path,
		       struct memtax_error *err);

/* Headers of the row's own folder come before what includes them. */
static int read_includes(struct row_text *row, const char *root, const char *folder,
			 const char *text, struct memtax_error *err)
{
	static const char word[] = "#include \"";
	char path[PATH_MAX];
	int failed = 0;

	for (const char *at = strstr(text, word); at && !failed; at = strstr(at, word)) {
		at += strlen(word);
		snprintf(path, sizeof(path), "%.*s", (int)strcspn(at, "\"\n"), at);
		if (!strncmp(path, folder, strlen(folder)) && !has_source(row, path))
			failed = read_source(row, root, folder, path, err);
	}
	return failed;
}

static int read_source(struct row_text *row, const char *root, const char *folder, const char *path,
		       struct memtax_error *err)
{
	char file[2 * PATH_MAX];
	struct source *more, s = { .n = 0 };

	snprintf(file, sizeof(file), "%s/%s", root, path);
	snprintf(s.path, sizeof(s.path), "%s", path);
	s.text = read_file(file, &s.n, err);
	if (!s.text)
		return -1;
	s.code = strdup(s.text);
	if (!s.code || read_includes(row, root, folder, s.text, err)) {
		free(s.text);
		free(s.code);
		return s.code ? -1 : memtax_fail(err, "out of memory");
	}
	blank_all(&s);
	more = reallocarray(row->sources, row->n_sources + 1, sizeof(*more));
	if (!more) {
		free(s.text);
		free(s.code);
		return memtax_fail(err, "out of memory");
	}
	row->sources = more;
	row->sources[row->n_sources++] = s;
	return 0;
}

static int add_functions(struct row_text *row, const struct source *s)
{
	for (const char *at = strstr(s->code, "\n{"); at; at = strstr(at + 1, "\n{")) {
		struct function *more =
			reallocarray(row->functions, row->n_functions + 1, sizeof(*more));

		if (!more)
			return -1;
		row->functions = more;
		if (read_function(s, (size_t)(at + 1 - s->code), &more[row->n_functions])) {
			more[row->n_functions].order = (int)row->n_functions;
			row->n_functions++;
		}
	}
	return 0;
}

static int add_types(struct row_text *row, const struct source *s)
{
	static const char word[] = "#define ";

	for (const char *at = strstr(s->text, word); at; at = strstr(at + 1, word)) {
		char line[512];
		struct handle_type *more, type;

		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
		if (!strstr(line, " OWN_SCOPED(") || !strstr(line, "= OWN_NONE") ||
		    sscanf(line, "#define %63[^(](%*[^)]) %63s", type.macro, type.type) != 2)
			continue;
		more = reallocarray(row->types, row->n_types + 1, sizeof(*more));
		if (!more)
			return -1;
		row->types = more;
		row->types[row->n_types++] = type;
	}
	return 0;
}

int recall_text_read(struct row_text *row, const char *root, const char *variant,
		     const char *workload, struct memtax_error *err)
{
	char folder[PATH_MAX / 2], path[PATH_MAX];

	memset(row, 0, sizeof(*row));
	snprintf(folder, sizeof(folder), "variants/%s/", variant);
	snprintf(path, sizeof(path), "%s%s.c", folder, workload);
	if (read_source(row, root, folder, path, err))
		return -1;
	for (size_t i = 0; i < row->n_sources; i++)
		if (add_functions(row, &row->sources[i]) || add_types(row, &row->sources[i]))
			return memtax_fail(err, "out of memory");
	return 0;
}

void recall_text_free(struct row_text *row)
{
	for (size_t i = 0; i < row->n_sources; i++) {
		free(row->sources[i].text);
		free(row->sources[i].code);
	}
	free(row->sources);
	free(row->functions);
	free(row->types);
	memset(row, 0, sizeof(*row));
}

const struct function *recall_function(const struct row_text *row, const char *name, size_t n)
{
	for (size_t i = 0; i < row->n_functions; i++)
		if (strlen(row->functions[i].name) == n &&
		    !strncmp(row->functions[i].name, name, n))
			return &row->functions[i];
	return NULL;
}

const struct handle_type *recall_type(const struct row_text *row, const char *type)
{
	const char *word = strrchr(type, ' ');

	for (size_t i = 0; i < row->n_types; i++)
		if (!strcmp(row->types[i].type, word ? word + 1 : type))
			return &row->types[i];
	return NULL;
}

bool recall_has(const struct function *f, enum note_kind kind)
{
	for (int i = 0; i < f->n_notes; i++)
		if (f->notes[i].kind == kind)
			return true;
	return false;
}
