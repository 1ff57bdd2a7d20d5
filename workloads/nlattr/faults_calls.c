// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Input faults by calls: what the C interface lets a caller do with a buffer that is gone, a level
 * that is not open, a type that is not of this table, or with a buffer that its sender still has.
 */
#include "workloads/nlattr/attack.h"

#include <string.h>

enum { MTU = 1500 };

/* A link with an MTU; `*payload` is where that stands. */
static uint32_t write_link(struct draft *d, uint32_t *payload)
{
	draft_begin(d, RTM_NEWLINK, 0);
	*payload = draft_u32(d, IFLA_MTU, MTU);
	draft_end(d);
	return d->n;
}

void attack_use_after_release(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint32_t payload;
	struct draft d;
	uint32_t len = write_link(&d, &payload);
	uint8_t *p = attack_place(stage, &d, false);
	uint64_t value = 0;
	int err;

	if (!attack_open(stage, p, len))
		return;
	attack_walk(stage);
	attack_reached(stage);
	if (stage->hostile) {
		ops->release(stage->state);
		stage_secret(stage, p, len);
	}
	err = ops->get(stage->state, IFLA_MTU, 4, &value);
	attack_answer(stage, err, value, MTU, "a field is read from a buffer that was released");
	if (!stage->hostile)
		ops->release(stage->state);
}

static void double_release(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint32_t payload;
	struct draft d;
	uint32_t len = write_link(&d, &payload);
	uint8_t *p = attack_place(stage, &d, false);
	int err;

	if (!attack_open(stage, p, len))
		return;
	attack_reached(stage);
	ops->release(stage->state);
	if (stage->hostile)
		ops->release(stage->state);
	err = ops->recv(stage->state, p, len);
	attack_expect(stage, !err, "after a buffer was released twice no other is received");
}

/* A buffer is received, and the caller forgets to ask for its first message. */
static void walk_without_message(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint32_t payload, type = 0;
	struct draft d;
	uint32_t len = write_link(&d, &payload);
	uint8_t *p = attack_place(stage, &d, false);
	struct nlattr_message m;
	int more;

	if (ops->recv(stage->state, p, len))
		return;
	if (!stage->hostile && ops->next(stage->state, &m) != 1)
		return;
	attack_reached(stage);
	more = ops->attr(stage->state, &type);
	attack_answer(stage, more, type, IFLA_MTU, "a level is walked that was never opened");
}

static void unnest_too_often(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint64_t value = 0;
	uint32_t payload;
	struct draft d;
	uint32_t len = write_link(&d, &payload);
	int err;

	if (!attack_open(stage, attack_place(stage, &d, false), len))
		return;
	attack_walk(stage);
	attack_reached(stage);
	if (stage->hostile) {
		ops->unnest(stage->state);
		ops->unnest(stage->state);
	}
	err = ops->get(stage->state, IFLA_MTU, 4, &value);
	attack_answer(stage, err, value, MTU, "a field is read from a level that is not open");
}

/* A caller takes a type as attr() gave it, and asks for it. */
void attack_type_beyond_table(struct memtax_stage *stage)
{
	uint32_t type = stage->hostile ? 64 + IFLA_ADDRESS : IFLA_MTU, payload, value = MTU;
	uint64_t got = 0;
	struct draft d;
	int err;

	write_link(&d, &payload);
	draft_put(&d, IFLA_ADDRESS, NULL, NLATTR_ETH_ALEN);
	draft_put(&d, type, &value, sizeof(value));
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n) || attack_walk(stage))
		return;
	attack_reached(stage);
	err = attack_ops(stage)->get(stage->state, type, 4, &got);
	attack_answer(stage, err, got, MTU, "an attribute was read from beyond the table");
}

