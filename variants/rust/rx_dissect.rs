// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: from a frame to a flow key. Each header is taken off the front of a slice, whose length
//! is what is left of the packet: the test that the protocol asks for is the test that makes the
//! access safe, and there is no access without it.
//!
//! `T` is what becomes of the flow: all of it, or what the op needs (`Brief`). The second fits into
//! registers; the first is returned through memory, some 30 instructions a packet (candidates.md).
#![forbid(unsafe_code)]

use crate::rx_flow::*;
use crate::rx_wire::*;

/// The classes of one version of IP: TCP, UDP, anything else.
type Classes = [Class; 3];
const V4: Classes = [Class::V4Tcp, Class::V4Udp, Class::V4Other];
const V6: Classes = [Class::V6Tcp, Class::V6Udp, Class::V6Other];

/// What is known of the packet below layer 4, but for its addresses.
#[derive(Clone, Copy)]
struct Below {
    vlan: [u16; 2],
    flags: u16,
    network_offset: u16,
}

impl Below {
    /// Where in the frame `rest` begins, which is the end of `packet`.
    #[inline(always)]
    fn offset_of(&self, rest: &[u8], packet: &[u8]) -> u32 {
        u32::from(self.network_offset) + (packet.len() - rest.len()) as u32
    }
}

// ---- TCP, UDP ----------------------------------------------------------------------------------

/// tcpmss_mangle_packet(), over the options of a header that is known to hold them.
#[inline(never)]
fn tcp_mss(mut opt: &[u8]) -> u16 {
    loop {
        let step = match *opt {
            [TCPOPT_MSS, TCPOLEN_MSS, high, low, ..] => return u16::from_be_bytes([high, low]),
            [TCPOPT_MSS, TCPOLEN_MSS, ..] | [_] | [] => return 0,
            [..=TCPOPT_NOP, ..] | [_, 0, ..] => 1,
            [_, len, ..] => usize::from(len),
        };
        opt = opt.get(step..).unwrap_or_default();
    }
}

/// Layer 4 is `rest`, the end of `packet`, which begins with the outermost IP header.
#[inline(always)]
fn parse_l4<T: From<Flow>>(
    packet: &[u8],
    rest: &[u8],
    protocol: u8,
    [tcp, udp, other]: Classes,
    below: Below,
    addr: [u64; 4],
) -> Result<T, Reason> {
    let (class, ports, mss, header_len, payload);

    match protocol {
        IPPROTO_TCP => {
            let (th, _) = TcpHdr::pull(rest).ok_or(Reason::L4Short)?;
            let header;

            (header, payload) = rest.split_at_checked(th.doff()).ok_or(Reason::L4Header)?;
            let options = header.get(TcpHdr::LEN..).ok_or(Reason::L4Header)?;
            mss = if th.is_syn() { tcp_mss(options) } else { 0 };
            (class, ports, header_len) = (tcp, th.ports(), header.len());
        }
        IPPROTO_UDP => {
            let (uh, _) = UdpHdr::pull(rest).ok_or(Reason::L4Short)?;
            let datagram = rest.get(..uh.len()).ok_or(Reason::L4Header)?;

            payload = datagram.get(UdpHdr::LEN..).ok_or(Reason::L4Header)?;
            (class, ports, mss, header_len) = (udp, uh.ports(), 0, UdpHdr::LEN);
        }
        _ => (class, ports, mss, header_len, payload) = (other, 0, 0, 0, rest),
    }
    Ok(T::from(Flow {
        vlan: below.vlan,
        protocol,
        class,
        flags: below.flags,
        ports,
        payload_len: payload.len() as u32,
        payload_offset: below.offset_of(rest, packet) + header_len as u32,
        mss,
        network_offset: below.network_offset,
        addr,
    }))
}

/// What is left of a fragment: no ports to see, its identification instead.
#[inline(always)]
fn parse_fragment<T: From<Flow>>(
    packet: &[u8],
    rest: &[u8],
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
        payload_len: rest.len() as u32,
        payload_offset: below.offset_of(rest, packet),
        mss: 0,
        network_offset: below.network_offset,
        addr,
    })
}

// ---- IPv4 --------------------------------------------------------------------------------------

/// Add with the carry brought round: a ones' complement sum of words.
#[inline(always)]
fn csum_add(sum: u64, word: u64) -> u64 {
    let (sum, carry) = sum.overflowing_add(word);

    sum.wrapping_add(carry.into())
}

/// ip_fast_csum(): is a header with these options whole?
#[inline(always)]
fn ip_fast_csum(iph: &IpHdr, options: &[u8]) -> bool {
    let (first, second, last) = iph.words();
    let mut sum = csum_add(csum_add(first, second), last.into());

    for word in options.as_chunks().0 {
        sum = csum_add(sum, u32::from_ne_bytes(*word).into());
    }
    let folded = (sum.wrapping_add(sum.rotate_left(32)) >> 32) as u32;

    folded.wrapping_add(folded.rotate_left(16)) >= 0xffff_0000
}

