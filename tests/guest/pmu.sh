#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# pmu.sh BUILD SYSROOT GUEST: boot the guest twice and check what it says. Two boots, because what an
# emulator counts must not depend on which one it was. Ends with `N passed, N failed`.
set -u
build=$1
sysroot=$2
guest=$3
out=$build/guest
seconds=240 # a boot takes some 60; beyond this it hangs
passed=0
failed=0

verdict() { # STATUS NAME
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
		echo "ok $2"
	else
		failed=$((failed + 1))
		echo "not ok $2"
	fi
}

kernel=$(find "$guest/boot" -name 'vmlinuz-*' | sort -V | tail -1)
if [ -z "$kernel" ]; then
	echo "pmu.sh: no kernel in $guest/boot; run: make CROSS=aarch64-linux-gnu- deps" >&2
	exit 4
fi
rm -rf "$out"
mkdir -p "$out/1" "$out/2"
sh tests/guest/image.sh "$build" "$sysroot" "$guest" "$out/image.gz" || exit 4

boot() {
	timeout "$seconds" qemu-system-aarch64 -M virt -cpu cortex-a72 -m 1024 -smp 1 -nographic \
		-nodefaults -serial stdio -no-reboot -net none -icount shift=0 \
		-kernel "$kernel" -initrd "$out/image.gz" \
		-append "console=ttyAMA0 quiet panic=-1" </dev/null >"$out/$1/console.txt" 2>&1
}
boot 1 &
boot 2
wait

# Every file that a boot sent.
for i in 1 2; do
	tr -d '\r' <"$out/$i/console.txt" >"$out/$i/console"
	for name in traps.txt bench.txt run.json samples.ndjson report.md; do
		sed -n "/^=== begin $name\$/,/^=== end $name\$/p" "$out/$i/console" | grep -v '^===' |
			base64 -d 2>/dev/null | gzip -dc >"$out/$i/$name" 2>/dev/null
	done
	grep -q '^=== off' "$out/$i/console"
	verdict $? "boot $i ran to its end ($(sed -n 's/^=== boot //p' "$out/$i/console"))"
	grep -q '^=== bench status 0' "$out/$i/console"
	verdict $? "boot $i finished its bench"
done
[ "$failed" = 0 ] || tail -n 30 "$out/1/console" "$out/1/bench.txt"

# The traps of the first boot, one by one; the second has to agree.
grep '^\[  *\(OK\|FAILED\) *\] [a-z_]*$' "$out/1/traps.txt" | sort -u >"$out/traps"
while read -r line; do
	case $line in
	*OK*) verdict 0 "trap: ${line##* }" ;;
	*) verdict 1 "trap: ${line##* }" ;;
	esac
done <"$out/traps"
grep -q '^=== traps status 0' "$out/1/console"
verdict $? "every trap was told"
grep -q '^=== traps status 0' "$out/1/console" || grep -v 'RUN\|OK' "$out/1/traps.txt" | head -60
grep -q '^=== traps status 0' "$out/2/console"
verdict $? "every trap was told, again"

# User-mode emulation has no perf_event_open at all.
qemu-aarch64 -L "$sysroot" "$build/tests/guest/traps" enosys >"$out/enosys.txt" 2>&1
verdict $? "trap: no perf_event_open under user-mode emulation (ENOSYS)"

python3 tests/guest/run.py "$out/1" "$out/2" >"$out/checks"
grep '^ok \|^not ok ' "$out/checks" >"$out/lines"
while read -r line; do
	case $line in
	ok*) verdict 0 "${line#ok }" ;;
	*) verdict 1 "${line#not ok }" ;;
	esac
done <"$out/lines"
grep -q '^end' "$out/checks"
verdict $? "the runs were checked to the end"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
