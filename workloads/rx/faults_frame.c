/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rx: hostile frames. Each is one packet that raw, the code before the fixes, does not survive. */
#include "workloads/rx/attack.h"

#define TLV_FIX                                                                                    \
	"Stable review mail of 624085a31c1a, \"ipv6: fix out-of-bound access in "                  \
	"ip6_parse_tlv()\", "                                                                      \
	"with its diff: linux-mailinglist-archives, stable.vger.kernel.org, 2021-07"
#define CIPSO_FIX                                                                                  \
	"net/ipv4/cipso_ipv4.c after \"net/ipv4: defensive cipso option parsing\" in a stored "    \
	"copy; its id, 076ed3da0c9b, not confirmed. It completes the fix of CVE-2018-10938 "       \
	"(CVEProject/cvelistV5 cves/2018/10xxx/CVE-2018-10938.json, 40413955ee26), which raw has"
#define IHL_FIX                                                                                    \
	"CVEProject/cvelistV5 cves/2013/4xxx/CVE-2013-4348.json; fixed by 6f092343855a, read as "  \
	"code in stored copies of net/core/flow_dissector.c"
#define FRAG_FIX                                                                                   \
	"CVEProject/cvelistV5 cves/2017/9xxx/CVE-2017-9074.json; a stored copy of the diff of "    \
	"2423496af35d (net/ipv6/output_core.c)"

static void vlan_length_cut_short(struct memtax_stage *stage)
{
	uint8_t frame[20];

	attack_ethernet(frame, 0x8100);
	attack_put16(frame + 14, 7);	  /* the tag */
	attack_put16(frame + 16, 46);	  /* no protocol but a length: look behind it */
	attack_put16(frame + 18, 0xffff); /* ... at this */
	attack_parse_at_end(stage, frame, stage->hostile ? 18 : 20);
}

/* An IPv4 packet with one word of options and nothing behind. */
static void parse_options(struct memtax_stage *stage, const char options[4])
{
	uint8_t frame[ATTACK_V4_L4 + 4];

	attack_ethernet(frame, 0x0800);
	memcpy(frame + ATTACK_V4_L4, options, 4);
	attack_v4_header(frame + ATTACK_IP, 6, 24, ATTACK_PROTOCOL);
	attack_parse_at_end(stage, frame, sizeof(frame));
}

static void option_without_length(struct memtax_stage *stage)
{
	parse_options(stage, stage->hostile ? "\1\1\1\7" : "\1\1\1\1");
}

static void option_length_zero(struct memtax_stage *stage)
{
	parse_options(stage, stage->hostile ? "\7\0\1\1" : "\7\4\1\1");
}

/* IPv4 in IPv4, with nothing behind; `first` is the first byte of the inner header. */
static void parse_inner(struct memtax_stage *stage, uint8_t first, uint8_t protocol)
{
	uint8_t frame[ATTACK_V4_L4 + 20];

	attack_ethernet(frame, 0x0800);
	attack_v4_header(frame + ATTACK_IP, 5, 40, 4);
	attack_v4_header(frame + ATTACK_V4_L4, 5, 20, protocol);
	frame[ATTACK_V4_L4] = first;
	attack_parse_at_end(stage, frame, sizeof(frame));
}

static void inner_header_length_zero(struct memtax_stage *stage)
{
	if (stage->hostile)
		parse_inner(stage, 0x40, 4); /* inside it is itself, for ever */
	else
		parse_inner(stage, 0x45, ATTACK_PROTOCOL);
}

static void inner_header_past_packet(struct memtax_stage *stage)
{
	parse_inner(stage, stage->hostile ? 0x4f : 0x45, ATTACK_PROTOCOL);
}

static void tcp_data_offset_zero(struct memtax_stage *stage)
{
	uint8_t frame[ATTACK_V4_FRAME];

	attack_v4_tcp(frame);
	frame[ATTACK_V4_L4 + 12] = stage->hostile ? 0 : 5 << 4;
	frame[ATTACK_V4_L4 + 13] = 2; /* SYN: its options are walked */
	attack_parse_at_end(stage, frame, sizeof(frame));
}

