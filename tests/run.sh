#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Run every unit test program and end-to-end script; end with `N passed, N failed`.
#   run.sh BUILD [PART]     only those whose name contains PART
#   MEMTAX_RUNNER=WORDS in the environment: what runs programs of another architecture
#   UNIT_ONLY=1, SKIP=NAMES in the environment: no end-to-end scripts; not these unit tests
#
# A unit test is one cmocka program; each of its tests counts. An end-to-end script prints a line
# `ok NAME` or `not ok NAME: why` for each case; each line counts.
set -u
build=$1
part=${2:-}
here=$(dirname "$0")
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { grep -c "$1" "$log" || true; }

for source in "$here"/unit/*"$part"*.c; do
	[ -e "$source" ] || continue
	name=$(basename "$source" .c)
	case " ${SKIP:-} " in *" $name "*) continue ;; esac
	status=0
	# shellcheck disable=SC2086 # the runner is words on purpose
	${MEMTAX_RUNNER:-} "$build/tests/$name" >"$log" 2>&1 || status=$?
	good=$(count '^\[       OK \]')
	bad=$(sed -n 's/^\[  FAILED  \] [^:]*: \([0-9]*\) test.*/\1/p' "$log" | tail -1)
	bad=${bad:-0}
	# A program that died in the middle, or failed without saying where, is one failure.
	if [ "$status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
	if [ "$status" = 0 ]; then bad=0; fi
	if [ "$status" = 0 ] && [ "$good" = 0 ]; then bad=1; echo "$name: ran no test"; fi
	passed=$((passed + good))
	failed=$((failed + bad))
	if [ "$bad" != 0 ]; then
		echo "--- $name failed (status $status)"
		grep -v '^\[ RUN\|^\[       OK' "$log" | head -60
	else
		echo "ok unit $name ($good)"
	fi
done

for script in "$here"/e2e/*"$part"*.sh; do
	[ -z "${UNIT_ONLY:-}" ] || break
	[ -e "$script" ] || continue
	name=$(basename "$script" .sh)
	status=0
	sh "$script" "$build" >"$log" 2>&1 || status=$?
	good=$(count '^ok ')
	bad=$(count '^not ok ')
	if [ "$status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
	if [ "$good" = 0 ] && [ "$bad" = 0 ]; then bad=1; echo "$name: ran no case"; fi
	passed=$((passed + good))
	failed=$((failed + bad))
	if [ "$bad" != 0 ]; then
		echo "--- $name failed (status $status)"
		grep -v '^ok ' "$log" | head -60
	else
		echo "ok e2e $name ($good)"
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
