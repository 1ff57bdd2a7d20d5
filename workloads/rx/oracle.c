/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: what is right. Slow and obvious: every number is read byte by byte through get(), which
 * refuses what is not there, and every rule stands once, in the order of README.md.
 */
#include "workloads/rx/internal.h"

struct packet {
	const uint8_t *bytes;
	size_t len;	    /* of the frame */
	size_t at;	    /* the header that is looked at */
	size_t end;	    /* of what the IP header says belongs to the packet */
	const char *hazard; /* a flaw of raw that this packet meets, or NULL */
	struct rx_flow *flow;
};

static bool has(const struct packet *p, size_t n)
{
	return p->at <= p->end && p->end - p->at >= n;
}

/* The big-endian number of `n` bytes at `off` from where we are: has() was asked before. */
static uint64_t get(const struct packet *p, size_t off, unsigned int n)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < n; i++)
		v = v << 8 | p->bytes[p->at + off + i];
	return v;
}

/* `n` bytes as they lie in the packet, read as a number of the machine. */
static uint64_t get_raw(const struct packet *p, size_t off, unsigned int n)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < n; i++)
		v |= (uint64_t)p->bytes[p->at + off + i] << 8 * i;
	return v;
}

static int tcp(struct packet *p)
{
	size_t header, i;

	if (!has(p, 20))
		return RX_DROP_L4_SHORT;
	header = (get(p, 12, 1) >> 4) * 4;
	if (header < 20 && get(p, 13, 1) & 2)
		p->hazard = "TCP SYN with a data offset below 5 (CVE-2017-18017)";
	if (header < 20 || !has(p, header))
		return RX_DROP_L4_HEADER;
	p->flow->ports = (uint32_t)get_raw(p, 0, 4);
	if (get(p, 13, 1) & 2) {
		for (i = 20; i + 4 <= header;) {
			if (get(p, i, 1) == 2 && get(p, i + 1, 1) == 4) {
				p->flow->mss = (uint16_t)get(p, i + 2, 2);
				break;
			}
			if (get(p, i, 1) <= 1 || get(p, i + 1, 1) == 0)
				i++;
			else
				i += get(p, i + 1, 1);
		}
	}
	p->at += header;
	return RX_OK;
}

static int udp(struct packet *p)
{
	size_t length;

	if (!has(p, 8))
		return RX_DROP_L4_SHORT;
	length = get(p, 4, 2);
	if (length < 8 || !has(p, length))
		return RX_DROP_L4_HEADER;
	p->flow->ports = (uint32_t)get_raw(p, 0, 4);
	p->end = p->at + length;
	p->at += 8;
	return RX_OK;
}

static int layer4(struct packet *p, int protocol)
{
	int tcp_class = p->flow->flags & RX_FLOW_V6 ? RX_CLASS_V6_TCP : RX_CLASS_V4_TCP;
	int reason = RX_OK;

	p->flow->protocol = (uint8_t)protocol;
	p->flow->class = (uint8_t)(tcp_class + 2);
	if (p->flow->flags & RX_FLOW_FRAGMENT) {
		/* no header to see */
	} else if (protocol == 6) {
		p->flow->class = (uint8_t)tcp_class;
		reason = tcp(p);
	} else if (protocol == 17) {
		p->flow->class = (uint8_t)(tcp_class + 1);
		reason = udp(p);
	}
	p->flow->payload_offset = (uint32_t)p->at;
	p->flow->payload_len = (uint32_t)(p->end - p->at);
	return reason;
}

/* Is there a CIPSO option in the `n` bytes of options behind the IPv4 header? */
static bool cipso(struct packet *p, size_t n)
{
	size_t i = 20, length;

	while (i < 20 + n) {
		switch (get(p, i, 1)) {
		case 134:
			return true;
		case 0:
			return false;
		case 1:
			i++;
			continue;
		}
		if (i + 1 == 20 + n) {
			p->hazard = "IPv4 option without a length (before 076ed3da0c9b)";
			return false;
		}
		length = get(p, i + 1, 1);
		if (length == 0) {
			p->hazard = "IPv4 option of length 0 (before 076ed3da0c9b)";
			return false;
		}
		i += length;
	}
	return false;
}