/* A caller takes the attribute for a wider integer than policy vouched for. */
static void integer_beyond(struct memtax_stage *stage)
{
	uint64_t value = 0;
	uint32_t payload;
	struct draft d;
	int err;

	write_link(&d, &payload);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n) || attack_walk(stage))
		return;
	attack_reached(stage);
	err = attack_ops(stage)->get(stage->state, IFLA_MTU, stage->hostile ? 8 : 4, &value);
	attack_answer(stage, err, value, MTU, "an integer was read beyond its attribute");
}

/* An address is copied out at the length of the longest, as from a device to its caller. */
static void structure_beyond(struct memtax_stage *stage)
{
	uint32_t size = stage->hostile ? 32 : NLATTR_ETH_ALEN; /* MAX_ADDR_LEN */
	uint8_t to[32] = { 0 };
	struct draft d;
	int err;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_put(&d, IFLA_ADDRESS, "abcdef", NLATTR_ETH_ALEN);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n) || attack_walk(stage))
		return;
	attack_reached(stage);
	err = attack_ops(stage)->data(stage->state, IFLA_ADDRESS, to, size);
	stage_output(stage, to, sizeof(to));
	if (stage->hostile && err)
		stage_say(stage, MEMTAX_REFUSED, "the copy is refused");
	else
		attack_expect(stage, !stage->hostile && !memcmp(to, "abcdef", NLATTR_ETH_ALEN),
			      "bytes beyond the attribute were copied");
}

/* A route with one metric, which is where `*payload` says. */
static uint32_t write_metric(struct draft *d, uint32_t *payload)
{
	uint32_t list;

	draft_begin(d, RTM_NEWROUTE, NLATTR_AF_INET);
	list = draft_open(d, RTA_METRICS);
	*payload = draft_u32(d, RTAX_MTU, MTU);
	draft_close(d, list);
	draft_end(d);
	return d->n;
}

/* Open the list of metrics of the message that stands at `p`. */
static bool open_metrics(struct memtax_stage *stage, const uint8_t *p, uint32_t len)
{
	if (!attack_open(stage, p, len))
		return false;
	attack_walk(stage);
	return !attack_nest(stage, RTA_METRICS, NLATTR_METRICS);
}

/* The first message is gone, and the walk of the second one has not begun. */
static void item_before_walk(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint32_t payload, type, value = 0;
	struct draft d;
	uint32_t len = write_metric(&d, &payload);
	uint8_t *first = attack_place(stage, &d, false), *second = attack_place(stage, &d, false);
	int metric;

	if (!open_metrics(stage, first, len) || ops->attr(stage->state, &type) != 1)
		return;
	ops->release(stage->state);
	stage_secret(stage, first + payload, 4);
	if (!open_metrics(stage, second, len))
		return;
	if (!stage->hostile && ops->attr(stage->state, &type) != 1)
		return;
	attack_reached(stage);
	metric = ops->metric(stage->state, &value);
	attack_answer(stage, metric, value, MTU, "a metric is that of an earlier message");
}

/* The buffer is one that its sender can still write to, as in a ring of mapped memory. */
static void length_changes(struct memtax_stage *stage)
{
	char to[NLATTR_NAME] = { 0 };
	uint16_t longer = NLA_HDRLEN + NLATTR_NAME - 1;
	uint32_t payload;
	struct draft d;
	uint8_t *p;
	int n;

	draft_begin(&d, RTM_NEWLINK, 0);
	payload = draft_put(&d, IFLA_IFNAME, "ab", 2);
	draft_end(&d);
	p = attack_place(stage, &d, false);
	if (!attack_open(stage, p, d.n) || attack_walk(stage))
		return;
	attack_reached(stage);
	if (stage->hostile)
		memcpy(p + payload - NLA_HDRLEN, &longer, sizeof(longer));
	n = attack_ops(stage)->name(stage->state, IFLA_IFNAME, to);
	stage_output(stage, to, sizeof(to));
	attack_expect(stage, n == 2 && !strcmp(to, "ab"),
		      "a length was read again after it was checked");
}

