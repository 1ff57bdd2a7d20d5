#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Formatting, static analysis, and the project's own rules. Prints what is wrong, file by file.
set -u
cd "$(dirname "$0")/.." || exit 4
bad=0
say() { echo "lint: $*"; bad=$((bad + 1)); }

sources=$(git ls-files --cached --others --exclude-standard '*.c' '*.h' '*.cc' | sort -u)
scripts=$(git ls-files --cached --others --exclude-standard '*.sh' .ci/run | sort -u)

for f in $sources $(git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp' | sort -u); do
	clang-format-19 --dry-run -Werror "$f" >/dev/null 2>&1 || say "$f: not formatted; run: clang-format-19 -i $f"
	head -1 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || say "$f: no SPDX line"
	lines=$(wc -l <"$f")
	[ "$lines" -le 500 ] || say "$f: $lines lines; is it two things?"
done
for f in $scripts; do
	shellcheck -s sh "$f" || say "$f: shellcheck"
	sed -n 2p "$f" | grep -q SPDX || say "$f: no SPDX line"
done

# Rust: formatted, if the machine can tell (Debian's rustc-web brings no rustfmt).
if command -v rustfmt >/dev/null; then
	for f in $(git ls-files --cached --others --exclude-standard '*.rs' | sort -u); do
		rustfmt --check --edition 2021 --config skip_children=true "$f" >/dev/null 2>&1 ||
			say "$f: not formatted; run: rustfmt $f"
	done
fi
for f in $(git ls-files --cached --others --exclude-standard '*.rs' '*.cpp' '*.hpp' | sort -u); do
	head -1 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || say "$f: no SPDX line"
	lines=$(wc -l <"$f")
	[ "$lines" -le 500 ] || say "$f: $lines lines; is it two things?"
done
# unsafe in the safe row is in its C shell alone, and everywhere it says why it holds.
for f in variants/*/*.rs; do
	awk -v f="$f" '
		/SAFETY:/ { said = NR }
		/SAFETY of all that follows/ { all = 1 }
		/^ *(unsafe \{|.*[^_a-z]unsafe \{|unsafe impl)/ && !/^ *\/\// && !all && NR - said > 10 { print f ":" NR ": unsafe without a SAFETY comment"; bad = 1 }
		END { exit bad }' "$f" || say "$f: unsafe without a reason"
done

# Arrows point one way.
grep -n '#include "' workloads/*/*.[ch] variants/*/*.[ch] 2>/dev/null |
	grep '"harness/' | grep -v '"harness/contract/' &&
	say "workloads and variants include of the harness only harness/contract/"
grep -n '#include "variants/' workloads/*/*.[ch] && say "a workload includes a variant"
for folder in workloads/[a-z]*/ variants/[a-z]*/; do
	w=$(basename "$folder")
	grep -rnw "\"$w\"" harness --include='*.c' --include='*.h' --include='*.cc' |
		grep -v '^harness/contract/.*\*' | grep -v 'suffix\|"rs"\|exists(' && say "harness names '$w'"
done

# Cells call no libc.
grep -n '#include <' variants/*/*.[ch] | grep -v '<std\(bool\|def\|int\)\.h>' |
	grep -v '^variants/peer-' && say "a cell includes a libc header"

# Every folder says what lives there.
git ls-files --cached --others --exclude-standard | xargs -n1 dirname | sort -u |
	while read -r d; do
		case $d in
		. | .ci | tests/unit | tests/e2e | */data | */data/* | tests/golden/* | tests/mustfail/* | */misuse | results/kept/*) continue ;;
		esac
		[ -e "$d/README.md" ] || echo "lint: $d: no README.md"
	done | grep . && bad=$((bad + 1))

# Macros do not hide control flow.
# shellcheck disable=SC2086 # a list of files
grep -nE '^#define .*\b(return|goto|break|continue)\b' $sources | grep -v '#define [A-Z_]* "' && say "a macro hides control flow"
grep -nE '\babort\(\)|\bassert\(' harness/*/*.c harness/*/*.h && say "abort() or assert() in the harness"

# clang-tidy (its flags are in .clang-tidy) over everything but what another package's headers are
# for, and the files that are wrong on purpose.
if printf '%s\n' "$sources" | grep '\.c$' | grep -v '^variants/peer-\|/misuse/\|^docs/' |
	xargs -P2 -n 8 sh -c 'clang-tidy-19 --quiet "$@" -- 2>/dev/null' lint |
	grep -E 'warning:|error:'; then
	say "clang-tidy"
fi

[ "$bad" = 0 ] && { echo "lint: clean"; exit 0; }
echo "lint: $bad findings"
exit 1
