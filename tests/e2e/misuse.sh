#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each case of variants/owned/misuse/ must be refused for the reason its head comments give, and
# its control (the same file without -DMISUSE) must be accepted. One line a case; 1 if any fails.
#
#   expect gcc, clang-19   the linear proof, with the flags that cells are built with, both profiles
#   expect check           clang-19 -Wthread-safety over the source, as the build does it
#   expect run             built where nothing can be proved (-O0 -DOWN_TRAP): trap, or ok
# `silent` means that this mechanism does not see it (a limit that is documented, not hoped away).
set -u
cd "$(dirname "$0")/../.." || exit 4
work=${1:?usage: misuse.sh BUILD_DIRECTORY}/misuse
mkdir -p "$work" || exit 4
status=0

# The flags of a cell: flags TOOLCHAIN PROFILE
flags()
{
	# shellcheck disable=SC2016 # make expands it
	printf 'include mk/toolchains.mk\nflags:\n\t@echo $(call cell_flags,%s,%s,aligned)\n' \
		"$1" "$2" | env -u MAKEFLAGS -u MAKELEVEL make -s -f - flags
}

# What a case expects of a checker: expected FILE CHECKER
expected()
{
	sed -n "s|^/\* expect $2: \(.*\) \*/\$|\1|p" "$1"
}

# compile CHECKER PROFILE FILE [FLAGS]: the words of the compiler are left in $work/said
compile()
{
	checker=$1 profile=$2 file=$3
	shift 3
	# shellcheck disable=SC2046 # flags are words
	case $checker in
	check) set -- clang-19 $(flags clang-19 "$profile") -Werror=thread-safety -fsyntax-only "$@" ;;
	*) set -- "$checker" $(flags "$checker" "$profile") -DOWN_PROVE -c -o "$work/case.o" "$@" ;;
	esac
	# The proof alone is asked of the compilers: the capabilities are the check's part.
	[ "$checker" = clang-19 ] && set -- "$@" -Wno-thread-safety-analysis
	"$@" "$file" >"$work/said" 2>&1
}

# Prints why a case fails, or nothing: judge CHECKER PROFILE FILE
judge()
{
	text=$(expected "$3" "$1")
	if [ -z "$text" ]; then
		echo "no line 'expect $1:' at the head of $3"
		return
	fi
	if ! compile "$1" "$2" "$3"; then
		echo "$1 $2: the control does not compile: $(head -n 1 "$work/said")"
		return
	fi
	if compile "$1" "$2" "$3" -DMISUSE; then
		[ "$text" = silent ] || echo "$1 $2: compiles, expected: $text"
	elif ! grep -qF -- "$text" "$work/said"; then
		echo "$1 $2: expected '$text', got: $(head -n 1 "$work/said")"
	fi
}

# The same where nothing can be proved: judge_run FILE
judge_run()
{
	text=$(expected "$1" run)
	[ "$text" = no-compile ] && return
	for misuse in "" -DMISUSE; do
		if ! gcc -std=gnu11 -O0 -I. -DOWN_TRAP $misuse -o "$work/run" "$1" 2>"$work/said"; then
			echo "run: does not compile: $(head -n 1 "$work/said")"
			return
		fi
		(cd "$work" && exec ./run) 2>/dev/null
		got=$?
		want=0
		[ -n "$misuse" ] && [ "$text" = trap ] && want=132
		[ "$got" -eq "$want" ] || echo "run $misuse: exit status $got, expected $want"
	done
}

for file in variants/owned/misuse/*.c; do
	name=misuse_$(basename "$file" .c)
	why=$(
		for profile in kernel user; do
			judge gcc "$profile" "$file"
			judge clang-19 "$profile" "$file"
		done
		judge check kernel "$file"
		judge_run "$file" 2>/dev/null
	)
	if [ -n "$why" ]; then
		echo "not ok $name: $(echo "$why" | head -n 1)"
		status=1
	else
		echo "ok $name"
	fi
done
exit $status
