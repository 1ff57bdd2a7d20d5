// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "harness/cli/cli.h"

const char *cli_source(void)
{
	const char *source = getenv("MEMTAX_SOURCE");

	return source ? source : MEMTAX_SOURCE;
}

const char *cli_build(void)
{
	const char *build = getenv("MEMTAX_BUILD");

	return build ? build : MEMTAX_BUILD;
}

enum cli_status cli_plan_status(enum plan_status status)
{
	switch (status) {
	case PLAN_OK:
		return CLI_OK;
	case PLAN_USAGE:
		return CLI_USAGE;
	case PLAN_EMPTY:
		return CLI_FINDING;
	default:
		return CLI_ENVIRONMENT;
	}
}

int cli_fail(enum cli_status status, const char *text)
{
	fprintf(stderr, "memtax: %s\n", text);
	return (int)status;
}
