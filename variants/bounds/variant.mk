# SPDX-License-Identifier: GPL-2.0-or-later
role := discipline
order := 2
guarantee := spatial
summary := every access through a span or a proof; errors on untrusted input; no lifetimes
constructors := span_of mspan_of span_u64_of mspan_u64_of span mspan span_u64 mspan_u64
