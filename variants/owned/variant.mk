# SPDX-License-Identifier: GPL-2.0-or-later
role := discipline
summary := bounds, and lifetimes proved at compile time: linear handles, capabilities, views that freeze their owner
cflags := -DOWN_PROVE
checked := thread-safety
