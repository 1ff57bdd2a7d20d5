# SPDX-License-Identifier: GPL-2.0-or-later
role := baseline
guarantee := none
toolchains := gcc clang-19 clang-14
summary := the kernel idiom at its best, with the validation it had before its CVEs were fixed
