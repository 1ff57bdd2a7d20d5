#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `memtax prove` of this tree: all claims hold both ways; twice the same, also while all CPUs are
# busy; a check that was deleted is exposed by name and class; what claims more or less is found.
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
memtax=$build/memtax
dir=$(mktemp -d)
busy=
trap 'kill $busy 2>/dev/null; rm -rf "$dir"' EXIT

outcomes() { # outcomes FILE: what must not change from one time to the next
	python3 - "$1" <<'PY'
import json, sys
for row in json.load(open(sys.argv[1]))['proof']:
    print(*(row[k] for k in ('workload', 'variant', 'toolchain', 'profile', 'fault', 'member',
                             'outcome', 'at_run_time', 'twin', 'object')))
PY
}

"$memtax" prove --json >"$dir/first" 2>"$dir/err"
status=$?
if [ $status = 0 ]; then echo "ok every claim of the tree holds, both ways"
else echo "not ok every claim of the tree holds, both ways: exit $status: $(grep -m1 claimed "$dir/err" || tail -1 "$dir/err")"; fi

for _ in $(seq "$(nproc)"); do
	(while :; do :; done) &
	busy="$busy $!"
done
"$memtax" prove --json >"$dir/second" 2>"$dir/err"
# shellcheck disable=SC2086 # process numbers
kill $busy 2>/dev/null
busy=
outcomes "$dir/first" >"$dir/first.txt"
outcomes "$dir/second" >"$dir/second.txt"
if [ ! -s "$dir/first.txt" ]; then echo "not ok outcomes are the same on busy CPUs: there are none"
elif cmp -s "$dir/first.txt" "$dir/second.txt"; then echo "ok outcomes are the same on busy CPUs"
else echo "not ok outcomes are the same on busy CPUs: $(diff "$dir/first.txt" "$dir/second.txt" | sed -n 2p)"; fi

# Every input fault bites the baseline, every workload has its dozen.
python3 - "$dir/first" <<'PY'
import collections, json, sys
rows = json.load(open(sys.argv[1]))['proof']
bites = {'trap', 'crash', 'corrupt', 'leak', 'wrong', 'hang'}
raw = [r for r in rows if r['role'] == 'baseline' and r['kind'] == 'input']
weak = [r for r in raw if r['outcome'] not in bites]
print('ok every input fault bites the baseline' if raw and not weak else
      'not ok every input fault bites the baseline: %s' % (weak and weak[0]['fault']))
faults = collections.defaultdict(set)
kinds = collections.defaultdict(set)
for r in rows:
    faults[r['workload']].add(r['fault'])
    kinds[r['workload']].add(r['kind'])
for w in sorted(faults):
    good = len(faults[w]) >= 12 and kinds[w] == {'input', 'slip', 'mechanism'}
    print(('ok ' if good else 'not ok ') + '%s has %d faults of %d kinds' %
          (w, len(faults[w]), len(kinds[w])))
twins = [r for r in rows if r['twin'] != 'accepted' and r['outcome'] != 'no-compile' and not r['member']]
print('ok every twin is accepted by every row' if not twins else
      'not ok every twin is accepted by every row: %s, %s: %s' %
      (twins[0]['variant'], twins[0]['fault'], twins[0]['twin']))
members = [r for r in rows if r['member']]
spared = [r for r in members if r['outcome'] not in bites]
print('ok every mechanism fault bites its member' if members and not spared else
      'not ok every mechanism fault bites its member: %s' % (spared and spared[0]['fault']))
unstopped = collections.defaultdict(set)
for r in rows:
    if r['kind'] == 'input':
        unstopped[(r['workload'], r['fault'])].add(r['outcome'] in bites)
n = sum(v == {True} for v in unstopped.values())
print('ok some faults nobody stops, and they are shown' if n else
      'not ok some faults nobody stops, and they are shown')
PY

# A cell with one check deleted, built outside of the tree.
mkdir -p "$dir/tree"
cp -r "$root/variants" "$root/workloads" "$root/harness" "$dir/tree/"
delete() { # delete FILE LINE_PATTERN REPLACEMENT
	sed -i "s|$2|$3|" "$dir/tree/$1"
	! cmp -s "$dir/tree/$1" "$root/$1"
}
expose() { # expose VARIANT_NAME NAME
	(cd "$dir/tree" && gcc -std=gnu11 -O2 -fPIC -fvisibility=hidden -I. -shared -w \
		-DMEMTAX_VARIANT="\"$1\"" -o "$dir/holed.so" variants/bounds/ring.c)
	"$memtax" prove --cell "$dir/holed.so" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ $got = 1 ] && grep -q "$1, outside.*drain-past-buffer.*(input, spatial, CWE-" "$dir/err"; then
		echo "ok $2"
	else
		echo "not ok $2: exit $got: $(tail -1 "$dir/err")"
	fi
}
if delete variants/bounds/ring.c 'return span_fits(\*there, slots_count(r->slots));' 'return true;' &&
	delete variants/bounds/span_u64.h '	if (!span_fits(n, rest->n)) {' '	if (0) {'; then
	expose bounds "a row's cell without its check is exposed by name and class"
	expose mine "so is one that is none of our rows"
else
	echo "not ok the check that the test deletes is not there any more"
fi

# Claims: one too many, one too few, one that is no claim.
mkdir -p "$dir/claims"
for part in variants workloads harness mk Makefile; do cp -r "$root/$part" "$dir/claims/"; done
prove_claims() {
	MEMTAX_SOURCE=$dir/claims "$memtax" prove --workload ring --variant "$1" --toolchain gcc \
		--profile kernel >"$dir/out" 2>"$dir/err"
	got=$?
}
printf 'ring\tspatial\terror\tconvention\n' >>"$dir/claims/variants/raw/claims.tsv"
prove_claims raw
if [ $got = 1 ] && grep -q 'raw.*claimed error, got' "$dir/err"; then echo "ok a claim too many is a finding"
else echo "not ok a claim too many is a finding: exit $got: $(tail -1 "$dir/err")"; fi
: >"$dir/claims/variants/bounds/claims.tsv"
prove_claims bounds
if [ $got = 1 ] && grep -q 'bounds.*claimed nothing, got error' "$dir/err"; then echo "ok a claim too few is a finding"
else echo "not ok a claim too few is a finding: exit $got: $(tail -1 "$dir/err")"; fi
echo 'ring spatial error' >"$dir/claims/variants/bounds/claims.tsv"
prove_claims bounds
if [ $got = 4 ] && grep -q 'claims.tsv:1:' "$dir/err"; then echo "ok a line that is no claim is told with its place"
else echo "not ok a line that is no claim is told with its place: exit $got: $(tail -1 "$dir/err")"; fi