static uint32_t header_sum(const struct packet *p, size_t header)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < header; i += 2)
		sum += (uint32_t)get(p, i, 2);
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* IPv4 headers inside IPv4 are walked down to the innermost. */
static int ipip(struct packet *p)
{
	int protocol = 4;

	while (protocol == 4) {
		size_t header;

		if (!has(p, 20))
			return RX_DROP_INNER;
		header = (get(p, 0, 1) & 15) * 4;
		if (header < 20 || !has(p, header)) {
			p->hazard = "bad header length in an inner IPv4 header (CVE-2013-4348)";
			return RX_DROP_INNER;
		}
		protocol = (int)get(p, 9, 1);
		if (get(p, 6, 2) & 0x3fff)
			protocol = 0;
		p->flow->addr[0] = get_raw(p, 12, 8);
		p->at += header;
	}
	p->flow->flags |= RX_FLOW_ENCAP;
	return layer4(p, protocol);
}

static int ipv4(struct packet *p)
{
	size_t header, total;
	int protocol;

	if (!has(p, 20))
		return RX_DROP_IP_SHORT;
	header = (get(p, 0, 1) & 15) * 4;
	if (get(p, 0, 1) >> 4 != 4 || header < 20 || !has(p, header))
		return RX_DROP_IP_HEADER;
	if (header_sum(p, header) != 0xffff)
		return RX_DROP_IP_SUM;
	total = get(p, 2, 2);
	if (!has(p, total))
		return RX_DROP_IP_TRUNCATED;
	if (total < header)
		return RX_DROP_IP_HEADER;

	p->end = p->at + total;
	p->flow->addr[0] = get_raw(p, 12, 8);
	if (cipso(p, header - 20))
		p->flow->flags |= RX_FLOW_CIPSO;
	protocol = (int)get(p, 9, 1);
	if (get(p, 6, 2) & 0x3fff) {
		p->flow->flags |= RX_FLOW_FRAGMENT;
		p->flow->ports = (uint32_t)get(p, 4, 2);
	}
	p->at += header;
	if (protocol == 4 && !(p->flow->flags & RX_FLOW_FRAGMENT))
		return ipip(p);
	return layer4(p, protocol);
}

/* The options of a hop-by-hop or destination header of `n` bytes: are they in order? */
static bool tlvs(struct packet *p, size_t n)
{
	size_t i = 2, padding = 0, length;

	while (i < n) {
		uint64_t type = get(p, i, 1);

		if (type == 0) {
			if (i + 1 == n && p->at + n >= p->len)
				p->hazard = "Pad1 as the last byte of the frame (624085a31c1a)";
			if (++padding > 7)
				return false;
			i++;
			continue;
		}
		if (n - i < 2) {
			p->hazard = "IPv6 option without a length (624085a31c1a)";
			return false;
		}
		length = get(p, i + 1, 1) + 2;
		if (length > n - i) {
			if (type == 1)
				p->hazard = "PadN beyond its header (624085a31c1a)";
			return false;
		}
		if (type == 1) {
			padding += length;
			if (padding > 7)
				return false;
			for (size_t k = 2; k < length; k++)
				if (get(p, i + k, 1))
					return false;
		} else {
			if (type >= 64)
				return false;
			if (type == 5)
				p->flow->flags |= RX_FLOW_ALERT;
			padding = 0;
		}
		i += length;
	}
	return true;
}

static bool is_extension(int protocol)
{
	return protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60;
}

static int ipv6(struct packet *p)
{
	size_t payload;
	int next, first = 1;

	if (!has(p, 40))
		return RX_DROP_IP_SHORT;
	if (get(p, 0, 1) >> 4 != 6)
		return RX_DROP_IP_HEADER;
	payload = get(p, 4, 2);
	if (!has(p, 40 + payload))
		return RX_DROP_IP_TRUNCATED;

	p->end = p->at + 40 + payload;
	p->flow->flags |= RX_FLOW_V6;
	for (int i = 0; i < 4; i++)
		p->flow->addr[i] = get_raw(p, 8 + 8 * (size_t)i, 8);
	next = (int)get(p, 6, 1);
	p->at += 40;
	for (; is_extension(next); first = 0) {
		size_t header = has(p, 8) ? (get(p, 1, 1) + 1) * 8 : 0;

		if (header && next == 44)
			header = 8;
		if (!header || !has(p, header)) {
			p->hazard = "IPv6 extension header beyond the packet (CVE-2017-9074)";
			return RX_DROP_EXTENSION;
		}
		if (next == 0 && !first)
			return RX_DROP_EXTENSION;
		if ((next == 0 || next == 60) && !tlvs(p, header))
			return RX_DROP_EXTENSION;
		if (next == 43 && get(p, 3, 1))
			return RX_DROP_EXTENSION;
		if (next == 44 && get(p, 2, 2) & 0xfff9) {
			p->flow->flags |= RX_FLOW_FRAGMENT;
			p->flow->ports = (uint32_t)get(p, 4, 4);
		}
		next = (int)get(p, 0, 1);
		p->at += header;
		if (p->flow->flags & RX_FLOW_FRAGMENT)
			break;
	}
	return layer4(p, next);
}

