// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tunnel options, one call at a time: behind the room for them lie the tables of the message, and
 * an attacker who knows that puts a table of his own there.
 */
#include "workloads/nlattr/attack.h"

#include <string.h>

enum { GOOD = 7, PLANTED = 666 };

/* What would be filed in a table: an attribute of four bytes. */
struct planted {
	struct nlattr nla;
	uint32_t value;
};

/*
 * Data that lie over a table from byte `skip` on: every type is there, and all of them are at
 * `planted`. The layout is that of raw; elsewhere this is just data.
 */
static void plant(uint8_t *data, uint32_t len, uint32_t skip, const struct planted *planted)
{
	uint64_t at = (uint64_t)(uintptr_t)planted, all = UINT64_MAX;

	memset(data, 0, len);
	for (uint32_t i = skip + 8; i + 8 <= len; i += 8)
		memcpy(data + i, &at, sizeof(at));
	if (skip + 8 <= len)
		memcpy(data + skip, &all, sizeof(all));
}

/* Walk one option of the list and append it; what option() returned. */
static int append(struct memtax_stage *stage)
{
	const struct nlattr_ops *ops = attack_ops(stage);
	uint64_t value;
	uint32_t type;
	int err;

	if (ops->attr(stage->state, &type) != 1)
		return -ENOENT;
	err = attack_nest(stage, NLATTR_HERE, NLATTR_GENEVE);
	if (!err)
		err = ops->option(stage->state, &value);
	ops->unnest(stage->state);
	return err;
}

static uint32_t write_route(struct draft *d, const uint32_t len[3], const uint8_t *last)
{
	uint32_t encap, options;

	draft_begin(d, RTM_NEWROUTE, NLATTR_AF_INET);
	draft_u32(d, RTA_PRIORITY, GOOD);
	encap = draft_open(d, RTA_ENCAP);
	options = draft_open(d, LWTUNNEL_IP_OPTS);
	for (int i = 0; i < 3; i++)
		draft_geneve(d, i == 2 ? last : NULL, len[i]);
	draft_close(d, options);
	draft_close(d, encap);
	draft_end(d);
	return d->n;
}

/* The message's own field, after its options were worked through. */
static void look(struct memtax_stage *stage, int err)
{
	uint64_t priority = 0;

	if (attack_ops(stage)->get(stage->state, RTA_PRIORITY, 4, &priority) || priority != GOOD)
		stage_say(stage, MEMTAX_CORRUPTED,
			  "the table of the message is what the options said");
	else if (stage->hostile && err == -ERANGE)
		stage_say(stage, MEMTAX_REFUSED, "there is no room for the option");
	else
		attack_expect(stage, !stage->hostile && !err, "an option without room is accepted");
}

void attack_options(struct memtax_stage *stage, const uint32_t len[3], uint32_t skip)
{
	struct planted *planted = stage_memory(stage, sizeof(*planted));
	uint8_t last[128];
	struct draft d;
	int err = 0;

	*planted = (struct planted){ .nla = { .nla_len = 8, .nla_type = RTA_PRIORITY },
				     .value = PLANTED };
	plant(last, len[2], skip, planted);
	write_route(&d, len, last);
	if (!attack_open(stage, attack_place(stage, &d, false), d.n))
		return;
	attack_walk(stage);
	if (attack_nest(stage, RTA_ENCAP, NLATTR_ENCAP) ||
	    attack_nest(stage, LWTUNNEL_IP_OPTS, NLATTR_OPTIONS))
		return;
	for (int i = 0; !err && i < 3; i++) {
		if (i == 2)
			attack_reached(stage);
		err = append(stage);
	}
	attack_ops(stage)->unnest(stage->state);
	attack_ops(stage)->unnest(stage->state);
	look(stage, err);
}

/* 128 and 124 bytes: the third option begins at byte 252, its data at the table. */
void attack_geneve_overflow(struct memtax_stage *stage)
{
	static const uint32_t full[3] = { 124, 120, 124 }, room[3] = { 60, 60, 100 };

	attack_options(stage, stage->hostile ? full : room, 0);
}
