// SPDX-License-Identifier: GPL-2.0-or-later
//! Slots: a power of two of words that are addressed by free-running indices, here by a pointer and
//! a mask. An index that was masked is not compared with the number of slots again, and a run is
//! copied by pointers.
//!
//! What is left to proof by comment: that a masked index is a slot's, and that a run which ends
//! before the slots do is inside. Both follow from the number of slots being a power of two, which
//! of() makes sure of.

use core::marker::PhantomData;
use core::ptr::NonNull;
use core::slice;
use core::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy)]
pub struct Slots<'m> {
    base: NonNull<AtomicU64>, // of mask + 1 words
    mask: u32,
    memory: PhantomData<&'m [AtomicU64]>,
}

impl<'m> Slots<'m> {
    pub fn of(words: &'m [AtomicU64]) -> Self {
        assert!(words.len().is_power_of_two() && words.len() <= 1 << 31);
        Slots {
            base: NonNull::from(words).cast(),
            mask: words.len() as u32 - 1,
            memory: PhantomData,
        }
    }

    #[inline(always)]
    pub fn words(self) -> &'m [AtomicU64] {
        // SAFETY: what of() was given.
        unsafe { slice::from_raw_parts(self.base.as_ptr(), self.mask as usize + 1) }
    }

    #[inline(always)]
    pub fn count(self) -> u32 {
        self.mask + 1
    }

    #[inline(always)]
    fn at(self, index: u32) -> usize {
        (index & self.mask) as usize
    }

    /// How many slots there are from `index` to the last one.
    #[inline(always)]
    fn to_end(self, index: u32) -> usize {
        self.mask as usize + 1 - self.at(index)
    }

    /// Write src to the slots from `index` on; it is not longer than there are slots. One never
    /// wraps; a burst of known length (FIXED) that does not is copied in place.
    #[inline(always)]
    pub fn put<const FIXED: bool>(self, index: u32, src: &[u64]) {
        if src.len() == 1 || (FIXED && src.len() <= self.to_end(index)) {
            // SAFETY: a masked index is a slot's, and so are those up to the last one.
            unsafe { store(self.base.add(self.at(index)), src) }
        } else {
            self.put_run(index, src);
        }
    }

    /// Any run: what fits up to the end of the slots, then the rest at their start.
    #[cold]
    #[inline(never)]
    fn put_run(self, index: u32, src: &[u64]) {
        let (head, rest) = src.split_at(src.len().min(self.to_end(index)));

        assert!(rest.len() <= self.at(index));
        // SAFETY: `head` fits up to the last slot, `rest` up to the one that `head` begins at.
        unsafe {
            store(self.base.add(self.at(index)), head);
            store(self.base, rest);
        }
    }

    /// Fill dst from the slots from `index` on; it is not longer than there are slots.
    #[inline(always)]
    pub fn get<const FIXED: bool>(self, index: u32, dst: &mut [u64]) {
        if dst.len() == 1 || (FIXED && dst.len() <= self.to_end(index)) {
            // SAFETY: a masked index is a slot's, and so are those up to the last one.
            unsafe { load(self.base.add(self.at(index)), dst) }
        } else {
            self.get_run(index, dst);
        }
    }

    #[cold]
    #[inline(never)]
    fn get_run(self, index: u32, dst: &mut [u64]) {
        let (head, rest) = dst.split_at_mut(dst.len().min(self.to_end(index)));

        assert!(rest.len() <= self.at(index));
        // SAFETY: `head` fits up to the last slot, `rest` up to the one that `head` begins at.
        unsafe {
            load(self.base.add(self.at(index)), head);
            load(self.base, rest);
        }
    }
}

/// # Safety
/// There are as many slots from `to` on as words in `from`.
#[inline(always)]
unsafe fn store(to: NonNull<AtomicU64>, from: &[u64]) {
    // SAFETY: above.
    let slots = unsafe { slice::from_raw_parts(to.as_ptr(), from.len()) };

    for (slot, word) in slots.iter().zip(from) {
        slot.store(*word, Ordering::Relaxed);
    }
}

/// # Safety
/// There are as many slots from `from` on as words in `to`.
#[inline(always)]
unsafe fn load(from: NonNull<AtomicU64>, to: &mut [u64]) {
    // SAFETY: above.
    let slots = unsafe { slice::from_raw_parts(from.as_ptr(), to.len()) };

    for (slot, word) in slots.iter().zip(to) {
        *word = slot.load(Ordering::Relaxed);
    }
}
