/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: the receive path from a filled buffer to a verdict. Per packet: take a buffer from the pool,
 * dissect Ethernet, VLAN, IPv4 or IPv6 and TCP or UDP into a flow key, then deliver, drop or hold
 * the buffer. README.md gives the algorithm step by step and the kernel code it is modelled on.
 *
 * Trust boundary. Untrusted: every byte of a frame (the wire), the descriptors (the device wrote
 * them) and the verdicts of the policy (user space loaded them). Trusted: the batch's pointers and
 * the sizes beside them, and who calls the fine-grained operations with which frame and length.
 */
#ifndef MEMTAX_RX_H
#define MEMTAX_RX_H

#include "harness/contract/cell.h"

/* Indices of struct memtax_shape.param. */
enum rx_param {
	RX_PARAM_INPUT,	   /* enum rx_input */
	RX_PARAM_SEGMENTS, /* per lap; set by resolve() */
	RX_PARAM_BYTES,	   /* per segment; set by resolve() */
};

enum rx_input { RX_INPUT_V4_TCP, RX_INPUT_MIXED, RX_INPUT_CAPTURE };

enum {
	RX_POOL = 64, /* buffers in the pool */
	RX_HOLD = 32, /* buffers that the hold queue takes */
};

/* What a packet is dropped for; part of the digest. */
enum rx_reason {
	RX_OK,
	RX_DROP_DESC,	      /* the descriptor points outside the frames */
	RX_DROP_NOBUF,	      /* the pool is empty */
	RX_DROP_LINK,	      /* Ethernet or VLAN header cut short */
	RX_DROP_VLAN_DEPTH,   /* more than two tags */
	RX_DROP_802_3,	      /* a length in place of a protocol: raw 802.3 */
	RX_DROP_802_2,	      /* the same: LLC */
	RX_DROP_PROTOCOL,     /* neither IPv4 nor IPv6 */
	RX_DROP_IP_SHORT,     /* IP header cut short */
	RX_DROP_IP_HEADER,    /* IP header contradicts itself */
	RX_DROP_IP_SUM,	      /* IPv4 header checksum */
	RX_DROP_IP_TRUNCATED, /* longer by its header than the frame */
	RX_DROP_INNER,	      /* encapsulated IPv4 header cut short or contradicting itself */
	RX_DROP_EXTENSION,    /* IPv6 extension header cut short, malformed or refused */
	RX_DROP_L4_SHORT,     /* TCP or UDP header cut short */
	RX_DROP_L4_HEADER,    /* TCP or UDP header contradicts itself */
	RX_DROP_POLICY,	      /* the policy said so */
};

/* What the policy is looked up by. */
enum rx_class {
	RX_CLASS_V4_TCP,
	RX_CLASS_V4_UDP,
	RX_CLASS_V4_OTHER,
	RX_CLASS_V6_TCP,
	RX_CLASS_V6_UDP,
	RX_CLASS_V6_OTHER,
	RX_CLASSES = 8,
};

/*
 * A verdict as netfilter has it: what to do in the low 8 bits, and for a drop the error number to
 * report in the high 16. RX_VERDICT_HOLD stands for NF_QUEUE.
 */
enum rx_verdict { RX_VERDICT_DROP = 0, RX_VERDICT_ACCEPT = 1, RX_VERDICT_HOLD = 3 };
enum { RX_VERDICT_MASK = 0xff, RX_VERDICT_ERROR_SHIFT = 16 };

/* rx_flow.flags */
enum {
	RX_FLOW_V6 = 1,
	RX_FLOW_FRAGMENT = 2, /* ports holds the fragment's identification */
	RX_FLOW_ENCAP = 4,    /* addresses are those of the inner header */
	RX_FLOW_CIPSO = 8,    /* the IPv4 options hold a security label */
	RX_FLOW_ALERT = 16,   /* the IPv6 hop-by-hop or destination options hold a router alert */
	RX_FLOW_TAG = 32,     /* a VLAN tag */
	RX_FLOW_TAGS = 64,    /* a second VLAN tag */
};

/* The flow key. Numbers are in host order unless said otherwise. */
struct rx_flow {
	uint16_t vlan[2]; /* tag control information, outer tag first; 0 without a tag */
	uint8_t protocol; /* of layer 4 */
	uint8_t class;	  /* enum rx_class */
	uint16_t flags;
	uint32_t ports; /* source and destination, or a fragment's identification, as on the wire */
	uint32_t payload_len;
	uint32_t payload_offset; /* from the start of the frame */
	uint16_t mss;		 /* of a TCP SYN; 0 without one */
	uint16_t network_offset; /* of the outermost IP header */
	uint64_t addr[4]; /* source and destination as on the wire: 1 word of IPv4, 4 of IPv6 */
};

/* What the device left for one packet. */
struct rx_desc {
	uint32_t offset; /* into the batch's frames */
	uint32_t len;	 /* bytes received */
};

