// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: numbers and headers of the protocols, by the names the kernel gives them
//! (workloads/rx/wire.h). Headers are structures, laid over a packet where it is long enough.
//! Two-byte values that are compared where they stand in a frame are in network order.

pub const ETH_P_IP: u16 = 0x0800_u16.to_be();
pub const ETH_P_8021Q: u16 = 0x8100_u16.to_be();
pub const ETH_P_IPV6: u16 = 0x86dd_u16.to_be();
pub const ETH_P_8021AD: u16 = 0x88a8_u16.to_be();
pub const ETH_P_802_3_MIN: u16 = 0x0600; // in host order: less is a length

pub const IP_FRAGMENT: u16 = 0x3fff_u16.to_be(); // more fragments, or an offset
pub const IP6_FRAGMENT: u16 = 0xfff9_u16.to_be(); // the same in a fragment header

pub const IPPROTO_IPIP: u8 = 4;
pub const IPPROTO_TCP: u8 = 6;
pub const IPPROTO_UDP: u8 = 17;
pub const NEXTHDR_HOP: u8 = 0;
pub const NEXTHDR_ROUTING: u8 = 43;
pub const NEXTHDR_FRAGMENT: u8 = 44;
pub const NEXTHDR_DEST: u8 = 60;

pub const IPOPT_END: u8 = 0;
pub const IPOPT_NOOP: u8 = 1;
pub const IPOPT_CIPSO: u8 = 134;
pub const TCPOPT_NOP: u8 = 1;
pub const TCPOPT_MSS: u8 = 2;
pub const TCPOLEN_MSS: u8 = 4;
pub const TCP_SYN: u8 = 2; // in the byte of flags
pub const IPV6_TLV_PAD1: u8 = 0;
pub const IPV6_TLV_PADN: u8 = 1;
pub const IPV6_TLV_ROUTERALERT: u8 = 5;

/// A header as it lies in a packet: unaligned, multi-byte fields in network order.
///
/// # Safety
/// Any bytes are one, at any address.
pub unsafe trait Header: Sized {
    const LEN: usize = size_of::<Self>();

    /// The one that `bytes` begins with.
    ///
    /// # Safety
    /// `bytes` is not shorter than the header.
    #[inline(always)]
    unsafe fn at(bytes: &[u8]) -> &Self {
        // SAFETY: it is long enough, says the caller; any bytes will do.
        unsafe { &*bytes.as_ptr().cast() }
    }
}

macro_rules! headers {
    ($($name:ident)*) => {
        $(
            // SAFETY: packed, and all its fields are numbers.
            unsafe impl Header for $name {}
        )*
    };
}

headers!(EthHdr VlanHdr IpHdr Ipv6Hdr Ipv6ExtHdr TcpHdr UdpHdr);

#[repr(C, packed)]
pub struct EthHdr {
    _dest: [u8; 6],
    _source: [u8; 6],
    pub proto: u16,
}

#[repr(C, packed)]
pub struct VlanHdr {
    pub tci: u16,
    pub proto: u16,
}

#[repr(C, packed)]
pub struct IpHdr {
    pub version_ihl: u8,
    _tos: u8,
    pub tot_len: u16,
    pub id: u16,
    pub frag_off: u16,
    _ttl: u8,
    pub protocol: u8,
    _check: u16,
    pub addr: u64, // source and destination
}

impl IpHdr {
    /// The header's length in bytes, as it says itself.
    #[inline(always)]
    pub fn ihl(&self) -> usize {
        usize::from(self.version_ihl & 15) * 4
    }

    /// The words that the checksum is summed over.
    #[inline(always)]
    pub fn words(&self) -> ([u64; 2], u32) {
        let header = core::ptr::from_ref(self);

        // SAFETY: 16 and 4 bytes are the header's 20, read as what may lie anywhere.
        unsafe {
            (
                header.cast::<[u64; 2]>().read_unaligned(),
                header.byte_add(16).cast::<u32>().read_unaligned(),
            )
        }
    }
}

#[repr(C, packed)]
pub struct Ipv6Hdr {
    pub version: u8,
    _flow_label: [u8; 3],
    pub payload_len: u16,
    pub nexthdr: u8,
    _hop_limit: u8,
    pub addr: [u64; 4], // source and destination
}

/// What an IPv6 extension header begins with; the least that one takes.
#[repr(C, packed)]
pub struct Ipv6ExtHdr {
    pub nexthdr: u8,
    pub hdrlen: u8,    // in 8 bytes beyond the first 8
    pub frag_off: u16, // of a fragment header
    pub frag_id: u32,
}

impl Ipv6ExtHdr {
    /// Of a routing header.
    pub fn segments_left(&self) -> u8 {
        self.frag_off.to_ne_bytes()[1]
    }
}

#[repr(C, packed)]
pub struct TcpHdr {
    pub ports: u32, // source and destination
    _seq: u32,
    _ack: u32,
    pub doff: u8,
    pub flags: u8,
    _window: u16,
    _check: u16,
    _urgent: u16,
}

#[repr(C, packed)]
pub struct UdpHdr {
    pub ports: u32,
    pub len: u16,
    _check: u16,
}
