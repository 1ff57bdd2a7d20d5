#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine without rustc: the Rust rows are refused with the reason, and everything else works. In a
# copy of the tree that has one workload, with a PATH that has every program but rustc.
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD # of the make that runs the tests

tree=$dir/tree
mkdir -p "$tree/workloads" "$tree/variants" "$tree/build" "$dir/bin"
cp -r "$root/Makefile" "$root/mk" "$root/harness" "$tree/"
cp -r "$root/workloads/ring" "$tree/workloads/"
for variant in raw bounds rust; do cp -r "$root/variants/$variant" "$tree/variants/"; done

# The first of a name on the path is the one that is found.
echo "$PATH" | tr ':' '\n' | while read -r folder; do
	for program in "$folder"/*; do
		name=${program##*/}
		[ "$name" = rustc ] || [ -e "$dir/bin/$name" ] || ln -s "$program" "$dir/bin/$name"
	done
done
PATH=$dir/bin
export PATH MEMTAX_SOURCE="$tree" MEMTAX_BUILD="$tree/build"

check() {
	name=$1
	shift
	if "$@" >/dev/null 2>"$dir/err"; then
		echo "ok $name"
	else
		echo "not ok $name: $(head -1 "$dir/err")"
	fi
}

if command -v rustc >/dev/null; then
	echo "not ok rustc-is-hidden: $(command -v rustc)"
else
	echo "ok rustc-is-hidden"
fi
check cells-build-without-it make -C "$tree" cells
"$build/memtax" list >"$dir/list" 2>"$dir/err"
check list-has-the-other-rows grep -q '^ring  *bounds .* ok' "$dir/list"
check list-has-the-reason grep -q '^ring  *rust  .*refused.*not built by rustc (not installed' "$dir/list"

# A run without the row goes on as ever, and its report has the reason.
"$build/memtax" bench --variant bounds,rust --layouts 2 --rounds 40 --footprint l1 --entry batch \
	--shape burst32 --out "$dir/run" >"$dir/out" 2>"$dir/err"
status=$?
run=$(find "$dir/run" -name run.json | head -1)
check a-missing-compiler-is-no-finding [ "$status" = 0 ]
check the-others-are-measured grep -q '"variant": "bounds"' "$run"
check report-has-the-reason grep -q 'not built by rustc' "${run%run.json}report.md"
check the-screen-has-the-reason grep -q 'rust .*not built by rustc' "$dir/out"
