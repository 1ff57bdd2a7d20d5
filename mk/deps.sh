#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what memtax needs on Debian 12. `deps.sh peers` adds what the peer rows need, `deps.sh
# aarch64` what builds for that architecture and emulates it.
set -eu

base='
	gcc g++ libc6-dev make git ca-certificates
	clang-19 libclang-rt-19-dev clang-format-19 clang-tidy-19 clang-14
	libbenchmark-dev libpfm4-dev libjansson-dev libgsl-dev libmd4c-html0-dev libmd4c-dev libmd-dev
	gnuplot-nox libcmocka-dev patch python3 python3-jsonschema shellcheck valgrind
'
peers='libck-dev dpdk-dev libmnl-dev pkg-config'
aarch64='gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user qemu-system-arm cpio gzip'

# shellcheck disable=SC2086 # the lists are words on purpose
case "${1:-base}" in
base) packages=$base ;;
peers) packages=$peers ;;
aarch64) packages=$aarch64 ;;
*) echo "deps.sh: '$1' is not known; try: deps.sh, deps.sh peers, deps.sh aarch64" >&2; exit 2 ;;
esac

# The machine's own rustc, or Debian's current one (its package named rustc is years older, and the
# two cannot be installed beside a packaged rustup).
if [ "${1:-base}" = base ] && ! command -v rustc >/dev/null; then
	packages="$packages rustc-web"
fi

missing=
for package in $packages; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
		missing="$missing $package"
done
if [ -z "$missing" ]; then
	echo "deps: everything is installed"
	exit 0
fi
if [ "$(id -u)" != 0 ]; then
	echo "deps: as root, run: apt-get install --no-install-recommends$missing" >&2
	exit 4
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends $missing
