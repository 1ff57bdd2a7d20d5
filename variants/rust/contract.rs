// SPDX-License-Identifier: GPL-2.0-or-later
//! The shell: the C side of the contract (harness/contract/cell.h, peer.h) as Rust sees it, for
//! every cell of the Rust rows. What must be trusted of a Rust cell is here and in the `extern "C"`
//! functions at the end of its own file; everything between is safe code (rust) or says why not
//! (rust-unsafe).
#![allow(dead_code)] // each cell uses a part

use core::ffi::{c_char, c_int, c_void};
use core::panic::PanicInfo;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};

/// MEMTAX_CONTRACT
const CONTRACT: u32 = 1;
/// MEMTAX_PARAMS
const PARAMS: usize = 6;

/// struct memtax_shape
#[repr(C)]
pub struct Shape {
    name: *const c_char,
    pub param: [u64; PARAMS],
}

/// struct memtax_arena
#[repr(C)]
pub struct Arena {
    base: *mut u8,
    size: usize,
    used: usize,
}

impl Arena {
    /// memtax_arena_take(): `size` zeroed bytes aligned to `align`, a power of two, that nobody
    /// else is given; None when the arena is used up. They live as long as the cell's state.
    pub fn take(&mut self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let start = self.used.checked_add(align - 1)? & !(align - 1);
        if start > self.size || size > self.size - start {
            return None;
        }
        self.used = start + size;
        NonNull::new(self.base.wrapping_add(start))
    }
}

/// struct memtax_ops
#[repr(C)]
pub struct Ops {
    pub state_size: unsafe extern "C" fn(shape: *const Shape) -> usize,
    pub init:
        unsafe extern "C" fn(state: *mut c_void, arena: *mut Arena, shape: *const Shape) -> c_int,
    pub fini: unsafe extern "C" fn(state: *mut c_void),
    pub hot: unsafe extern "C" fn(state: *mut c_void, batch: *const c_void) -> u64,
}

/// struct memtax_cell
#[repr(C)]
pub struct Cell {
    contract: u32,
    ops_size: u32,
    workload: *const c_char,
    variant: *const c_char,
    refusal: *const c_char,
    ops: *const Ops,
}

// SAFETY: it is constant, and what it points to is too.
unsafe impl Sync for Cell {}

impl Cell {
    /// `common` begins a `struct <w>_ops` of `ops_size` bytes; `workload` ends with a NUL.
    pub const fn new(
        workload: &'static core::ffi::CStr,
        common: &'static Ops,
        ops_size: usize,
    ) -> Self {
        Cell {
            contract: CONTRACT,
            ops_size: ops_size as u32,
            workload: workload.as_ptr(),
            variant: concat!(env!("MEMTAX_VARIANT"), "\0").as_ptr().cast(),
            refusal: core::ptr::null(),
            ops: common,
        }
    }
}

/// A check that failed: the end of the machine, as of the kernel (BUG()).
#[panic_handler]
fn panic(_info: &PanicInfo) -> ! {
    trap()
}

#[cold]
pub fn trap() -> ! {
    // SAFETY: does not come back.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!("ud2", options(noreturn, nomem, nostack))
    }
    // SAFETY: does not come back.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!("brk #0x1", options(noreturn, nomem, nostack))
    }
}

#[cfg(memtax_peer_flip)]
fn peer_flip(word: &AtomicU32) {
    extern "C" {
        fn memtax_peer_flip(address: *const c_void);
    }
    // SAFETY: the fault runner's: it changes the word, which is an atomic, or does nothing.
    unsafe { memtax_peer_flip(word.as_ptr().cast()) }
}

#[cfg(not(memtax_peer_flip))]
#[inline(always)]
fn peer_flip(_word: &AtomicU32) {}

/// peer_load(): a value that the peer may write; every later use is of what was returned.
#[inline(always)]
pub fn peer_load(word: &AtomicU32) -> u32 {
    peer_flip(word);
    word.load(Ordering::Relaxed)
}

/// peer_load_acquire(): what the peer wrote before it released the value is seen after it.
#[inline(always)]
pub fn peer_load_acquire(word: &AtomicU32) -> u32 {
    peer_flip(word);
    word.load(Ordering::Acquire)
}

/// peer_store_release(): what was written before is seen by a peer that acquires the value.
#[inline(always)]
pub fn peer_store_release(word: &AtomicU32, value: u32) {
    word.store(value, Ordering::Release);
}
