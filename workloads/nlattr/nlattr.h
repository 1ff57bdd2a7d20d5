/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contract of workload `nlattr`: receive netlink buffers, walk the attributes of their messages,
 * validate them against policy tables, file them in tb[], and read fields. One op is one attribute.
 *
 * Trust boundary: every byte of a buffer comes from an untrusted sender (an unprivileged process
 * with a network namespace of its own): message lengths and types, attribute lengths and types, all
 * payloads. The buffer's own length is the socket's and right. Callers of the operations below are
 * trusted (types, widths and destination sizes are constants in kernel code).
 *
 * What a correct row does, in steps, stands in README.md under Equivalence.
 */
#ifndef MEMTAX_NLATTR_H
#define MEMTAX_NLATTR_H

#include <asm-generic/errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_bridge.h>
#include <linux/lwtunnel.h>
#include <linux/fib_rules.h>

#include "harness/contract/cell.h"

/* param[] of a shape. */
enum nlattr_param {
	NLATTR_SOURCE,	 /* enum nlattr_source */
	NLATTR_BAD,	 /* malformed messages per thousand */
	NLATTR_BURST,	 /* messages in a buffer at most */
	NLATTR_SEGMENTS, /* segments in a lap; from resolve() */
};

enum nlattr_source {
	NLATTR_MIXED,	 /* generated */
	NLATTR_RECORDED, /* dumps of a Linux kernel, data/rtnetlink.rec */
};

/* What uapi headers leave to libc. */
enum {
	NLATTR_AF_INET = 2,
	NLATTR_AF_BRIDGE = 7,
	NLATTR_AF_INET6 = 10,
	NLATTR_AF_MAX = 46,
	NLATTR_ARPHRD_ETHER = 1,
	NLATTR_ARPHRD_LOOPBACK = 772,
	NLATTR_ETH_ALEN = 6,
	NLATTR_NAME = 16,	  /* IFNAMSIZ, and the size of every other name here */
	NLATTR_OPTIONS_MAX = 255, /* IP_TUNNEL_OPTS_MAX: bytes of tunnel options of one route */
	NLATTR_DEPTH = 4,	  /* nested levels, the message's own included */
};

/* One received buffer (a socket buffer's linear data), 8-aligned. */
struct nlattr_buffer {
	const void *data;
	uint32_t len;
	uint32_t reserved;
};

/* One segment. */
struct nlattr_batch {
	const struct nlattr_buffer *buffer;
	uint32_t n_buffers;
	uint32_t reserved;
};

/*
 * Kinds of attribute level. A *table* level is walked by attr(), validated against that level's
 * policy and filed in tb[]. A *list* level is not filed: each attribute (or nexthop) is worked
 * through where the walk stands.
 */
enum nlattr_level {
	NLATTR_NONE,
	/* tables of messages */
	NLATTR_LINK,
	NLATTR_ADDR4,
	NLATTR_ADDR6,
	NLATTR_ROUTE4,
	NLATTR_ROUTE6,
	NLATTR_NEIGH,
	NLATTR_RULE,
	/* tables inside */
	NLATTR_LINKINFO, /* IFLA_LINKINFO */
	NLATTR_VLAN,	 /* IFLA_INFO_DATA, by IFLA_INFO_KIND */
	NLATTR_BRIDGE,
	NLATTR_RMNET,
	NLATTR_INET, /* in IFLA_AF_SPEC, by family */
	NLATTR_INET6,
	NLATTR_VF,     /* IFLA_VF_INFO */
	NLATTR_ENCAP,  /* RTA_ENCAP of type LWTUNNEL_ENCAP_IP */
	NLATTR_GENEVE, /* LWTUNNEL_IP_OPTS_GENEVE */
	NLATTR_TABLES,
	/* lists */
	NLATTR_AF_SPEC = NLATTR_TABLES, /* IFLA_AF_SPEC: an attribute per family */
	NLATTR_BRIDGE_SPEC,		/* IFLA_AF_SPEC of an AF_BRIDGE message */
	NLATTR_VF_LIST,			/* IFLA_VFINFO_LIST */
	NLATTR_VF_VLANS,		/* IFLA_VF_VLAN_LIST */
	NLATTR_METRICS,			/* RTA_METRICS */
	NLATTR_NEXTHOPS,		/* RTA_MULTIPATH: struct rtnexthop, not attributes */
	NLATTR_OPTIONS,			/* LWTUNNEL_IP_OPTS */
	NLATTR_LEVELS,
};

