#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The row that needs a run-time library: measured beside its base in processes that begin with the
# library, never with the common rows; proved there; taken up again; out where it is reported in a
# timed launch; refused with the reason where the library is missing.
set -u
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "$here/.." && pwd)
memtax=$build/memtax
dir=$(mktemp -d)
run=$dir/run
trap 'rm -rf "$dir"' EXIT
row=$(cd "$root/variants" && grep -l '^runtime :=' -- */variant.mk | head -1 | xargs dirname)

if ! "$memtax" list | awk -v v="$row" '$1 == "ring" && $2 == v && $4 == "gcc" && $6 == "ok"' | grep -q .; then
	echo "ok no library here, and the grid says so: $("$memtax" list | grep -m1 " $row " | tr -s ' ')"
	exit 0
fi

bench() {
	"$memtax" bench --workload ring --footprint l1 --entry batch --variant "$row,bounds" --layouts 3 \
		--rounds 16 --seed 5 "$@" >"$dir/out" 2>"$dir/err"
}

if bench --out "$run"; then echo "ok it is measured"
else echo "not ok it is measured: $(tail -1 "$dir/err")"; exit 1; fi
if grep -q 'processes of its own' "$dir/out" && grep -q 'processes of its own' "$run/report.md"; then
	echo "ok the report says where"
else echo "not ok the report says where"; fi
if python3 "$here/schema_check.py" "$run" >"$dir/schema" 2>&1; then echo "ok its documents are valid"
else echo "not ok its documents are valid: $(tail -1 "$dir/schema")"; fi

# checked RUN: groups, rows and clones are as they should be
checked() {
	python3 - "$1" "$row" <<'PY'
import json, sys
row = sys.argv[2]
head = json.loads(open(sys.argv[1] + '/samples.ndjson').readline())
run = json.load(open(sys.argv[1] + '/run.json'))
assert run['state'] == 'complete', run['state']
variant = [c['variant'] for c in head['cells']]
for g in head['plan']['groups']:
    held = {variant[c] for c in g['cells']}
    assert held == ({'raw', row} if 'runtime' in g else {'raw', 'bounds'}), held
assert any('runtime' in g for g in head['plan']['groups'])
apart = [r for r in run['results'] if 'runtime' in r]
assert {r['variant'] for r in apart} == {'raw', row}, apart
assert all(r['ratio_to_base']['value'] > 1 for r in apart if r['variant'] == row)
assert any('runtime' in c for c in run['controls']), 'no clone beside it'
assert any(p['path'].find('lib') >= 0 and '.so' in p['path'] and '/workloads/' not in p['path']
           for p in head['plan']['parts']), 'the library is not among the parts'
assert any(p['variant'] == row and p['outcome'] == 'trap' for p in run['proof'])
PY
}
if checked "$run" 2>"$dir/why"; then echo "ok beside its base, never with the others"
else echo "not ok beside its base, never with the others: $(tail -1 "$dir/why")"; fi

# As if it had been killed after its first launch.
mkdir "$dir/cut"
cp "$run/proof.json" "$dir/cut/"
sed '/"launch_end"/q' "$run/samples.ndjson" >"$dir/cut/samples.ndjson"
if "$memtax" bench --resume "$dir/cut" >"$dir/out" 2>"$dir/err" && checked "$dir/cut" 2>"$dir/why"; then
	echo "ok --resume finishes it"
else
	echo "not ok --resume finishes it: $(tail -1 "$dir/err") $(tail -1 "$dir/why")"
fi

if "$memtax" prove --workload ring --variant "$row" >"$dir/out" 2>"$dir/err" &&
	[ "$(grep -c 'trap' "$dir/out")" -gt 5 ]; then
	echo "ok its reports are traps, as claimed"
else
	echo "not ok its reports are traps, as claimed: $(tail -1 "$dir/err")"
fi

# A cell that oversteps its memory where every row is right: out, by name; the rest has figures.
cp -rs "$build" "$dir/build"
object=cells/gcc/kernel/aligned/$row/ring.o
sed 's|shared->prod = RING_FIRST_INDEX;|&((volatile unsigned char *)shared)[-1] = 1;|' \
	"$root/variants/raw/ring.c" >"$dir/ring.c"
cmp -s "$dir/ring.c" "$root/variants/raw/ring.c" && echo "not ok the copy is not spoilt"
rm "$dir/build/$object"
(cd "$root" && eval "$(sed 's/ -c .*//' "$build/$object.command")" -c "$dir/ring.c" -o "$dir/build/$object")
MEMTAX_BUILD=$dir/build bench --out "$dir/spoilt"
got=$?
if [ $got = 1 ] && grep -q "ring/$row.*reported by its run-time library: .*write of 1 byte" "$dir/err" &&
	grep -q bounds "$dir/out"; then
	echo "ok what is reported in a launch puts the cell out"
else
	echo "not ok what is reported in a launch puts the cell out: exit $got: $(tail -1 "$dir/err")"
fi

rm -r "$dir/build/runtime"
MEMTAX_BUILD=$dir/build "$memtax" list >"$dir/out"
if awk -v v="$row" '$2 == v && $6 == "refused"' "$dir/out" | grep -q "no run-time library.*install"; then
	echo "ok a missing library is told, and what brings it"
else
	echo "not ok a missing library is told, and what brings it: $(grep -m1 " $row " "$dir/out")"
fi
