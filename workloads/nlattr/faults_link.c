// SPDX-License-Identifier: GPL-2.0-or-later
/* Input faults: hostile links, through `hot` but for those that only a call shows. */
#include "workloads/nlattr/attack.h"

#include <stdbool.h>
#include <string.h>

/* A message length below the header's own: headers and family header are read beyond the end. */
static void length_wraps(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_end(&d);
	if (stage->hostile) {
		d.n = NLMSG_HDRLEN;
		draft_say_length(&d, 8);
	}
	attack_message(stage, &d, false);
}

/* ... and a length of nothing, which a receiver steps over for ever. */
static void length_zero(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_u32(&d, IFLA_MTU, 1500);
	draft_end(&d);
	if (stage->hostile)
		draft_say_length(&d, 0);
	attack_message(stage, &d, false);
}

static void address_short(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_put(&d, IFLA_ADDRESS, NULL, stage->hostile ? 2 : NLATTR_ETH_ALEN);
	draft_end(&d);
	attack_message(stage, &d, false);
}

/* The kind ends with the buffer. A correct receiver takes it, with its NUL or without. */
static void kind_without_nul(struct memtax_stage *stage)
{
	struct draft d;
	uint32_t at;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_put(&d, IFLA_IFNAME, "eth0abc", 8);
	at = draft_open(&d, IFLA_LINKINFO);
	draft_put(&d, IFLA_INFO_KIND, stage->hostile ? "vlan" : "vla", 4);
	draft_close(&d, at);
	draft_end(&d);
	attack_message(stage, &d, true);
}

/*
 * The entry beyond the table is read, and by luck it is one that accepts everything: what can be
 * seen is that an attribute without an entry is filed.
 */
static void policy_table_short(struct memtax_stage *stage)
{
	uint32_t type = stage->hostile ? IFLA_RMNET_MAX + 1 : IFLA_RMNET_FLAGS, info, data;
	const struct nlattr_ops *ops = attack_ops(stage);
	static const uint64_t flags = 0x100000002;
	uint64_t value = 0;
	struct draft d;
	int err;

	draft_begin(&d, RTM_NEWLINK, 0);
	info = draft_open(&d, IFLA_LINKINFO);
	draft_put(&d, IFLA_INFO_KIND, "rmnet", 6);
	data = draft_open(&d, IFLA_INFO_DATA);
	draft_put(&d, type, &flags, sizeof(flags));
	draft_close(&d, data);
	draft_close(&d, info);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n))
		return;
	attack_walk(stage);
	err = attack_nest(stage, IFLA_LINKINFO, NLATTR_LINKINFO);
	attack_reached(stage);
	if (!err)
		err = attack_nest(stage, IFLA_INFO_DATA, NLATTR_RMNET);
	if (err) {
		stage_say(stage, MEMTAX_WRONG, "an attribute without an entry is an error");
		return;
	}
	err = ops->get(stage->state, type, 8, &value);
	attack_answer(stage, err, value, flags, "an attribute was filed that has no entry");
}

/* An attribute of `len` bytes in the IFLA_VF_INFO at the end of the buffer. */
static void vf_info(struct memtax_stage *stage, uint32_t list, uint32_t type, uint32_t len)
{
	uint32_t vfs, vf, vlans = 0;
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	vfs = draft_open(&d, IFLA_VFINFO_LIST);
	vf = draft_open(&d, IFLA_VF_INFO);
	if (list)
		vlans = draft_open(&d, list);
	draft_put(&d, type, NULL, len);
	if (list)
		draft_close(&d, vlans);
	draft_close(&d, vf);
	draft_close(&d, vfs);
	draft_end(&d);
	attack_message(stage, &d, false);
}

static void vf_structure_short(struct memtax_stage *stage)
{
	vf_info(stage, 0, IFLA_VF_MAC, stage->hostile ? 4 : sizeof(struct ifla_vf_mac));
}

static void vf_vlan_short(struct memtax_stage *stage)
{
	vf_info(stage, IFLA_VF_VLAN_LIST, IFLA_VF_VLAN_INFO,
		stage->hostile ? NLA_HDRLEN : sizeof(struct ifla_vf_vlan_info));
}

/* The mode of a bridge port; `after` it stands another attribute, or the end of the buffer. */
static void bridge_mode(struct memtax_stage *stage, bool after)
{
	uint16_t mode = 1;
	struct draft d;
	uint32_t spec;

	draft_begin(&d, RTM_NEWLINK, NLATTR_AF_BRIDGE);
	spec = draft_open(&d, IFLA_AF_SPEC);
	draft_put(&d, IFLA_BRIDGE_MODE, &mode, stage->hostile ? 0 : sizeof(mode));
	if (after)
		draft_put(&d, IFLA_BRIDGE_FLAGS, &mode, sizeof(mode));
	draft_close(&d, spec);
	draft_end(&d);
	attack_message(stage, &d, false);
}

static void bridge_mode_short(struct memtax_stage *stage)
{
	bridge_mode(stage, false);
}

static void bridge_mode_in_bounds(struct memtax_stage *stage)
{
	bridge_mode(stage, true);
}

