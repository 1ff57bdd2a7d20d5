/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: generated frames. The mixture is that of README.md. A frame is written front to back; lengths
 * and checksums that stand before what they cover are patched when it is known. Malformed frames
 * are malformed in ways that every row must notice, raw among them (README.md, Inputs).
 */
#include <string.h>
#include "workloads/rx/internal.h"

struct frame {
	uint8_t *bytes;
	size_t len;
	struct memtax_random *random;
};

static uint32_t below(struct frame *f, uint32_t n)
{
	return memtax_random_below(f->random, n);
}

/* True in `per_mille` of 1000 cases. */
static bool chance(struct frame *f, uint32_t per_mille)
{
	return below(f, 1000) < per_mille;
}

static void put(struct frame *f, uint64_t value, unsigned int bytes)
{
	while (bytes--)
		f->bytes[f->len++] = (uint8_t)(value >> 8 * bytes);
}

static void put_random(struct frame *f, size_t bytes)
{
	while (bytes--)
		put(f, memtax_random_next(f->random) >> 56, 1);
}

static void put_zero(struct frame *f, size_t bytes)
{
	while (bytes--)
		put(f, 0, 1);
}

static void patch16(struct frame *f, size_t at, size_t value)
{
	f->bytes[at] = (uint8_t)(value >> 8);
	f->bytes[at + 1] = (uint8_t)value;
}

static void patch_ip_sum(struct frame *f, size_t ip)
{
	size_t header = (f->bytes[ip] & 15u) * 4;
	uint32_t sum = 0;

	patch16(f, ip + 10, 0);
	for (size_t i = 0; i < header; i += 2)
		sum += (uint32_t)f->bytes[ip + i] << 8 | f->bytes[ip + i + 1];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	patch16(f, ip + 10, sum ^ 0xffff);
}

/* ---- layer 4 -------------------------------------------------------------------------------- */

static void put_tcp(struct frame *f, bool options)
{
	bool syn = options && chance(f, 40);
	size_t header = syn ? 24 + 4 * below(f, 3) : options && chance(f, 600) ? 32 : 20;

	put_random(f, 12);
	put(f, (header / 4) << 4, 1);
	put(f, syn ? 0x02 : 0x10, 1);
	put_random(f, 6);
	if (syn) {
		for (size_t i = 24; i < header; i += 4)
			put(f, 0x01030307, 4); /* NOP, window scale */
		put(f, 0x02040000 | (536 + below(f, 925)), 4);
	} else if (header == 32) {
		put(f, 0x0101080a, 4); /* NOP, NOP, timestamps */
		put_random(f, 8);
	}
	put_random(f, options ? below(f, 48) : 0);
}

static void put_udp(struct frame *f)
{
	size_t payload = below(f, 64);

	put_random(f, 4);
	put(f, 8 + payload, 2);
	put_random(f, 2 + payload);
}

static void put_l4(struct frame *f, uint8_t protocol)
{
	if (protocol == 6)
		put_tcp(f, true);
	else if (protocol == 17)
		put_udp(f);
	else
		put_random(f, 8 + below(f, 56));
}

/* 75 % of the packets that are not something special are TCP. */
static uint8_t pick_l4(struct frame *f, uint8_t other)
{
	uint32_t r = below(f, 1000);

	return r < 750 ? 6 : r < 970 ? 17 : other;
}

/* ---- IP ------------------------------------------------------------------------------------- */

static size_t put_v4_header(struct frame *f, size_t options, uint16_t fragment, uint8_t protocol)
{
	size_t ip = f->len;

	put(f, 0x40 | (5 + options / 4), 1);
	put(f, 0, 1 + 2); /* the length is patched */
	put_random(f, 2);
	put(f, fragment, 2);
	put(f, 64, 1);
	put(f, protocol, 1);
	put(f, 0, 2);
	put_random(f, 8);
	return ip;
}

static void finish_v4(struct frame *f, size_t ip)
{
	patch16(f, ip + 2, f->len - ip);
	patch_ip_sum(f, ip);
}

