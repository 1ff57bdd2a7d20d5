#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A run is killed 20 times at random moments and taken up again each time: no line that was written
# is lost, no launch counts twice, a partial run can be reported, the final document is valid.
set -u
build=$1
here=$(cd "$(dirname "$0")/.." && pwd)
memtax=$build/memtax
dir=$(mktemp -d)
run=$dir/run
trap 'rm -rf "$dir"' EXIT
kills=0
early=0 # tenths of a second more: this machine is slow or busy

# Start "$@", kill it after a random part of a second. Returns 0 if it was killed in time.
kill_one() {
	"$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	sleep "$(od -An -N2 -tu2 /dev/urandom | awk '{ printf "%.3f", 0.03 + $1 % 300 / 1000 + '$early' / 10 }')"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? = 137 ]
}

# What is in the file up to its last newline must be the beginning of what is there later.
keep_whole_lines() {
	python3 - "$run/samples.ndjson" "$dir/kept" <<'PY'
import sys
data = open(sys.argv[1], 'rb').read()
data = data[:data.rfind(b'\n') + 1]
try:
    kept = open(sys.argv[2], 'rb').read()
except FileNotFoundError:
    kept = b''
if not data.startswith(kept):
    sys.exit('a line that was written is gone')
open(sys.argv[2], 'wb').write(data)
PY
}

# Long enough that 20 kills fall inside it: every kill interrupts one launch at most.
first="$memtax bench --workload ring --layouts 40 --rounds 40 --footprint l1,l2 --seed 7 --out $run"
lost=0
# shellcheck disable=SC2086 # words on purpose
while ! kill_one $first || ! [ -s "$run/samples.ndjson" ]; do
	rm -rf "$run"
	lost=$((lost + 1))
	early=$((early + 1))
	[ $lost -lt 10 ] || { echo "not ok kill: the run never got as far as its first line"; exit 1; }
done
while :; do
	keep_whole_lines || { echo "not ok kill $kills: lines lost"; exit 1; }
	"$memtax" report "$run" >"$dir/report" 2>&1 || {
		echo "not ok report of a partial run: $(tail -1 "$dir/report")"; exit 1; }
	grep -qi partial "$dir/report" || { echo "not ok report does not say partial"; exit 1; }
	# A kill before the run had said that it was taken up again is tried, and is not one of the 20.
	if [ "$(grep -c '^{"t":"resume"' "$run/samples.ndjson")" -ge $kills ]; then
		kills=$((kills + 1))
	else
		early=$((early + 1))
	fi
	[ $kills -lt 20 ] || break
	kill_one "$memtax" bench --resume "$run" || {
		echo "not ok kill $kills: the run was over (or failed) before it: $(tail -1 "$dir/err")"
		exit 1; }
done
echo "ok 20 kills, each followed by --resume; partial runs reported"

if "$memtax" bench --resume "$run" >"$dir/out" 2>"$dir/err"; then
	echo "ok --resume finishes"
else
	echo "not ok --resume finishes: $(tail -1 "$dir/err")"
	exit 1
fi
if keep_whole_lines; then echo "ok no written line is lost"; else echo "not ok no written line is lost"; fi

python3 - "$run" <<'PY' && echo "ok every launch counts once, with all its rounds" || echo "not ok counting"
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1] + '/samples.ndjson')]
head = lines[0]
plan = head['plan']
ended = [(l['launch'], l['attempt']) for l in lines if l['t'] == 'launch_end' and l['status'] == 'ok']
assert len(ended) == len({e[0] for e in ended}) == plan['launches'], 'launches'
for e in ended:
    rounds = [l['round'] for l in lines if l['t'] == 'round' and (l['launch'], l['attempt']) == e]
    assert rounds == list(range(plan['rounds'])), e
run = json.load(open(sys.argv[1] + '/run.json'))
assert run['state'] == 'complete'
for row in run['results']:
    assert row['layouts'] <= plan['layouts'], row
    assert row['rounds']['used'] == plan['layouts'] * plan['rounds'], row['rounds']
assert sum(l['t'] == 'resume' for l in lines) >= 20, 'resumed'
calibrations = [l['group'] for l in lines if l['t'] == 'calibration']
assert len(calibrations) == len(set(calibrations)), 'a group was calibrated twice'
PY
if python3 "$here/schema_check.py" "$run" >"$dir/schema" 2>&1; then
	echo "ok the final document is valid"
else
	echo "not ok the final document is valid: $(tail -1 "$dir/schema")"
fi
