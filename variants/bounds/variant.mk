# SPDX-License-Identifier: GPL-2.0-or-later
role := discipline
summary := every access through a span or a proof; errors on untrusted input; no lifetimes
