// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: buffers, who owns them, and the op. A buffer that is out of the pool is an `Skb`, a
//! value that is moved to its next owner and that goes back to the pool where it goes out of scope.
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::mem::ManuallyDrop;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::rx_dissect::parse;
use crate::rx_flow::*;

pub const POOL: usize = 64;
pub const HOLD: usize = 32;
const EPERM: i32 = 1;

/// What the stack knows about a packet.
pub struct Buffer<'a> {
    frame: Cell<Option<&'a [u8]>>, // None in the pool: no reference outlives a frame
    hash: Cell<u64>,
    number: usize, // in the pool
}

impl Buffer<'_> {
    pub const fn new(number: usize) -> Self {
        Buffer {
            frame: Cell::new(None),
            hash: Cell::new(0),
            number,
        }
    }
}

/// The pool, the hold queue, and what C code has a token for. A reference to a buffer is in one of
/// the three or in one `Skb`.
pub struct Rx<'a> {
    n_free: Cell<usize>,
    n_held: Cell<usize>,
    free: [Cell<&'a Buffer<'a>>; POOL],
    held: [Cell<Option<&'a Buffer<'a>>>; HOLD],
    lent: [Cell<Option<&'a Buffer<'a>>>; POOL],
}

/// A buffer that is neither in the pool nor held: whoever has this owns it.
#[must_use]
pub struct Skb<'a> {
    rx: &'a Rx<'a>,
    buf: &'a Buffer<'a>,
}

/// kfree_skb()
impl Drop for Skb<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let n = self.rx.n_free.get();

        self.buf.frame.set(None);
        self.rx.free[n].set(self.buf);
        self.rx.n_free.set(n + 1);
    }
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
        buf.frame.set(Some(frame));
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

    pub fn count_free(&self) -> usize {
        self.n_free.get()
    }

    pub fn count_held(&self) -> usize {
        self.n_held.get()
    }

    /// The buffer that C code has a token for, to own it again; None if it has none.
    pub fn adopt(&'a self, token: u64) -> Option<Skb<'a>> {
        let number = usize::try_from(token).ok()?.checked_sub(1)?;
        let buf = self.lent.get(number)?.take()?;

        Some(Skb { rx: self, buf })
    }
}

/// What the policy says (enum rx_verdict), as netfilter has it.
pub enum Verdict {
    Accept,
    Hold,
    /// With the error number to report.
    Drop(i32),
}

impl From<u32> for Verdict {
    /// A verdict that is none drops.
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

impl<'a> Skb<'a> {
    /// The buffer, to be kept elsewhere.
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
    pub fn frame(&self) -> &'a [u8] {
        self.buf.frame.get().unwrap_or_default()
    }

    /// The flow is noted in the buffer.
    #[inline(always)]
    pub fn dissect(&self) -> Result<Flow, Reason> {
        let flow = parse(self.frame())?;

        self.buf.hash.set(flow.hash());
        Ok(flow)
    }

    /// Copy the `len` bytes at `offset` of the link header; None if they are not there.
    pub fn link_header(&self, offset: usize, len: usize, dest: &mut [u8]) -> Option<()> {
        let part = self.frame().get(offset..)?.get(..len)?;

        dest.get_mut(..len)?.copy_from_slice(part);
        Some(())
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

    /// nf_hook_slow(): the buffer comes back if it was accepted, and is consumed otherwise.
    #[inline(always)]
    pub fn verdict(self, verdict: &Verdict, digest: &mut u64) -> Option<Self> {
        match verdict {
            Verdict::Accept => return Some(self),
            Verdict::Hold => self.hold(digest),
            Verdict::Drop(_) => *digest = fold_drop(*digest, Reason::Policy),
        }
        None
    }
}

// ---- the op ------------------------------------------------------------------------------------

/// struct rx_desc: the device may write it at any time.
#[repr(C)]
pub struct Desc {
    offset: AtomicU32,
    len: AtomicU32,
}

/// struct rx_batch
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    pub frames: &'a [u8],
    pub desc: &'a [Desc],
    pub policy: &'a [u32; CLASSES],
}

impl<'a> Batch<'a> {
    /// What the device says is the packet's, if it is inside the frames.
    #[inline(always)]
    fn frame(&self, desc: &Desc) -> Option<&'a [u8]> {
        let offset = desc.offset.load(Ordering::Relaxed) as usize;
        let len = desc.len.load(Ordering::Relaxed) as usize;

        self.frames.get(offset..)?.get(..len)
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
    if flow.flags & FLOW_FRAGMENT != 0 {
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