/* IPv6 with an extension header, of which `len` bytes are there; nothing is said to follow. */
static void parse_extension(struct memtax_stage *stage, uint8_t type, const char header[8],
			    size_t len)
{
	uint8_t frame[ATTACK_V6_NEXT + 8];

	attack_v6(frame, len, type);
	memcpy(frame + ATTACK_V6_NEXT, header, len);
	frame[ATTACK_V6_NEXT] = ATTACK_NO_NEXT;
	attack_parse_at_end(stage, frame, ATTACK_V6_NEXT + len);
}

static void extension_cut_short(struct memtax_stage *stage)
{
	parse_extension(stage, 60, "\0\0\1\4\0\0\0", stage->hostile ? 1 : 8);
}

static void routing_past_packet(struct memtax_stage *stage)
{
	parse_extension(stage, 43, stage->hostile ? "\0\2\0\0\0\0\0" : "\0\0\0\0\0\0\0", 8);
}

/* Padding, and an option without a length in the last byte. */
static void tlv_without_length(struct memtax_stage *stage)
{
	parse_extension(stage, 60, stage->hostile ? "\0\0\1\3\0\0\0\5" : "\0\0\1\4\0\0\0\0", 8);
}

/* A router alert, and padding of 5 bytes where there are none. */
static void padn_past_header(struct memtax_stage *stage)
{
	parse_extension(stage, 60, stage->hostile ? "\0\0\5\2\0\0\1\5" : "\0\0\5\2\0\0\1\0", 8);
}

/*
 * Headers of 2048 bytes each, as many as the offset has bits for; the next one is at 65576, which
 * is 40 again in 16 bits: the first.
 */
static void extension_offset_wraps(struct memtax_stage *stage)
{
	enum { PAYLOAD = 65535, HEADER = 2048, HEADERS = PAYLOAD / HEADER + 1 };
	uint8_t *frame = stage_memory(stage, ATTACK_V6_NEXT + PAYLOAD);
	uint8_t *header = frame + ATTACK_V6_NEXT;

	attack_v6(frame, PAYLOAD, 43);
	for (int i = 0; i < HEADERS; i++, header += HEADER) {
		header[0] = 43;
		header[1] = HEADER / 8 - 1;
	}
	if (!stage->hostile) /* the last that ends inside is the last */
		header[-2 * HEADER] = ATTACK_NO_NEXT;
	attack_parse(stage, frame, ATTACK_V6_NEXT + PAYLOAD);
}

/*
 * What a caller does with the flow of a packet that was accepted: hand it on as it is. Of IPv4 one
 * address word of four is written.
 */
static void flow_partly_written(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V6_FRAME);
	struct rx_flow *flow = stage_memory(stage, sizeof(*flow));
	size_t len = stage->hostile ? ATTACK_V4_FRAME : ATTACK_V6_FRAME;
	int reason;

	_Static_assert(ATTACK_V4_FRAME <= ATTACK_V6_FRAME, "one fits where the other does");
	if (stage->hostile)
		attack_v4_tcp(frame);
	else
		attack_v6(frame, 0, ATTACK_NO_NEXT);
	stage_secret(stage, flow, sizeof(*flow)); /* what was there before */
	attack_begin(stage);
	reason = attack_ops(stage)->parse(stage->state, frame, len, flow);
	stage_output(stage, flow, sizeof(*flow));
	attack_judge(stage, reason == RX_OK, false, "a whole frame is refused");
}

