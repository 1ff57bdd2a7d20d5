/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every case has: a message that came from somewhere, and who wants its buffer back. */
#ifndef MEMTAX_BOUNDS_MISUSE_MESSAGE_H
#define MEMTAX_BOUNDS_MISUSE_MESSAGE_H

#include "variants/bounds/span.h"

/* Returns what was asked for, or an error number. */
int misuse_case(struct span message);

/* The buffer may be used for the next message from here on. */
void message_release(const uint8_t *p);

#endif
