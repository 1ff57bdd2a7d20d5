# SPDX-License-Identifier: GPL-2.0-or-later
role := hardening
order := 5
guarantee := spatial
base := bounds
summary := bounds, every index from the untrusted side masked after its check (array_index_nospec)
cflags := -DSPAN_NOSPEC
