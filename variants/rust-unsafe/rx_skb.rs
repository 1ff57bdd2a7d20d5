// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: buffers, who owns them, and the op. A buffer that is out of the pool is an
//! `Skb`: a value that moves to its next owner, and is back in the pool when it has none. Left to
//! proof by comment: how many buffers are where, that a frame outlives its buffer, and all that C
//! code says of a token.

use core::cell::Cell;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::sync::atomic::{AtomicU32, Ordering};

use crate::rx_dissect::parse;
use crate::rx_flow::*;

pub const POOL: usize = 64;
pub const HOLD: usize = 32;
pub const REGISTERS: usize = 64;

const EPERM: i32 = 1;

// ---- buffers -----------------------------------------------------------------------------------

/// What the stack knows about a packet. In the pool it keeps what it knew of the last one.
pub struct Buffer {
    frame: Cell<*const [u8]>,
    hash: Cell<u64>,
}

impl Buffer {
    pub fn new() -> Self {
        Buffer {
            frame: Cell::new(&[]),
            hash: Cell::new(0),
        }
    }
}

/// The pool and the hold queue. A buffer is in one of the two, in one `Skb`, or C code has a token
/// for it: RX_POOL of them in all. `n_free` of `free` are there, `n_held` of `held`.
pub struct Rx<'a> {
    n_free: Cell<usize>,
    n_held: Cell<usize>,
    free: [Cell<&'a Buffer>; POOL],
    held: [Cell<MaybeUninit<&'a Buffer>>; HOLD],
}

impl<'a> Rx<'a> {
    pub fn new(pool: &'a [Buffer; POOL]) -> Self {
        Rx {
            n_free: Cell::new(POOL),
            n_held: Cell::new(0),
            free: core::array::from_fn(|i| Cell::new(&pool[POOL - 1 - i])),
            held: [const { Cell::new(MaybeUninit::uninit()) }; HOLD],
        }
    }

    /// build_skb()
    #[inline(always)]
    pub fn skb_alloc(&'a self, frame: &'a [u8]) -> Option<Skb<'a>> {
        let n = self.n_free.get();

        if n == 0 {
            return None;
        }
        // SAFETY: 0 < n <= POOL, since no more than all are free.
        let buf = unsafe { self.free.get_unchecked(n.wrapping_sub(1)) }.get();

        self.n_free.set(n.wrapping_sub(1));
        buf.frame.set(frame);
        Some(Skb { rx: self, buf })
    }

    /// Returns the digest with what was held folded in.
    #[inline(never)]
    pub fn release(&'a self, mut digest: u64) -> u64 {
        for i in 0..self.n_held.replace(0) {
            // SAFETY: n_held <= HOLD of them are there, put by hold().
            let buf = unsafe { self.held.get_unchecked(i).get().assume_init() };

            Skb { rx: self, buf }.deliver(&mut digest);
        }
        digest
    }

    /// The buffer of a token, to be owned here again.
    ///
    /// # Safety
    /// The token is from Skb::lend(), and nobody uses it any more.
    pub unsafe fn adopt(&'a self, token: u64) -> Skb<'a> {
        let buf = core::ptr::with_exposed_provenance::<Buffer>(token as usize);

        Skb {
            rx: self,
            // SAFETY: lend() made it of a reference.
            buf: unsafe { &*buf },
        }
    }

    pub fn count_free(&self) -> usize {
        self.n_free.get()
    }

    pub fn count_held(&self) -> usize {
        self.n_held.get()
    }
}

/// A buffer that is neither in the pool nor held: who has this owns it.
#[must_use]
pub struct Skb<'a> {
    rx: &'a Rx<'a>,
    buf: &'a Buffer,
}

/// kfree_skb(), wherever an owner goes out of scope.
impl Drop for Skb<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let n = self.rx.n_free.get();

        // SAFETY: n < POOL, since this one is not free.
        unsafe { self.rx.free.get_unchecked(n) }.set(self.buf);
        self.rx.n_free.set(n.wrapping_add(1));
    }
}

impl<'a> Skb<'a> {
    /// Not owned here any more, and not free.
    fn into_buffer(self) -> &'a Buffer {
        ManuallyDrop::new(self).buf
    }

    /// The token by which C code owns it from here on.
    pub fn lend(self) -> u64 {
        core::ptr::from_ref(self.into_buffer()).expose_provenance() as u64
    }

    #[inline(always)]
    fn frame(&self) -> &'a [u8] {
        // SAFETY: skb_alloc() put it there, and it outlives the buffer.
        unsafe { &*self.buf.frame.get() }
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

        // SAFETY: n < HOLD, by the test above.
        unsafe { rx.held.get_unchecked(n) }.set(MaybeUninit::new(self.into_buffer()));
        rx.n_held.set(n.wrapping_add(1));
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
        let frame = self.frame();

        if offset + len > frame.len() || len > REGISTERS {
            return None;
        }
        // SAFETY: both are long enough, by the test above, and not each other's.
        unsafe {
            core::ptr::copy_nonoverlapping(frame.as_ptr().add(offset), dest.as_mut_ptr(), len)
        };
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

        if offset.checked_add(len)? > self.frames.len() {
            return None;
        }
        // SAFETY: it is inside, by the test above, and both were read once.
        Some(unsafe { core::slice::from_raw_parts(self.frames.as_ptr().add(offset), len) })
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