const struct memtax_fault rx_faults_frame[] = {
	{
		.name = "vlan-length-cut-short",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism = "The two bytes behind a VLAN tag that tell 802.3 from 802.2 are read "
			     "where the frame has ended.",
		.source = "Stable review mail of 55eff0eb7460, \"net: Fix potential wrong "
			  "skb->protocol in skb_vlan_untag()\", with its diff: "
			  "linux-mailinglist-archives, stable.vger.kernel.org, 2020",
		.run = vlan_length_cut_short,
	},
	{
		.name = "ip-option-without-length",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism = "The length of an IPv4 option is read where the last byte of the "
			     "header is its type.",
		.source = CIPSO_FIX,
		.run = option_without_length,
	},
	{
		.name = "ip-option-length-zero",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_PROGRESS,
		.cwe = 835,
		.mechanism = "An IPv4 option of length 0 is stepped over by 0 bytes, for ever.",
		.source = CIPSO_FIX,
		.run = option_length_zero,
	},
	{
		.name = "inner-header-length-zero",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_PROGRESS,
		.cwe = 835,
		.cve = "CVE-2013-4348",
		.mechanism = "An encapsulated IPv4 header of length 0 holds itself, for ever.",
		.source = IHL_FIX,
		.run = inner_header_length_zero,
	},
	{
		.name = "inner-header-past-packet",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 191,
		.mechanism = "An encapsulated IPv4 header longer than the packet puts what follows "
			     "behind the end, and the length of the payload wraps.",
		.source = "Annotated stored copies of net/core/flow_dissector.c: the line of "
			  "d0c081b49137, \"flow_dissector: properly cap thoff field\"; its diff "
			  "was not read",
		.run = inner_header_past_packet,
	},
	{
		.name = "tcp-data-offset-zero",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 191,
		.cve = "CVE-2017-18017",
		.mechanism = "With a TCP header length of 0 the limit of the walk over the options "
			     "wraps, and the walk leaves the packet.",
		.source = "CVEProject/cvelistV5 cves/2017/18xxx/CVE-2017-18017.json; a stored copy "
			  "of the diff of 2638fd0f92d4 (net/netfilter/xt_TCPMSS.c)",
		.run = tcp_data_offset_zero,
	},
	{
		.name = "extension-cut-short",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.cve = "CVE-2017-9074",
		.mechanism = "An IPv6 extension header is read where one byte of it is there.",
		.source = FRAG_FIX,
		.run = extension_cut_short,
	},
	{
		.name = "routing-past-packet",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 191,
		.cve = "CVE-2017-9074",
		.mechanism = "A chain of IPv6 headers that leaves the packet is taken for one that "
			     "ended, and the length of the payload wraps.",
		.source = FRAG_FIX,
		.run = routing_past_packet,
	},
	{
		.name = "extension-offset-wraps",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_PROGRESS,
		.cwe = 190,
		.cve = "CVE-2017-7542",
		.mechanism = "The offset into the IPv6 headers is cut to 16 bits and comes back to "
			     "a header that was seen, for ever.",
		.source = "CVEProject/cvelistV5 cves/2017/7xxx/CVE-2017-7542.json; a stored copy "
			  "of the diff of 6399f1fae4ec (net/ipv6/output_core.c)",
		.run = extension_offset_wraps,
	},
	{
		.name = "tlv-without-length",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 193,
		.mechanism = "The length of an IPv6 option is fetched where its type is the last "
			     "byte.",
		.source = TLV_FIX,
		.run = tlv_without_length,
	},
	{
		.name = "padn-past-header",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism = "The bytes of an IPv6 PadN option are looked at before its length is.",
		.source = TLV_FIX,
		.run = padn_past_header,
	},
	{
		.name = "flow-partly-written",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_INIT,
		.cwe = 908,
		.mechanism = "The flow of an IPv4 packet is handed on whole, though most words of "
			     "its addresses are written for IPv6 alone: they say what was in "
			     "memory before. No row stops it.",
		.source = "None: rx.h says which fields count, as kernel comments do. The pattern "
			  "is that of CWE-908; modelled on no single flaw.",
		.run = flow_partly_written,
	},
	{ .name = NULL },
};
