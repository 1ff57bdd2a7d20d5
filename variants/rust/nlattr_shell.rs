// SPDX-License-Identifier: GPL-2.0-or-later
//! The C side of the cell: struct nlattr_ops. Pointers become references here, once, and safe code
//! does the rest.

use core::ffi::{c_char, c_int, c_void};
use core::mem::{size_of, size_of_val};

use crate::contract::{Arena, Cell, Ops, Shape};
use crate::nlattr_buffer::Socket;
use crate::nlattr_kind::Kind;
use crate::nlattr_ops::State;
use crate::nlattr_uapi::*;

/// struct nlattr_buffer
#[repr(C)]
struct NlattrBuffer {
    data: *const u8,
    len: u32,
    reserved: u32,
}

/// struct nlattr_batch
#[repr(C)]
struct NlattrBatch {
    buffer: *const NlattrBuffer,
    n_buffers: u32,
    reserved: u32,
}

/// What lies behind `state`: who is lent from, and who borrows.
struct Memory {
    socket: Socket,
    state: State<'static>,
}

// SAFETY, of all that is unsafe below (harness/contract/cell.h, workloads/nlattr/nlattr.h): `state` is
// what nlattr_init() wrote and lives until nlattr_fini(), and one thread calls; a buffer is there, and
// nobody writes to it, as long as the call of hot() or until its release(); what a result is written
// to is the caller's, and nothing else.

/// SAFETY: see above.
#[inline(always)]
unsafe fn state<'a>(state: *mut c_void) -> &'a mut State<'static> {
    // SAFETY: see above.
    unsafe { &mut (*state.cast::<Memory>()).state }
}

/// SAFETY: see above.
#[inline(always)]
unsafe fn socket(state: *const c_void) -> &'static Socket {
    // SAFETY: see above.
    unsafe { &(*state.cast::<Memory>()).socket }
}

/// SAFETY: see above; C may say NULL where there is nothing.
#[inline(always)]
unsafe fn slice<'a, T>(first: *const T, n: u32) -> &'a [T] {
    if first.is_null() {
        return &[];
    }
    // SAFETY: see above.
    unsafe { core::slice::from_raw_parts(first, n as usize) }
}

/// A count or a negative errno.
fn code(result: Result<c_int>) -> c_int {
    result.unwrap_or_else(Error::to_errno)
}

/// A value and 0, or a negative errno.
///
/// SAFETY: see above.
#[inline(always)]
unsafe fn give<T>(result: Result<T>, to: *mut T) -> c_int {
    code(result.map(|value| {
        // SAFETY: see above.
        unsafe { to.write(value) };
        0
    }))
}

/// A value and 1, 0 without one, or a negative errno.
///
/// SAFETY: see above.
#[inline(always)]
unsafe fn give_next<T>(result: Result<Option<T>>, to: *mut T) -> c_int {
    code(result.map(|value| match value {
        Some(value) => {
            // SAFETY: see above.
            unsafe { to.write(value) };
            1
        }
        None => 0,
    }))
}

/// Types are of 16 bits; a caller's that is not is of no attribute.
fn nla_type(nla_type: u32) -> Result<u16> {
    u16::try_from(nla_type).map_err(|_| ENOENT)
}

unsafe extern "C" fn nlattr_hot(s: *mut c_void, segment: *const c_void) -> u64 {
    // SAFETY: see above.
    unsafe {
        let batch = &*segment.cast::<NlattrBatch>();
        let buffers = slice(batch.buffer, batch.n_buffers);
        let bytes = buffers.iter().map(|b| slice(b.data, b.len));
        crate::hot(&mut state(s).receiver, socket(s), bytes)
    }
}

unsafe extern "C" fn op_recv(s: *mut c_void, data: *const u8, len: u32) -> c_int {
    // SAFETY: see above.
    code(unsafe { state(s).recv(socket(s), slice(data, len)) }.map(|()| 0))
}

unsafe extern "C" fn op_next(s: *mut c_void, message: *mut Message) -> c_int {
    // SAFETY: see above.
    unsafe { give_next(state(s).next(), message) }
}

unsafe extern "C" fn op_attr(s: *mut c_void, seen: *mut u32) -> c_int {
    // SAFETY: see above.
    unsafe { give_next(state(s).attr().map(|seen| seen.map(u32::from)), seen) }
}

unsafe extern "C" fn op_len(s: *mut c_void, asked: u32) -> c_int {
    // SAFETY: see above.
    let s = unsafe { state(s) };
    code(nla_type(asked).and_then(|asked| Ok(s.find(asked)?.len() as c_int)))
}

