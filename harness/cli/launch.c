// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "harness/cli/cli.h"
#include "harness/measure/job.h"

int cmd_launch(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	/* A run that is killed must not leave somebody measuring behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return launch_run(stdin, stdout);
}
