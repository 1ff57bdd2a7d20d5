#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memtax calibrate`, small: clones are measured and judged, and judged again from what was kept;
# no rate is asserted: a test asserts no time, and how many layouts are quiet is the machine's.
set -u
build=$1
memtax=$build/memtax
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$memtax" calibrate --only clones --comparisons 12 --layouts 3 --rounds 24 --workload ring \
	--toolchain gcc --seed 5 --out "$dir/a" >"$dir/first" 2>"$dir/err" ||
	{ echo "not ok clones: $(tail -1 "$dir/err")"; exit 1; }
n=$(sed -n 's/^clones: \([0-9]*\) comparisons.*/\1/p' "$dir/first")
if [ "${n:-0}" -ge 1 ]; then echo "ok clones are compared"
else echo "not ok clones are compared: '$n' comparisons"; fi
if grep -q 'false positives.*%.*\[.*\]' "$dir/first"; then echo "ok the rate has its interval"
else echo "not ok the rate has its interval"; fi

"$memtax" calibrate --clones "$dir/a/clones" --layouts 3 >"$dir/again" 2>"$dir/err"
if cmp -s "$dir/first" "$dir/again"; then echo "ok judged again from the samples, the same"
else echo "not ok judged again from the samples, the same: $(diff "$dir/first" "$dir/again" | head -2)"; fi

"$memtax" calibrate --clones "$dir/none" >"$dir/again" 2>"$dir/err"
if [ $? = 4 ] && grep -q none "$dir/err"; then echo "ok a run that is not there is told"
else echo "not ok a run that is not there is told"; fi
