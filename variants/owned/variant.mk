# SPDX-License-Identifier: GPL-2.0-or-later
role := discipline
order := 3
guarantee := temporal-static
summary := bounds, and lifetimes proved at compile time: linear handles, capabilities, views that freeze their owner
cflags := -DOWN_PROVE
checked := thread-safety
annotations := OWN_CAPABILITY OWN_SCOPED OWN_ACQUIRE OWN_ACQUIRE_IF OWN_RELEASE OWN_SHARED OWN_EXCLUSIVE OWN_FREEZE OWN_THAW
constructors := span_of mspan_of span_u64_of mspan_u64_of span mspan span_u64 mspan_u64
suppressions := OWN_PRIMITIVE
