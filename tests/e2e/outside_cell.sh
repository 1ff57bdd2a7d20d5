#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cells from outside and must-fail members: what is wrong is refused or found, by name, and the rest
# goes on. The suite is red if any of them passes.
set -u
build=$1
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "$here/.." && pwd)
memtax=$build/memtax
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# compile SOURCE OUT [FLAGS]: a cell as docs/bring-your-own.md says
compile() {
	source=$1 out=$2
	shift 2
	(cd "$root" && gcc -std=gnu11 -O2 -fPIC -fvisibility=hidden -I. -shared \
		-DMEMTAX_VARIANT='"mine"' "$@" -o "$out" "$source" 2>"$dir/compile") ||
		{ echo "not ok compile $source: $(head -1 "$dir/compile")"; return 1; }
}

# bench CELL STATUS PATTERN NAME: run with the cell; the rest must have figures all the same
bench() {
	"$memtax" bench --workload ring --footprint l1 --entry batch --layouts 2 --rounds 40 \
		--cell "$1" --out "$dir/run" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ $got != "$2" ]; then
		echo "not ok $4: exit $got, wanted $2: $(tail -1 "$dir/err")"
	elif ! grep -q "$3" "$dir/err"; then
		echo "not ok $4: stderr lacks '$3': $(tail -1 "$dir/err")"
	elif ! grep -q bounds "$dir/out"; then
		echo "not ok $4: the rest did not go on"
	else
		echo "ok $4"
	fi
	rm -rf "$dir/run"
}

# bench_only CELL STATUS PATTERN NAME: the same where nothing goes on
bench_only() {
	"$memtax" bench --workload ring --cell "$1" --out "$dir/run" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ $got = "$2" ] && grep -q "$3" "$dir/err"; then echo "ok $4"
	else echo "not ok $4: exit $got: $(tail -1 "$dir/err")"; fi
}

compile variants/raw/ring.c "$dir/good.so" &&
	bench "$dir/good.so" 0 "kept in" "a good cell from outside is measured"
compile variants/raw/ring.c "$dir/old.so" -DMEMTAX_CONTRACT_TEST &&
	python3 - "$dir" <<'PY' && bench "$dir/old2.so" 1 "contract version" "a cell of another contract version is refused"
import ctypes, sys
# The first field of the cell's descriptor is the version: find it by its neighbours, change it.
data = bytearray(open(sys.argv[1] + '/old.so', 'rb').read())
import struct, subprocess
symbols = subprocess.run(['nm', '-D', sys.argv[1] + '/old.so'], capture_output=True, text=True).stdout
address = int([l for l in symbols.splitlines() if l.endswith(' memtax_cell')][0].split()[0], 16)
headers = subprocess.run(['readelf', '-lW', sys.argv[1] + '/old.so'], capture_output=True, text=True).stdout
for line in headers.splitlines():
    part = line.split()
    if part and part[0] == 'LOAD':
        offset, virtual, size = int(part[1], 16), int(part[2], 16), int(part[4], 16)
        if virtual <= address < virtual + size:
            struct.pack_into('<I', data, address - virtual + offset, 999)
open(sys.argv[1] + '/old2.so', 'wb').write(data)
PY
printf 'int nothing;\n' >"$dir/empty.c"
gcc -shared -fPIC -o "$dir/empty.so" "$dir/empty.c" &&
	bench "$dir/empty.so" 1 "no symbol memtax_cell" "a file without the symbol is refused"
bench "$dir/missing.so" 1 "missing.so" "a file that is not there is refused"
printf 'garbage' >"$dir/garbage.so"
bench "$dir/garbage.so" 1 "garbage.so" "a file that is no object is refused"

# A cell that computes wrongly, crashes or hangs is out; who it was is said; the rest has figures.
break_as() { # break_as NAME EXPRESSION: what hot() returns instead of its digest
	printf '#include "harness/contract/seeded.h"\n#define memtax_seeded(x) (%s)\n' "$2" \
		>"$dir/$1.h"
	compile variants/raw/ring.c "$dir/$1.so" -include "$dir/$1.h" -w
}
break_as wrong '(x) + 1' &&
	bench "$dir/wrong.so" 1 "wrong result: segment 0" "a cell with a wrong digest is out"
break_as crash '(x) + *(volatile uint64_t *)8' &&
	bench "$dir/crash.so" 1 "mine.*crashed" "a cell that crashes is out"

compile variants/raw/nlattr.c "$dir/other.so" &&
	bench_only "$dir/other.so" 2 "is a cell of workload nlattr" "a cell of a workload left out is told"

# Somebody builds while a run goes on: nothing else is measured under the old name. In a copy of the
# build, so that the real one stays as it is.
cp -r "$build" "$dir/build"
object=$dir/build/cells/gcc/kernel/aligned/owned/ring.o
MEMTAX_BUILD="$dir/build" "$memtax" bench --workload ring --footprint l1 --layouts 500 \
	--out "$dir/run" >"$dir/out" 2>"$dir/err" &
pid=$!
while ! grep -qs launch_end "$dir/run/samples.ndjson"; do sleep 0.1; done
cp "$dir/build/cells/gcc/kernel/aligned/raw/ring.o" "$object"
wait $pid
got=$?
if [ $got = 4 ] && grep -q "owned/ring.o was built anew" "$dir/err"; then
	echo "ok an object that is built anew ends the run"
else
	echo "not ok an object that is built anew ends the run: exit $got: $(tail -1 "$dir/err")"
fi
rm -rf "$dir/run" "$dir/build"

# must-fail members: FILE.patch says which variant's cell it breaks and what must be said
for patch in "$here"/mustfail/cells/*.patch; do
	name=$(basename "$patch" .patch)
	file=$(sed -n "s/^Compile: //p" "$patch")
	pattern=$(sed -n 's/^Expect: //p' "$patch")
	workload=$(basename "$file" .c)
	rm -rf "$dir/tree"
	mkdir -p "$dir/tree"
	cp -r "$root/variants" "$root/workloads" "$root/harness" "$dir/tree/"
	if ! (cd "$dir/tree" && patch -s -p1 <"$patch") >"$dir/patch" 2>&1; then
		echo "not ok mustfail $name: does not apply: $(head -1 "$dir/patch")"
		continue
	fi
	(cd "$dir/tree" && gcc -std=gnu11 -O2 -fPIC -fvisibility=hidden -I. -shared -w \
		-DMEMTAX_VARIANT='"broken"' -o "$dir/broken.so" "$file") || {
		echo "not ok mustfail $name: does not compile"; continue; }
	if MEMTAX_CELL="$dir/broken.so" "$build/tests/cells" >"$dir/out" 2>&1; then
		echo "not ok mustfail $name: passed the contract test"
	elif ! grep -q "$pattern" "$dir/out"; then
		echo "not ok mustfail $name: not found as '$pattern': $(grep -m1 broken "$dir/out")"
	else
		echo "ok mustfail $name: found ($workload)"
	fi
done
