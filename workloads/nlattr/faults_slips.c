// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Slips: one line forgotten at the same point in every row, variants/V/slips/nlattr-FAULT.patch.
 * `forgotten-family-test` has no patch in raw, which never had the line: it is family-beyond-table
 * there.
 */
#include "workloads/nlattr/attack.h"

#include <string.h>

/* A buffer whose last message is longer than what is left; the twin's ends with its last message.
 */
static const struct nlattr_batch *cut_short(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_u32(&d, IFLA_MTU, 1500);
	draft_end(&d);
	if (stage->hostile) {
		struct nlmsghdr more = { .nlmsg_len = 64, .nlmsg_type = RTM_NEWLINK };

		draft_raw(&d, &more, sizeof(more));
	}
	return attack_batch(stage, attack_place(stage, &d, false), d.n);
}

/* `hot` ends by the path for what is no message; then the next buffer is received. */
static void end_by_error(struct memtax_stage *stage, enum memtax_verdict bad, const char *what)
{
	const struct nlattr_batch *batch = cut_short(stage);
	uint64_t expected = nlattr_oracle(batch, NULL), digest;
	struct nlattr_buffer *next = stage_memory(stage, sizeof(*next));

	attack_reached(stage);
	digest = stage->ops->hot(stage->state, batch);
	if (attack_ops(stage)->recv(stage->state, next, 0))
		stage_say(stage, bad, what);
	attack_expect(stage, digest == expected, "the digest is not that of a correct receiver");
}

static void forgotten_release(struct memtax_stage *stage)
{
	end_by_error(stage, MEMTAX_LEAKED, "the buffer is held for ever, and no other is received");
}

static void second_release(struct memtax_stage *stage)
{
	end_by_error(stage, MEMTAX_CORRUPTED, "the count of buffers is below zero");
}

static void forgotten_length_test(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWNEIGH, NLATTR_AF_INET);
	draft_put(&d, NDA_LLADDR, NULL, stage->hostile ? 2 : NLATTR_ETH_ALEN);
	draft_end(&d);
	attack_message(stage, &d, false);
}

static void forgotten_family_test(struct memtax_stage *stage)
{
	attack_family(stage);
}

/* 128 and 116 bytes, then 128: data of the third run over the length and the table. */
static void forgotten_room_test(struct memtax_stage *stage)
{
	static const uint32_t full[3] = { 124, 112, 124 }, room[3] = { 60, 60, 100 };

	attack_options(stage, stage->hostile ? full : room, 8);
}

/* A route with a Geneve option; `*option` is where that begins, and its three payloads follow. */
static void write_option(struct draft *d, uint32_t *option)
{
	uint32_t encap, options;
	uint16_t kind = LWTUNNEL_ENCAP_IP;

	draft_begin(d, RTM_NEWROUTE, NLATTR_AF_INET);
	draft_put(d, RTA_ENCAP_TYPE, &kind, sizeof(kind));
	encap = draft_open(d, RTA_ENCAP);
	options = draft_open(d, LWTUNNEL_IP_OPTS);
	*option = d->n;
	draft_geneve(d, NULL, 8);
	draft_close(d, options);
	draft_close(d, encap);
	draft_end(d);
}

/* The option of the second message is refused: its table was not parsed. */
static void write_no_option(struct draft *d)
{
	uint32_t encap, options, option;
	uint16_t kind = LWTUNNEL_ENCAP_IP;

	draft_begin(d, RTM_NEWROUTE, NLATTR_AF_INET);
	draft_put(d, RTA_ENCAP_TYPE, &kind, sizeof(kind));
	encap = draft_open(d, RTA_ENCAP);
	options = draft_open(d, LWTUNNEL_IP_OPTS);
	option = draft_open(d, LWTUNNEL_IP_OPTS_GENEVE);
	draft_put(d, LWTUNNEL_IP_OPT_GENEVE_CLASS, NULL, 1);
	draft_close(d, option);
	draft_close(d, options);
	draft_close(d, encap);
	draft_end(d);
}

/* The first buffer is given back: its payloads are somebody else's when the second one comes. */
static void forgotten_result(struct memtax_stage *stage)
{
	struct draft first, second;
	uint32_t option;
	uint8_t *p;

	write_option(&first, &option);
	p = attack_place(stage, &first, false);
	stage->ops->hot(stage->state, attack_batch(stage, p, first.n));
	stage_secret(stage, p + option + 8, 2);	 /* class */
	stage_secret(stage, p + option + 16, 1); /* type */
	stage_secret(stage, p + option + 24, 8); /* data */
	if (stage->hostile)
		write_no_option(&second);
	else
		write_option(&second, &option);
	attack_message(stage, &second, false);
}

const struct memtax_fault nlattr_faults_slips[] = {
	{ .name = "forgotten-release",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 401,
	  .mechanism = "the path for what is no message returns without giving the buffer back",
	  .source = "CWE-401; no single CVE is modelled",
	  .misuse = "leak_on_error",
	  .run = forgotten_release },
	{ .name = "second-release",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 415,
	  .mechanism =
		  "the path for what is no message gives the buffer back, and so does the end of "
		  "the function",
	  .source = "CWE-415; no single CVE is modelled",
	  .misuse = "double_free",
	  .run = second_release },
	{ .name = "forgotten-length-test",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "nobody asks if a neighbour's hardware address has six bytes",
	  .source = "the shape of b0ad3c179059 (address-short); the test itself is neigh_add()'s",
	  .run = forgotten_length_test },
	{ .name = "forgotten-family-test",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 129,
	  .cve = "CVE-2013-1763",
	  .mechanism = "nobody asks if a family is inside the table that it indexes",
	  .source = "as family-beyond-table",
	  .run = forgotten_family_test },
	{ .name = "forgotten-room-test",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 787,
	  .mechanism =
		  "nobody asks if an option's data still fit, and the new length is cut to a byte",
	  .source = "fl_set_geneve_opt() without its second test; see geneve-overflow",
	  .run = forgotten_room_test },
	{ .name = "forgotten-result",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 252,
	  .mechanism =
		  "the result of parsing an option is not looked at, and the table of an option of "
		  "an earlier buffer is used in its place",
	  .source = "CWE-252, CWE-416; no single CVE is modelled",
	  .run = forgotten_result },
	{ 0 },
};
