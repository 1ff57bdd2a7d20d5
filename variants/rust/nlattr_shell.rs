// SPDX-License-Identifier: GPL-2.0-or-later
//! nlattr, rust: the C shell, of both Rust rows. It turns pointers into references and slices, once,
//! and calls what forbids unsafe code.

use core::ffi::{c_char, c_int, c_void};
use core::slice;

use crate::contract::{Arena, Cell, Ops, Shape};
use crate::nlattr_buffer::Socket;
use crate::nlattr_kind::Kind;
use crate::nlattr_message::buffer;
use crate::nlattr_ops::State;
use crate::nlattr_uapi::{Message, Result, EINVAL, NAME};

/// struct nlattr_buffer
#[repr(C)]
struct Received {
    data: *const u8,
    len: u32,
    reserved: u32,
}

/// struct nlattr_batch
#[repr(C)]
struct Batch {
    buffer: *const Received,
    n_buffers: u32,
    reserved: u32,
}

/// What lies in `void *state` from init() on. The session borrows from the socket beside it, which
/// never moves.
struct Whole {
    socket: Socket,
    state: State<'static>,
}

/// struct nlattr_ops
#[repr(C)]
struct NlattrOps {
    common: Ops,
    recv: unsafe extern "C" fn(*mut c_void, *const u8, u32) -> c_int,
    next: unsafe extern "C" fn(*mut c_void, *mut Message) -> c_int,
    attr: unsafe extern "C" fn(*mut c_void, *mut u32) -> c_int,
    len: unsafe extern "C" fn(*mut c_void, u32) -> c_int,
    get: unsafe extern "C" fn(*mut c_void, u32, u32, *mut u64) -> c_int,
    data: unsafe extern "C" fn(*mut c_void, u32, *mut u8, u32) -> c_int,
    name: unsafe extern "C" fn(*mut c_void, u32, *mut c_char) -> c_int,
    nest: unsafe extern "C" fn(*mut c_void, u32, u32) -> c_int,
    unnest: unsafe extern "C" fn(*mut c_void),
    kind: unsafe extern "C" fn(*mut c_void) -> c_int,
    family: unsafe extern "C" fn(*mut c_void) -> c_int,
    bridge: unsafe extern "C" fn(*mut c_void, *mut u64) -> c_int,
    vf_vlan: unsafe extern "C" fn(*mut c_void, *mut [u64; 2]) -> c_int,
    metric: unsafe extern "C" fn(*mut c_void, *mut u32) -> c_int,
    nexthop: unsafe extern "C" fn(*mut c_void, *mut u64) -> c_int,
    option: unsafe extern "C" fn(*mut c_void, *mut u64) -> c_int,
    release: unsafe extern "C" fn(*mut c_void),
}

/// What an operation returns: 0 or a count, or a negative errno.
fn answer<T>(result: Result<T>, count: impl FnOnce(T) -> c_int) -> c_int {
    match result {
        Ok(value) => count(value),
        Err(err) => err.to_errno(),
    }
}

/// The number of an attribute, if it can be one.
fn number(nla_type: u32) -> u16 {
    nla_type.try_into().unwrap_or(u16::MAX)
}

// ---- the C side ---------------------------------------------------------------------------------
//
// SAFETY of all that follows: the caller is the harness, which calls as the contract says
// (cell.h, nlattr.h). `state` is what state_size() asked for, aligned to 64, and a Whole from init()
// on; nobody else uses it during a call, and it stays where it is until the buffer is released.
// Received bytes are valid and unchanged until then. Other pointers are valid for the call.

/// # Safety
/// As above.
unsafe fn state_of<'a>(state: *mut c_void) -> &'a mut State<'static> {
    // SAFETY: above.
    unsafe { &mut (*state.cast::<Whole>()).state }
}

unsafe extern "C" fn state_size(_shape: *const Shape) -> usize {
    size_of::<Whole>()
}

unsafe extern "C" fn init(state: *mut c_void, _arena: *mut Arena, _shape: *const Shape) -> c_int {
    let whole = Whole {
        socket: Socket::new(),
        state: State::new(),
    };
    // SAFETY: above.
    unsafe { state.cast::<Whole>().write(whole) };
    0
}

unsafe extern "C" fn fini(_state: *mut c_void) {}

unsafe extern "C" fn hot(state: *mut c_void, batch: *const c_void) -> u64 {
    // SAFETY: above; a batch has n buffers.
    let (whole, received) = unsafe {
        let batch = &*batch.cast::<Batch>();
        (
            &mut *state.cast::<Whole>(),
            slice::from_raw_parts(batch.buffer, batch.n_buffers as usize),
        )
    };
    let Whole { socket, state } = whole;

    received.iter().fold(0, |digest, b| {
        // SAFETY: above; a buffer has len bytes.
        let bytes = unsafe { slice::from_raw_parts(b.data, b.len as usize) };
        buffer(socket, &mut state.receiver, bytes, digest)
    })
}

