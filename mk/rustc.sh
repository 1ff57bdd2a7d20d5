#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rustc with the manners of a C compiler, so that a Rust cell is compiled, seeded and asked for its
# diagnostics like any other:
#   -c FILE, FILE    the crate's root         -S, -fsyntax-only   stop earlier
#   -DNAME           --cfg name               -DNAME="text"       the variable NAME of env!()
#   -iquote FOLDER   is dropped: a crate finds its modules beside its root
# Everything else is rustc's. A compilation that succeeds is silent: lints are errors (-D warnings),
# what is left is rustc's word about soft float on a hosted target (mk/rust.mk).
set -u
unset MAKEFLAGS # rustc would look for make's jobserver
emit=obj
n=$#
while [ "$n" -gt 0 ]; do
	word=$1
	shift
	n=$((n - 1))
	case $word in
	-iquote) shift; n=$((n - 1)) ;;
	-c) ;;
	-S) emit=asm ;;
	-fsyntax-only) emit=metadata ;;
	-D)
		set -- "$@" -D "$1"
		shift
		n=$((n - 1))
		;;
	-D*=*)
		name=${word#-D}
		value=${name#*=}
		value=${value#\"}
		export "${name%%=*}=${value%\"}"
		;;
	-D*) set -- "$@" --cfg "$(echo "${word#-D}" | tr '[:upper:]' '[:lower:]')" ;;
	*) set -- "$@" "$word" ;;
	esac
done
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"${RUSTC:-rustc}" "--emit=$emit" "$@" 2>"$said" || {
	status=$?
	cat "$said" >&2
	exit "$status"
}
