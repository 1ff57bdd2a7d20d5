#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a person can get wrong: one clear line on stderr, the documented exit status, nothing lost.
set -u
build=$1
memtax=$build/memtax
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
small="--workload ring --footprint l1 --entry batch --layouts 2 --rounds 40"

# expect NAME STATUS PATTERN COMMAND...: exit status, and one stderr line that matches
expect() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ $got != "$want" ]; then
		echo "not ok $name: exit $got, wanted $want: $(tail -1 "$dir/err")"
	elif ! grep -q "$pattern" "$dir/err"; then
		echo "not ok $name: stderr lacks '$pattern': $(tail -1 "$dir/err")"
	else
		echo "ok $name"
	fi
}

expect "no command" 2 "memtax list" "$memtax"
expect "unknown command" 2 "did you mean 'bench'" "$memtax" bnech
expect "unknown workload names the nearest" 2 "did you mean 'ring'" "$memtax" bench --workload rign
expect "unknown variant names the nearest" 2 "did you mean 'bounds'" "$memtax" bench --variant bound
expect "unknown shape names the nearest" 2 "did you mean 'burst32'" "$memtax" bench --shape burst33
expect "unknown footprint names the nearest" 2 "did you mean 'llc'" "$memtax" bench --footprint l3c
expect "unknown entry names the nearest" 2 "did you mean 'batch'" "$memtax" bench --entry bach
expect "unknown toolchain names the nearest" 2 "did you mean 'gcc'" "$memtax" bench --toolchain gc
expect "not a number" 2 "is not a number" "$memtax" bench --layouts none
expect "a CPU that is not there" 4 "may not run on CPU 4095" "$memtax" bench --cpu 4095 --out "$dir/x"
expect "--resume with other options" 2 "no other options" "$memtax" bench --resume="$dir/x" --quick
expect "filters that leave nothing" 2 "leave nothing" "$memtax" bench --workload ring --shape mixed
# shellcheck disable=SC2086 # words on purpose
{
expect "a directory that cannot be made" 4 "/proc/nothing" \
	"$memtax" bench $small --out /proc/nothing/run
expect "resume of what is no run" 4 "samples.ndjson" "$memtax" bench --resume "$dir/none"
expect "report of what is no run" 4 "none" "$memtax" report "$dir/none"

"$memtax" bench $small --seed 3 --out "$dir/run" >"$dir/out" 2>"$dir/err" ||
	echo "not ok a small run: $(tail -1 "$dir/err")"
expect "a run directory is not overwritten" 4 "samples.ndjson" \
	"$memtax" bench $small --seed 3 --out "$dir/run"

cp -r "$dir/run" "$dir/damaged"
sed -i '5s/"ticks":\[/"ticks":{/' "$dir/damaged/samples.ndjson"
rm -f "$dir/damaged/run.json"
expect "damaged samples: file and line" 4 "samples.ndjson:5" "$memtax" report "$dir/damaged"
cp -r "$dir/run" "$dir/damaged2"
sed -i '1s/{/{{/' "$dir/damaged2/run.json"
expect "damaged run.json: file and line" 4 "run.json.*1" "$memtax" report "$dir/damaged2"

# Without gnuplot the run is kept and the absence said.
mkdir "$dir/bin"
for tool in ld cp sh git make; do ln -s "$(command -v $tool)" "$dir/bin/$tool"; done
expect "missing gnuplot is said" 0 "no plots" \
	env PATH="$dir/bin" "$memtax" bench $small --out "$dir/noplot"
}
if [ -s "$dir/noplot/run.json" ] && [ -s "$dir/noplot/report.md" ]; then
	echo "ok missing gnuplot: the run is kept"
else
	echo "not ok missing gnuplot: the run is kept"
fi

# A full disk, told before measuring and while measuring.
if mkdir "$dir/small" && mount -t tmpfs -o size=1m tmpfs "$dir/small" 2>/dev/null; then
	# shellcheck disable=SC2086
	expect "a full directory is told before measuring" 4 "free" \
		"$memtax" bench $small --out "$dir/small/run"
	umount "$dir/small"
else
	echo "ok (skipped: no right to mount) a full directory is told before measuring"
fi
