// SPDX-License-Identifier: GPL-2.0-or-later
//! workloads/ring/ring.h as Rust sees it: batches, operations, errors, digest. One line of it is
//! unsafe: the empty assembly of advance().

use core::ffi::c_void;

use crate::contract::Ops;

/// enum ring_param
pub const RING_ENTRIES: usize = 1;

pub const RING_ENTRIES_MIN: u64 = 256;
pub const RING_ENTRIES_MAX: u64 = 32768;
pub const RING_FIRST_INDEX: u32 = 0xffff_ff0d;

/// enum ring_error: what the operations return in place of a count. Nothing was moved. As wide as a
/// count, so that a Result of the two is a pair of registers, which inlining takes apart.
#[derive(Clone, Copy)]
#[repr(i64)]
pub enum Error {
    /// The peer's index cannot be true.
    Broken = -71,
    /// Does not fit the caller's buffer.
    Small = -28,
}

/// enum ring_init_error
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum InitError {
    NoMemory = -12,
    BadShape = -22,
}

/// What must not share a cache line with anything else (RING_LINE).
#[repr(align(64))]
pub struct Line<T>(pub T);

/// struct ring_batch
#[repr(C)]
pub struct Batch {
    pub desc: *const u64,
    pub n: u32,
    pub burst: u32,
    pub lag: u32,
}

/// struct ring_words
#[repr(C)]
pub struct Words {
    pub prod: *mut u32,
    pub cons: *mut u32,
    pub slots: *mut u64,
    pub entries: u32,
    pub capacity: u32,
}

/// struct ring_ops
#[repr(C)]
pub struct RingOps {
    pub common: Ops,
    pub produce: unsafe extern "C" fn(state: *mut c_void, src: *const u64, n: u32) -> i64,
    pub consume: unsafe extern "C" fn(state: *mut c_void, dst: *mut u64, n: u32) -> i64,
    pub drain: unsafe extern "C" fn(state: *mut c_void, dst: *mut u64, room: u32) -> i64,
    pub readable: unsafe extern "C" fn(state: *mut c_void) -> i64,
    pub writable: unsafe extern "C" fn(state: *mut c_void) -> i64,
    pub words: unsafe extern "C" fn(state: *mut c_void, words: *mut Words),
}

/// struct ring_digest
#[derive(Default)]
pub struct Digest {
    sum: u64,
    place: u64,
}

impl Digest {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    /// ring_digest_add()
    #[inline(always)]
    pub fn add(&mut self, descriptor: u64) {
        self.sum = self.sum.wrapping_add(descriptor ^ self.place);
        self.place = self.place.wrapping_add(Self::STEP);
    }

    /// ring_digest_end()
    pub fn end(self) -> u64 {
        self.sum.wrapping_add(self.place)
    }
}

/// ring_advance(): an end's own index, moved on, and hidden from the optimiser as in C: else LLVM
/// derives it from the loop's counter (candidates.md). core::hint::black_box() would send it
/// through memory.
#[inline(always)]
#[allow(asm_sub_register)] // the register is named in a comment of the assembly
pub fn advance(index: u32, n: u32) -> u32 {
    let mut index = index.wrapping_add(n);

    // SAFETY: there is no instruction in it; what goes in comes out.
    unsafe {
        core::arch::asm!("/* {0} */", inout(reg) index, options(pure, nomem, nostack, preserves_flags))
    }
    index
}