/* 8, 12 or 20 bytes: router alert, a security label, record route with padding. */
static size_t put_v4_options(struct frame *f, uint32_t kind)
{
	switch (kind) {
	case 0:
		put(f, 0x94040000, 4);
		put(f, 0x01010100, 4);
		return 8;
	case 1:
		put(f, 0x01868a, 3);
		put(f, 10, 1);
		put_random(f, 6);
		put(f, 0x0100, 2);
		return 12;
	default:
		put(f, 0x070f04, 3);
		put_random(f, 12);
		put(f, 0x0101010101, 5);
		return 20;
	}
}

static void put_v4(struct frame *f)
{
	static const size_t option_bytes[] = { 8, 12, 20 };
	bool fragment = chance(f, 15), encap = !fragment && chance(f, 5);
	uint32_t options = chance(f, 24) ? below(f, 3) : 3;
	uint8_t protocol = encap ? 4 : pick_l4(f, 1);
	uint16_t where = fragment ? (uint16_t)(below(f, 2) ? 0x2000 : 1 + below(f, 180)) : 0x4000;
	size_t ip = put_v4_header(f, options < 3 ? option_bytes[options] : 0, where, protocol);

	if (options < 3)
		put_v4_options(f, options);
	if (encap) {
		size_t inner;

		protocol = pick_l4(f, 1);
		inner = put_v4_header(f, 0, 0, protocol);
		put_l4(f, protocol);
		finish_v4(f, inner);
	} else {
		put_l4(f, protocol);
	}
	finish_v4(f, ip);
}

/* An options header of 8 bytes: padding, or a router alert and padding. */
static void put_v6_options(struct frame *f, uint8_t next)
{
	put(f, (uint64_t)next << 8, 2);
	if (chance(f, 500))
		put(f, 0x050200000100, 6);
	else
		put(f, 0x010400000000, 6);
}

/* The headers between IPv6 and layer 4, and layer 4; returns what the IPv6 header must call it. */
static void put_v6_payload(struct frame *f, size_t ip)
{
	uint32_t r = below(f, 1000);
	uint8_t protocol = pick_l4(f, 58);

	if (r < 50) {
		f->bytes[ip + 6] = 0;
		put_v6_options(f, protocol);
	} else if (r < 80) {
		f->bytes[ip + 6] = 60;
		put_v6_options(f, protocol);
	} else if (r < 100) {
		f->bytes[ip + 6] = 0;
		put_v6_options(f, 43);
		put(f, (uint64_t)protocol << 24 | 0x020000, 4); /* 24 bytes, none left */
		put_random(f, 20);
	} else if (r < 115) {
		f->bytes[ip + 6] = 44;
		put(f, (uint64_t)protocol << 8, 2);
		put(f, chance(f, 100) ? 0 : 1 | below(f, 180) << 3, 2);
		put_random(f, 4);
	} else {
		f->bytes[ip + 6] = protocol;
	}
	put_l4(f, protocol);
}

static void put_v6(struct frame *f)
{
	size_t ip = f->len;

	put(f, 6u << 28 | below(f, 1u << 20), 4);
	put(f, 0, 2);
	put(f, 0, 1);
	put(f, 64, 1);
	put_random(f, 32);
	put_v6_payload(f, ip);
	patch16(f, ip + 4, f->len - ip - 40);
}

/* ---- Ethernet ------------------------------------------------------------------------------- */

/* Returns where the IP header will be. */
static size_t put_link(struct frame *f, uint16_t protocol, unsigned int tags)
{
	put_random(f, 12);
	if (tags == 2)
		put(f, UINT64_C(0x88a8) << 16 | below(f, 65536), 4);
	if (tags)
		put(f, UINT64_C(0x8100) << 16 | below(f, 65536), 4);
	put(f, protocol, 2);
	return f->len;
}

/* The least length of a frame, as the sender's controller fills it up. */
static void finish_link(struct frame *f)
{
	if (f->len < 60)
		put_zero(f, 60 - f->len);
}

