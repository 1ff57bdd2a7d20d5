#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# image.sh BUILD SYSROOT GUEST OUT: the guest's initramfs, from a build for its architecture and the
# two folders that `make CROSS=... deps` unpacks. The tree lies where it lies here: programs have its
# path compiled in.
set -eu
build=$(realpath "$1")
sysroot=$2
guest=$3
out=$4
tree=$PWD
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# The file of a library, wherever the two folders have it.
library() {
	for folder in "$sysroot" "$guest"; do
		for place in lib usr/lib lib/aarch64-linux-gnu usr/lib/aarch64-linux-gnu; do
			[ ! -e "$folder/$place/$1" ] || { echo "$folder/$place/$1"; return; }
		done
	done
	echo "image.sh: no library $1 in $sysroot or $guest; run: make CROSS=aarch64-linux-gnu- deps" >&2
	return 1
}

# What a program needs, down to the last library, in /lib.
bring_libraries() {
	for needed in $(aarch64-linux-gnu-readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		[ ! -e "$root/lib/$needed" ] || continue
		file=$(library "$needed")
		cp -L "$file" "$root/lib/$needed"
		bring_libraries "$file"
	done
}

bring_program() {
	mkdir -p "$root/$(dirname "$2")"
	cp -L "$1" "$root/$2"
	bring_libraries "$1"
}

mkdir -p "$root/bin" "$root/lib" "$root/usr/bin" "$root/told" "$root/proc" "$root/sys" \
	"$root/dev" "$root/tmp" "$root/$tree" "$root/$build"
cp "$guest/bin/busybox" "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
cp tests/guest/init "$root/init"
cp tests/guest/told "$root/bin/git"
cp tests/guest/told "$root/bin/make"
chmod 755 "$root/init" "$root/bin/git" "$root/bin/make"
mknod "$root/dev/console" c 5 1 2>/dev/null || true # devtmpfs brings it otherwise

bring_program "$build/memtax" "$build/memtax"
bring_program "$build/tests/guest/traps" "$build/tests/guest/traps"
# Layouts are linked where they run.
bring_program "$guest/usr/bin/aarch64-linux-gnu-ld" usr/bin/aarch64-linux-gnu-ld
mkdir -p "$root/usr/lib"
bring_program "$(library ld-linux-aarch64.so.1)" lib/ld-linux-aarch64.so.1
cp -R workloads variants results docs harness "$root/$tree/"
rm -rf "$root/$tree/results/kept"
for part in cells flags patched prove workloads ownership runtime; do
	[ ! -e "$build/$part" ] || cp -R "$build/$part" "$root/$build/"
done
# What these programs load at run time.
find "$root/$build/cells" "$root/$build/workloads" -name '*.so' | while read -r file; do
	bring_libraries "$file" </dev/null
done

git rev-parse --short=12 HEAD >"$root/told/revision" 2>/dev/null || rm "$root/told/revision"
git status --porcelain -- . ':(exclude,glob)results/*/**' >"$root/told/status" 2>/dev/null || true
echo 0 >"$root/told/make" # pmu.sh runs only after make has built everything
echo "MEMTAX_TREE_BUILD='$build'" >"$root/told/environment"

(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$out.partial"
mv "$out.partial" "$out"