/* A message as next() found it. */
struct nlattr_message {
	uint32_t type;	  /* RTM_NEWLINK... */
	uint32_t level;	  /* table level that is now open, or NLATTR_NONE with error < 0 */
	int32_t error;	  /* 0, or what is wrong with the message's headers (-errno) */
	uint32_t family;  /* from the family header */
	uint64_t ident;	  /* first eight bytes of the family header, host order */
	uint32_t devtype; /* ifi_type of RTM_NEWLINK, else 0 */
	uint32_t reserved;
};

/* `type` argument: the attribute the walk of a list level last stood on. */
enum { NLATTR_HERE = 0 };

/*
 * The fine-grained operations, in the order in which a receiver calls them. Returns of int: 0 or a
 * count where said so, or a negative errno. A negative result of attr() and later ends the message:
 * go on with next().
 */
struct nlattr_ops {
	struct memtax_ops common;

	/* Take a buffer to work on. -EBUSY if one is held. */
	int (*recv)(void *state, const void *data, uint32_t len);
	/*
	 * Drop the message before, step to the next one and open its table level. 1; 0 at the end
	 * of the buffer; -EINVAL if what follows is not a message: the rest is not looked at.
	 * Control messages (below NLMSG_MIN_TYPE) are skipped.
	 */
	int (*next)(void *state, struct nlattr_message *message);
	/*
	 * Walk one attribute of the open level. 1, with its type; 0 at the end; a negative errno if
	 * policy refuses it or, in a table level, bytes are left over that are no attribute.
	 */
	int (*attr)(void *state, uint32_t *type);
	/* Bytes of payload. -ENOENT if absent. */
	int (*len)(void *state, uint32_t type);
	/* Integer of 1, 2, 4 or 8 bytes in host order. -ENOENT if absent. */
	int (*get)(void *state, uint32_t type, uint32_t width, uint64_t *value);
	/* The first `size` bytes of a fixed-size structure. -ENOENT if absent. */
	int (*data)(void *state, uint32_t type, void *to, uint32_t size);
	/* A string into `to`, cut to 15 bytes, zero-padded; returns its length. -ENOENT if absent.
	 */
	int (*name)(void *state, uint32_t type, char to[NLATTR_NAME]);
	/* Open attribute `type` as a nested level. -ENOENT if absent, -E2BIG if too deep. */
	int (*nest)(void *state, uint32_t type, uint32_t level);
	/* Close the innermost level. */
	void (*unnest)(void *state);
	/* In NLATTR_LINKINFO: the level that IFLA_INFO_KIND names, or NLATTR_NONE if unknown. */
	int (*kind)(void *state);
	/* In NLATTR_AF_SPEC: the level of the family the walk stands on, or NLATTR_NONE. */
	int (*family)(void *state);
	/* In NLATTR_BRIDGE_SPEC: apply where the walk stands; value 0 if it is not understood. */
	int (*bridge)(void *state, uint64_t *value);
	/* In NLATTR_VF_VLANS: apply; value[0] vf and vlan, value[1] qos and protocol. */
	int (*vf_vlan)(void *state, uint64_t value[2]);
	/* In NLATTR_METRICS: store in the state's metrics; returns the metric's number, 0 if none.
	 */
	int (*metric)(void *state, uint32_t *value);
	/* In NLATTR_NEXTHOPS: walk one. 1 with `value` digested, 0 at the end. */
	int (*nexthop)(void *state, uint64_t *value);
	/* In NLATTR_GENEVE, walked: append the option; value is it digested. */
	int (*option)(void *state, uint64_t *value);
	/* Done with the buffer: every message, table and level of it is gone. */
	void (*release)(void *state);
};

/* ---- digest: the same in all rows, a few cycles a value ------------------------------------- */

static inline uint64_t nlattr_fold(uint64_t digest, uint64_t value)
{
	return (digest ^ value) * UINT64_C(0x9e3779b97f4a7c15); /* one-to-one in both */
}

/* A field together with which one it is. */
static inline uint64_t nlattr_field(uint64_t digest, uint32_t type, uint64_t value)
{
	return nlattr_fold(digest, value + ((uint64_t)type << 40));
}

/* The result of one message: its fields, or its error and nothing else. */
static inline uint64_t nlattr_result(uint64_t digest, int error, uint64_t fields)
{
	return nlattr_fold(digest, error ? (uint64_t)(uint32_t)-error : fields);
}

#endif
