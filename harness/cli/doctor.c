// SPDX-License-Identifier: GPL-2.0-or-later
/* memtax doctor */
#include <argp.h>
#include <stdlib.h>
#include <unistd.h>
#include "harness/cli/cli.h"
#include "harness/doctor/doctor.h"

struct options {
	bool json, change;
};

enum { KEY_JSON = 256, KEY_TUNE, KEY_UNDO };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	(void)arg;
	switch (key) {
	case KEY_JSON:
		options->json = true;
		return 0;
	case KEY_TUNE:
	case KEY_UNDO:
		options->change = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "doctor takes no argument: '%s'", arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int print_json(const struct doctor_examination *examination)
{
	json_t *document = json_pack("{s:s, s:o}", "grade", doctor_grade(examination), "doctor",
				     doctor_json(examination));
	int status;

	if (!document)
		return cli_fail(CLI_ENVIRONMENT, "doctor: out of memory");
	status = json_dumpf(document, stdout, JSON_INDENT(2));
	json_decref(document);
	putchar('\n');
	return status == 0 ? CLI_OK : CLI_ENVIRONMENT;
}

static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (!no_colour || !*no_colour);
}

int cmd_doctor(int argc, char **argv)
{
	static const struct argp_option known[] = {
		{ "json", KEY_JSON, NULL, 0, "print the findings as JSON", 0 },
		{ "tune", KEY_TUNE, NULL, 0, "not in this version", 0 },
		{ "undo", KEY_UNDO, NULL, 0, "not in this version", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		.options = known,
		.parser = parse,
		.doc = "Is this machine fit to measure on? Exit status 1 if something found makes "
		       "figures taken now not to be believed.",
	};
	struct options options = { false, false };
	struct doctor_examination examination;
	int status = CLI_OK;

	argp_err_exit_status = CLI_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (options.change)
		return cli_fail(CLI_USAGE,
				"doctor: --tune and --undo are not in this version; each "
				"finding names the command that mends it");
	doctor_look(&doctor_env_real, &examination);
	if (options.json)
		status = print_json(&examination);
	else
		doctor_print(&examination, stdout, wants_colour());
	if (fflush(stdout) != 0 || ferror(stdout))
		return cli_fail(CLI_ENVIRONMENT, "doctor: standard output cannot be written");
	if (status != CLI_OK)
		return status;
	return doctor_failed(&examination) ? CLI_FINDING : CLI_OK;
}
