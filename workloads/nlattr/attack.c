// SPDX-License-Identifier: GPL-2.0-or-later
#include "workloads/nlattr/attack.h"

#include <stdbool.h>
#include <string.h>

/* ---- messages ---------------------------------------------------------------------------------
 */

static void align(struct draft *d)
{
	d->n = NLA_ALIGN(d->n);
}

/* Drafts are zeros where nothing was written. */
static void append(struct draft *d, const void *bytes, uint32_t len)
{
	if (len > sizeof(d->bytes) - d->n)
		__builtin_trap();
	if (bytes)
		memcpy(d->bytes + d->n, bytes, len);
	d->n += len;
}

static uint32_t family_header_bytes(uint32_t type)
{
	switch (type) {
	case RTM_NEWLINK:
		return sizeof(struct ifinfomsg);
	case RTM_NEWADDR:
		return 8; /* struct ifaddrmsg */
	default:
		return 12; /* struct rtmsg, struct ndmsg, struct fib_rule_hdr */
	}
}

void draft_begin(struct draft *d, uint32_t type, uint8_t family)
{
	struct nlmsghdr header = { .nlmsg_type = (uint16_t)type };
	uint16_t device = NLATTR_ARPHRD_ETHER;

	memset(d, 0, sizeof(*d));
	append(d, &header, sizeof(header));
	d->bytes[d->n] = family;
	if (type == RTM_NEWLINK)
		memcpy(d->bytes + d->n + 2, &device, sizeof(device));
	d->n += family_header_bytes(type);
}

void draft_raw(struct draft *d, const void *bytes, uint32_t len)
{
	align(d);
	append(d, bytes, len);
}

uint32_t draft_put(struct draft *d, uint32_t type, const void *data, uint32_t len)
{
	uint16_t header[2] = { (uint16_t)(NLA_HDRLEN + len), (uint16_t)type };

	draft_raw(d, header, sizeof(header));
	append(d, data, len);
	return d->n - len;
}

uint32_t draft_u32(struct draft *d, uint32_t type, uint32_t value)
{
	return draft_put(d, type, &value, sizeof(value));
}

uint32_t draft_open(struct draft *d, uint32_t type)
{
	return draft_put(d, type, NULL, 0) - NLA_HDRLEN;
}

uint32_t draft_nexthop(struct draft *d)
{
	struct rtnexthop nh = { .rtnh_ifindex = 2 };

	draft_raw(d, &nh, sizeof(nh));
	return d->n - (uint32_t)sizeof(nh);
}

/* struct rtnexthop begins with its length, as struct nlattr does. */
void draft_close(struct draft *d, uint32_t at)
{
	uint16_t len = (uint16_t)(d->n - at);

	memcpy(d->bytes + at, &len, sizeof(len));
}

void draft_geneve(struct draft *d, const void *data, uint32_t len)
{
	uint32_t at = draft_open(d, LWTUNNEL_IP_OPTS_GENEVE);
	uint16_t class = 0x0102;
	uint8_t type = 3;

	draft_put(d, LWTUNNEL_IP_OPT_GENEVE_CLASS, &class, sizeof(class));
	draft_put(d, LWTUNNEL_IP_OPT_GENEVE_TYPE, &type, sizeof(type));
	draft_put(d, LWTUNNEL_IP_OPT_GENEVE_DATA, data, len);
	draft_close(d, at);
}

void draft_say_length(struct draft *d, uint32_t len)
{
	memcpy(d->bytes, &len, sizeof(len));
}

void draft_end(struct draft *d)
{
	draft_say_length(d, d->n);
}

/* ---- before a cell ----------------------------------------------------------------------------
 */

uint8_t *attack_place(struct memtax_stage *stage, const struct draft *d, bool at_end)
{
	uint8_t *p = at_end ? stage_memory_end(stage, d->n) : stage_memory(stage, d->n);

	memcpy(p, d->bytes, d->n);
	return p;
}

const struct nlattr_batch *attack_batch(struct memtax_stage *stage, const void *data, uint32_t len)
{
	struct nlattr_buffer *buffer = stage_memory(stage, sizeof(*buffer));
	struct nlattr_batch *batch = stage_memory(stage, sizeof(*batch));

	*buffer = (struct nlattr_buffer){ .data = data, .len = len };
	*batch = (struct nlattr_batch){ .buffer = buffer, .n_buffers = 1 };
	return batch;
}

void attack_reached(struct memtax_stage *stage)
{
	stage_reached(stage);
	if (stage->hostile)
		stage_triggered(stage);
}

void attack_expect(struct memtax_stage *stage, bool right, const char *what)
{
	if (right)
		stage_say(stage, MEMTAX_RIGHT, "the answer is right");
	else
		stage_say(stage, MEMTAX_WRONG, what);
}

void attack_hot(struct memtax_stage *stage, const struct nlattr_batch *batch)
{
	uint64_t expected = nlattr_oracle(batch, NULL);
	bool valid = !nlattr_message_error(batch);
	uint64_t digest;

	attack_reached(stage);
	digest = stage->ops->hot(stage->state, batch);
	stage_output(stage, &digest, sizeof(digest));
	if (digest != expected)
		stage_say(stage, MEMTAX_WRONG, "the digest is not that of a correct receiver");
	else if (!stage->hostile && !valid)
		stage_say(stage, MEMTAX_WRONG, "the twin is no valid message");
	else
		stage_say(stage, MEMTAX_RIGHT, "the digest is that of a correct receiver");
}

void attack_message(struct memtax_stage *stage, const struct draft *d, bool at_end)
{
	attack_hot(stage, attack_batch(stage, attack_place(stage, d, at_end), d->n));
}

bool attack_open(struct memtax_stage *stage, const void *data, uint32_t len)
{
	struct nlattr_message m;

	if (attack_ops(stage)->recv(stage->state, data, len) ||
	    attack_ops(stage)->next(stage->state, &m) != 1 || m.error) {
		stage_say(stage, MEMTAX_WRONG, "a buffer with a valid message is not taken");
		return false;
	}
	return true;
}

int attack_walk(struct memtax_stage *stage)
{
	uint32_t type;
	int more;

	while ((more = attack_ops(stage)->attr(stage->state, &type)) > 0)
		;
	return more;
}

int attack_nest(struct memtax_stage *stage, uint32_t type, uint32_t level)
{
	int err = attack_ops(stage)->nest(stage->state, type, level);

	if (err || level >= NLATTR_TABLES)
		return err;
	return attack_walk(stage);
}

void attack_answer(struct memtax_stage *stage, int result, uint64_t value, uint64_t expected,
		   const char *what)
{
	if (!stage->hostile) {
		attack_expect(stage, result >= 0 && value == expected, what);
		return;
	}
	if (result < 0) {
		stage_say(stage, MEMTAX_REFUSED, "the call is refused");
		return;
	}
	stage_output(stage, &value, sizeof(value));
	stage_say(stage, MEMTAX_WRONG, what);
}
