// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rx, cpp: a buffer that is out of the pool has one owner, an object that cannot be copied and
 * gives the buffer back where it ends; who hands it on moves it. What C code has a token for is
 * owned by a table, from which each call takes it. rx_dissect.hpp has the parsing. See
 * workloads/rx/README.md.
 */
#include "variants/cpp/rx_dissect.hpp"

#include <array>
#include <optional>
#include <utility>

namespace
{

struct skb {
	bytes frame;
	uint64_t hash;
	uint32_t number; /* in the pool */
};

struct rx_state {
	uint32_t n_free;
	uint32_t n_held;
	std::array<skb *, RX_POOL> free;
	std::array<skb *, RX_HOLD> held;
	std::array<skb *, RX_POOL> lent; /* to C code; NULL: not out, or not with a token */
};

/* ---- buffers -------------------------------------------------------------------------------- */

/* The owner of a buffer that is neither in the pool nor held, or of none. */
class owned_skb
{
      public:
	RX_INLINE owned_skb(rx_state &of, skb *buffer) : rx(&of), p(buffer)
	{
	}
	RX_INLINE owned_skb(owned_skb &&other) noexcept
	    : rx(other.rx), p(std::exchange(other.p, nullptr))
	{
	}
	owned_skb &operator=(owned_skb &&) = delete;

	/* kfree_skb() */
	RX_INLINE ~owned_skb()
	{
		if (p)
			rx->free[rx->n_free++] = p;
	}

	RX_INLINE explicit operator bool() const
	{
		return p;
	}
	/* Of a buffer that was moved on there is nothing to be had. */
	RX_INLINE skb *operator->() const
	{
		invariant(p);
		return p;
	}
	/* The buffer, to be kept elsewhere. */
	[[nodiscard]] RX_INLINE skb *release()
	{
		return std::exchange(p, nullptr);
	}

