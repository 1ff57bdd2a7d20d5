#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Documents against the tree: links resolve; commands, options, targets, files and functions that
# pages name exist; the figures that the README shows are those of the run that it names.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD

# Pages that people write: not what is built, measured or golden.
find . \( -path './build*' -o -path ./.git -o -path ./results -o -path ./tests/golden \) -prune \
	-o -name '*.md' -print | sed 's|^\./||' | sort >"$dir/pages"
echo results/README.md >>"$dir/pages"

# verdict NAME: ok if nothing was written to $dir/wrong
verdict() {
	if [ -s "$dir/wrong" ]; then echo "not ok $1: $(sort -u "$dir/wrong" | paste -sd ';' -)"
	else echo "ok $1"; fi
	: >"$dir/wrong"
}
: >"$dir/wrong"

# The text of a page without its fenced blocks.
prose() {
	awk '/^ *```/ { inside = !inside; next } !inside' "$1"
}

links() {
	prose "$1" | grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//'
}

# anchors PAGE: its headings as GitHub makes links of them
anchors() {
	prose "$1" | sed -n 's/^##* //p' | tr '[:upper:]' '[:lower:]' |
		sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

while read -r page; do
	links "$page" | while read -r link; do
		path=${link%%#*}
		case $link in
		*://* | mailto:*) continue ;;
		'#'*) target=$page ;;
		*) target=$(dirname "$page")/$path ;;
		esac
		if [ ! -e "$target" ]; then
			echo "$page: $link"
		elif [ "$link" != "$path" ] && ! anchors "$target" | grep -qx "${link#*#}"; then
			echo "$page: $link has no such heading"
		fi
	done
done <"$dir/pages" >"$dir/wrong"
verdict "every relative link resolves"

# What pages say to type: `...` in prose and the lines of fenced blocks, continued lines joined.
typed() {
	sed -e :a -e '/\\$/N; s/\\\n[ \t]*/ /; ta' "$1" | awk '
		/^ *```/ { inside = !inside; next }
		inside { print; next }
		{
			n = split($0, part, "`")
			for (i = 2; i <= n; i += 2)
				print part[i]
		}'
}

# "PAGE COMMAND --option..." for each `memtax COMMAND` that is typed
while read -r page; do
	typed "$page" | sed -n "s|^ *\(.*/\)\{0,1\}memtax  *\([a-z][a-z-]*\)\(.*\)|$page \2 \3|p"
done <"$dir/pages" >"$dir/commands"
"$build/memtax" --help | sed -n 's/^  memtax \([a-z]*\) .*/\1/p' >"$dir/known"
while read -r page name rest; do
	if ! grep -qx "$name" "$dir/known"; then
		echo "$page: memtax $name"
		continue
	fi
	for word in $rest; do
		case $word in
		--benchmark_*) continue ;; # Google Benchmark's own
		--*) option=${word%%[=,;.)]*} ;;
		*) continue ;;
		esac
		"$build/memtax" "$name" --help | grep -q -e "$option\([^a-z-]\|\$\)" ||
			echo "$page: memtax $name $option"
	done
done <"$dir/commands" >"$dir/wrong"
if [ "$(wc -l <"$dir/commands")" -lt 10 ]; then echo "the pages name hardly a command" >>"$dir/wrong"; fi
verdict "every memtax command and option exists"

# "--option" alone in backquotes belongs to some command.
while read -r name; do "$build/memtax" "$name" --help; done <"$dir/known" >"$dir/help"
for page in README.md docs/*.md docs/decisions/*.md; do
	typed "$page" | sed -n 's/^\(--[a-z][a-z-]*\).*/\1/p' | while read -r option; do
		case $option in
		--section-start | --symbol-ordering-file) continue ;; # ld's
		esac
		grep -q -e "$option\([^a-z-]\|\$\)" "$dir/help" || echo "$page: $option"
	done
done >"$dir/wrong"
verdict "every option named alone exists"

