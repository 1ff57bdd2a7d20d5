#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# sysroot.sh ARCH FOLDER PACKAGE...: these packages of another Debian architecture, and what they
# depend on, unpacked into a folder: what programs are compiled and run against, or booted. apt works
# on a state of its own under FOLDER: this machine's packages, architectures and lists stay as they
# are, and no root is needed.
set -eu
arch=$1
folder=$2
shift 2

# What is there already is for these packages.
wanted="$arch $*"
if [ "$(cat "$folder/complete" 2>/dev/null)" = "$wanted" ]; then
	echo "sysroot: $folder is complete"
	exit 0
fi

rm -rf "$folder"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
state=$(realpath "$folder/apt")
: >"$state/status"
private_apt() {
	apt-get -q -y -o Dir::State="$state" -o Dir::State::status="$state/status" \
		-o Dir::Cache="$state/cache" -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
		-o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
}
private_apt update
private_apt install --no-install-recommends --download-only "$@"
for package in "$state"/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$folder"
done
# Some links are absolute, and would lead out of the folder.
find "$folder" -type l -lname '/*' | while read -r link; do
	ln -sfr "$folder$(readlink "$link")" "$link"
done
rm -rf "$state"
printf '%s\n' "$wanted" >"$folder/complete"
echo "sysroot: $folder holds $arch"
