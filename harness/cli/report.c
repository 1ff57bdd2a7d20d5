/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memtax report DIR: render a run again */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/cli.h"
#include "harness/record/document.h"
#include "harness/record/results.h"
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

static bool has_document(const char *dir)
{
	char *path;
	bool found;

	if (asprintf(&path, "%s/" DOCUMENT_FILE, dir) < 0)
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

static json_t *from_samples(const char *dir, struct memtax_error *err)
{
	struct samples *samples = samples_read(dir, err);
	json_t *run = samples ? results_build(samples, err) : NULL;

	samples_free(samples);
	return run;
}

/*
 * A killed run has samples and no document, or one from before it was taken up again: what is
 * partial comes from the samples. A run that is complete and has lost its document gets it back.
 */
static json_t *read_run(const char *dir, struct memtax_error *err)
{
	bool kept = has_document(dir);
	json_t *run = kept ? document_read(dir, err) : from_samples(dir, err);

	if (!run)
		return NULL;
	if (kept && !is_complete(run)) {
		json_decref(run);
		return from_samples(dir, err);
	}
	if (!kept && is_complete(run) && document_write(dir, run, err)) {
		json_decref(run);
		return NULL;
	}
	return run;
}

static int render(const char *dir)
{
	struct memtax_error err = { "" };
	json_t *run = read_run(dir, &err);
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
	return fflush(stdout) || ferror(stdout)
		       ? cli_fail(CLI_ENVIRONMENT, "stdout: cannot be written")
		       : CLI_OK;
}

int cmd_report(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "DIR",
		.doc = "Render a run again: report.md, report.html and the plots in DIR, the first "
		       "screen on stdout. A run that was killed is shown as far as it got.",
	};
	struct options options = { NULL };

	argp_err_exit_status = CLI_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	return render(options.dir);
}
