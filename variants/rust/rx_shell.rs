// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: the C shell, of both Rust rows. It turns pointers into references and slices, and does
//! nothing else.

use core::ffi::{c_int, c_void};
use core::mem::size_of;

use crate::contract::{Arena, Cell, Ops, Shape};
use crate::rx_dissect::parse;
use crate::rx_flow::{Flow, Reason, CLASSES};
use crate::rx_skb::{hot, receive, Batch, Buffer, Desc, Rx, Skb, Verdict, POOL};

const ENOMEM: c_int = 12;
const EINVAL: c_int = 22;
const REGISTERS: usize = 64;

/// struct rx_batch
#[repr(C)]
struct RxBatch {
    frames: *const u8,
    frames_size: usize,
    desc: *const Desc,
    n: usize,
    policy: [u32; CLASSES],
}

// What the references rest on, in all functions below (harness/contract/cell.h, workloads/rx/rx.h): `state`
// is what rx_init() wrote, and one thread calls; a batch and its parts are there as long as the
// call, but for the descriptors nobody writes them meanwhile; a frame outlives the buffer it was
// given to; what a result is written to is the caller's, and nothing else.

/// SAFETY: see above.
unsafe fn rx<'a>(state: *const c_void) -> &'a Rx<'a> {
    unsafe { &*state.cast() }
}

/// SAFETY: see above; C may say NULL where there is nothing.
#[inline(always)]
unsafe fn slice<'a, T>(first: *const T, n: usize) -> &'a [T] {
    if first.is_null() {
        return &[];
    }
    unsafe { core::slice::from_raw_parts(first, n) }
}

/// SAFETY: see above.
#[inline(always)]
unsafe fn batch<'a>(batch: *const RxBatch) -> Batch<'a> {
    let b = unsafe { &*batch };

    Batch {
        frames: unsafe { slice(b.frames, b.frames_size) },
        desc: unsafe { slice(b.desc, b.n) },
        policy: &b.policy,
    }
}

unsafe extern "C" fn rx_hot(state: *mut c_void, b: *const c_void) -> u64 {
    // SAFETY: see above.
    let (rx, batch) = unsafe { (rx(state), batch(b.cast())) };

    hot(rx, &batch)
}

// ---- fine-grained operations -------------------------------------------------------------------

/// RX_OK and a flow that is whole, or the reason.
///
/// SAFETY: see above.
unsafe fn answer(result: Result<Flow, Reason>, flow: *mut Flow) -> c_int {
    match result {
        Ok(found) => {
            unsafe { flow.write(found) };
            0
        }
        Err(reason) => reason as c_int,
    }
}

unsafe extern "C" fn rx_parse(
    _state: *mut c_void,
    frame: *const u8,
    len: usize,
    flow: *mut Flow,
) -> c_int {
    // SAFETY: see above.
    unsafe { answer(parse(slice(frame, len)), flow) }
}

unsafe extern "C" fn rx_receive(state: *mut c_void, b: *const RxBatch, i: usize, digest: *mut u64) {
    // SAFETY: see above.
    let (rx, batch, digest) = unsafe { (rx(state), batch(b), &mut *digest) };

    if let Some(desc) = batch.desc.get(i) {
        receive(rx, &batch, desc, digest);
    }
}

unsafe extern "C" fn rx_flush(state: *mut c_void, digest: *mut u64) {
    // SAFETY: see above.
    let (rx, digest) = unsafe { (rx(state), &mut *digest) };

    *digest = rx.release(*digest);
}

unsafe extern "C" fn rx_alloc(state: *mut c_void, frame: *const u8, len: usize) -> u64 {
    // SAFETY: see above.
    let (rx, frame) = unsafe { (rx(state), slice(frame, len)) };

    rx.skb_alloc(frame).map_or(0, Skb::lend)
}

unsafe extern "C" fn rx_dissect(state: *mut c_void, token: u64, flow: *mut Flow) -> c_int {
    // SAFETY: see above.
    let rx = unsafe { rx(state) };
    let Some(skb) = rx.adopt(token) else {
        return -EINVAL;
    };
    let result = skb.dissect();

    skb.lend();
    // SAFETY: see above.
    unsafe { answer(result, flow) }
}

unsafe extern "C" fn rx_verdict(
    state: *mut c_void,
    token: u64,
    verdict: u32,
    digest: *mut u64,
) -> c_int {
    // SAFETY: see above.
    let (rx, digest) = unsafe { (rx(state), &mut *digest) };
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

unsafe extern "C" fn rx_deliver(state: *mut c_void, token: u64, digest: *mut u64) -> c_int {
    // SAFETY: see above.
    let (rx, digest) = unsafe { (rx(state), &mut *digest) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        skb.deliver(digest);
        0
    })
}

unsafe extern "C" fn rx_drop(state: *mut c_void, token: u64) -> c_int {
    // SAFETY: see above.
    let rx = unsafe { rx(state) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        drop(skb);
        0
    })
}

unsafe extern "C" fn rx_hold(state: *mut c_void, token: u64, digest: *mut u64) -> c_int {
    // SAFETY: see above.
    let (rx, digest) = unsafe { (rx(state), &mut *digest) };

    rx.adopt(token).map_or(-EINVAL, |skb| {
        skb.hold(digest);
        0
    })
}

/// nft_payload_copy_vlan(): the tags were left in the frame, so the header is a part of it.
unsafe extern "C" fn rx_link_header(
    state: *mut c_void,
    token: u64,
    offset: u8,
    len: u8,
    dest: *mut [u8; REGISTERS],
) -> c_int {
    // SAFETY: see above.
    let (rx, dest) = unsafe { (rx(state), &mut *dest) };
    let Some(skb) = rx.adopt(token) else {
        return -EINVAL;
    };
    let copied = skb.link_header(offset.into(), len.into(), dest);

    skb.lend();
    copied.map_or(-EINVAL, |()| 0)
}

unsafe extern "C" fn rx_count_free(state: *const c_void) -> usize {
    // SAFETY: see above.
    unsafe { rx(state) }.count_free()
}

unsafe extern "C" fn rx_count_held(state: *const c_void) -> usize {
    // SAFETY: see above.
    unsafe { rx(state) }.count_held()
}

unsafe extern "C" fn rx_state_size(_shape: *const Shape) -> usize {
    size_of::<Rx>()
}

unsafe extern "C" fn rx_init(state: *mut c_void, arena: *mut Arena, _shape: *const Shape) -> c_int {
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
        state.cast::<Rx>().write(Rx::new(pool.as_ref()));
    }
    0
}

unsafe extern "C" fn rx_fini(_state: *mut c_void) {}

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
