#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/add-a-fault.md, as it is written: its tested commands are run in a copy of the tree that has
# one workload and no faults; the fault must bite raw, and be a finding until it is claimed.
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
rm -f "$tree"/workloads/ring/faults*
for row in raw bounds owned; do
	cp -r "$root/variants/$row" "$tree/variants/"
	rm -f "$tree/variants/$row/claims.tsv" "$tree/variants/$row"/nlattr* "$tree/variants/$row"/rx*
	rm -rf "$tree/variants/$row/slips" "$tree/variants/$row/mustfail" "$tree/variants/$row/misuse"
done
printf '#!/bin/sh\nMEMTAX_SOURCE=%s MEMTAX_BUILD=%s exec %s/memtax "$@"\n' \
	"$tree" "$tree/build" "$build" >"$tree/build/memtax"
chmod +x "$tree/build/memtax"

# steps N: the page's Nth block below a line `<!-- tested -->`
steps() {
	awk -v n="$1" '/^<!-- tested -->$/ { wanted = 1; count++; next }
		/^```sh$/ && wanted { inside = 1; next }
		/^```$/ { inside = wanted = 0 }
		inside && count == n' "$root/docs/add-a-fault.md"
}

# run N NAME: that block, in the copy; its output is in $dir/out and $dir/err
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

# said PATTERN FILE NAME
said() {
	if grep -q "$1" "$dir/$2"; then echo "ok $3"
	else echo "not ok $3: no '$1' in: $(tail -1 "$dir/$2")"; fi
}

run 1 "a fault is added in one file"
said 'more-than-slots .*✗ wrong .*✓ error .*✓ error' out "it bites raw and is stopped by the others"
said 'bounds.*more-than-slots.*claimed nothing, got error' err "a stop that nobody claims is a finding"
run 2 "with the claims nothing is to be found"
said '[1-9][0-9]* attacks, 0 findings' err "and memtax says so"
