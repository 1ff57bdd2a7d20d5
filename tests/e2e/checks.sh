#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is found out by compiling: every check of the safe rows is caught or explained, the ownership
# checkers see what they are there for, effort is counted; and what each check costs can be timed.
set -u
build=$(cd "$1" && pwd)
memtax=$build/memtax
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# ask PART NAME: without a finding
ask() {
	"$memtax" prove --part "$1" >"$dir/$1" 2>"$dir/err"
	got=$?
	if [ $got = 0 ]; then echo "ok $2"
	else echo "not ok $2: exit $got: $(grep -v 'left out$' "$dir/err" | head -1)"; fi
}
ask checks "every check that survives is caught or explained"
ask recall "the ownership checkers are given mutants"
ask effort "effort is counted"

python3 - "$dir" <<'PY'
import json, sys
def part(name):
    return json.load(open(sys.argv[1] + '/' + name))[name]
def say(good, name, why=''):
    print(('ok ' if good else 'not ok ') + name + ('' if good else ': %s' % why))
checks = part('checks')
rows = {(c['variant'], c['workload']) for c in checks}
say(len(rows) >= 6, 'two disciplines have numbered checks in every workload', sorted(rows))
say(any(c['survives'] for c in checks) and not all(c['survives'] for c in checks),
    'some checks survive the optimiser and some do not')
say(any(c['caught_by'] for c in checks), 'faults catch cells without a check')
recall = part('recall')
for operator in ('use after move', 'double free', 'leak', 'unchecked begin'):
    lines = [r for r in recall if r['operator'] == operator]
    n, caught = sum(r['mutants'] for r in lines), sum(r['caught'] for r in lines)
    say(n > 20 and caught == n, 'recall: %s' % operator, '%d of %d' % (caught, n))
say(any(r['survivors'] for r in recall), 'silent survivors are listed')
effort = part('effort')
base = [e for e in effort if e['variant'] == 'raw']
say(base and all(e['lines_changed'] == 0 for e in base), 'the baseline is no distance from itself')
fixed = [e for e in effort if e['variant'] == 'fixed']
say(fixed and all(0 < e['lines_changed'] < 100 for e in fixed), 'point fixes are short')
PY

# Kept: the second time nothing is compiled.
"$memtax" prove --part checks >"$dir/again" 2>"$dir/err"
if cmp -s "$dir/checks" "$dir/again" && ! grep -q 'left out$' "$dir/err"; then
	echo "ok what was found out is kept"
else
	echo "not ok what was found out is kept"
fi

"$memtax" bench --checks --workload ring --layouts 2 --rounds 40 --out "$dir/run" >"$dir/out" 2>"$dir/err"
got=$?
timed=$(grep -c '"delta_cycles": {' "$dir/run/run.json" 2>/dev/null)
if [ $got = 0 ] && [ "${timed:-0}" -gt 10 ]; then echo "ok checks are timed beside their rows"
else echo "not ok checks are timed beside their rows: exit $got, $timed figures: $(tail -1 "$dir/err")"; fi