      private:
	rx_state *rx;
	skb *p;
};

/* build_skb(); nothing if the pool is empty. */
RX_INLINE owned_skb skb_alloc(rx_state &rx, bytes frame)
{
	uint32_t last = rx.n_free - 1;

	if (last >= rx.free.size()) [[unlikely]] /* empty: 0 - 1 */
		return { rx, nullptr };
	skb *buffer = rx.free[last];

	rx.n_free = last;
	buffer->frame = frame;
	buffer->hash = 0;
	return { rx, buffer };
}

/* The buffer goes with its owner. */
RX_INLINE void skb_deliver(owned_skb skb, uint64_t &digest)
{
	digest = rx_fold_packet(digest, skb->hash, skb->frame.size());
}

/* Returns the digest with what was held folded in. */
RX_SLOW uint64_t release(rx_state &rx, uint64_t digest)
{
	for (skb *buffer : std::span(rx.held).first(std::exchange(rx.n_held, 0)))
		skb_deliver({ rx, buffer }, digest);
	return digest;
}

RX_INLINE void skb_hold(rx_state &rx, owned_skb skb, uint64_t &digest)
{
	if (rx.n_held == rx.held.size()) [[unlikely]]
		digest = release(rx, digest);
	rx.held[rx.n_held++] = skb.release();
}

RX_INLINE int skb_dissect(const owned_skb &skb, rx_flow &flow)
{
	return parse(skb->frame, flow, skb->hash);
}

/*
 * nf_hook_slow() for a verdict other than accept: whatever it says, the buffer is consumed here,
 * and what returns is never the 1 of an accept.
 */
RX_INLINE int skb_refuse(rx_state &rx, owned_skb skb, uint32_t verdict, uint64_t &digest)
{
	int error = static_cast<int>(verdict >> RX_VERDICT_ERROR_SHIFT);

	if ((verdict & RX_VERDICT_MASK) == RX_VERDICT_HOLD) {
		skb_hold(rx, std::move(skb), digest);
		return 0;
	}
	digest = rx_fold_drop(digest, RX_DROP_POLICY);
	return error ? -error : -EPERM;
}

/* ---- the op --------------------------------------------------------------------------------- */

/* What the device says is the packet's; nothing if it is not inside the frames. */
RX_INLINE std::optional<bytes> packet(bytes frames, const rx_desc &desc)
{
	size_t offset = desc.offset, len = desc.len;

	if (offset > frames.size() || len > frames.size() - offset) [[unlikely]]
		return {};
	return frames.subspan(offset).first(len);
}

/* Out of line: inlined, its constant takes a register of the loop (candidates.md). */
RX_SLOW uint64_t fold_drop(uint64_t digest, int reason)
{
	return rx_fold_drop(digest, reason);
}

RX_INLINE void receive(rx_state &rx, const rx_batch &batch, const rx_desc &desc, uint64_t &digest)
{
	auto frame = packet(std::span(batch.frames, batch.frames_size), desc);

	if (!frame) [[unlikely]] {
		digest = rx_fold_drop(digest, RX_DROP_DESC);
		return;
	}
	owned_skb skb = skb_alloc(rx, *frame);

	if (!skb) [[unlikely]] {
		digest = rx_fold_drop(digest, RX_DROP_NOBUF);
		return;
	}
	rx_flow flow;

	if (int reason = skb_dissect(skb, flow)) [[unlikely]] {
		digest = fold_drop(digest, reason);
		return;
	}
	if (flow.flags & RX_FLOW_FRAGMENT) [[unlikely]] {
		skb_hold(rx, std::move(skb), digest);
		return;
	}
	uint32_t verdict = std::span(batch.policy)[flow.class_ % RX_CLASSES];

	if ((verdict & RX_VERDICT_MASK) == RX_VERDICT_ACCEPT) [[likely]]
		skb_deliver(std::move(skb), digest);
	else
		skb_refuse(rx, std::move(skb), verdict, digest);
}

uint64_t rx_hot(void *state, const void *batch)
{
	auto &rx = *static_cast<rx_state *>(state);
	auto &b = *static_cast<const rx_batch *>(batch);
	uint64_t digest = 0;

	for (const rx_desc &desc : std::span(b.desc, b.n))
		receive(rx, b, desc, digest);
	return memtax_seeded(release(rx, digest));
}

/* ---- fine-grained operations ---------------------------------------------------------------- */

rx_state &rx_of(void *state)
{
	return *static_cast<rx_state *>(state);
}

/* The buffer that C code has a token for, to own it again; nothing if it has none. */
owned_skb adopt(rx_state &rx, uint64_t token)
{
	if (token - 1 >= rx.lent.size())
		return { rx, nullptr };
	return { rx, std::exchange(rx.lent[token - 1], nullptr) };
}

/* The token by which C code owns it from here on: its number in the pool, from 1. */
uint64_t lend(rx_state &rx, owned_skb skb)
{
	if (!skb)
		return 0;
	uint32_t number = skb->number;

	rx.lent[number] = skb.release();
	return number + UINT64_C(1);
}

int rx_parse(void *, const uint8_t *frame, size_t len, rx_flow *flow)
{
	uint64_t hash;

	return parse(std::span(frame, len), *flow, hash);
}

void rx_receive(void *state, const rx_batch *batch, size_t i, uint64_t *digest)
{
	if (i < batch->n)
		receive(rx_of(state), *batch, std::span(batch->desc, batch->n)[i], *digest);
}

void rx_flush(void *state, uint64_t *digest)
{
	*digest = release(rx_of(state), *digest);
}

uint64_t rx_alloc(void *state, const uint8_t *frame, size_t len)
{
	auto &rx = rx_of(state);

	return lend(rx, skb_alloc(rx, std::span(frame, len)));
}

int rx_dissect(void *state, uint64_t token, rx_flow *flow)
{
	auto &rx = rx_of(state);
	owned_skb skb = adopt(rx, token);

	if (!skb)
		return -EINVAL;
	int reason = skb_dissect(skb, *flow);

	lend(rx, std::move(skb));
	return reason;
}

int rx_verdict(void *state, uint64_t token, uint32_t verdict, uint64_t *digest)
{
	auto &rx = rx_of(state);
	owned_skb skb = adopt(rx, token);

	if (!skb)
		return -EINVAL;
	if ((verdict & RX_VERDICT_MASK) != RX_VERDICT_ACCEPT)
		return skb_refuse(rx, std::move(skb), verdict, *digest);
	lend(rx, std::move(skb));
	return 1;
}

int rx_deliver(void *state, uint64_t token, uint64_t *digest)
{
	owned_skb skb = adopt(rx_of(state), token);

	if (!skb)
		return -EINVAL;
	skb_deliver(std::move(skb), *digest);
	return 0;
}

int rx_drop(void *state, uint64_t token)
{
	return adopt(rx_of(state), token) ? 0 : -EINVAL;
}

int rx_hold(void *state, uint64_t token, uint64_t *digest)
{
	owned_skb skb = adopt(rx_of(state), token);

	if (!skb)
		return -EINVAL;
	skb_hold(rx_of(state), std::move(skb), *digest);
	return 0;
}

/* nft_payload_copy_vlan(): the tags were left in the frame, so the header is a part of it. */
int rx_link_header(void *state, uint64_t token, uint8_t offset, uint8_t len, uint8_t *dest)
{
	auto &rx = rx_of(state);
	owned_skb skb = adopt(rx, token);
	auto registers = std::span(dest, RX_REGISTERS);

	if (!skb)
		return -EINVAL;
	bytes part = rest_of(skb->frame, offset);

	lend(rx, std::move(skb));
	if (len > part.size() || len > registers.size())
		return -EINVAL;
	copy(registers, part.first(len));
	return 0;
}

size_t rx_count_free(const void *state)
{
	return static_cast<const rx_state *>(state)->n_free;
}

size_t rx_count_held(const void *state)
{
	return static_cast<const rx_state *>(state)->n_held;
}

size_t rx_state_size(const memtax_shape *)
{
	return sizeof(rx_state);
}

int rx_init(void *state, memtax_arena *arena, const memtax_shape *)
{
	auto pool = arena_make<skb>(arena, RX_POOL, 64);

	if (pool.empty())
		return -ENOMEM;
	auto &rx = *new (state) rx_state();

	for (skb &buffer : pool) {
		buffer.number = static_cast<uint32_t>(&buffer - pool.data());
		rx.free[RX_POOL - 1 - buffer.number] = &buffer;
	}
	rx.n_free = RX_POOL;
	return 0;
}

void rx_fini(void *)
{
}

constexpr rx_ops ops = {
	.common = {
		.state_size = rx_state_size,
		.init = rx_init,
		.fini = rx_fini,
		.hot = rx_hot,
	},
	.parse = rx_parse,
	.receive = rx_receive,
	.flush = rx_flush,
	.alloc = rx_alloc,
	.dissect = rx_dissect,
	.verdict = rx_verdict,
	.deliver = rx_deliver,
	.drop = rx_drop,
	.hold = rx_hold,
	.link_header = rx_link_header,
	.count_free = rx_count_free,
	.count_held = rx_count_held,
};

} // namespace

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(rx_ops),
	.workload = "rx",
	.variant = MEMTAX_VARIANT,
	.refusal = nullptr,
	.ops = &ops.common,
};
