#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memtax gbench` behaves as users of Google Benchmark expect: list, filter, JSON out.
set -u
build=$1
memtax=$build/memtax
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

check() { # check NAME COMMAND...: ok if it succeeds
	name=$1
	shift
	if "$@" >"$dir/out" 2>"$dir/err"; then echo "ok $name"
	else echo "not ok $name: $(tail -1 "$dir/err")"; fi
}

check "list" "$memtax" gbench --workload ring --benchmark_list_tests
mv "$dir/out" "$dir/list"
check "names say workload, shape, footprint, entry, toolchain, variant" \
	grep -q '^ring/burst32/l1/batch/gcc/bounds$' "$dir/list"
check "a filtered run" "$memtax" gbench --workload ring --benchmark_min_time=0.01 \
	--benchmark_filter='ring/burst32/l1/batch/gcc/(raw|owned)$' \
	--benchmark_out="$dir/out.json" --benchmark_out_format=json
check "its JSON holds the two cells with figures" python3 - "$dir/out.json" <<'PY'
import json, sys
runs = json.load(open(sys.argv[1]))['benchmarks']
assert [r['name'].split('/')[5] for r in runs] == ['raw', 'owned'], runs
assert all(r['real_time'] > 0 and r['items_per_second'] > 0 and not r.get('error_occurred')
           for r in runs)
PY
"$memtax" gbench --benchmark_filter=nothing-is-called-this >"$dir/out" 2>"$dir/err"
if [ $? = 2 ]; then echo "ok a filter that matches nothing is a usage error"
else echo "not ok a filter that matches nothing is a usage error: $(tail -1 "$dir/err")"; fi
