// SPDX-License-Identifier: GPL-2.0-or-later
//! ring, rust: the C shell, of both Rust rows. It turns pointers into references and slices, once,
//! and calls what forbids unsafe code.

use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::slice;
use core::sync::atomic::AtomicU64;

use crate::contract::{Arena, Cell, Ops, Shape};
use crate::ring_contract::{Batch, Error, InitError, Line, RingOps, Words};
use crate::ring_contract::{RING_ENTRIES, RING_ENTRIES_MAX, RING_ENTRIES_MIN};
use crate::ring_ends::{Ring, Shared};
use crate::ring_slots::Slots;

/// What lies in `void *state` from init() on. The arena lives as long as the state does.
type State = Ring<'static>;

/// `n` objects in the arena, in lines of their own. They come into being by being written: nothing
/// is left of what lay there before.
fn make<T>(arena: &mut Arena, n: usize, each: fn() -> T) -> Result<&'static [T], InitError> {
    let bytes = size_of::<T>().checked_mul(n).ok_or(InitError::NoMemory)?;
    let place = arena
        .take(bytes, align_of::<Line<T>>())
        .ok_or(InitError::NoMemory)?;
    let place = place.cast::<MaybeUninit<T>>().as_ptr();

    // SAFETY: nobody else is given these bytes, of which there are enough, aligned for T.
    for object in unsafe { slice::from_raw_parts_mut(place, n) } {
        object.write(each());
    }
    // SAFETY: they have all been written, and from here on they are only shared.
    Ok(unsafe { slice::from_raw_parts(place.cast(), n) })
}

fn open(arena: &mut Arena, shape: &Shape) -> Result<State, InitError> {
    let entries = shape.param[RING_ENTRIES];

    if !(RING_ENTRIES_MIN..=RING_ENTRIES_MAX).contains(&entries) || !entries.is_power_of_two() {
        return Err(InitError::BadShape);
    }
    let [shared, ..] = make(arena, 1, Shared::new)? else {
        return Err(InitError::NoMemory);
    };
    let words = make(arena, entries as usize, || AtomicU64::new(0))?;

    Ok(Ring::new(shared, Slots::of(words)))
}

/// A count, or what stands in its place.
fn answer(count: Result<usize, Error>) -> i64 {
    match count {
        Ok(n) => n as i64,
        Err(error) => error as i64,
    }
}

// ---- the C side ---------------------------------------------------------------------------------
//
// SAFETY of all that follows: the caller is the harness, which calls as the contract says
// (cell.h, ring.h). `state` is what state_size() asked for, aligned to 64, and a State from init()
// on; nobody else uses it during a call. Other pointers are valid for the call, `src` and `dst` for
// as many words as are said, which are initialised and nobody else's.

unsafe extern "C" fn state_size(_shape: *const Shape) -> usize {
    size_of::<State>()
}

unsafe extern "C" fn init(state: *mut c_void, arena: *mut Arena, shape: *const Shape) -> c_int {
    // SAFETY: above.
    let (arena, shape) = unsafe { (&mut *arena, &*shape) };

    match open(arena, shape) {
        Ok(ring) => {
            // SAFETY: above.
            unsafe { state.cast::<State>().write(ring) };
            0
        }
        Err(error) => error as c_int,
    }
}

unsafe extern "C" fn fini(_state: *mut c_void) {}

unsafe extern "C" fn hot(state: *mut c_void, batch: *const c_void) -> u64 {
    // SAFETY: above.
    let (ring, batch) = unsafe { (&mut *state.cast::<State>(), &*batch.cast::<Batch>()) };
    // SAFETY: above; a batch's descriptors are n words.
    let desc = unsafe { slice::from_raw_parts(batch.desc, batch.n as usize) };

    ring.move_segment(desc, batch.burst, batch.lag)
}

unsafe extern "C" fn produce(state: *mut c_void, src: *const u64, n: u32) -> i64 {
    // SAFETY: above.
    let (ring, src) = unsafe {
        (
            &mut *state.cast::<State>(),
            slice::from_raw_parts(src, n as usize),
        )
    };

    answer(ring.produce(src))
}

unsafe extern "C" fn consume(state: *mut c_void, dst: *mut u64, n: u32) -> i64 {
    // SAFETY: above.
    let (ring, dst) = unsafe {
        (
            &mut *state.cast::<State>(),
            slice::from_raw_parts_mut(dst, n as usize),
        )
    };

    answer(ring.consume(dst))
}

unsafe extern "C" fn drain(state: *mut c_void, dst: *mut u64, room: u32) -> i64 {
    // SAFETY: above.
    let (ring, dst) = unsafe {
        (
            &mut *state.cast::<State>(),
            slice::from_raw_parts_mut(dst, room as usize),
        )
    };

    answer(ring.drain(dst))
}

unsafe extern "C" fn readable(state: *mut c_void) -> i64 {
    // SAFETY: above.
    let ring = unsafe { &*state.cast::<State>() };

    answer(ring.readable().map(|n| n as usize))
}

unsafe extern "C" fn writable(state: *mut c_void) -> i64 {
    // SAFETY: above.
    let ring = unsafe { &*state.cast::<State>() };

    answer(ring.writable().map(|n| n as usize))
}

unsafe extern "C" fn words(state: *mut c_void, words: *mut Words) {
    // SAFETY: above.
    let (ring, words) = unsafe { (&*state.cast::<State>(), &mut *words) };

    *words = Words {
        prod: ring.shared.prod.0.as_ptr(),
        cons: ring.shared.cons.0.as_ptr(),
        slots: ring.slots.words().as_ptr().cast_mut().cast(),
        entries: ring.slots.count(),
        capacity: ring.slots.count(),
    };
}

static OPS: RingOps = RingOps {
    common: Ops {
        state_size,
        init,
        fini,
        hot,
    },
    produce,
    consume,
    drain,
    readable,
    writable,
    words,
};

#[no_mangle]
pub static memtax_cell: Cell = Cell::new(c"ring", &OPS.common, size_of::<RingOps>());
