#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two runs with one seed have the same plan and the same order; another seed has another.
set -u
build=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

bench() {
	"$build/memtax" bench --layouts 3 --rounds 40 --footprint l1 --seed "$2" --out "$dir/$1" \
		>"$dir/$1.out" 2>"$dir/$1.err" || { echo "not ok bench: $(tail -1 "$dir/$1.err")"; exit 1; }
}
bench a 11
bench b 11
bench c 12

# The plan, and of every line what is not measured.
order() {
	python3 - "$dir/$1/samples.ndjson" <<'PY'
import json, sys
for text in open(sys.argv[1]):
    line = json.loads(text)
    if line['t'] == 'run':
        print(json.dumps([line['seed'], line['plan'], line['cells']]))
    if line['t'] == 'launch':
        print([line[k] for k in ('launch', 'attempt', 'group', 'layout', 'load_order')])
    if line['t'] == 'round':
        print([line[k] for k in ('launch', 'round', 'order')])
PY
}
order a >"$dir/a.order"
order b >"$dir/b.order"
order c >"$dir/c.order"
if cmp -s "$dir/a.order" "$dir/b.order"; then echo "ok one seed, one plan and order"
else echo "not ok one seed, one plan and order: $(diff "$dir/a.order" "$dir/b.order" | head -1)"; fi
if cmp -s "$dir/a.order" "$dir/c.order"; then echo "not ok another seed, another order"
else echo "ok another seed, another order"; fi