/// cipso_v4_optptr(): is there a security label?
#[inline(never)]
fn cipso_optptr(mut opt: &[u8]) -> bool {
    loop {
        let taglen = match *opt {
            [IPOPT_CIPSO, ..] => return true,
            [] | [IPOPT_END, ..] => return false,
            [IPOPT_NOOP, ..] => 1,
            [_] | [_, 0, ..] => return false,
            [_, len, ..] => usize::from(len),
        };
        opt = opt.get(taglen..).unwrap_or_default();
    }
}

/// __skb_flow_dissect() of IPIP: each round takes at least 20 bytes off.
#[inline(never)]
fn parse_ipip<T: From<Flow>>(
    packet: &[u8],
    mut rest: &[u8],
    mut below: Below,
) -> Result<T, Reason> {
    loop {
        let (iph, _) = IpHdr::pull(rest).ok_or(Reason::Inner)?;
        let protocol = if iph.is_fragment() { 0 } else { iph.protocol() };

        if iph.ihl() < IpHdr::LEN {
            return Err(Reason::Inner);
        }
        rest = rest.get(iph.ihl()..).ok_or(Reason::Inner)?;
        if protocol != IPPROTO_IPIP {
            below.flags |= FLOW_ENCAP;
            return parse_l4(packet, rest, protocol, V4, below, [iph.addr(), 0, 0, 0]);
        }
    }
}

/// ip_rcv_core() behind the first byte: `rest` begins with the header, of which `options` is a part.
#[inline(always)]
fn parse_v4_ihl<T: From<Flow>>(
    rest: &[u8],
    iph: IpHdr,
    options: &[u8],
    mut below: Below,
) -> Result<T, Reason> {
    let addr = [iph.addr(), 0, 0, 0];

    if !ip_fast_csum(&iph, options) {
        return Err(Reason::IpSum);
    }
    let packet = rest.get(..iph.tot_len()).ok_or(Reason::IpTruncated)?;
    let rest = packet
        .get(IpHdr::LEN + options.len()..)
        .ok_or(Reason::IpHeader)?;

    if !options.is_empty() && cipso_optptr(options) {
        below.flags |= FLOW_CIPSO;
    }
    if iph.is_fragment() {
        let (protocol, id) = (iph.protocol(), iph.id().into());

        return Ok(parse_fragment(packet, rest, protocol, V4, id, below, addr));
    }
    if iph.protocol() == IPPROTO_IPIP {
        return parse_ipip(packet, rest, below);
    }
    parse_l4(packet, rest, iph.protocol(), V4, below, addr)
}

/// With options, or not IPv4 at all.
#[inline(never)]
fn parse_v4_options<T: From<Flow>>(rest: &[u8], iph: IpHdr, below: Below) -> Result<T, Reason> {
    if iph.version_ihl() >> 4 != 4 {
        return Err(Reason::IpHeader);
    }
    let options = rest.get(IpHdr::LEN..iph.ihl()).ok_or(Reason::IpHeader)?;

    parse_v4_ihl(rest, iph, options, below)
}

/// ip_rcv_core(); the header without options is told first, as inet_gro_receive() does.
#[inline(always)]
fn parse_v4<T: From<Flow>>(rest: &[u8], below: Below) -> Result<T, Reason> {
    let (iph, _) = IpHdr::pull(rest).ok_or(Reason::IpShort)?;

    if iph.version_ihl() == 0x45 {
        return parse_v4_ihl(rest, iph, &[], below);
    }
    parse_v4_options(rest, iph, below)
}

// ---- IPv6 --------------------------------------------------------------------------------------

/// ip6_parse_tlv(), over the options of a header that is known to hold them. Is there a router
/// alert?
#[inline(never)]
fn parse_tlv(mut options: &[u8]) -> Result<bool, Reason> {
    let (mut alert, mut padlen) = (false, 0);

    while let Some((&kind, after)) = options.split_first() {
        if kind == IPV6_TLV_PAD1 {
            padlen += 1;
            options = after;
        } else {
            let (&len, after) = after.split_first().ok_or(Reason::Extension)?;
            let value;

            (value, options) = after
                .split_at_checked(len.into())
                .ok_or(Reason::Extension)?;
            match kind {
                IPV6_TLV_PADN if value.iter().all(|&byte| byte == 0) => padlen += 2 + value.len(),
                IPV6_TLV_PADN | 0x40.. => return Err(Reason::Extension),
                _ => {
                    alert |= kind == IPV6_TLV_ROUTERALERT;
                    padlen = 0;
                }
            }
        }
        if padlen > 7 {
            return Err(Reason::Extension);
        }
    }
    Ok(alert)
}