unsafe extern "C" fn recv(state: *mut c_void, data: *const u8, len: u32) -> c_int {
    // SAFETY: above; the socket and the bytes outlive the session that borrows them.
    let (socket, bytes, state) = unsafe {
        let whole = state.cast::<Whole>();
        (
            &*(&raw const (*whole).socket),
            slice::from_raw_parts(data, len as usize),
            &mut (*whole).state,
        )
    };
    answer(state.recv(socket, bytes), |()| 0)
}

unsafe extern "C" fn next(state: *mut c_void, message: *mut Message) -> c_int {
    // SAFETY: above.
    let (state, message) = unsafe { (state_of(state), &mut *message) };
    answer(state.next(), |next| match next {
        Some(m) => {
            *message = m;
            1
        }
        None => 0,
    })
}

unsafe extern "C" fn attr(state: *mut c_void, nla_type: *mut u32) -> c_int {
    // SAFETY: above.
    let (state, to) = unsafe { (state_of(state), &mut *nla_type) };
    answer(state.attr(), |attr| match attr {
        Some(nla_type) => {
            *to = nla_type.into();
            1
        }
        None => 0,
    })
}

unsafe extern "C" fn len(state: *mut c_void, nla_type: u32) -> c_int {
    // SAFETY: above.
    let state = unsafe { state_of(state) };
    answer(state.find(number(nla_type)), |payload| {
        payload.len() as c_int
    })
}

unsafe extern "C" fn get(state: *mut c_void, nla_type: u32, width: u32, value: *mut u64) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.get(number(nla_type), width as usize), |v| {
        *value = v;
        0
    })
}

unsafe extern "C" fn data(state: *mut c_void, nla_type: u32, to: *mut u8, size: u32) -> c_int {
    // SAFETY: above; there is room for `size` bytes.
    let (state, to) = unsafe {
        (
            state_of(state),
            slice::from_raw_parts_mut(to, size as usize),
        )
    };
    let fixed = state
        .find(number(nla_type))
        .and_then(|payload| payload.get(..to.len()).ok_or(EINVAL));
    answer(fixed, |fixed| {
        to.copy_from_slice(fixed);
        0
    })
}

unsafe extern "C" fn name(state: *mut c_void, nla_type: u32, to: *mut c_char) -> c_int {
    // SAFETY: above; there is room for a name.
    let (state, to) = unsafe { (state_of(state), &mut *to.cast::<[u8; NAME]>()) };
    answer(state.name(number(nla_type)), |([low, high], len)| {
        to[..8].copy_from_slice(&low.to_ne_bytes());
        to[8..].copy_from_slice(&high.to_ne_bytes());
        len as c_int
    })
}

unsafe extern "C" fn nest(state: *mut c_void, nla_type: u32, level: u32) -> c_int {
    // SAFETY: above.
    let state = unsafe { state_of(state) };
    let Some(kind) = Kind::from_level(level) else {
        return EINVAL.to_errno();
    };
    answer(state.nest(number(nla_type), kind), |()| 0)
}

unsafe extern "C" fn unnest(state: *mut c_void) {
    // SAFETY: above.
    unsafe { state_of(state) }.unnest();
}

unsafe extern "C" fn kind(state: *mut c_void) -> c_int {
    // SAFETY: above.
    answer(unsafe { state_of(state) }.kind(), |kind| kind as c_int)
}

unsafe extern "C" fn family(state: *mut c_void) -> c_int {
    // SAFETY: above.
    answer(unsafe { state_of(state) }.family(), |kind| kind as c_int)
}

unsafe extern "C" fn bridge(state: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.bridge(), |v| {
        *value = v;
        0
    })
}

unsafe extern "C" fn vf_vlan(state: *mut c_void, value: *mut [u64; 2]) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.vf_vlan(), |v| {
        *value = v;
        0
    })
}

unsafe extern "C" fn metric(state: *mut c_void, value: *mut u32) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.metric(), |metric| match metric {
        Some((number, v)) => {
            *value = v;
            number.into()
        }
        None => 0,
    })
}

unsafe extern "C" fn nexthop(state: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.nexthop(), |nexthop| match nexthop {
        Some(v) => {
            *value = v;
            1
        }
        None => 0,
    })
}

unsafe extern "C" fn option(state: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: above.
    let (state, value) = unsafe { (state_of(state), &mut *value) };
    answer(state.option(), |v| {
        *value = v;
        0
    })
}

unsafe extern "C" fn release(state: *mut c_void) {
    // SAFETY: above.
    unsafe { state_of(state) }.release();
}

static OPS: NlattrOps = NlattrOps {
    common: Ops {
        state_size,
        init,
        fini,
        hot,
    },
    recv,
    next,
    attr,
    len,
    get,
    data,
    name,
    nest,
    unnest,
    kind,
    family,
    bridge,
    vf_vlan,
    metric,
    nexthop,
    option,
    release,
};

#[no_mangle]
pub static memtax_cell: Cell = Cell::new(c"nlattr", &OPS.common, size_of::<NlattrOps>());
