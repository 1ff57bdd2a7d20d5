#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rustc-core.sh LIBDIR MEM.o OUT.o: what is linked beside every Rust cell. The memory functions, and of
# rustc's own core library what a failed check calls (core::panicking and what it needs), once; it
# ends in the panic handler of the cell. In a kernel this is in vmlinux, not in the module.
set -eu
libdir=$1
mem=$(realpath "$2")
out=$(realpath -m "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ar x "$libdir"/libcore-*.rlib
# Bitcode and unwind tables are for other users of it.
for object in *.o; do
	objcopy -R .llvmbc -R .llvmcmd -R .eh_frame -R .rela.eh_frame -R .gcc_except_table "$object"
done
nm --defined-only ./*.o | awk '$2 == "T" && $3 ~ /panic|_fail/ { print "-u", $3 }' >wanted
for function in memcpy memmove memset memcmp; do echo "-u $function"; done >>wanted
ld -r --gc-sections @wanted "$mem" ./*.o -o "$out"