/// The chain of extension headers (`rest`), stepped through like ip6_find_1stfragopt(): each is
/// taken off whole before it is looked at, so that each round takes at least 8 bytes off.
#[inline(never)]
fn parse_extensions<T: From<Flow>>(
    packet: &[u8],
    mut rest: &[u8],
    ip: Ipv6Hdr,
    mut below: Below,
) -> Result<T, Reason> {
    let mut next = ip.nexthdr();
    let mut first = true;

    while let NEXTHDR_HOP | NEXTHDR_DEST | NEXTHDR_ROUTING | NEXTHDR_FRAGMENT = next {
        let (hdr, _) = Ipv6ExtHdr::pull(rest).ok_or(Reason::Extension)?;
        let len = if next == NEXTHDR_FRAGMENT {
            Ipv6ExtHdr::LEN
        } else {
            hdr.hdrlen()
        };
        let header;

        (header, rest) = rest.split_at_checked(len).ok_or(Reason::Extension)?;
        match next {
            NEXTHDR_HOP if !first => return Err(Reason::Extension),
            NEXTHDR_HOP | NEXTHDR_DEST => {
                let options = header.get(2..).ok_or(Reason::Extension)?;

                if parse_tlv(options)? {
                    below.flags |= FLOW_ALERT;
                }
            }
            NEXTHDR_ROUTING if hdr.segments_left() != 0 => return Err(Reason::Extension),
            NEXTHDR_FRAGMENT if hdr.is_fragment() => {
                let (protocol, id) = (hdr.nexthdr(), hdr.frag_id());

                return Ok(parse_fragment(
                    packet,
                    rest,
                    protocol,
                    V6,
                    id,
                    below,
                    ip.addr(),
                ));
            }
            _ => {}
        }
        next = hdr.nexthdr();
        first = false;
    }
    parse_l4(packet, rest, next, V6, below, ip.addr())
}

/// ip6_rcv_core()
#[inline(always)]
fn parse_v6<T: From<Flow>>(packet: &[u8], mut below: Below) -> Result<T, Reason> {
    let (hdr, rest) = Ipv6Hdr::pull(packet).ok_or(Reason::IpShort)?;

    if hdr.version() != 6 {
        return Err(Reason::IpHeader);
    }
    let rest = rest.get(..hdr.payload_len()).ok_or(Reason::IpTruncated)?;
    let packet = &packet[..Ipv6Hdr::LEN + rest.len()];

    below.flags |= FLOW_V6;
    match hdr.nexthdr() {
        next @ (IPPROTO_TCP | IPPROTO_UDP) => parse_l4(packet, rest, next, V6, below, hdr.addr()),
        _ => parse_extensions(packet, rest, hdr, below),
    }
}

// ---- Ethernet, VLAN ----------------------------------------------------------------------------

/// eth_type_trans(): what is in a frame that is neither IPv4 nor IPv6.
#[inline(never)]
fn parse_other(rest: &[u8], proto: u16) -> Reason {
    match rest.first_chunk() {
        _ if u16::from_be(proto) >= ETH_P_802_3_MIN => Reason::Protocol,
        Some([0xff, 0xff]) => Reason::Raw8023,
        _ => Reason::Llc8022,
    }
}

#[inline(always)]
fn parse_network<T: From<Flow>>(rest: &[u8], proto: u16, below: Below) -> Result<T, Reason> {
    match proto {
        ETH_P_IP => parse_v4(rest, below),
        ETH_P_IPV6 => parse_v6(rest, below),
        _ => Err(parse_other(rest, proto)),
    }
}

fn is_vlan(proto: u16) -> bool {
    proto == ETH_P_8021Q || proto == ETH_P_8021AD
}

/// skb_vlan_untag(), twice at most; then what is behind the tags.
#[inline(never)]
fn parse_vlan<T: From<Flow>>(mut rest: &[u8], mut below: Below) -> Result<T, Reason> {
    below.flags = FLOW_TAG;
    for tci in &mut below.vlan {
        let vhdr;

        (vhdr, rest) = VlanHdr::pull(rest).ok_or(Reason::Link)?;
        *tci = vhdr.tci();
        below.network_offset += VlanHdr::LEN as u16;
        if !is_vlan(vhdr.proto()) {
            if u16::from_be(vhdr.proto()) < ETH_P_802_3_MIN && rest.len() < 2 {
                return Err(Reason::Link);
            }
            return parse_network(rest, vhdr.proto(), below);
        }
        below.flags = FLOW_TAG | FLOW_TAGS;
    }
    Err(Reason::VlanDepth)
}

#[inline(always)]
pub fn parse<T: From<Flow>>(frame: &[u8]) -> Result<T, Reason> {
    let (eth, rest) = EthHdr::pull(frame).ok_or(Reason::Link)?;
    let below = Below {
        vlan: [0; 2],
        flags: 0,
        network_offset: EthHdr::LEN as u16,
    };

    if is_vlan(eth.proto()) {
        return parse_vlan(rest, below);
    }
    parse_network(rest, eth.proto(), below)
}
