/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of the protocols, by the names the kernel's headers give them. Two-byte values that are
 * compared where they stand in a frame are in network order.
 */
#ifndef MEMTAX_RX_WIRE_H
#define MEMTAX_RX_WIRE_H

#include <stdint.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RX_NET16(x) ((((x) & 0xff) << 8) | ((x) >> 8))
#else
#error "rx: the cells are written for little-endian machines"
#endif

enum {
	ETH_P_IP = RX_NET16(0x0800),
	ETH_P_8021Q = RX_NET16(0x8100),
	ETH_P_IPV6 = RX_NET16(0x86dd),
	ETH_P_8021AD = RX_NET16(0x88a8),
	ETH_P_802_3_MIN = 0x0600, /* in host order: less is a length */

	IP_FRAGMENT = RX_NET16(0x3fff),	 /* more fragments, or an offset */
	IP6_FRAGMENT = RX_NET16(0xfff9), /* the same in a fragment header */

	IPPROTO_IPIP = 4,
	IPPROTO_TCP = 6,
	IPPROTO_UDP = 17,
	NEXTHDR_HOP = 0,
	NEXTHDR_ROUTING = 43,
	NEXTHDR_FRAGMENT = 44,
	NEXTHDR_DEST = 60,

	IPOPT_END = 0,
	IPOPT_NOOP = 1,
	IPOPT_CIPSO = 134,
	TCPOPT_NOP = 1,
	TCPOPT_MSS = 2,
	TCP_SYN = 2, /* in the byte of flags */
	IPV6_TLV_PAD1 = 0,
	IPV6_TLV_PADN = 1,
	IPV6_TLV_ROUTERALERT = 5,

	EPERM = 1,
	ENOMEM = 12,
	EINVAL = 22,
};

#endif
