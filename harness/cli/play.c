// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "harness/cli/cli.h"
#include "harness/prove/apart.h"

int cmd_play(int argc, char **argv)
{
	struct memtax_error err;
	struct registry r;
	int status;

	(void)argc;
	(void)argv;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (registry_open(&r, cli_source(), cli_build(), &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	status = apart_serve(&r, stdin, stdout);
	registry_close(&r);
	return status;
}
