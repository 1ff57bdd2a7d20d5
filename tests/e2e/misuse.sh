#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each case of variants/*/misuse/ is refused for the reason its head comments give, and its control
# (the same file without -DMISUSE) is accepted: `memtax prove --part compile` says so, names what is
# not so, and ends with 1 then. What makes a finding is tested in tests/unit/misuse.c.
set -u
build=$(realpath "${1:?usage: misuse.sh BUILD_DIRECTORY}")
cd "$(dirname "$0")/../.." || exit 4
work=$(mktemp -d) || exit 4
trap 'rm -rf "$work"' EXIT

"$build/memtax" prove --part compile >"$work/compile.json" 2>"$work/said"
status=$?
if [ "$status" -ne 0 ]; then
	echo "not ok misuse: exit status $status: $(head -n 1 "$work/said")"
	exit 1
fi
echo "ok misuse: $(grep -c '"holds": true' "$work/compile.json") hold," \
	"$(grep -c '"result": "unavailable"' "$work/compile.json") unavailable"

for file in variants/*/misuse/*.c; do
	name=$(basename "$file" .c)
	if grep -q "\"case\": \"$name\"" "$work/compile.json"; then
		echo "ok misuse_$name"
	else
		echo "not ok misuse_$name: $file was not tried"
	fi
done