unsafe extern "C" fn op_get(s: *mut c_void, asked: u32, width: u32, value: *mut u64) -> c_int {
    // SAFETY: see above.
    let s = unsafe { state(s) };
    let got = nla_type(asked).and_then(|asked| s.get(asked, width));
    // SAFETY: see above.
    unsafe { give(got, value) }
}

unsafe extern "C" fn op_data(s: *mut c_void, asked: u32, to: *mut u8, size: u32) -> c_int {
    // SAFETY: see above.
    let s = unsafe { state(s) };
    code(nla_type(asked).and_then(|asked| {
        let data = s.find(asked)?.get(..size as usize).ok_or(EINVAL)?;
        // SAFETY: see above.
        unsafe { to.copy_from_nonoverlapping(data.as_ptr(), data.len()) };
        Ok(0)
    }))
}

unsafe extern "C" fn op_name(s: *mut c_void, asked: u32, to: *mut c_char) -> c_int {
    // SAFETY: see above.
    let s = unsafe { state(s) };
    code(nla_type(asked).and_then(|asked| {
        let (words, len) = s.name(asked)?;
        // SAFETY: see above.
        unsafe { to.cast::<[u64; 2]>().write_unaligned(words) };
        Ok(len as c_int)
    }))
}

unsafe extern "C" fn op_nest(s: *mut c_void, asked: u32, level: u32) -> c_int {
    // SAFETY: see above.
    let s = unsafe { state(s) };
    code(nla_type(asked).and_then(|asked| {
        s.nest(asked, Kind::from_level(level).ok_or(EINVAL)?)?;
        Ok(0)
    }))
}

unsafe extern "C" fn op_unnest(s: *mut c_void) {
    // SAFETY: see above.
    unsafe { state(s).unnest() }
}

unsafe extern "C" fn op_kind(s: *mut c_void) -> c_int {
    // SAFETY: see above.
    code(unsafe { state(s).kind() }.map(|kind| kind as c_int))
}

unsafe extern "C" fn op_family(s: *mut c_void) -> c_int {
    // SAFETY: see above.
    code(unsafe { state(s).family() }.map(|kind| kind as c_int))
}

unsafe extern "C" fn op_bridge(s: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: see above.
    unsafe { give(state(s).bridge(), value) }
}

unsafe extern "C" fn op_vf_vlan(s: *mut c_void, value: *mut [u64; 2]) -> c_int {
    // SAFETY: see above.
    unsafe { give(state(s).vf_vlan(), value) }
}

unsafe extern "C" fn op_metric(s: *mut c_void, value: *mut u32) -> c_int {
    // SAFETY: see above.
    let (number, metric) = match unsafe { state(s).metric() } {
        Ok(metric) => metric.unwrap_or_default(),
        Err(err) => return err.to_errno(),
    };
    // SAFETY: see above.
    unsafe { value.write(metric) };
    number.into()
}

unsafe extern "C" fn op_nexthop(s: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: see above.
    unsafe { give_next(state(s).nexthop(), value) }
}

unsafe extern "C" fn op_option(s: *mut c_void, value: *mut u64) -> c_int {
    // SAFETY: see above.
    unsafe { give(state(s).option(), value) }
}

unsafe extern "C" fn op_release(s: *mut c_void) {
    // SAFETY: see above.
    unsafe { state(s).release() }
}

unsafe extern "C" fn nlattr_state_size(_shape: *const Shape) -> usize {
    size_of::<Memory>()
}

unsafe extern "C" fn nlattr_init(
    s: *mut c_void,
    _arena: *mut Arena,
    _shape: *const Shape,
) -> c_int {
    let memory = Memory {
        socket: Socket::new(),
        state: State::new(),
    };
    // SAFETY: memory of state_size() bytes, aligned to 64
    unsafe { s.cast::<Memory>().write(memory) };
    0
}

unsafe extern "C" fn nlattr_fini(s: *mut c_void) {
    // SAFETY: see above.
    unsafe { s.cast::<Memory>().drop_in_place() }
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

static OPS: NlattrOps = NlattrOps {
    common: Ops {
        state_size: nlattr_state_size,
        init: nlattr_init,
        fini: nlattr_fini,
        hot: nlattr_hot,
    },
    recv: op_recv,
    next: op_next,
    attr: op_attr,
    len: op_len,
    get: op_get,
    data: op_data,
    name: op_name,
    nest: op_nest,
    unnest: op_unnest,
    kind: op_kind,
    family: op_family,
    bridge: op_bridge,
    vf_vlan: op_vf_vlan,
    metric: op_metric,
    nexthop: op_nexthop,
    option: op_option,
    release: op_release,
};

#[no_mangle]
#[allow(non_upper_case_globals)]
static memtax_cell: Cell = Cell::new(c"nlattr", &OPS.common, size_of_val(&OPS));