/* Ethernet and up to two tags; the protocol is left in *proto. */
static int link(struct packet *p, uint64_t *proto)
{
	unsigned int tags = 0;

	if (!has(p, 14))
		return RX_DROP_LINK;
	*proto = get(p, 12, 2);
	p->at += 14;
	while (*proto == 0x8100 || *proto == 0x88a8) {
		if (tags == 2)
			return RX_DROP_VLAN_DEPTH;
		if (!has(p, 4))
			return RX_DROP_LINK;
		p->flow->vlan[tags] = (uint16_t)get(p, 0, 2);
		p->flow->flags |= tags ? RX_FLOW_TAGS : RX_FLOW_TAG;
		*proto = get(p, 2, 2);
		p->at += 4;
		tags++;
	}
	if (*proto >= 0x600)
		return RX_OK;
	if (tags && !has(p, 2)) {
		p->hazard = "nothing behind a tag with a length (55eff0eb7460)";
		return RX_DROP_LINK;
	}
	return has(p, 2) && get(p, 0, 2) == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
}

int rx_oracle_dissect(const uint8_t *frame, size_t len, struct rx_flow *flow, const char **hazard)
{
	struct packet p = { .bytes = frame, .len = len, .end = len, .flow = flow };
	uint64_t proto;
	int reason;

	*flow = (struct rx_flow){ 0 };
	reason = link(&p, &proto);
	if (!reason) {
		flow->network_offset = (uint16_t)p.at;
		if (proto == 0x0800)
			reason = ipv4(&p);
		else if (proto == 0x86dd)
			reason = ipv6(&p);
		else
			reason = RX_DROP_PROTOCOL;
	}
	if (hazard)
		*hazard = p.hazard;
	return reason;
}

/* A packet in the hold queue. */
struct waiting {
	uint64_t hash;
	size_t len;
};

static uint64_t release(uint64_t digest, const struct waiting *held, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		digest = rx_fold_packet(digest, held[i].hash, held[i].len);
	*n = 0;
	return digest;
}

uint64_t rx_oracle(const struct memtax_shape *resolved, const struct memtax_segment *segment)
{
	const struct rx_batch *batch = segment->batch;
	struct waiting held[RX_HOLD];
	size_t n_held = 0;
	uint64_t digest = 0;

	(void)resolved;
	for (size_t i = 0; i < batch->n; i++) {
		struct rx_desc desc = batch->desc[i];
		struct rx_flow flow;
		uint32_t verdict;
		int reason;

		if (desc.offset > batch->frames_size ||
		    desc.len > batch->frames_size - desc.offset) {
			digest = rx_fold_drop(digest, RX_DROP_DESC);
			continue;
		}
		reason = rx_oracle_dissect(batch->frames + desc.offset, desc.len, &flow, NULL);
		if (reason) {
			digest = rx_fold_drop(digest, reason);
			continue;
		}
		verdict = batch->policy[flow.class] & RX_VERDICT_MASK;
		if (flow.flags & RX_FLOW_FRAGMENT)
			verdict = RX_VERDICT_HOLD;
		if (verdict == RX_VERDICT_ACCEPT) {
			digest = rx_fold_packet(digest, rx_flow_hash(&flow), desc.len);
		} else if (verdict == RX_VERDICT_HOLD) {
			if (n_held == RX_HOLD)
				digest = release(digest, held, &n_held);
			held[n_held].hash = rx_flow_hash(&flow);
			held[n_held++].len = desc.len;
		} else {
			digest = rx_fold_drop(digest, RX_DROP_POLICY);
		}
	}
	return release(digest, held, &n_held);
}