struct rx_batch {
	const uint8_t *frames;	    /* where the device put the packets */
	size_t frames_size;	    /* bytes */
	const struct rx_desc *desc; /* one for each packet, in order of arrival */
	size_t n;		    /* packets */
	uint32_t policy[RX_CLASSES];
};

/*
 * Tokens stand for a buffer that the caller owns; 0 is no buffer. They come from alloc() and are
 * given up, once, to deliver(), drop(), hold(), or to a verdict() that does not return 1.
 * Functions that return int give 0, or a negative errno for an argument that is refused.
 */
struct rx_ops {
	struct memtax_ops common;

	/* Dissect [frame, frame + len) into `flow`, whose fields count only if RX_OK returns. */
	int (*parse)(void *state, const uint8_t *frame, size_t len, struct rx_flow *flow);

	/* The op: packet `i` (below batch->n) from descriptor to verdict, folded into *digest. */
	void (*receive)(void *state, const struct rx_batch *batch, size_t i, uint64_t *digest);
	/* The end of a segment: deliver what is held, oldest first. */
	void (*flush)(void *state, uint64_t *digest);

	/* A buffer for a received frame, which must outlive it. 0 if the pool is empty. */
	uint64_t (*alloc)(void *state, const uint8_t *frame, size_t len);
	/* parse() on the buffer's frame; notes the flow in the buffer. */
	int (*dissect)(void *state, uint64_t token, struct rx_flow *flow);
	/*
	 * Apply a verdict of the policy. 1: accepted, the caller still owns the buffer and goes on
	 * with it. 0: held. Negative: dropped, with the error number of the verdict or -EPERM.
	 */
	int (*verdict)(void *state, uint64_t token, uint32_t verdict, uint64_t *digest);
	/* To the stack: folds what is noted in the buffer into *digest and frees it. */
	int (*deliver)(void *state, uint64_t token, uint64_t *digest);
	/* Free without a trace. */
	int (*drop)(void *state, uint64_t token);
	/* Into the hold queue; if it is full, what it holds is delivered first. */
	int (*hold)(void *state, uint64_t token, uint64_t *digest);
	/*
	 * Copy `len` bytes at `offset` of the link header into dest[RX_REGISTERS]: what a filter
	 * rule on Ethernet and VLAN fields loads. Offset and length come from user space. The
	 * header is as it was before the stack took the tag off: addresses, tag, inner protocol.
	 */
	int (*link_header)(void *state, uint64_t token, uint8_t offset, uint8_t len, uint8_t *dest);

	/* Buffers in the pool and in the hold queue now. */
	size_t (*count_free)(const void *state);
	size_t (*count_held)(const void *state);
};

enum { RX_REGISTERS = 64, RX_ETH_HLEN = 14, RX_VLAN_HLEN = 4, RX_VLAN_ETH_HLEN = 18 };

/* ---- the digest: part of the contract, the same for all ------------------------------------- */

static inline uint64_t rx_rotate(uint64_t v, unsigned int bits)
{
	return v << bits | v >> (64 - bits);
}

/*
 * Cheap, and another value for any change of one field that counts (the addresses beyond IPv4's
 * only of IPv6). The fields are put together in another order than they lie in, and shifted by less
 * than would push out all that stands above them: else compilers make one wide load of them, which
 * waits for the narrow stores before, and the digest costs more than the parsing.
 */
static inline uint64_t rx_flow_hash(const struct rx_flow *f)
{
	uint64_t meta = f->flags | (uint64_t)f->vlan[1] << 16 | (uint64_t)f->vlan[0] << 32 |
			(uint64_t)f->class << 48 | (uint64_t)f->protocol << 51;
	uint64_t port = f->ports ^ (uint64_t)f->payload_len << 29;
	uint64_t where =
		f->payload_offset ^ (uint64_t)f->network_offset << 20 ^ (uint64_t)f->mss << 36;
	uint64_t hash = (meta ^ rx_rotate(port, 16)) + (where ^ rx_rotate(f->addr[0], 40));

	if (f->flags & RX_FLOW_V6)
		hash += f->addr[1] ^ rx_rotate(f->addr[2], 24) ^ rx_rotate(f->addr[3], 48);
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

static inline uint64_t rx_fold(uint64_t digest, uint64_t value)
{
	return rx_rotate(digest, 11) + value;
}

/* What a dropped packet adds to the digest. */
static inline uint64_t rx_fold_drop(uint64_t digest, int reason)
{
	return rx_fold(digest, (uint64_t)reason * UINT64_C(0x589965cc75374cc3));
}

/* What a delivered one adds. */
static inline uint64_t rx_fold_packet(uint64_t digest, uint64_t flow_hash, size_t len)
{
	return rx_fold(digest, flow_hash + len);
}

#endif
