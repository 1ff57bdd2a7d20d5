#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Record data/rtnetlink.rec again: a fresh network namespace with one of each kind of link that this
# kernel has, then tools/record.c. Run as root from the repository: sh workloads/nlattr/tools/record.sh
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
if [ "${1:-}" != inside ]; then
	tool=$(mktemp)
	cc -std=gnu11 -O2 -D_GNU_SOURCE "$here/tools/record.c" -o "$tool" || exit 4
	RECORD=$tool unshare --net sh "$0" inside
	status=$?
	rm -f "$tool"
	exit $status
fi

# A kernel without a feature says so here and the recording goes on without it.
try() {
	"$@" && return
	echo "not on this kernel: $*" >&2
	return 1
}

try ip link set lo up
try ip link add veth0 type veth peer name veth1
try ip link add name dummy0 type dummy || ip link add name dummy0 type veth peer name peer0
try ip link add name dummy1 type dummy || ip link add name dummy1 type veth peer name peer1
try ip link add name br0 type bridge vlan_filtering 1 || try ip link add name br0 type bridge ||
	ip link add name br0 type veth peer name peer2
try ip link add link veth0 name veth0.42 type vlan id 42
try ip link add link dummy0 name dummy0.100 type vlan protocol 802.1ad id 100
try ip link add vxlan0 type vxlan id 7 dstport 4789 dev dummy0 remote 192.0.2.9
try ip link add gre1 type gretap local 192.0.2.1 remote 192.0.2.2
try ip link add macvlan0 link dummy1 type macvlan mode bridge
try ip link add ipvlan0 link dummy1 type ipvlan
try ip link add bond0 type bond mode 802.3ad
try ip link add vrf0 type vrf table 100
try ip link add ifb0 type ifb
try ip tuntap add dev tun0 mode tun
try ip link add wg0 type wireguard
try ip link set veth1 master br0
try ip link set dummy0 alias "uplink of the recording"
for dev in veth0 veth1 dummy0 dummy1 br0 peer0 peer1 peer2 veth0.42 dummy0.100; do
	try ip link set "$dev" up
done
try ip addr add 192.0.2.1/24 brd + dev dummy0
try ip addr add 198.51.100.1/30 peer 198.51.100.2 dev veth0
try ip addr add 203.0.113.5/25 dev br0 label br0:web
try ip addr add 203.0.113.6/25 dev br0 valid_lft 3600 preferred_lft 1800
try ip -6 addr add 2001:db8:1::1/64 dev dummy0 nodad
try ip -6 addr add 2001:db8:2::1/64 dev br0 nodad
try ip route add 10.0.0.0/8 via 192.0.2.254
try ip route add 10.1.0.0/16 nexthop via 192.0.2.2 weight 1 nexthop via 192.0.2.3 weight 2
try ip route add 10.2.0.0/16 via 192.0.2.4 mtu 1400 advmss 1360 rto_min 40ms initcwnd 20
try ip route add 10.3.0.0/16 dev dummy0 src 192.0.2.1 metric 300 table 200
try ip route add blackhole 10.4.0.0/16
try ip route add unreachable 10.5.0.0/16 metric 4278198272
try ip route add 10.6.0.0/16 encap ip id 42 dst 192.0.2.77 ttl 64 dev dummy0
try ip -6 route add 2001:db8:100::/48 via 2001:db8:1::2
try ip -6 route add 2001:db8:101::/48 nexthop via 2001:db8:1::3 nexthop via 2001:db8:1::4
try ip -6 route add 2001:db8:102::/48 via 2001:db8:1::5 mtu 1280 metric 512
try ip -6 route add 2001:db8:103::/48 dev br0 expires 3000
try ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev dummy0
try ip neigh add 192.0.2.3 lladdr 02:00:00:00:00:03 nud reachable dev dummy0
try ip neigh add 2001:db8:1::2 lladdr 02:00:00:00:00:12 dev dummy0
try bridge fdb add 02:00:00:00:00:aa dev veth1 master static vlan 1
try ip rule add from 192.0.2.0/24 table 200 priority 1000
try ip rule add iif br0 fwmark 0x10/0xff table 100 priority 1001
try ip rule add table 200 suppress_prefixlength 0 priority 1002
try ip -6 rule add from 2001:db8:1::/48 table 200 priority 1000

"$RECORD" > "$here/data/rtnetlink.rec.new" && mv "$here/data/rtnetlink.rec.new" "$here/data/rtnetlink.rec"
