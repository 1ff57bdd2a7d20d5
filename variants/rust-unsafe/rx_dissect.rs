// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: from a frame to a flow key, up to layer 4 (rx_layer4.rs). A length is tested as
//! the protocol asks for it; what it covers is then taken without another test. Left to proof by
//! comment: that each test is the right one for the access below it.
//!
//! `T` is what becomes of the flow: all of it, or what the op needs (`Brief`).

use crate::rx_flow::*;
use crate::rx_layer4::*;
use crate::rx_wire::*;

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
    let ([first, second], last) = iph.words();
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
    while let Some((&kind, after)) = opt.split_first() {
        let taglen = match (kind, after.first()) {
            (IPOPT_CIPSO, _) => return true,
            (IPOPT_END, _) => return false,
            (IPOPT_NOOP, _) => 1,
            (_, None | Some(0)) => return false,
            (_, Some(&len)) => usize::from(len),
        };
        if taglen > opt.len() {
            return false;
        }
        // SAFETY: that many bytes are there, by the test above.
        opt = unsafe { opt.get_unchecked(taglen..) };
    }
    false
}

/// __skb_flow_dissect() of IPIP: each round takes at least 20 bytes off.
#[inline(never)]
fn parse_ipip<T: From<Flow>>(bytes: &[u8], off: u32, mut below: Below) -> Result<T, Reason> {
    let mut rest = Part { bytes, off };

    loop {
        if rest.bytes.len() < IpHdr::LEN {
            return Err(Reason::Inner);
        }
        // SAFETY: it is long enough, by the test above.
        let iph = unsafe { IpHdr::at(rest.bytes) };

        if iph.ihl() < IpHdr::LEN || iph.ihl() > rest.bytes.len() {
            return Err(Reason::Inner);
        }
        // SAFETY: that many bytes are there, by the test above.
        rest = unsafe { rest.skip(iph.ihl()) };
        let protocol = if iph.frag_off & IP_FRAGMENT != 0 {
            0
        } else {
            iph.protocol
        };
        if protocol != IPPROTO_IPIP {
            below.flags |= FLOW_ENCAP;
            return parse_l4(rest, protocol, V4, below, [iph.addr, 0, 0, 0]);
        }
    }
}

/// ip_rcv_core() behind the first byte.
///
/// # Safety
/// `rest` begins with the header, which is there with its `options`.
#[inline(always)]
unsafe fn parse_v4_ihl<T: From<Flow>>(
    rest: Part,
    iph: &IpHdr,
    options: &[u8],
    mut below: Below,
) -> Result<T, Reason> {
    let addr = [iph.addr, 0, 0, 0];
    let tot_len = usize::from(u16::from_be(iph.tot_len));
    let ihl = IpHdr::LEN + options.len();

    if !ip_fast_csum(iph, options) {
        return Err(Reason::IpSum);
    }
    if tot_len > rest.bytes.len() {
        return Err(Reason::IpTruncated);
    }
    if tot_len < ihl {
        return Err(Reason::IpHeader);
    }
    // SAFETY: ihl <= tot_len <= the length, by the tests above.
    let rest = unsafe { rest.trim(tot_len).skip(ihl) };

    if !options.is_empty() && cipso_optptr(options) {
        below.flags |= FLOW_CIPSO;
    }
    if iph.frag_off & IP_FRAGMENT != 0 {
        let id = u16::from_be(iph.id).into();

        return Ok(parse_fragment(rest, iph.protocol, V4, id, below, addr));
    }
    if iph.protocol == IPPROTO_IPIP {
        return parse_ipip(rest.bytes, rest.off, below);
    }
    parse_l4(rest, iph.protocol, V4, below, addr)
}

/// With options, or not IPv4 at all.
///
/// # Safety
/// 20 bytes are there.
#[inline(never)]
unsafe fn parse_v4_options<T: From<Flow>>(
    bytes: &[u8],
    off: u32,
    below: Below,
) -> Result<T, Reason> {
    // SAFETY: says the caller.
    let iph = unsafe { IpHdr::at(bytes) };
    let ihl = iph.ihl();

    if iph.version_ihl >> 4 != 4 || ihl < IpHdr::LEN || ihl > bytes.len() {
        return Err(Reason::IpHeader);
    }
    // SAFETY: 20 <= ihl <= the length, by the test above.
    unsafe {
        let options = bytes.get_unchecked(IpHdr::LEN..ihl);

        parse_v4_ihl(Part { bytes, off }, iph, options, below)
    }
}

