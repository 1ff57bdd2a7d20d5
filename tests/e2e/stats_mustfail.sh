#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Are wrong statistics caught? Each tests/mustfail/stats/*.patch is one wrong line: it is applied to
# a copy of harness/stats, and every unit test on its `Caught by:` line must then fail. First,
# without a patch, all of them must pass.
#
#   stats_mustfail.sh [--all] BUILD [NAME...]
#
# Prints `ok NAME` or `not ok NAME: why` per patch; exit 1 if a wrong statistic survives, 2 for
# usage, 4 for the environment. --all runs every test on every patch and prints which ones failed
# (what `Caught by:` is written from). NAME...: only these patches.
set -eu

usage() {
	echo "usage: stats_mustfail.sh [--all] BUILD [NAME...]" >&2
	exit 2
}

all=
if [ "${1:-}" = --all ]; then
	all=yes
	shift
fi
[ $# -ge 1 ] || usage
build=$1
shift
only=$*

root=$(cd "$(dirname "$0")/../.." && pwd)
tests='stats_known stats_verdict contention williams stats_simulation'
cc=${CC:-gcc}
# No warnings: a wrong line may leave something unused, and that must not be what catches it.
cflags="-std=gnu11 -O2 -w -D_GNU_SOURCE -I."
libs='-lcmocka -lgsl -lgslcblas -lm'

mkdir -p "$build"
work=$(mktemp -d "$build/stats_mustfail.XXXXXX") || exit 4
work=$(cd "$work" && pwd)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# git apply must take the copy for what it is: no part of a repository
export GIT_CEILING_DIRECTORIES="$work"

mkdir -p "$work/tree/harness" "$work/tree/tests/unit" "$work/clean"
cp -R "$root/harness/stats" "$work/tree/harness/"
cp "$root/tests/unit/near.h" "$work/tree/tests/unit/"
cd "$work/tree"

# compile SOURCE OBJECT
compile() {
	# shellcheck disable=SC2086 # the flags are words on purpose
	$cc $cflags -c "$1" -o "$2" >"$work/log" 2>&1
}

first_error() {
	grep -m 1 error "$work/log" || head -n 1 "$work/log"
}

# The objects to link: those in $1, and the clean ones of all other sources.
objects_in() {
	for source in harness/stats/*.c; do
		object=$1/$(basename "$source" .c).o
		[ -e "$object" ] || object=$work/clean/$(basename "$source" .c).o
		printf '%s ' "$object"
	done
}

# status_of TEST OBJECTS: how the test ended, in $status: passed, failed, or what else happened
status_of() {
	# shellcheck disable=SC2086
	if ! $cc -o "$work/$1" "$work/clean/test_$1.o" $2 $libs >"$work/log" 2>&1; then
		status="$1 does not link: $(first_error)"
		return
	fi
	code=0
	timeout 60 "$work/$1" >"$work/log" 2>&1 || code=$?
	case $code in
	0) status=passed ;;
	124) status="$1 ran for over 60 s" ;;
	12[5-9] | 1[3-9]? | 2??) status="$1 ended with status $code" ;;
	*) status=failed ;;
	esac
	# cmocka outlives a signal; a crash is not a test that noticed
	! grep -q 'Test failed with exception' "$work/log" || status="$1 crashed"
}

fail() {
	echo "not ok $1: $2"
	failures=$((failures + 1))
}

control() {
	for source in harness/stats/*.c; do
		compile "$source" "$work/clean/$(basename "$source" .c).o" ||
			fail control "$source does not build: $(first_error)"
	done
	for test in $tests; do
		cp "$root/tests/unit/$test.c" tests/unit/
		compile "tests/unit/$test.c" "$work/clean/test_$test.o" ||
			fail control "$test does not build: $(first_error)"
	done
	[ "$failures" = 0 ] || return 0
	for test in $tests; do
		status_of "$test" "$(objects_in "$work/clean")"
		[ "$status" = passed ] || fail control "$test: $status"
	done
	[ "$failures" != 0 ] || echo "ok control"
}

# One line out, one line in (or only one of them), in one file.
one_line() {
	git apply --numstat "$1" 2>"$work/log" |
		awk '$1 > 1 || $2 > 1 || $1 + $2 == 0 { bad = 1 } END { exit bad || NR != 1 }'
}

# Objects of the patched tree go to $1; a patched header means all of them.
compile_patched() {
	changed=$(git apply --numstat "$2" | cut -f 3)
	case $changed in *.h) changed=$(echo harness/stats/*.c) ;; esac
	for source in $changed; do
		compile "$source" "$1/$(basename "$source" .c).o" || return 1
	done
}

# must_fail NAME PATCH, in the patched tree
must_fail() {
	expected=$(sed -n 's/^Caught by: *//p' "$2")
	[ -z "$all" ] || expected=$tests
	if [ -z "$expected" ]; then
		fail "$1" "the patch does not say which tests catch it (a line 'Caught by: TEST...')"
		return
	fi
	rm -rf "$work/patched"
	mkdir "$work/patched"
	if ! compile_patched "$work/patched" "$2"; then
		fail "$1" "does not build: $(first_error)"
		return
	fi
	objects=$(objects_in "$work/patched")
	caught=
	for test in $expected; do
		status_of "$test" "$objects"
		if [ "$status" = failed ]; then
			caught="$caught $test"
		elif [ -z "$all" ] || [ "$status" != passed ]; then
			why=$status
			[ "$status" != passed ] || why="survives $test"
			fail "$1" "$why"
			return
		fi
	done
	if [ -z "$caught" ]; then
		fail "$1" "survives every test"
	elif [ -n "$all" ]; then
		echo "ok $1:$caught"
	else
		echo "ok $1"
	fi
}

try_patch() {
	name=$(basename "$1" .patch)
	if ! one_line "$1"; then
		fail "$name" "is not a patch of one line in one file"
	elif ! git apply "$1" 2>"$work/log"; then
		fail "$name" "does not apply, renew it: $(first_error)"
	else
		must_fail "$name" "$1"
		git apply -R "$1"
	fi
}

failures=0
found=0
control
if [ "$failures" != 0 ]; then
	exit 1
fi
for patch in "$root"/tests/mustfail/stats/*.patch; do
	[ -e "$patch" ] || break
	case " $only " in "  " | *" $(basename "$patch" .patch) "*) ;; *) continue ;; esac
	found=$((found + 1))
	try_patch "$patch"
done
if [ "$found" = 0 ]; then
	fail patches "none found in $root/tests/mustfail/stats${only:+ with these names: $only}"
fi
[ "$failures" = 0 ]
