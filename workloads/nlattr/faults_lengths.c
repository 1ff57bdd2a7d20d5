// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Input faults: any length of any attribute. The faults of faults_link.c and faults_route.c are
 * single flaws; these two play a whole family, on one message of each kind with every field that
 * is read. Each message ends where a page without access begins, and is given to `hot`, which must
 * find in it what the oracle finds. Not to the operations one at a time: there it is the caller who
 * asks for lengths, and the caller of `single` is the same for every row.
 */
#include "workloads/nlattr/attack.h"

#include <stdbool.h>
#include <string.h>

/* ---- the messages: pieces in order; a list ends with its END, a message where the next begins */

enum what { MESSAGE, ATTRIBUTE, LIST, NEXTHOP, END };

struct piece {
	enum what what;
	uint16_t type; /* of the message or attribute */
	uint16_t len;  /* of an attribute's payload; of a message the family */
	const char *bytes;
};

#define M(type, family) { MESSAGE, type, family, NULL }
#define A(type, len) { ATTRIBUTE, type, len, NULL }
#define TEXT(type, text) { ATTRIBUTE, type, sizeof(text) - 1, text }
#define L(type) { LIST, type, 0, NULL }
#define N { NEXTHOP, 0, 0, NULL }
#define E { END, 0, 0, NULL }

#define ROUTE(family, addr)                                                                        \
	M(RTM_NEWROUTE, family), A(RTA_DST, addr), A(RTA_PREFSRC, addr), A(RTA_OIF, 4),            \
		A(RTA_PRIORITY, 4), A(RTA_TABLE, 4), A(RTA_MARK, 4), A(RTA_PREF, 1),               \
		A(RTA_CACHEINFO, 32), A(RTA_GATEWAY, addr), L(RTA_METRICS), A(RTAX_MTU, 4),        \
		A(RTAX_MAX, 4), E, L(RTA_MULTIPATH), N, A(RTA_GATEWAY, addr), E, N,                \
		A(RTA_FLOW, 4), A(RTA_ENCAP_TYPE, 2), E, E

static const struct piece pieces[] = {
	M(RTM_NEWLINK, 0),
	A(IFLA_IFNAME, NLATTR_NAME - 1),
	A(IFLA_ADDRESS, NLATTR_ETH_ALEN),
	A(IFLA_MTU, 4),
	A(IFLA_LINK, 4),
	A(IFLA_MASTER, 4),
	A(IFLA_TXQLEN, 4),
	A(IFLA_OPERSTATE, 1),
	A(IFLA_GROUP, 4),
	A(IFLA_NUM_TX_QUEUES, 4),
	TEXT(IFLA_PARENT_DEV_NAME, "0000:00:1f.6\0"),
	L(IFLA_LINKINFO),
	TEXT(IFLA_INFO_KIND, "vlan\0"),
	L(IFLA_INFO_DATA),
	A(IFLA_VLAN_ID, 2),
	A(IFLA_VLAN_FLAGS, 8),
	A(IFLA_VLAN_PROTOCOL, 2),
	E,
	E,
	L(IFLA_AF_SPEC),
	L(NLATTR_AF_INET),
	A(IFLA_INET_CONF, 4),
	E,
	L(NLATTR_AF_INET6),
	A(IFLA_INET6_FLAGS, 4),
	A(IFLA_INET6_CACHEINFO, 16),
	A(IFLA_INET6_ADDR_GEN_MODE, 1),
	E,
	E,
	A(IFLA_PROP_LIST, 0), /* a list may be empty: nothing but a header ends the message */

	M(RTM_NEWLINK, 0),
	L(IFLA_LINKINFO),
	TEXT(IFLA_INFO_KIND, "bridge\0"),
	L(IFLA_INFO_DATA),
	A(IFLA_BR_FORWARD_DELAY, 4),
	A(IFLA_BR_AGEING_TIME, 4),
	A(IFLA_BR_PRIORITY, 2),
	A(IFLA_BR_VLAN_FILTERING, 1),
	E,
	E,

	M(RTM_NEWLINK, 0),
	L(IFLA_LINKINFO),
	TEXT(IFLA_INFO_KIND, "rmnet\0"),
	L(IFLA_INFO_DATA),
	A(IFLA_RMNET_MUX_ID, 2),
	A(IFLA_RMNET_FLAGS, 8),
	E,
	E,

	M(RTM_NEWLINK, 0),
	L(IFLA_VFINFO_LIST),
	L(IFLA_VF_INFO),
	A(IFLA_VF_MAC, sizeof(struct ifla_vf_mac)),
	A(IFLA_VF_VLAN, sizeof(struct ifla_vf_vlan)),
	A(IFLA_VF_TX_RATE, sizeof(struct ifla_vf_tx_rate)),
	A(IFLA_VF_SPOOFCHK, sizeof(struct ifla_vf_spoofchk)),
	L(IFLA_VF_VLAN_LIST),
	A(IFLA_VF_VLAN_INFO, sizeof(struct ifla_vf_vlan_info)),
	E,
	E,
	E,

	M(RTM_NEWLINK, NLATTR_AF_BRIDGE),
	L(IFLA_AF_SPEC),
	A(IFLA_BRIDGE_FLAGS, 2),
	A(IFLA_BRIDGE_MODE, 2),
	E,

	ROUTE(NLATTR_AF_INET, 4),
	ROUTE(NLATTR_AF_INET6, 16),

	M(RTM_NEWROUTE, NLATTR_AF_INET),
	TEXT(RTA_ENCAP_TYPE, "\2\0"), /* LWTUNNEL_ENCAP_IP */
	L(RTA_ENCAP),
	A(LWTUNNEL_IP_ID, 8),
	A(LWTUNNEL_IP_DST, 4),
	A(LWTUNNEL_IP_SRC, 4),
	A(LWTUNNEL_IP_TTL, 1),
	L(LWTUNNEL_IP_OPTS),
	L(LWTUNNEL_IP_OPTS_GENEVE),
	A(LWTUNNEL_IP_OPT_GENEVE_CLASS, 2),
	A(LWTUNNEL_IP_OPT_GENEVE_TYPE, 1),
	A(LWTUNNEL_IP_OPT_GENEVE_DATA, 8),
	E,
	E,
	E,

	M(RTM_NEWADDR, NLATTR_AF_INET),
	A(IFA_ADDRESS, 4),
	A(IFA_LOCAL, 4),
	A(IFA_LABEL, NLATTR_NAME - 1),
	A(IFA_FLAGS, 4),
	A(IFA_CACHEINFO, 16),
	A(IFA_RT_PRIORITY, 4),

	M(RTM_NEWADDR, NLATTR_AF_INET6),
	A(IFA_ADDRESS, 16),
	A(IFA_LOCAL, 16),

	M(RTM_NEWNEIGH, NLATTR_AF_INET),
	A(NDA_DST, 4),
	A(NDA_LLADDR, NLATTR_ETH_ALEN),
	A(NDA_CACHEINFO, 16),
	A(NDA_PROBES, 4),
	A(NDA_VLAN, 2),
	A(NDA_MASTER, 4),

	M(RTM_NEWNEIGH, NLATTR_AF_INET6),
	A(NDA_DST, 16),

	M(RTM_NEWRULE, NLATTR_AF_INET),
	A(FRA_IIFNAME, NLATTR_NAME - 1),
	A(FRA_PRIORITY, 4),
	A(FRA_TABLE, 4),
	A(FRA_FWMARK, 4),
	A(FRA_SUPPRESS_PREFIXLEN, 4),
	A(FRA_PROTOCOL, 1),
};