static void value_changes(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint64_t checked = 0, used = 0;
	uint32_t payload, other = 65535;
	struct draft d;
	uint32_t len = write_link(&d, &payload);
	uint8_t *p = attack_place(stage, &d, false);

	if (!attack_open(stage, p, len) || attack_walk(stage) ||
	    ops->get(stage->state, IFLA_MTU, 4, &checked) || checked != MTU)
		return;
	attack_reached(stage);
	if (stage->hostile)
		memcpy(p + payload, &other, sizeof(other));
	attack_expect(stage, !ops->get(stage->state, IFLA_MTU, 4, &used) && used == checked,
		      "a field is no longer what was checked");
}

const struct memtax_fault nlattr_faults_calls[] = {
	{ .name = "use-after-release",
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 416,
	  .mechanism =
		  "tables outlive the buffer they point into, and a field is read from memory that "
		  "belongs to somebody else",
	  .source = "the contract of get() in nlattr.h; CWE-416; no single CVE is modelled",
	  .misuse = "view_after_end",
	  .run = attack_use_after_release },
	{ .name = "double-release",
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 415,
	  .mechanism = "a buffer is given back twice, the count of buffers goes below zero, and no "
		       "other "
		       "one is ever received",
	  .source = "the contract of release() in nlattr.h; CWE-415; no single CVE is modelled",
	  .misuse = "double_free",
	  .run = double_release },
	{ .name = "walk-without-message",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism =
		  "no level is open, the index of the innermost one wraps, and a walk goes on from "
		  "what stands there",
	  .source = "top() in variants/raw/nlattr_ops.h; CWE-191; no single CVE is modelled",
	  .run = walk_without_message },
	{ .name = "unnest-too-often",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism = "levels are closed once more than they were opened, and the depth wraps",
	  .source = "op_unnest() in variants/raw/nlattr_ops.h; CWE-191; no single CVE is modelled",
	  .run = unnest_too_often },
	{ .name = "type-beyond-table",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 129,
	  .mechanism = "a type as the sender gave it indexes tb[], which ends before it, and a "
		       "number is "
		       "taken for the address of an attribute",
	  .source = "has() in variants/raw/nlattr_attr.h; CWE-129; no single CVE is modelled",
	  .run = attack_type_beyond_table },
	{ .name = "integer-beyond-attribute",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "a caller reads eight bytes of an attribute that policy vouched four for",
	  .source = "nla_get_u64() of include/net/netlink.h takes any attribute; CWE-125; no "
		    "single CVE is modelled",
	  .run = integer_beyond },
	{ .name = "structure-beyond-attribute",
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .mechanism = "a caller copies a hardware address at the length of the longest, of which "
		       "policy knows a maximum only",
	  .source = "the shape of b0ad3c179059 (address-short), where the caller knows the size "
		    "and the attribute has less; no single CVE is modelled",
	  .run = structure_beyond },
	{ .name = "item-before-walk",
	  .class = MEMTAX_INIT,
	  .cwe = 908,
	  .mechanism = "tables are not cleared between messages, and an entry that nobody wrote "
		       "for this "
		       "one points into the buffer of another",
	  .source = "op_metric() in variants/raw/nlattr_ops.h; CWE-908; no single CVE is modelled",
	  .run = item_before_walk },
	{ .name = "length-changes-after-check",
	  .class = MEMTAX_SNAPSHOT,
	  .cwe = 367,
	  .mechanism = "the sender can still write to the buffer, and a length that policy has "
		       "checked is "
		       "read from it again",
	  .source =
		  "commit 4682a0358639 \"netlink: Always copy on mmap TX.\", cited in a change of "
		  "Documentation/networking/netlink_mmap.txt (git.cdn.openwrt.org, e6b02be81b2e)",
	  .run = length_changes },
	{ .name = "value-changes-after-check",
	  .class = MEMTAX_SNAPSHOT,
	  .cwe = 367,
	  .mechanism =
		  "the same in bounds: the payload of a field that a receiver has looked at is "
		  "another one when it is used",
	  .source = "as length-changes-after-check",
	  .run = value_changes },
	{ 0 },
};