/* IPv4 damage: `f` is a whole IPv4 packet at `ip`. */
static void damage_v4(struct frame *f, size_t ip)
{
	switch (below(f, 6)) {
	case 0:
		f->bytes[ip + 10] ^= (uint8_t)(1 + below(f, 255));
		return;
	case 1:
		f->bytes[ip] = 0x55;
		return;
	case 2:
		f->bytes[ip] = (uint8_t)(0x40 | below(f, 5));
		return;
	case 3:
		patch16(f, ip + 2, f->len - ip + 1 + below(f, 1000));
		break;
	case 4:
		patch16(f, ip + 2, below(f, 20));
		break;
	default:
		patch16(f, ip + 2, 20 + below(f, 8)); /* layer 4 cut short */
		f->bytes[ip + 9] = below(f, 2) ? 6 : 17;
		f->bytes[ip] = 0x45;
		patch16(f, ip + 6, 0);
	}
	patch_ip_sum(f, ip);
}

/* IPv6 damage: a new extension header of 8 bytes that must be refused. */
static void put_bad_v6(struct frame *f)
{
	static const uint64_t bad[] = {
		0x0600400400000000, /* hop-by-hop: an option that must be understood */
		0x0600010400000100, /* hop-by-hop: padding that is not zero */
		0x0600050500000000, /* hop-by-hop: an option longer than the header */
	};
	size_t ip = f->len, kind = below(f, 4);

	put(f, 6u << 28, 4);
	put(f, 8 + 20, 2);
	put(f, kind == 3 ? 43 : 0, 1);
	put(f, 64, 1);
	put_random(f, 32);
	if (kind == 3)
		put(f, 0x0600000300000000 | below(f, 65536), 8); /* routing: segments left */
	else
		put(f, bad[kind], 8);
	put_random(f, 20);
	patch16(f, ip + 4, f->len - ip - 40);
}

static void make_damaged(struct frame *f)
{
	size_t ip;

	switch (below(f, 6)) {
	case 0: /* cut short anywhere */
		put_link(f, 0x0800, below(f, 3));
		put_v4(f);
		f->len = below(f, (uint32_t)f->len);
		return;
	case 1:
		put_link(f, 0x86dd, below(f, 3));
		put_v6(f);
		f->len = below(f, (uint32_t)f->len);
		return;
	case 2:
		ip = put_link(f, 0x0800, 0);
		put_v4(f);
		damage_v4(f, ip);
		break;
	case 3:
		put_link(f, 0x86dd, 0);
		put_bad_v6(f);
		break;
	case 4: /* three tags */
		put_link(f, 0x8100, 2);
		put_random(f, 2);
		put(f, 0x0800, 2);
		put_v4(f);
		break;
	default: /* a length, or a protocol that is neither IPv4 nor IPv6 */
		put_link(f, below(f, 2) ? 0x0806 : 46, below(f, 2));
		put(f, below(f, 2) ? 0xffff : 0xaaaa, 2);
		put_random(f, 44);
	}
	finish_link(f);
}

static void make_mixed(struct frame *f)
{
	bool v6 = chance(f, 150);

	if (chance(f, 8)) {
		make_damaged(f);
		return;
	}
	put_link(f, v6 ? 0x86dd : 0x0800, chance(f, 100) ? 1 + chance(f, 200) : 0);
	if (v6)
		put_v6(f);
	else
		put_v4(f);
	finish_link(f);
}

static void make_v4_tcp(struct frame *f)
{
	size_t ip;

	put_link(f, 0x0800, 0);
	ip = put_v4_header(f, 0, 0x4000, 6);
	put_tcp(f, false);
	finish_v4(f, ip);
	finish_link(f);
}

size_t rx_frame_make(enum rx_input kind, struct memtax_random *random, uint8_t *frame)
{
	struct frame f = { .bytes = frame, .random = random };

	if (kind == RX_INPUT_V4_TCP)
		make_v4_tcp(&f);
	else
		make_mixed(&f);
	return f.len;
}
