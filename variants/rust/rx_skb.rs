// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: buffers, who owns them, and the op. A buffer that is out of the pool is an `Skb`: a
//! value that moves to its next owner, and is back in the pool when it has none.
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::mem::ManuallyDrop;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::rx_dissect::parse;
use crate::rx_flow::*;

pub const POOL: usize = 64;
pub const HOLD: usize = 32;
pub const REGISTERS: usize = 64;

const EPERM: i32 = 1;

// ---- buffers -----------------------------------------------------------------------------------

/// What the stack knows about a packet.
pub struct Buffer<'a> {
    frame: Cell<&'a [u8]>, // empty in the pool: no reference outlives its frame
    hash: Cell<u64>,
    number: usize, // in the pool
}

impl Buffer<'_> {
    pub fn new(number: usize) -> Self {
        Buffer {
            frame: Cell::new(&[]),
            hash: Cell::new(0),
            number,
        }
    }
}

/// The pool, the hold queue, and what C code has a token for. A buffer is in one of the three, or
/// in one `Skb`.
pub struct Rx<'a> {
    n_free: Cell<usize>,
    n_held: Cell<usize>,
    free: [Cell<&'a Buffer<'a>>; POOL],
    held: [Cell<Option<&'a Buffer<'a>>>; HOLD],
    lent: [Cell<Option<&'a Buffer<'a>>>; POOL],
}

impl<'a> Rx<'a> {
    pub fn new(pool: &'a [Buffer<'a>; POOL]) -> Self {
        Rx {
            n_free: Cell::new(POOL),
            n_held: Cell::new(0),
            free: core::array::from_fn(|i| Cell::new(&pool[POOL - 1 - i])),
            held: [const { Cell::new(None) }; HOLD],
            lent: [const { Cell::new(None) }; POOL],
        }
    }

    /// build_skb()
    #[inline(always)]
    pub fn skb_alloc(&'a self, frame: &'a [u8]) -> Option<Skb<'a>> {
        let last = self.n_free.get().wrapping_sub(1);
        let buf = self.free.get(last)?.get(); // empty: 0 - 1

        self.n_free.set(last);
        buf.frame.set(frame);
        buf.hash.set(0);
        Some(Skb { rx: self, buf })
    }

    /// Returns the digest with what was held folded in.
    #[inline(never)]
    pub fn release(&'a self, mut digest: u64) -> u64 {
        for slot in self.held.iter().take(self.n_held.replace(0)) {
            if let Some(buf) = slot.take() {
                Skb { rx: self, buf }.deliver(&mut digest);
            }
        }
        digest
    }

    /// A token is the number of a buffer from 1. The buffer that C code has it for, to be owned here
    /// again; None if it has none.
    pub fn adopt(&'a self, token: u64) -> Option<Skb<'a>> {
        let number = usize::try_from(token).ok()?.checked_sub(1)?;
        let buf = self.lent.get(number)?.take()?;

        Some(Skb { rx: self, buf })
    }

    pub fn count_free(&self) -> usize {
        self.n_free.get()
    }

    pub fn count_held(&self) -> usize {
        self.n_held.get()
    }
}

/// A buffer that is neither in the pool nor held: who has this owns it. There is no second one,
/// it cannot be copied.
#[must_use]
pub struct Skb<'a> {
    rx: &'a Rx<'a>,
    buf: &'a Buffer<'a>,
}

/// kfree_skb(), wherever an owner goes out of scope.
impl Drop for Skb<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let n = self.rx.n_free.get();

        self.buf.frame.set(&[]);
        self.rx.free[n].set(self.buf); // a panic: more are freed than there are
        self.rx.n_free.set(n + 1);
    }
}

impl<'a> Skb<'a> {
    /// Not owned here any more, and not free.
    fn into_buffer(self) -> &'a Buffer<'a> {
        ManuallyDrop::new(self).buf
    }

    /// The token by which C code owns it from here on.
    pub fn lend(self) -> u64 {
        let rx = self.rx;
        let buf = self.into_buffer();

        rx.lent[buf.number].set(Some(buf));
        buf.number as u64 + 1
    }