enum { PIECES = sizeof(pieces) / sizeof(pieces[0]), DEEP = 8, PAYLOAD = 64 };

/* ---- writing them -----------------------------------------------------------------------------
 */

struct writing {
	struct draft d;
	uint32_t open[DEEP]; /* where the open lists begin */
	uint32_t depth;
	uint32_t at; /* where the piece last written begins */
};

/* Anything but zeros, which are lengths and types of their own. */
static const void *payload(const struct piece *p)
{
	static uint8_t some[PAYLOAD];

	for (uint32_t i = 0; i < PAYLOAD; i++)
		some[i] = (uint8_t)(0x41 + i);
	return p->bytes ? (const void *)p->bytes : some;
}

static void write_piece(struct writing *w, const struct piece *p)
{
	struct draft *d = &w->d;

	switch (p->what) {
	case MESSAGE:
		draft_begin(d, p->type, (uint8_t)p->len);
		w->depth = 0;
		return;
	case ATTRIBUTE:
		w->at = draft_put(d, p->type, payload(p), p->len) - NLA_HDRLEN;
		return;
	case END:
		draft_close(d, w->open[--w->depth]);
		return;
	default:
		w->at = p->what == LIST ? draft_open(d, p->type) : draft_nexthop(d);
		w->open[w->depth++] = w->at;
	}
}

static void write_end(struct writing *w)
{
	while (w->depth)
		draft_close(&w->d, w->open[--w->depth]);
	draft_end(&w->d);
}

/* Where the message of piece `i` begins, and the next one. */
static uint32_t first_of(uint32_t i)
{
	while (pieces[i].what != MESSAGE)
		i--;
	return i;
}

static uint32_t next_of(uint32_t i)
{
	do {
		i++;
	} while (i < PIECES && pieces[i].what != MESSAGE);
	return i;
}

/* All of the message; returns where piece `i` of it begins. */
static uint32_t write_whole(struct writing *w, uint32_t i)
{
	uint32_t at = 0, next = next_of(i);

	for (uint32_t j = first_of(i); j < next; j++) {
		write_piece(w, &pieces[j]);
		if (j == i)
			at = w->at;
	}
	write_end(w);
	return at;
}

/* The message up to piece `i`, of which `len` bytes of payload are left: it ends everything. */
static void write_cut(struct writing *w, uint32_t i, uint16_t len)
{
	struct piece last = { ATTRIBUTE, pieces[i].type, len, pieces[i].bytes };

	for (uint32_t j = first_of(i); j < i; j++)
		write_piece(w, &pieces[j]);
	write_piece(w, pieces[i].what == NEXTHOP ? &pieces[i] : &last);
	write_end(w);
}

