/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memtax report DIR: render a run again */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/cli.h"
#include "harness/record/document.h"
#include "harness/record/samples_write.h"
#include "harness/report/report.h"

struct options {
	const char *dir;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (options->dir)
			argp_error(state, "one directory at a time: '%s'", arg);
		options->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!options->dir)
			argp_error(state, "the directory of a run is missing: results/MACHINE/RUN");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_there(const char *dir, const char *name)
{
	char *path;
	bool found;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return false;
	found = !access(path, F_OK);
	free(path);
	return found;
}

static bool is_complete(const json_t *run)
{
	const char *state = json_string_value(json_object_get(run, "state"));

	return state && !strcmp(state, "complete");
}

/* Only a complete document claims to be the last word; a partial one may be older than the run. */
static int compare_kept(const char *dir, const json_t *run, bool *differs, struct memtax_error *err)
{
	json_t *kept = document_read(dir, err);

	if (!kept)
		return -1;
	*differs = is_complete(kept) && !document_same(kept, run);
	json_decref(kept);
	return 0;
}

/*
 * Every figure follows from the samples: where they are, what is shown is made from them, and a
 * document that says something else is left as it is, for somebody to look at. A run that is
 * complete and has lost its document gets it back.
 */
static json_t *run_of_samples(const char *dir, bool *differs, struct memtax_error *err)
{
	json_t *run = document_build(dir, err);
	int failed = 0;

	if (!run)
		return NULL;
	if (is_there(dir, DOCUMENT_FILE))
		failed = compare_kept(dir, run, differs, err);
	else if (is_complete(run))
		failed = document_write(dir, run, err);
	if (!failed)
		return run;
	json_decref(run);
	return NULL;
}

static json_t *read_run(const char *dir, bool *differs, struct memtax_error *err)
{
	json_t *run;

	*differs = false;
	if (is_there(dir, SAMPLES_FILE) || !is_there(dir, DOCUMENT_FILE))
		return run_of_samples(dir, differs, err);
	run = document_read(dir, err);
	if (run)
		fprintf(stderr,
			"memtax: %s: no " SAMPLES_FILE ": the figures of " DOCUMENT_FILE
			" are shown unchecked\n",
			dir);
	return run;
}

/* What the rendering came to, said where it is not all well. */
static int status_of(const char *dir, bool differs)
{
	char text[512];

	if (fflush(stdout) || ferror(stdout))
		return cli_fail(CLI_ENVIRONMENT, "stdout: cannot be written");
	if (!differs)
		return CLI_OK;
	snprintf(text, sizeof(text),
		 "%.300s/" DOCUMENT_FILE " does not follow from " SAMPLES_FILE
		 ": ignored; remove it and run `memtax report` again to have it made anew",
		 dir);
	return cli_fail(CLI_FINDING, text);
}

static int render(const char *dir)
{
	struct memtax_error err = { "" };
	bool differs;
	json_t *run = read_run(dir, &differs, &err);
	int status;

	if (!run)
		return cli_fail(CLI_ENVIRONMENT, err.text);
	status = report_write(run, dir, &err);
	if (status < 0) {
		json_decref(run);
		return cli_fail(CLI_ENVIRONMENT, err.text);
	}
	if (status == REPORT_WITHOUT_PLOTS)
		fprintf(stderr, "memtax: %s\n", err.text);
	report_terminal(run, stdout, report_wants_colour(stdout));
	json_decref(run);
	return status_of(dir, differs);
}

int cmd_report(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "DIR",
		.doc = "Render a run again: report.md, report.html and the plots in DIR, the first "
		       "screen on stdout. A run that was killed is shown as far as it got. The "
		       "figures "
		       "are made from samples.ndjson; exits 1 if run.json says others.",
	};
	struct options options = { NULL };

	argp_err_exit_status = CLI_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	return render(options.dir);
}