/* The table of families, asked alone: what a receiver would do with the answer is not needed. */
void attack_family(struct memtax_stage *stage)
{
	uint32_t type = stage->hostile ? 64 : NLATTR_AF_INET6, spec, got;
	const struct nlattr_ops *ops = attack_ops(stage);
	struct draft d;
	int level;

	draft_begin(&d, RTM_NEWLINK, 0);
	spec = draft_open(&d, IFLA_AF_SPEC);
	draft_put(&d, type, NULL, 8);
	draft_close(&d, spec);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n))
		return;
	attack_walk(stage);
	if (attack_nest(stage, IFLA_AF_SPEC, NLATTR_AF_SPEC) ||
	    ops->attr(stage->state, &got) != 1 || got != type)
		return;
	attack_reached(stage);
	level = ops->family(stage->state);
	if (stage->hostile && level == -EAFNOSUPPORT)
		stage_say(stage, MEMTAX_REFUSED, "the family is refused");
	else
		attack_expect(stage, !stage->hostile && level == NLATTR_INET6,
			      "the answer was read beyond the table");
}

const struct memtax_fault nlattr_faults_link[] = {
	{ .name = "message-length-wraps",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .cve = "CVE-2016-7917",
	  .mechanism =
		  "a message length below the header's wraps when the header is subtracted, and "
		  "what stands behind the buffer is read as family header",
	  .source =
		  "record CVE-2016-7917 (osv.dev copy), which names commit c58d6c93680f; its test "
		  "read in a stored copy of net/netfilter/nfnetlink.c",
	  .run = length_wraps },
	{ .name = "message-length-zero",
	  .class = MEMTAX_PROGRESS,
	  .cwe = 835,
	  .cve = "CVE-2016-7917",
	  .mechanism = "a message length of 0 passes the same test, and the receiver steps over "
		       "nothing for ever",
	  .source = "record CVE-2016-7917 (osv.dev copy): infinite loop or out-of-bounds read",
	  .run = length_zero },
	{ .name = "address-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism =
		  "the policy of IFLA_ADDRESS states a maximum only, and six bytes are read of an "
		  "address that has two",
	  .source =
		  "commit b0ad3c179059 as mailed for 6.3-stable, stable@vger.kernel.org 2023-06-07",
	  .run = address_short },
	{ .name = "kind-without-nul",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 170,
	  .mechanism =
		  "NLA_STRING does not say that there is a NUL, and the kind is compared up to one",
	  .source = "commits 62794fc4fbf5 (stable@vger.kernel.org 2019-10-03) and 6f96c3c6904c "
		    "(netdev@vger.kernel.org 2019-10-26), there of TCA_KIND",
	  .run = kind_without_nul },
	{ .name = "policy-table-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .cve = "CVE-2024-26597",
	  .mechanism =
		  "the largest type is stated as one more than the policy table has, and the entry "
		  "behind the table decides about an attribute",
	  .source = "netdev@vger.kernel.org 2024-01-12, b33fb5b801c6 applied, with cause and "
		    "trace; the "
		    "CVE's number in a list of CVEs by option, under CONFIG_RMNET (a distributor's "
		    "page)",
	  .run = policy_table_short },
	{ .name = "vf-structure-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "IFLA_VF_INFO is walked without the policy that was written for it, and a "
		       "structure of ten bytes is read from an attribute of four",
	  .source = "do_setvfinfo() in stored copies of net/core/rtnetlink.c of 3.x, where "
		    "ifla_vf_policy[] is applied nowhere; ids of the fixes (4f7d2cdfdde7, "
		    "364d5716a7ad) not confirmed",
	  .run = vf_structure_short },
	{ .name = "vf-vlan-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .cve = "CVE-2024-36017",
	  .mechanism =
		  "an entry of IFLA_VF_VLAN_LIST is compared with an attribute header's size and "
		  "read as a structure of 14 bytes",
	  .source = "commit 1aec77b2bb2e as mailed for 6.1-stable, stable@vger.kernel.org "
		    "2024-05-14; "
		    "the CVE's number from a page about it (blog.gitcode.com, vishvananda/netlink)",
	  .run = vf_vlan_short },
	{ .name = "bridge-mode-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "IFLA_BRIDGE_MODE is read as two bytes whatever its length",
	  .source = "netdev@vger.kernel.org, d73ef2d69c0d applied: length 0 viewed as a 2 byte "
		    "integer",
	  .run = bridge_mode_short },
	{ .name = "bridge-mode-in-bounds",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 130,
	  .mechanism =
		  "the same inside the buffer: the length of the next attribute is taken for the "
		  "mode, and nothing outside is touched",
	  .source = "as bridge-mode-short; that the neighbour is read follows from the layout",
	  .run = bridge_mode_in_bounds },
	{ .name = "family-beyond-table",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 129,
	  .cve = "CVE-2013-1763",
	  .mechanism =
		  "the family of a message indexes a table of pointers without a look at its size",
	  .source = "oss-security 2013-02-24, request for the CVE; the test in torvalds/linux:"
		    "net/core/sock_diag.c at 009937e78a45; id of the fix (6e601a53566d) not "
		    "confirmed",
	  .run = attack_family },
	{ 0 },
};