/* ---- playing them -----------------------------------------------------------------------------
 */

struct ground {
	struct memtax_stage *stage;
	uint8_t *room; /* DRAFT_BYTES that end at the page */
	struct nlattr_buffer *buffer;
	struct nlattr_batch *batch;
	bool right;
};

static struct ground ground_of(struct memtax_stage *stage)
{
	struct ground g = { .stage = stage, .room = stage_memory_end(stage, DRAFT_BYTES) };

	g.buffer = stage_memory(stage, sizeof(*g.buffer));
	g.batch = stage_memory(stage, sizeof(*g.batch));
	*g.batch = (struct nlattr_batch){ .buffer = g.buffer, .n_buffers = 1 };
	g.right = true;
	return g;
}

static void play(struct ground *g, const struct draft *d)
{
	struct memtax_stage *stage = g->stage;
	uint64_t expected, digest;

	*g->buffer = (struct nlattr_buffer){ .data = g->room + DRAFT_BYTES - d->n, .len = d->n };
	memcpy(g->room + DRAFT_BYTES - d->n, d->bytes, d->n);
	expected = nlattr_oracle(g->batch, NULL);
	digest = stage->ops->hot(stage->state, g->batch);
	stage_output(stage, &digest, sizeof(digest));
	if (digest != expected)
		g->right = false;
	if (!stage->hostile && nlattr_message_error(g->batch))
		g->right = false;
}

static void play_whole(struct ground *g)
{
	struct writing w = { .depth = 0 };

	for (uint32_t i = 0; i < PIECES; i = next_of(i)) {
		write_whole(&w, i);
		play(g, &w.d);
	}
}

/* A list is cut to the headers that it may have to begin with, an attribute to all it has. */
static uint16_t longest(const struct piece *p)
{
	return p->what == LIST ? 2 * NLA_HDRLEN : p->len;
}

static void cut_short(struct memtax_stage *stage)
{
	struct ground g = ground_of(stage);
	struct writing w = { .depth = 0 };

	attack_reached(stage);
	if (!stage->hostile)
		play_whole(&g);
	for (uint32_t i = 0; stage->hostile && i < PIECES && g.right; i++) {
		if (pieces[i].what == MESSAGE || pieces[i].what == END)
			continue;
		for (uint16_t len = 0; len <= longest(&pieces[i]) && g.right; len++) {
			write_cut(&w, i, len);
			play(&g, &w.d);
		}
	}
	attack_expect(stage, g.right, "a message is not what a correct receiver finds in it");
}

/* Say of the piece that begins at `at` that it has `len` bytes. */
static void play_said(struct ground *g, const struct writing *w, uint32_t at, uint32_t len)
{
	uint16_t said = (uint16_t)len;
	struct draft d = w->d;

	memcpy(d.bytes + at, &said, sizeof(said));
	play(g, &d);
}

/* No header, about what there is, about what is left of the message, and more than anything. */
static void play_said_all(struct ground *g, const struct writing *w, uint32_t at)
{
	uint32_t left = w->d.n - at;
	uint16_t len;

	memcpy(&len, w->d.bytes + at, sizeof(len));
	for (uint32_t i = 0; i < 16 && g->right; i++)
		play_said(g, w, at, i);
	for (uint32_t i = 0; i < 8 && g->right; i++)
		play_said(g, w, at, len - 4u + i);
	for (uint32_t i = 0; i < 8 && g->right; i++)
		play_said(g, w, at, left - 3 + i);
	if (g->right)
		play_said(g, w, at, UINT16_MAX);
}

static void said_otherwise(struct memtax_stage *stage)
{
	struct ground g = ground_of(stage);
	struct writing w = { .depth = 0 };

	attack_reached(stage);
	if (!stage->hostile)
		play_whole(&g);
	for (uint32_t i = 0; stage->hostile && i < PIECES && g.right; i++)
		if (pieces[i].what != MESSAGE && pieces[i].what != END)
			play_said_all(&g, &w, write_whole(&w, i));
	attack_expect(stage, g.right, "a message is not what a correct receiver finds in it");
}

const struct memtax_fault nlattr_faults_lengths[] = {
	{ .name = "attribute-cut-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "an attribute ends the buffer and is shorter than what reads it expects: "
		       "each attribute that is read, in turn, cut to each length",
	  .source = "the family of b0ad3c179059, d73ef2d69c0d, 7a3429bace0e and 664b9c4b7392, each "
		    "read for a fault of its own here; no single CVE is modelled",
	  .run = cut_short },
	{ .name = "attribute-length-lies",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 130,
	  .mechanism = "an attribute or nexthop says that it is shorter or longer than it is, and "
		       "its payload is walked as attributes or its neighbours as its payload",
	  .source = "nla_ok() of include/net/netlink.h and rtnh_ok() of include/net/nexthop.h are "
		    "what stands against it; CWE-130; no single CVE is modelled",
	  .run = said_otherwise },
	{ 0 },
};