/// ip_rcv_core(); the header without options is told first, as inet_gro_receive() does.
#[inline(always)]
fn parse_v4<T: From<Flow>>(rest: Part, below: Below) -> Result<T, Reason> {
    if rest.bytes.len() < IpHdr::LEN {
        return Err(Reason::IpShort);
    }
    // SAFETY: it is long enough, by the test above.
    unsafe {
        let iph = IpHdr::at(rest.bytes);

        if iph.version_ihl == 0x45 {
            return parse_v4_ihl(rest, iph, &[], below);
        }
        parse_v4_options(rest.bytes, rest.off, below)
    }
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
            let len = after
                .first()
                .map_or(usize::MAX, |&len| usize::from(len) + 1);

            if len > after.len() {
                return Err(Reason::Extension);
            }
            // SAFETY: the byte of the length and as many as it says are there, by the test above.
            let value = unsafe { after.get_unchecked(1..len) };
            // SAFETY: the same.
            options = unsafe { after.get_unchecked(len..) };

            match kind {
                IPV6_TLV_PADN if value.iter().all(|&byte| byte == 0) => padlen += 1 + len,
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

/// The chain of extension headers (`bytes`), stepped through like ip6_find_1stfragopt(): each is
/// taken off whole before it is looked at, so that each round takes at least 8 bytes off.
#[inline(never)]
fn parse_extensions<T: From<Flow>>(
    bytes: &[u8],
    off: u32,
    ip: &Ipv6Hdr,
    mut below: Below,
) -> Result<T, Reason> {
    let mut rest = Part { bytes, off };
    let mut next = ip.nexthdr;
    let mut first = true;

    while let NEXTHDR_HOP | NEXTHDR_DEST | NEXTHDR_ROUTING | NEXTHDR_FRAGMENT = next {
        if rest.bytes.len() < Ipv6ExtHdr::LEN {
            return Err(Reason::Extension);
        }
        // SAFETY: it is long enough, by the test above.
        let hdr = unsafe { Ipv6ExtHdr::at(rest.bytes) };
        let len = if next == NEXTHDR_FRAGMENT {
            Ipv6ExtHdr::LEN
        } else {
            (usize::from(hdr.hdrlen) + 1) * 8
        };
        if len > rest.bytes.len() {
            return Err(Reason::Extension);
        }
        // SAFETY: 8 <= len <= the length, by the test above.
        let options = unsafe { rest.bytes.get_unchecked(2..len) };
        // SAFETY: the same.
        rest = unsafe { rest.skip(len) };

        match next {
            NEXTHDR_HOP if !first => return Err(Reason::Extension),
            NEXTHDR_HOP | NEXTHDR_DEST => {
                if parse_tlv(options)? {
                    below.flags |= FLOW_ALERT;
                }
            }
            NEXTHDR_ROUTING if hdr.segments_left() != 0 => return Err(Reason::Extension),
            NEXTHDR_FRAGMENT if hdr.frag_off & IP6_FRAGMENT != 0 => {
                let id = u32::from_be(hdr.frag_id);

                return Ok(parse_fragment(rest, hdr.nexthdr, V6, id, below, ip.addr));
            }
            _ => {}
        }
        next = hdr.nexthdr;
        first = false;
    }
    parse_l4(rest, next, V6, below, ip.addr)
}

/// ip6_rcv_core()
#[inline(always)]
fn parse_v6<T: From<Flow>>(rest: Part, mut below: Below) -> Result<T, Reason> {
    if rest.bytes.len() < Ipv6Hdr::LEN {
        return Err(Reason::IpShort);
    }
    // SAFETY: it is long enough, by the test above.
    let (hdr, rest) = unsafe { (Ipv6Hdr::at(rest.bytes), rest.skip(Ipv6Hdr::LEN)) };
    let payload_len = usize::from(u16::from_be(hdr.payload_len));

    if hdr.version >> 4 != 6 {
        return Err(Reason::IpHeader);
    }
    if payload_len > rest.bytes.len() {
        return Err(Reason::IpTruncated);
    }
    // SAFETY: that many bytes are there, by the test above.
    let rest = unsafe { rest.trim(payload_len) };

    below.flags |= FLOW_V6;
    match hdr.nexthdr {
        next @ (IPPROTO_TCP | IPPROTO_UDP) => parse_l4(rest, next, V6, below, hdr.addr),
        _ => parse_extensions(rest.bytes, rest.off, hdr, below),
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
fn parse_network<T: From<Flow>>(rest: Part, proto: u16, mut below: Below) -> Result<T, Reason> {
    below.network_offset = rest.off as u16;
    match proto {
        ETH_P_IP => parse_v4(rest, below),
        ETH_P_IPV6 => parse_v6(rest, below),
        _ => Err(parse_other(rest.bytes, proto)),
    }
}

fn is_vlan(proto: u16) -> bool {
    proto == ETH_P_8021Q || proto == ETH_P_8021AD
}

/// skb_vlan_untag(), twice at most; then what is behind the tags.
#[inline(never)]
fn parse_vlan<T: From<Flow>>(bytes: &[u8], off: u32, mut below: Below) -> Result<T, Reason> {
    let mut rest = Part { bytes, off };

    below.flags = FLOW_TAG;
    for tci in &mut below.vlan {
        if rest.bytes.len() < VlanHdr::LEN {
            return Err(Reason::Link);
        }
        // SAFETY: it is long enough, by the test above.
        let vhdr = unsafe { VlanHdr::at(rest.bytes) };
        // SAFETY: the same.
        rest = unsafe { rest.skip(VlanHdr::LEN) };

        *tci = u16::from_be(vhdr.tci);
        if !is_vlan(vhdr.proto) {
            if u16::from_be(vhdr.proto) < ETH_P_802_3_MIN && rest.bytes.len() < 2 {
                return Err(Reason::Link);
            }
            return parse_network(rest, vhdr.proto, below);
        }
        below.flags = FLOW_TAG | FLOW_TAGS;
    }
    Err(Reason::VlanDepth)
}

#[inline(always)]
pub fn parse<T: From<Flow>>(frame: &[u8]) -> Result<T, Reason> {
    let frame = Part {
        bytes: frame,
        off: 0,
    };
    let below = Below {
        vlan: [0; 2],
        flags: 0,
        network_offset: 0,
    };

    if frame.bytes.len() < EthHdr::LEN {
        return Err(Reason::Link);
    }
    // SAFETY: it is long enough, by the test above.
    let (eth, rest) = unsafe { (EthHdr::at(frame.bytes), frame.skip(EthHdr::LEN)) };

    if is_vlan(eth.proto) {
        return parse_vlan(rest.bytes, rest.off, below);
    }
    parse_network(rest, eth.proto, below)
}
