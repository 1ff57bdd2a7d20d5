// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: the C shell. It turns pointers into references and slices, and does nothing else.

use core::ffi::{c_int, c_void};
use core::mem::size_of;
use core::slice::from_raw_parts;

use crate::contract::{Arena, Cell, Ops, Shape};
use crate::rx_dissect::parse;
use crate::rx_flow::{Flow, Reason, CLASSES};
use crate::rx_skb::{hot, receive, Batch, Buffer, Desc, Rx, Skb, Verdict, POOL, REGISTERS};

const ENOMEM: c_int = 12;
const EINVAL: c_int = 22;

/// struct rx_batch
#[repr(C)]
struct RxBatch {
    frames: *const u8,
    frames_size: usize,
    desc: *const Desc,
    n: usize,
    policy: [u32; CLASSES],
}

// "The contract" that all functions below rest on (harness/contract/cell.h, workloads/rx/rx.h): the
// state is what rx_init() wrote, and one thread calls. A batch, and what it points to, is there as
// long as the call, and nobody writes it but the device the descriptors. A frame outlives the buffer
// that it is given to. Where a result goes is the caller's own. No pointer is NULL.

/// # Safety
/// The contract.
unsafe fn state<'a>(state: *const c_void) -> &'a Rx<'a> {
    // SAFETY: the contract.
    unsafe { &*state.cast() }
}

/// # Safety
/// The contract.
#[inline(always)]
unsafe fn batch<'a>(batch: *const RxBatch) -> Batch<'a> {
    // SAFETY: the contract.
    unsafe {
        Batch {
            frames: from_raw_parts((*batch).frames, (*batch).frames_size),
            desc: from_raw_parts((*batch).desc, (*batch).n),
            policy: &(*batch).policy,
        }
    }
}

unsafe extern "C" fn rx_hot(rx: *mut c_void, b: *const c_void) -> u64 {
    // SAFETY: the contract.
    let (rx, batch) = unsafe { (state(rx), batch(b.cast())) };

    hot(rx, &batch)
}

// ---- fine-grained operations -------------------------------------------------------------------

/// RX_OK and a flow that is whole, or the reason.
///
/// # Safety
/// The contract.
unsafe fn answer(result: Result<Flow, Reason>, flow: *mut Flow) -> c_int {
    match result {
        Ok(found) => {
            // SAFETY: the contract.
            unsafe { flow.write(found) };
            0
        }
        Err(reason) => reason as c_int,
    }
}

unsafe extern "C" fn rx_parse(
    _rx: *mut c_void,
    frame: *const u8,
    len: usize,
    flow: *mut Flow,
) -> c_int {
    // SAFETY: the contract.
    unsafe { answer(parse(from_raw_parts(frame, len)), flow) }
}

unsafe extern "C" fn rx_receive(rx: *mut c_void, b: *const RxBatch, i: usize, digest: *mut u64) {
    // SAFETY: the contract.
    let (rx, batch, digest) = unsafe { (state(rx), batch(b), &mut *digest) };

    if let Some(desc) = batch.desc.get(i) {
        receive(rx, &batch, desc, digest);
    }
}

unsafe extern "C" fn rx_flush(rx: *mut c_void, digest: *mut u64) {
    // SAFETY: the contract.
    let (rx, digest) = unsafe { (state(rx), &mut *digest) };

    *digest = rx.release(*digest);
}

unsafe extern "C" fn rx_alloc(rx: *mut c_void, frame: *const u8, len: usize) -> u64 {
    // SAFETY: the contract.
    let (rx, frame) = unsafe { (state(rx), from_raw_parts(frame, len)) };

    rx.skb_alloc(frame).map_or(0, Skb::lend)
}

unsafe extern "C" fn rx_dissect(rx: *mut c_void, token: u64, flow: *mut Flow) -> c_int {
    // SAFETY: the contract.
    let rx = unsafe { state(rx) };
    let Some(skb) = rx.adopt(token) else {
        return -EINVAL;
    };
    let result = skb.dissect_whole();

    skb.lend();
    // SAFETY: the contract.
    unsafe { answer(result, flow) }
}

unsafe extern "C" fn rx_verdict(
    rx: *mut c_void,
    token: u64,
    verdict: u32,
    digest: *mut u64,
) -> c_int {
    // SAFETY: the contract.
    let (rx, digest) = unsafe { (state(rx), &mut *digest) };
    let verdict = Verdict::from(verdict);
    let Some(skb) = rx.adopt(token) else {
        return -EINVAL;
    };

    if let Some(skb) = skb.verdict(&verdict, digest) {
        skb.lend();
    }
    match verdict {
        Verdict::Accept => 1,
        Verdict::Hold => 0,
        Verdict::Drop(error) => -error,
    }
}

