#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/bring-your-own.md, as it is written: its tested commands are run in a copy of what they
# name; then the template with a mistake in it, which must be refused.
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# What the commands name, and nothing else. The contract test is built already: no make here.
mkdir "$dir/bin"
ln -s "$build" "$dir/build"
ln -s "$root/docs" "$root/harness" "$root/workloads" "$dir/"
# shellcheck disable=SC2016 # for the script that is written
printf '#!/bin/sh\nfor target; do [ -e "$target" ] || { echo "$target is not built" >&2; exit 2; }; done\n' >"$dir/bin/make"
chmod +x "$dir/bin/make"

# steps PAGE: its blocks below a line `<!-- tested -->`
steps() {
	awk '/^<!-- tested -->$/ { wanted = 1; next }
		/^```sh$/ && wanted { inside = 1; next }
		/^```$/ { if (inside) print ""; inside = wanted = 0 }
		inside' "$1"
}

# run NAME: the commands on stdin, in the copy; stops at the first that fails
run() {
	cat >"$dir/commands"
	if [ ! -s "$dir/commands" ]; then
		echo "not ok $1: the page has no tested command"
	elif (cd "$dir" && PATH="$dir/bin:$PATH" sh -eu commands) >"$dir/out" 2>"$dir/err"; then
		echo "ok $1"
	else
		echo "not ok $1: $(tail -1 "$dir/err")"
	fi
}

steps "$root/docs/bring-your-own.md" | run "the page's commands"

if grep -q '^  mine .*[0-9]' "$dir/out"; then echo "ok the row is in the table"
else echo "not ok the row is in the table: $(tail -1 "$dir/out")"; fi

if python3 - "$dir/mine-first/run.json" <<'PY'
import json, sys
run = json.load(open(sys.argv[1]))
mine = [r for r in run['results'] if r['variant'] == 'mine']
assert len(mine) == 1 and mine[0]['role'] == 'outside' and mine[0]['failed'] is None, mine
assert mine[0]['ratio_to_base']['value'] > 0 and mine[0]['p_holm'] is None, mine
PY
then echo "ok the record has it, outside the family"
else echo "not ok the record has it, outside the family"; fi

# broken NAME SED EXPECTED: the template with a mistake, through the same commands
broken() {
	sed "$2" "$root/docs/bring-your-own/cell.c" >"$dir/cell.c"
	if cmp -s "$dir/cell.c" "$root/docs/bring-your-own/cell.c"; then
		echo "not ok $1: the template has changed, the mistake no longer applies"
		return
	fi
	rm -rf "$dir/mine-first"
	steps "$root/docs/bring-your-own.md" | sed -e 's|docs/bring-your-own/cell.c|cell.c|' \
		-e '/tests\/cells/d' >"$dir/commands"
	(cd "$dir" && PATH="$dir/bin:$PATH" sh -eu commands) >"$dir/out" 2>"$dir/err"
	status=$?
	if [ $status != 1 ]; then
		echo "not ok $1: exit $status, wanted 1: $(tail -1 "$dir/err")"
	elif ! grep -q "$3" "$dir/err"; then
		echo "not ok $1: stderr lacks '$3': $(tail -1 "$dir/err")"
	elif ! grep -q '^  bounds .*[0-9]' "$dir/out"; then
		echo "not ok $1: the other rows have no figures"
	else
		echo "ok $1"
	fi
}

broken "a slot mistaken is a wrong result" \
	's/dst\[i\] = .*/dst[i] = r->shared->slot[(r->cons + i + 1) % r->entries];/' "wrong result"
broken "a descriptor left out of the digest is a wrong result" \
	's/ring_digest_add(digest, out\[i\]);/if (i != 7) &/' "wrong result"
broken "an init() that fails is told" \
	's/return RING_NO_MEMORY;/return RING_NO_MEMORY;\n\treturn RING_BAD_SHAPE;/' "init() failed"
broken "a wild pointer is told by name" \
	's/r->shared->slot\[(r->prod + i) % r->entries\] = .*/*(volatile uint64_t *)src[i] = 0;/' \
	"crashed"