    #[inline(always)]
    fn frame(&self) -> &'a [u8] {
        self.buf.frame.get()
    }

    #[inline(always)]
    pub fn deliver(self, digest: &mut u64) {
        *digest = fold_packet(*digest, self.buf.hash.get(), self.frame().len());
    }

    #[inline(always)]
    pub fn hold(self, digest: &mut u64) {
        let rx = self.rx;

        if rx.n_held.get() == HOLD {
            *digest = rx.release(*digest);
        }
        let n = rx.n_held.get();

        rx.held[n].set(Some(self.into_buffer()));
        rx.n_held.set(n + 1);
    }

    /// The flow is noted in the buffer.
    #[inline(always)]
    pub fn dissect(&self) -> Result<Brief, Reason> {
        let flow: Brief = parse(self.frame())?;

        self.buf.hash.set(flow.hash);
        Ok(flow)
    }

    /// The same, for who wants to see all of it.
    pub fn dissect_whole(&self) -> Result<Flow, Reason> {
        let flow: Flow = parse(self.frame())?;

        self.buf.hash.set(flow.hash());
        Ok(flow)
    }

    /// nf_hook_slow(): the buffer comes back if it was accepted, and is consumed otherwise.
    #[inline(always)]
    #[must_use]
    pub fn verdict(self, verdict: &Verdict, digest: &mut u64) -> Option<Self> {
        match verdict {
            Verdict::Accept => return Some(self),
            Verdict::Hold => self.hold(digest),
            Verdict::Drop(_) => *digest = fold_drop(*digest, Reason::Policy),
        }
        None
    }

    /// nft_payload_copy_vlan(): the tags were left in the frame, so the header is a part of it. None
    /// if `len` bytes at `offset` are not there, or `dest` has no room for them.
    pub fn link_header(&self, offset: usize, len: usize, dest: &mut [u8; REGISTERS]) -> Option<()> {
        let part = self.frame().get(offset..offset + len)?;

        dest.get_mut(..len)?.copy_from_slice(part);
        Some(())
    }
}

/// A verdict of the policy, which user space has loaded (enum rx_verdict).
pub enum Verdict {
    Accept,
    Hold,
    Drop(i32), // with the error number to report
}

impl From<u32> for Verdict {
    /// What is none drops.
    #[inline(always)]
    fn from(verdict: u32) -> Self {
        match (verdict as u8, (verdict >> 16) as i32) {
            (1, _) => Verdict::Accept,
            (3, _) => Verdict::Hold,
            (_, 0) => Verdict::Drop(EPERM),
            (_, error) => Verdict::Drop(error),
        }
    }
}

// ---- the op ------------------------------------------------------------------------------------

/// struct rx_desc: the device may go on writing, so each word is read once.
#[repr(C)]
pub struct Desc {
    offset: AtomicU32,
    len: AtomicU32,
}

/// struct rx_batch
pub struct Batch<'a> {
    pub frames: &'a [u8],
    pub desc: &'a [Desc],
    pub policy: &'a [u32; CLASSES],
}

impl<'a> Batch<'a> {
    /// The packet that the device describes, if it is inside the frames.
    #[inline(always)]
    fn frame(&self, desc: &Desc) -> Option<&'a [u8]> {
        let offset = desc.offset.load(Ordering::Relaxed) as usize;
        let len = desc.len.load(Ordering::Relaxed) as usize;

        self.frames.get(offset..offset.checked_add(len)?)
    }
}

#[inline(always)]
pub fn receive<'a>(rx: &'a Rx<'a>, batch: &Batch<'a>, desc: &Desc, digest: &mut u64) {
    let Some(frame) = batch.frame(desc) else {
        *digest = fold_drop(*digest, Reason::Desc);
        return;
    };
    let Some(skb) = rx.skb_alloc(frame) else {
        *digest = fold_drop(*digest, Reason::NoBuf);
        return;
    };
    let flow = match skb.dissect() {
        Ok(flow) => flow,
        Err(reason) => {
            *digest = fold_drop(*digest, reason);
            return;
        }
    };
    if flow.fragment {
        skb.hold(digest);
        return;
    }
    let verdict = Verdict::from(batch.policy[flow.class as usize]);

    if let Some(skb) = skb.verdict(&verdict, digest) {
        skb.deliver(digest);
    }
}

pub fn hot<'a>(rx: &'a Rx<'a>, batch: &Batch<'a>) -> u64 {
    let mut digest = 0;

    for desc in batch.desc {
        receive(rx, batch, desc, &mut digest);
    }
    rx.release(digest)
}
