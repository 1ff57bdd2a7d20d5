// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of faults. To add one: a function and its entry in one of the files named here. */
#include "workloads/nlattr/attack.h"

const struct memtax_fault *const memtax_faults[] = {
	nlattr_faults_link,    nlattr_faults_route, nlattr_faults_lengths,   nlattr_faults_calls,
	nlattr_faults_meaning, nlattr_faults_slips, nlattr_faults_mechanism, NULL,
};
