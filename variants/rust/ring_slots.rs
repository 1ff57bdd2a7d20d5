// SPDX-License-Identifier: GPL-2.0-or-later
//! Slots: a power of two of words that are addressed by free-running indices.
//!
//! The peer can write them at any time, so they are atomics. No order is asked of them (that is
//! for the indices to give) and each is read once.
#![forbid(unsafe_code)]

use core::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy)]
pub struct Slots<'m> {
    words: &'m [AtomicU64],
}

impl<'m> Slots<'m> {
    /// Another number of words than a power of two would make a ring that skips slots, no worse.
    pub fn of(words: &'m [AtomicU64]) -> Self {
        Slots { words }
    }

    pub fn words(self) -> &'m [AtomicU64] {
        self.words
    }

    #[inline(always)]
    pub fn count(self) -> u32 {
        self.words.len() as u32
    }

    #[inline(always)]
    fn at(self, index: u32) -> usize {
        index as usize & self.words.len().wrapping_sub(1)
    }

    /// The slot of `index`; None only if there are no slots at all. A masked index is at most the
    /// last word's, and in this form the compiler knows it: no check is left, nor is a choice.
    #[inline(always)]
    fn slot(self, index: u32) -> Option<&'m AtomicU64> {
        let (last, before) = self.words.split_last()?;

        Some(before.get(index as usize & before.len()).unwrap_or(last))
    }

    /// The `n` slots from `index` on, if they do not wrap.
    #[inline(always)]
    fn run(self, index: u32, n: usize) -> Option<&'m [AtomicU64]> {
        let at = self.at(index);

        self.words.get(at..at + n)
    }

    /// Write src to the slots from `index` on; it is not longer than there are slots. One never
    /// wraps; a burst of known length (FIXED) that does not is copied in place.
    #[inline(always)]
    pub fn put<const FIXED: bool>(self, index: u32, src: &[u64]) {
        if let ([word], Some(slot)) = (src, self.slot(index)) {
            slot.store(*word, Ordering::Relaxed);
        } else if let (true, Some(run)) = (FIXED, self.run(index, src.len())) {
            store(run, src);
        } else {
            self.put_run(index, src);
        }
    }

    /// Any run: what fits up to the end of the slots, then the rest at their start.
    #[cold]
    #[inline(never)]
    fn put_run(self, index: u32, src: &[u64]) {
        let (start, end) = self.words.split_at(self.at(index));
        let (head, rest) = src.split_at(src.len().min(end.len()));

        store(end, head);
        store(start, rest);
    }

    /// Fill dst from the slots from `index` on; it is not longer than there are slots.
    #[inline(always)]
    pub fn get<const FIXED: bool>(self, index: u32, dst: &mut [u64]) {
        if let ([word], Some(slot)) = (&mut *dst, self.slot(index)) {
            *word = slot.load(Ordering::Relaxed);
        } else if let (true, Some(run)) = (FIXED, self.run(index, dst.len())) {
            load(run, dst);
        } else {
            self.get_run(index, dst);
        }
    }

    #[cold]
    #[inline(never)]
    fn get_run(self, index: u32, dst: &mut [u64]) {
        let (start, end) = self.words.split_at(self.at(index));
        let (head, rest) = dst.split_at_mut(dst.len().min(end.len()));

        load(end, head);
        load(start, rest);
    }
}

/// Copy all of `from` to the head of `to`, which must have room for it.
#[inline(always)]
fn store(to: &[AtomicU64], from: &[u64]) {
    for (slot, word) in to[..from.len()].iter().zip(from) {
        slot.store(*word, Ordering::Relaxed);
    }
}

/// Fill all of `to` from the head of `from`, which must have enough.
#[inline(always)]
fn load(from: &[AtomicU64], to: &mut [u64]) {
    for (slot, word) in from[..to.len()].iter().zip(to) {
        *word = slot.load(Ordering::Relaxed);
    }
}
