// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Input faults in which no byte outside is touched: bytes of one meaning are taken for another. No
 * row stops them, and they stay in: what the rows check is where bytes are, not what they mean.
 */
#include "workloads/nlattr/attack.h"

#include <string.h>

/* get() is not told what a policy says of the type. */
static void string_as_integer(struct memtax_stage *stage)
{
	uint32_t type = stage->hostile ? IFLA_IFNAME : IFLA_MTU;
	uint64_t value = 0;
	struct draft d;
	int err;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_u32(&d, IFLA_MTU, 1500);
	draft_put(&d, IFLA_IFNAME, "eth0", 5);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n) || attack_walk(stage))
		return;
	attack_reached(stage);
	err = attack_ops(stage)->get(stage->state, type, 4, &value);
	attack_answer(stage, err, value, 1500, "a name is read as a number");
}

/* Who compares the text sees "lo", who copies the bytes has more. */
static void name_with_nul(struct memtax_stage *stage)
{
	static const char hostile[8] = "lo\0eth0", good[8] = "loeth0";
	char to[NLATTR_NAME] = { 0 };
	struct draft d;
	int n;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_put(&d, IFLA_IFNAME, stage->hostile ? hostile : good, 7);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n))
		return;
	attack_reached(stage);
	if (attack_walk(stage) < 0) {
		stage_say(stage, MEMTAX_REFUSED, "policy refuses the name");
		return;
	}
	n = attack_ops(stage)->name(stage->state, IFLA_IFNAME, to);
	stage_output(stage, to, sizeof(to));
	if (n < 0)
		stage_say(stage, MEMTAX_REFUSED, "the name is refused");
	else
		attack_expect(stage, (size_t)n == strlen(to), "a name is longer than its text");
}

/* Policy refuses the second attribute; the caller does not look, and reads the first. */
static void read_after_refusal(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint64_t value = 0;
	struct draft d;
	int err;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_u32(&d, IFLA_MTU, 1500);
	draft_put(&d, IFLA_TXQLEN, NULL, stage->hostile ? 2 : 4);
	draft_end(&d);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n))
		return;
	if (attack_walk(stage) != (stage->hostile ? -ERANGE : 0))
		return;
	attack_reached(stage);
	err = ops->get(stage->state, IFLA_MTU, 4, &value);
	attack_answer(stage, err, value, 1500, "a message that was refused is read");
}

const struct memtax_fault nlattr_faults_meaning[] = {
	{ .name = "string-as-integer",
	  .class = MEMTAX_TYPE,
	  .cwe = 843,
	  .mechanism = "an attribute that policy knows as a string is read as an integer",
	  .source = "nla_get_u32() of include/net/netlink.h takes any attribute; CWE-843; no "
		    "single CVE "
		    "is modelled",
	  .run = string_as_integer },
	{ .name = "name-with-nul",
	  .class = MEMTAX_TYPE,
	  .cwe = 158,
	  .mechanism =
		  "a string with a NUL inside is one name to who compares text and another to who "
		  "copies bytes",
	  .source = "NLA_STRING asks for a length only; CWE-158; no single CVE is modelled",
	  .run = name_with_nul },
	{ .name = "read-after-refusal",
	  .class = MEMTAX_TYPE,
	  .cwe = 252,
	  .mechanism =
		  "the result of the walk is not looked at, and fields of a message that policy "
		  "refused are used as if it had been accepted",
	  .source = "the contract of attr() in nlattr.h; CWE-252; no single CVE is modelled",
	  .run = read_after_refusal },
	{ 0 },
};
