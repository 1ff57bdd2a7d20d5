#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/add-a-variant.md, as it is written: its tested commands are run in a copy of the tree, which
# has one workload and the baseline only; then no other file may have changed.
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD # of the make that runs the tests

tree=$dir/tree
mkdir -p "$tree/workloads" "$tree/variants" "$tree/build"
cp -r "$root/Makefile" "$root/mk" "$root/harness" "$tree/"
cp -r "$root/workloads/ring" "$tree/workloads/"
cp -r "$root/variants/raw" "$tree/variants/"
# The program is the same whatever rows there are: the one that is built, told where it stands.
printf '#!/bin/sh\nMEMTAX_SOURCE=%s MEMTAX_BUILD=%s exec %s/memtax "$@"\n' \
	"$tree" "$tree/build" "$build" >"$tree/build/memtax"
chmod +x "$tree/build/memtax"

sums() {
	(cd "$tree" && find . -path ./build -prune -o -type f -print | sort | xargs sha256sum)
}
sums >"$dir/before"

# steps N: the page's Nth block below a line `<!-- tested -->`
steps() {
	awk -v n="$1" '/^<!-- tested -->$/ { wanted = 1; count++; next }
		/^```sh$/ && wanted { inside = 1; next }
		/^```$/ { inside = wanted = 0 }
		inside && count == n' "$root/docs/add-a-variant.md"
}

# run N NAME: that block, in the copy; its output is in $dir/out
run() {
	steps "$1" >"$dir/commands"
	if [ ! -s "$dir/commands" ]; then
		echo "not ok $2: the page has no such block"
	elif (cd "$tree" && sh -eu "$dir/commands") >"$dir/out" 2>"$dir/err"; then
		echo "ok $2"
	else
		echo "not ok $2: $(tail -1 "$dir/err")"
	fi
}

# listed VARIANT STATE COUNT TEXT NAME: so many lines of `memtax list` say so
listed() {
	found=$(awk -v v="$1" -v s="$2" '$2 == v && $6 == s' "$dir/out" | grep -c "$4")
	if [ "$found" = "$3" ]; then echo "ok $5"
	else echo "not ok $5: $found lines, wanted $3: $(grep " $1 " "$dir/out" | head -1)"; fi
}

make -s -C "$tree" cells >"$dir/out" 2>&1 ||
	echo "not ok the copy builds: $(tail -1 "$dir/out")"

run 1 "a folder is added"
# Of the toolchains that build a row which does not say which: all that are known, those that are here.
# shellcheck disable=SC2016 # awk expands it
usual='$2 == "raw" && ($4 == "gcc" || $4 == "clang-19")'
grid=$(awk "$usual" "$dir/out" | wc -l)
cells=$(awk "$usual && \$6 == \"ok\"" "$dir/out" | wc -l)
if [ "$cells" -gt 0 ]; then echo "ok the baseline is listed"
else echo "not ok the baseline is listed: $(tail -1 "$dir/out")"; fi
listed fenced absent "$grid" "fenced/ring.c is not written" "the row is listed, without cells"
run 2 "a row says why it has no cell"
listed fenced absent "$grid" "a descriptor is a value" "the reason is listed"
run 3 "a cell is added"
listed fenced ok "$cells" ring "the cell is listed, by every toolchain and profile"
if "$tree/build/memtax" bench --variant fenced --footprint l1 --entry batch --layouts 2 --rounds 40 \
	--out "$dir/run" >"$dir/bench" 2>"$dir/err" && grep -q '^  fenced .*[0-9]' "$dir/bench"
then echo "ok the new row is measured"
else echo "not ok the new row is measured: $(tail -1 "$dir/err")"; fi

run 4 "a row of flags is added"
listed raw-zeroed ok "$cells" ring "the row of flags is listed"
how=$tree/build/cells/gcc/kernel/aligned/raw-zeroed/ring.o.command
if grep -q -e '-ftrivial-auto-var-init=zero.*variants/raw/ring.c' "$how"; then
	echo "ok it is the base's source with the flag added"
else
	echo "not ok it is the base's source with the flag added: $(cat "$how" 2>&1)"
fi

# flagged TOOLCHAIN FLAG OTHER: the row is built with its own toolchain's flag and not the other's
flagged() {
	how=$tree/build/cells/$1/kernel/aligned/raw-checked/ring.o.command
	if ! command -v "$1" >/dev/null; then
		echo "ok (skipped: not installed) $1 has its own flag"
	elif grep -q -e "$2.*variants/raw/ring.c" "$how" && ! grep -q -e "$3" "$how"; then
		echo "ok $1 has its own flag"
	else
		echo "not ok $1 has its own flag: $(cat "$how" 2>&1)"
	fi
}
run 5 "a row of flags by toolchain is added"
flagged gcc -fsanitize-undefined-trap-on-error -fsanitize-trap=bounds
flagged clang-19 -fsanitize-trap=bounds -fsanitize-undefined-trap-on-error

sums | grep -v ' \./variants/\(fenced\|raw-zeroed\|raw-checked\)/' >"$dir/after"
if cmp -s "$dir/before" "$dir/after"; then echo "ok no other file was edited"
else echo "not ok no other file was edited: $(diff "$dir/before" "$dir/after" | sed -n 2p)"; fi
