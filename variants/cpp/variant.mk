# SPDX-License-Identifier: GPL-2.0-or-later
role := reference
order := 3
guarantee := spatial
summary := C++20: std::span and unique owners, the standard library's assertions on
cflags := -D_GLIBCXX_ASSERTIONS
constructors := span