sed -n 's/^\([a-z][a-z0-9-]*\):.*/\1/p' Makefile mk/*.mk | sort -u >"$dir/targets"
while read -r page; do
	typed "$page" | sed -n 's/^ *make \([^#]*\).*/\1/p' | tr ' ' '\n' |
		while read -r word; do
			case $word in
			'' | -* | *=* | */* | '$'* | ...) continue ;;
			esac
			grep -qx "$word" "$dir/targets" || echo "$page: make $word"
		done
done <"$dir/pages" >"$dir/wrong"
verdict "every make target exists"

# Files and functions that METHOD, BIAS and the decisions rest on.
# shellcheck disable=SC2016 # these backquotes are Markdown's
cited() {
	for page in README.md docs/*.md docs/decisions/*.md harness/README.md; do
		prose "$page" | grep -o '`[^`]*`' | tr -d '`' | sed "s|^|$page |"
	done
}
cited | while read -r page text; do
	case $text in
	*[A-Z]/* | */W.* | *' '* | results/* | build/* | variants/fenced/*) continue ;;
	harness/* | workloads/* | variants/* | docs/* | tests/* | mk/* | plots/*)
		# shellcheck disable=SC2086 # a glob, or one file
		ls -d $text >/dev/null 2>&1 || echo "$page: $text" ;;
	esac
done >"$dir/wrong"
verdict "every file that is cited exists"

cat harness/*/*.[ch] harness/*/*.cc workloads/*/*.[ch] variants/*/*.[ch] >"$dir/code"
cited | sed -n 's/^\([^ ]*\) \([a-z_][a-z0-9_]*\)()$/\1 \2/p' | sort -u >"$dir/functions"
while read -r page name; do
	grep -q "\(^\|[^a-z0-9_]\)$name)\{0,1\}(" "$dir/code" || echo "$page: $name()"
done <"$dir/functions" >"$dir/wrong"
if [ "$(grep -c '^docs/METHOD.md ' "$dir/functions")" -lt 40 ]; then
	echo "METHOD.md cites hardly a function" >>"$dir/wrong"
fi
verdict "every function that is cited exists"

# METHOD cites a function and then its file: it must be that file.
# shellcheck disable=SC2016
prose docs/METHOD.md | tr '\n' ' ' | grep -o '`[a-z_0-9]*()`[^()]*`harness/[a-z]*/[a-z_]*\.[ch]c*`' |
	sed 's/`\([a-z_0-9]*\)()`.*`\(harness[^`]*\)`/\1 \2/' >"$dir/pairs"
while read -r name file; do
	grep -q "\(^\|[^a-z0-9_]\)$name(" "$file" || echo "$name() is not in $file"
done <"$dir/pairs" >"$dir/wrong"
if [ "$(wc -l <"$dir/pairs")" -lt 30 ]; then echo "hardly a pair was found" >>"$dir/wrong"; fi
verdict "functions are in the files that METHOD names"

# The splicer on a run of its own: twice the same, and what is edited afterwards is noticed.
mkdir -p "$dir/page/results/kept"
cp README.md "$dir/page/"
run=$dir/page/results/kept/first
page=$dir/page/README.md
if ! "$build/memtax" bench --workload ring --footprint l1 --entry batch --layouts 2 --rounds 40 \
	--out "$run" >"$dir/out" 2>"$dir/err"; then
	echo "bench: $(tail -1 "$dir/err")" >"$dir/wrong"
elif ! sh docs/splice.sh "$run" "$page" 2>"$dir/err" ||
	! sh docs/splice.sh --proof "$run" "$page" 2>"$dir/err" ||
	! sh docs/splice.sh --check "$page" 2>"$dir/err"; then
	tail -1 "$dir/err" >"$dir/wrong"
else
	cp "$page" "$dir/once"
	sh docs/splice.sh "$run" "$page" 2>/dev/null
	cmp -s "$page" "$dir/once" || echo "twice is not the same" >"$dir/wrong"
	grep -q '^| bounds | ' "$page" || echo "no table" >>"$dir/wrong"
	grep -q '(results/kept/first/forest-.*\.svg)' "$page" || echo "no picture" >>"$dir/wrong"
	grep -q '^<details><summary>Faults of ring' "$page" || echo "no faults" >>"$dir/wrong"
	sed 's/^| bounds | ./| bounds | 9/' "$dir/once" >"$page"
	sh docs/splice.sh --check "$page" 2>/dev/null && echo "an edited figure passes" >>"$dir/wrong"
fi
verdict "first screen and faults are spliced, and checked"

sh docs/claims.sh --check 2>"$dir/wrong"
verdict "the rows' READMEs show what they claim"

sh docs/splice.sh --check README.md 2>"$dir/wrong"
verdict "the README shows what its kept runs say"

python3 docs/claims_page.py --check 2>"$dir/wrong"
verdict "the claims page shows what its kept run says"
