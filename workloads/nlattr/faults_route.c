// SPDX-License-Identifier: GPL-2.0-or-later
/* Input faults: hostile routes, through `hot`; tunnel options by calls, to see what they hit. */
#include "workloads/nlattr/attack.h"

#include <string.h>

/* One attribute at the end of the buffer, alone or in a list: `len` bytes of it. */
static void last_attribute(struct memtax_stage *stage, uint8_t family, uint32_t list, uint32_t type,
			   uint32_t len)
{
	uint32_t at = 0, nh = 0;
	struct draft d;

	draft_begin(&d, RTM_NEWROUTE, family);
	if (list)
		at = draft_open(&d, list);
	if (list == RTA_MULTIPATH)
		nh = draft_nexthop(&d);
	draft_put(&d, type, NULL, len);
	if (list == RTA_MULTIPATH)
		draft_close(&d, nh);
	if (list)
		draft_close(&d, at);
	draft_end(&d);
	attack_message(stage, &d, false);
}

static void table_without_policy(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET, 0, RTA_TABLE, stage->hostile ? 0 : 4);
}

static void metric_short(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET, RTA_METRICS, RTAX_MTU, stage->hostile ? 0 : 4);
}

static void nexthop_gateway_short(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET, RTA_MULTIPATH, RTA_GATEWAY, stage->hostile ? 0 : 4);
}

static void nexthop_gateway6_short(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET6, RTA_MULTIPATH, RTA_GATEWAY, stage->hostile ? 4 : 16);
}

static void nexthop_flow_short(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET, RTA_MULTIPATH, RTA_FLOW, stage->hostile ? 0 : 4);
}

static void nexthop_encap_short(struct memtax_stage *stage)
{
	last_attribute(stage, NLATTR_AF_INET, RTA_MULTIPATH, RTA_ENCAP_TYPE,
		       stage->hostile ? 0 : 2);
}

const struct memtax_fault nlattr_faults_route[] = {
	{ .name = "table-without-policy",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism =
		  "RTA_TABLE has no entry in the policy, so that any length is accepted, and is "
		  "read as four bytes (the shape of CVE-2023-3773, there XFRMA_MTIMER_THRESH)",
	  .source = "record CVE-2023-3773 (osv.dev copy); \"add missing RTA_TABLE to "
		    "rtm_ipv4_policy\" in a change log of SUSE's kernel, its id (2eabd764cb55) not "
		    "confirmed",
	  .run = table_without_policy },
	{ .name = "metric-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "a metric is read as four bytes whatever its length",
	  .source = "torvalds/linux:net/ipv4/metrics.c at 0565de29cbd6, without the test; title of "
		    "the "
		    "fix in a change log of SUSE's kernel, its id (5b5e7a0de2bb) not confirmed",
	  .run = metric_short },
	{ .name = "nexthop-gateway-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism =
		  "attributes of a nexthop are found by walking, not by policy, and the gateway is "
		  "read as an IPv4 address whatever its length",
	  .source = "commit 7a3429bace0e as mailed, stable@vger.kernel.org 2022-01-07",
	  .run = nexthop_gateway_short },
	{ .name = "nexthop-gateway6-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism =
		  "the gateway of an IPv6 nexthop is read as 16 bytes of an attribute with four",
	  .source = "commit 4619bcf91399 as mailed, stable@vger.kernel.org 2022-01-07: no check "
		    "requiring the attribute to have an IPv6 address",
	  .run = nexthop_gateway6_short },
	{ .name = "nexthop-flow-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "RTA_FLOW of a nexthop is read as four bytes whatever its length",
	  .source = "commit 664b9c4b7392 as mailed, stable@vger.kernel.org 2022-01-07",
	  .run = nexthop_flow_short },
	{ .name = "nexthop-encap-short",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "RTA_ENCAP_TYPE of a nexthop is read as two bytes whatever its length",
	  .source = "commit 8bda81a4d400 as mailed, stable@vger.kernel.org 2022-01-07",
	  .run = nexthop_encap_short },
	{ .name = "geneve-overflow",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 787,
	  .cve = "CVE-2023-35788",
	  .mechanism =
		  "at 252 bytes of options the header of the next one is written before there is a "
		  "test for room; its fourth byte is the length itself, and the data go anywhere",
	  .source = "commit 4d56304e5827 as mailed for 5.4-stable, stable@vger.kernel.org "
		    "2023-06-07; "
		    "its author's account, oss-security 2023",
	  .run = attack_geneve_overflow },
	{ 0 },
};