unsafe extern "C" fn rx_deliver(rx: *mut c_void, token: u64, digest: *mut u64) -> c_int {
    // SAFETY: the contract.
    let (rx, digest) = unsafe { (state(rx), &mut *digest) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        skb.deliver(digest);
        0
    })
}

unsafe extern "C" fn rx_drop(rx: *mut c_void, token: u64) -> c_int {
    // SAFETY: the contract.
    let rx = unsafe { state(rx) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        drop(skb);
        0
    })
}

unsafe extern "C" fn rx_hold(rx: *mut c_void, token: u64, digest: *mut u64) -> c_int {
    // SAFETY: the contract.
    let (rx, digest) = unsafe { (state(rx), &mut *digest) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        skb.hold(digest);
        0
    })
}

unsafe extern "C" fn rx_link_header(
    rx: *mut c_void,
    token: u64,
    offset: u8,
    len: u8,
    dest: *mut [u8; REGISTERS],
) -> c_int {
    // SAFETY: the contract.
    let (rx, dest) = unsafe { (state(rx), &mut *dest) };
    let Some(skb) = rx.adopt(token) else {
        return -EINVAL;
    };
    let copied = skb.link_header(offset.into(), len.into(), dest);

    skb.lend();
    copied.map_or(-EINVAL, |()| 0)
}

unsafe extern "C" fn rx_count_free(rx: *const c_void) -> usize {
    // SAFETY: the contract.
    unsafe { state(rx) }.count_free()
}

unsafe extern "C" fn rx_count_held(rx: *const c_void) -> usize {
    // SAFETY: the contract.
    unsafe { state(rx) }.count_held()
}

unsafe extern "C" fn rx_state_size(_shape: *const Shape) -> usize {
    size_of::<Rx>()
}

unsafe extern "C" fn rx_init(rx: *mut c_void, arena: *mut Arena, _shape: *const Shape) -> c_int {
    // SAFETY: the arena is the harness's, and nobody else's during the call.
    let arena = unsafe { &mut *arena };
    let Some(memory) = arena.take(size_of::<[Buffer; POOL]>(), 64) else {
        return -ENOMEM;
    };
    let pool = memory.cast::<[Buffer; POOL]>();

    // SAFETY: arena and state are large and aligned enough, nobody else's, and live as long as
    // each other.
    unsafe {
        pool.write(core::array::from_fn(Buffer::new));
        rx.cast::<Rx>().write(Rx::new(pool.as_ref()));
    }
    0
}

unsafe extern "C" fn rx_fini(_rx: *mut c_void) {}

/// struct rx_ops
#[repr(C)]
struct RxOps {
    common: Ops,
    parse: unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut Flow) -> c_int,
    receive: unsafe extern "C" fn(*mut c_void, *const RxBatch, usize, *mut u64),
    flush: unsafe extern "C" fn(*mut c_void, *mut u64),
    alloc: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> u64,
    dissect: unsafe extern "C" fn(*mut c_void, u64, *mut Flow) -> c_int,
    verdict: unsafe extern "C" fn(*mut c_void, u64, u32, *mut u64) -> c_int,
    deliver: unsafe extern "C" fn(*mut c_void, u64, *mut u64) -> c_int,
    drop: unsafe extern "C" fn(*mut c_void, u64) -> c_int,
    hold: unsafe extern "C" fn(*mut c_void, u64, *mut u64) -> c_int,
    link_header: unsafe extern "C" fn(*mut c_void, u64, u8, u8, *mut [u8; REGISTERS]) -> c_int,
    count_free: unsafe extern "C" fn(*const c_void) -> usize,
    count_held: unsafe extern "C" fn(*const c_void) -> usize,
}

const _: () = assert!(size_of::<Flow>() == 56 && size_of::<RxOps>() == 128); // as in rx.h

static OPS: RxOps = RxOps {
    common: Ops {
        state_size: rx_state_size,
        init: rx_init,
        fini: rx_fini,
        hot: rx_hot,
    },
    parse: rx_parse,
    receive: rx_receive,
    flush: rx_flush,
    alloc: rx_alloc,
    dissect: rx_dissect,
    verdict: rx_verdict,
    deliver: rx_deliver,
    drop: rx_drop,
    hold: rx_hold,
    link_header: rx_link_header,
    count_free: rx_count_free,
    count_held: rx_count_held,
};

#[no_mangle]
#[allow(non_upper_case_globals)] // MEMTAX_CELL_SYMBOL
pub static memtax_cell: Cell = Cell::new(c"rx", &OPS.common, size_of::<RxOps>());
