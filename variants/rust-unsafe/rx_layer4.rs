// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: TCP, UDP and fragments, and what all layers are told apart by. See rx_dissect.rs.

use crate::rx_flow::*;
use crate::rx_wire::*;

/// The classes of one version of IP: TCP, UDP, anything else.
pub type Classes = [Class; 3];
pub const V4: Classes = [Class::V4Tcp, Class::V4Udp, Class::V4Other];
pub const V6: Classes = [Class::V6Tcp, Class::V6Udp, Class::V6Other];

/// What is known of the packet below layer 4, but for its addresses.
#[derive(Clone, Copy)]
pub struct Below {
    pub vlan: [u16; 2],
    pub flags: u16,
    pub network_offset: u16,
}

/// A part of a packet, which begins `off` bytes into the frame.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub bytes: &'a [u8],
    pub off: u32,
}

impl<'a> Part<'a> {
    /// What follows the first `n` bytes.
    ///
    /// # Safety
    /// There are `n` bytes.
    #[inline(always)]
    pub unsafe fn skip(self, n: usize) -> Self {
        Part {
            // SAFETY: says the caller.
            bytes: unsafe { self.bytes.get_unchecked(n..) },
            off: self.off.wrapping_add(n as u32),
        }
    }

    /// The first `n` bytes.
    ///
    /// # Safety
    /// There are `n` bytes.
    #[inline(always)]
    pub unsafe fn trim(self, n: usize) -> Self {
        Part {
            // SAFETY: says the caller.
            bytes: unsafe { self.bytes.get_unchecked(..n) },
            off: self.off,
        }
    }
}

/// tcpmss_mangle_packet(), over the options of a header that is known to hold them.
#[inline(never)]
fn tcp_mss(opt: &[u8]) -> u16 {
    let mut i = 0;

    while i + usize::from(TCPOLEN_MSS) <= opt.len() {
        // SAFETY: four bytes from `i` on are inside, by the test of the loop.
        let [kind, len, high, low] = unsafe { *opt.as_ptr().add(i).cast::<[u8; 4]>() };

        if kind == TCPOPT_MSS && len == TCPOLEN_MSS {
            return u16::from_be_bytes([high, low]);
        }
        i += if kind <= TCPOPT_NOP || len == 0 {
            1
        } else {
            usize::from(len)
        };
    }
    0
}

/// Layer 4 is `rest`.
#[inline(always)]
pub fn parse_l4<T: From<Flow>>(
    rest: Part,
    protocol: u8,
    [tcp, udp, other]: Classes,
    below: Below,
    addr: [u64; 4],
) -> Result<T, Reason> {
    let (class, ports, mss, payload);

    match protocol {
        IPPROTO_TCP => {
            if rest.bytes.len() < TcpHdr::LEN {
                return Err(Reason::L4Short);
            }
            // SAFETY: it is long enough, by the test above.
            let th = unsafe { TcpHdr::at(rest.bytes) };
            let doff = usize::from(th.doff >> 4) * 4;

            if doff < TcpHdr::LEN || doff > rest.bytes.len() {
                return Err(Reason::L4Header);
            }
            mss = if th.flags & TCP_SYN != 0 {
                // SAFETY: 20 <= doff <= len, by the test above.
                tcp_mss(unsafe { rest.bytes.get_unchecked(TcpHdr::LEN..doff) })
            } else {
                0
            };
            // SAFETY: the same.
            payload = unsafe { rest.skip(doff) };
            (class, ports) = (tcp, th.ports);
        }
        IPPROTO_UDP => {
            if rest.bytes.len() < UdpHdr::LEN {
                return Err(Reason::L4Short);
            }
            // SAFETY: it is long enough, by the test above.
            let uh = unsafe { UdpHdr::at(rest.bytes) };
            let len = usize::from(u16::from_be(uh.len));

            if len < UdpHdr::LEN || len > rest.bytes.len() {
                return Err(Reason::L4Header);
            }
            // SAFETY: 8 <= len <= the length, by the test above.
            payload = unsafe { rest.trim(len).skip(UdpHdr::LEN) };
            (class, ports, mss) = (udp, uh.ports, 0);
        }
        _ => (class, ports, mss, payload) = (other, 0, 0, rest),
    }
    Ok(T::from(Flow {
        vlan: below.vlan,
        protocol,
        class,
        flags: below.flags,
        ports,
        payload_len: payload.bytes.len() as u32,
        payload_offset: payload.off,
        mss,
        network_offset: below.network_offset,
        addr,
    }))
}

/// What is left of a fragment: no ports to see, its identification instead.
#[inline(always)]
pub fn parse_fragment<T: From<Flow>>(
    rest: Part,
    protocol: u8,
    [_, _, class]: Classes,
    id: u32,
    below: Below,
    addr: [u64; 4],
) -> T {
    T::from(Flow {
        vlan: below.vlan,
        protocol,
        class,
        flags: below.flags | FLOW_FRAGMENT,
        ports: id,
        payload_len: rest.bytes.len() as u32,
        payload_offset: rest.off,
        mss: 0,
        network_offset: below.network_offset,
        addr,
    })
}
