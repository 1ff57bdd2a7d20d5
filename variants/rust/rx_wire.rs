// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: numbers and headers of the protocols, by the names the kernel gives them
//! (workloads/rx/wire.h). A header is an array of its length: whoever has one knows that it is there.
//! Two-byte values that are compared where they stand in a frame are in network order.
#![forbid(unsafe_code)]

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

/// The L bytes at AT of a header of N bytes. Where they are not inside, it does not compile.
#[inline(always)]
fn field<const AT: usize, const L: usize, const N: usize>(header: &[u8; N]) -> [u8; L] {
    const { assert!(AT + L <= N) };
    core::array::from_fn(|i| header[AT + i])
}

/// Two bytes as a number.
#[inline(always)]
fn be16<const AT: usize, const N: usize>(header: &[u8; N]) -> u16 {
    u16::from_be_bytes(field::<AT, 2, N>(header))
}

// As they lie there: what is only compared, ports, addresses.

#[inline(always)]
fn wire16<const AT: usize, const N: usize>(header: &[u8; N]) -> u16 {
    u16::from_ne_bytes(field::<AT, 2, N>(header))
}

#[inline(always)]
fn wire32<const AT: usize, const N: usize>(header: &[u8; N]) -> u32 {
    u32::from_ne_bytes(field::<AT, 4, N>(header))
}

#[inline(always)]
fn wire64<const AT: usize, const N: usize>(header: &[u8; N]) -> u64 {
    u64::from_ne_bytes(field::<AT, 8, N>(header))
}

/// A header of a length that the protocol gives.
macro_rules! header {
    ($name:ident, $len:literal) => {
        pub struct $name<'a>(&'a [u8; $len]);

        impl<'a> $name<'a> {
            pub const LEN: usize = $len;

            /// The one that `bytes` begins with, and what follows it.
            #[inline(always)]
            pub fn pull(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
                let (header, rest) = bytes.split_first_chunk()?;

                Some(($name(header), rest))
            }
        }
    };
}

header!(EthHdr, 14);
header!(VlanHdr, 4);
header!(IpHdr, 20);
header!(Ipv6Hdr, 40);
header!(Ipv6ExtHdr, 8); // what every extension header begins with; the least that one takes
header!(TcpHdr, 20);
header!(UdpHdr, 8);

impl EthHdr<'_> {
    #[inline(always)]
    pub fn proto(&self) -> u16 {
        wire16::<12, _>(self.0)
    }
}

impl VlanHdr<'_> {
    #[inline(always)]
    pub fn tci(&self) -> u16 {
        be16::<0, _>(self.0)
    }

    #[inline(always)]
    pub fn proto(&self) -> u16 {
        wire16::<2, _>(self.0)
    }
}

impl IpHdr<'_> {
    #[inline(always)]
    pub fn version_ihl(&self) -> u8 {
        self.0[0]
    }

    /// The header's length in bytes, as it says itself.
    #[inline(always)]
    pub fn ihl(&self) -> usize {
        usize::from(self.0[0] & 15) * 4
    }

    #[inline(always)]
    pub fn tot_len(&self) -> usize {
        be16::<2, _>(self.0).into()
    }

    #[inline(always)]
    pub fn id(&self) -> u16 {
        be16::<4, _>(self.0)
    }

    #[inline(always)]
    pub fn is_fragment(&self) -> bool {
        wire16::<6, _>(self.0) & IP_FRAGMENT != 0
    }

    #[inline(always)]
    pub fn protocol(&self) -> u8 {
        self.0[9]
    }

    /// Source and destination.
    #[inline(always)]
    pub fn addr(&self) -> u64 {
        wire64::<12, _>(self.0)
    }

    /// The words that the checksum is summed over.
    #[inline(always)]
    pub fn words(&self) -> (u64, u64, u32) {
        (
            wire64::<0, _>(self.0),
            wire64::<8, _>(self.0),
            wire32::<16, _>(self.0),
        )
    }
}

impl Ipv6Hdr<'_> {
    #[inline(always)]
    pub fn version(&self) -> u8 {
        self.0[0] >> 4
    }

    #[inline(always)]
    pub fn payload_len(&self) -> usize {
        be16::<4, _>(self.0).into()
    }

    #[inline(always)]
    pub fn nexthdr(&self) -> u8 {
        self.0[6]
    }

    /// Source and destination.
    #[inline(always)]
    pub fn addr(&self) -> [u64; 4] {
        [
            wire64::<8, _>(self.0),
            wire64::<16, _>(self.0),
            wire64::<24, _>(self.0),
            wire64::<32, _>(self.0),
        ]
    }
}

impl Ipv6ExtHdr<'_> {
    pub fn nexthdr(&self) -> u8 {
        self.0[0]
    }

    /// The header's length in bytes, as it says itself. A fragment header does not.
    pub fn hdrlen(&self) -> usize {
        (usize::from(self.0[1]) + 1) * 8
    }

    /// Of a routing header.
    pub fn segments_left(&self) -> u8 {
        self.0[3]
    }

    /// Of a fragment header.
    pub fn is_fragment(&self) -> bool {
        wire16::<2, _>(self.0) & IP6_FRAGMENT != 0
    }

    pub fn frag_id(&self) -> u32 {
        u32::from_be(wire32::<4, _>(self.0))
    }
}

impl TcpHdr<'_> {
    /// Source and destination.
    #[inline(always)]
    pub fn ports(&self) -> u32 {
        wire32::<0, _>(self.0)
    }

    /// The header's length in bytes, as it says itself.
    #[inline(always)]
    pub fn doff(&self) -> usize {
        usize::from(self.0[12] >> 4) * 4
    }

    #[inline(always)]
    pub fn is_syn(&self) -> bool {
        self.0[13] & TCP_SYN != 0
    }
}

impl UdpHdr<'_> {
    /// Source and destination.
    #[inline(always)]
    pub fn ports(&self) -> u32 {
        wire32::<0, _>(self.0)
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        be16::<4, _>(self.0).into()
    }
}
