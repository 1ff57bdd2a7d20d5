// SPDX-License-Identifier: GPL-2.0-or-later
/* The faults of `ring`, by file. README.md says what the corpus holds and what nobody stops. */
#include "workloads/ring/attack.h"

const struct memtax_fault *const memtax_faults[] = {
	ring_faults_index, ring_faults_believed, ring_faults_slip, ring_faults_mechanism, NULL,
};
