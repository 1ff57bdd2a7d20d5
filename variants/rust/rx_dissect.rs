// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: from a frame to a flow key. Each header is taken off the front of a slice, whose length
//! is what is left of the packet: the test that the protocol asks for is the test that makes the
//! access safe, and there is no access without it.
#![forbid(unsafe_code)]

use crate::rx_flow::*;
use crate::rx_wire::*;

/// What is left of a packet, and where in the frame that begins.
#[derive(Clone, Copy)]
struct Rest<'a> {
    bytes: &'a [u8],
    off: usize,
}

impl<'a> Rest<'a> {
    /// The first N bytes, which stay.
    #[inline(always)]
    fn peek<const N: usize>(&self) -> Option<&'a [u8; N]> {
        self.bytes.first_chunk()
    }

    /// The first N bytes, taken off.
    #[inline(always)]
    fn pull<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (header, bytes) = self.bytes.split_first_chunk()?;

        self.bytes = bytes;
        self.off += N;
        Some(header)
    }

    /// The first `n` bytes, taken off.
    #[inline(always)]
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (header, bytes) = self.bytes.split_at_checked(n)?;

        self.bytes = bytes;
        self.off += n;
        Some(header)
    }

    /// Nothing behind the first `n` bytes.
    #[inline(always)]
    fn trim(&mut self, n: usize) -> Option<()> {
        self.bytes = self.bytes.get(..n)?;
        Some(())
    }
}

/// The classes of one version of IP.
struct Classes {
    tcp: Class,
    udp: Class,
    other: Class,
}

const V4: Classes = Classes {
    tcp: Class::V4Tcp,
    udp: Class::V4Udp,
    other: Class::V4Other,
};
const V6: Classes = Classes {
    tcp: Class::V6Tcp,
    udp: Class::V6Udp,
    other: Class::V6Other,
};

/// What the layers below layer 4 found, but for the addresses.
#[derive(Clone, Copy)]
struct Below {
    vlan: [u16; 2],
    flags: u16,
    network_offset: u16,
}

// ---- TCP, UDP ----------------------------------------------------------------------------------

/// tcpmss_mangle_packet(), over the options of a header that is known to hold them.
#[inline(never)]
fn tcp_mss(mut opt: &[u8]) -> u16 {
    while let [kind, len, ..] = *opt {
        if kind == TCPOPT_MSS && len == TCPOLEN_MSS {
            return opt
                .get(2..4)
                .map_or(0, |mss| u16::from_be_bytes([mss[0], mss[1]]));
        }
        let step = if kind <= TCPOPT_NOP || len == 0 {
            1
        } else {
            usize::from(len)
        };
        opt = opt.get(step..).unwrap_or_default();
    }
    0
}

/// Layer 4 is `rest`.
#[inline(always)]
fn parse_l4(
    mut rest: Rest,
    protocol: u8,
    classes: Classes,
    below: Below,
    addr: [u64; 4],
) -> Result<Flow, Reason> {
    let (class, ports, mss);

    match protocol {
        IPPROTO_TCP => {
            let th = TcpHdr(rest.peek().ok_or(Reason::L4Short)?);
            let header = rest.take(th.doff()).ok_or(Reason::L4Header)?;
            let options = header.get(TcpHdr::LEN..).ok_or(Reason::L4Header)?;

            (class, ports) = (classes.tcp, th.ports());
            mss = if th.is_syn() { tcp_mss(options) } else { 0 };
        }
        IPPROTO_UDP => {
            let uh = UdpHdr(rest.peek().ok_or(Reason::L4Short)?);

            rest.trim(uh.len()).ok_or(Reason::L4Header)?;
            rest.pull::<{ UdpHdr::LEN }>().ok_or(Reason::L4Header)?;
            (class, ports, mss) = (classes.udp, uh.ports(), 0);
        }
        _ => (class, ports, mss) = (classes.other, 0, 0),
    }
    Ok(flow(rest, protocol, class, ports, mss, below, addr))
}

/// What is left of a fragment: no ports to see, its identification instead.
#[inline(always)]
fn parse_fragment(
    rest: Rest,
    protocol: u8,
    class: Class,
    id: u32,
    mut below: Below,
    addr: [u64; 4],
) -> Flow {
    below.flags |= FLOW_FRAGMENT;
    flow(rest, protocol, class, id, 0, below, addr)
}

#[inline(always)]
fn flow(
    payload: Rest,
    protocol: u8,
    class: Class,
    ports: u32,
    mss: u16,
    below: Below,
    addr: [u64; 4],
) -> Flow {
    Flow {
        vlan: below.vlan,
        protocol,
        class,
        flags: below.flags,
        ports,
        payload_len: payload.bytes.len() as u32,
        payload_offset: payload.off as u32,
        mss,
        network_offset: below.network_offset,
        addr,
    }
}

// ---- IPv4 --------------------------------------------------------------------------------------

/// Add with the carry brought round: a ones' complement sum of words.
#[inline(always)]
fn csum_add(sum: u64, word: u64) -> u64 {
    let (sum, carry) = sum.overflowing_add(word);

    sum.wrapping_add(u64::from(carry))
}

/// ip_fast_csum(): is a header with these options whole?
#[inline(always)]
fn ip_fast_csum(iph: &IpHdr, options: &[u8]) -> bool {
    let (first, second, last) = iph.words();
    let mut sum = csum_add(csum_add(first, second), u64::from(last));

    for word in options.chunks_exact(4) {
        sum = csum_add(
            sum,
            u64::from(u32::from_ne_bytes([word[0], word[1], word[2], word[3]])),
        );
    }
    let folded = (sum.wrapping_add(sum.rotate_left(32)) >> 32) as u32;
    folded.wrapping_add(folded.rotate_left(16)) >= 0xffff_0000
}

/// cipso_v4_optptr(): is there a security label?
#[inline(never)]
fn cipso_optptr(mut opt: &[u8]) -> bool {
    while let [kind, ref rest @ ..] = *opt {
        opt = match kind {
            IPOPT_CIPSO => return true,
            IPOPT_END => return false,
            IPOPT_NOOP => rest,
            _ => match rest.first() {
                None | Some(0) => return false,
                Some(&len) => opt.get(usize::from(len)..).unwrap_or_default(),
            },
        };
    }
    false
}

/// __skb_flow_dissect() of IPIP: each round takes at least 20 bytes off.
#[inline(never)]
fn parse_ipip(bytes: &[u8], off: usize, mut below: Below) -> Result<Flow, Reason> {
    let mut rest = Rest { bytes, off };

    below.flags |= FLOW_ENCAP;
    loop {
        let iph = IpHdr(rest.peek().ok_or(Reason::Inner)?);

        if iph.ihl() < IpHdr::LEN {
            return Err(Reason::Inner);
        }
        rest.take(iph.ihl()).ok_or(Reason::Inner)?;
        let protocol = if iph.is_fragment() { 0 } else { iph.protocol() };
        if protocol != IPPROTO_IPIP {
            return parse_l4(rest, protocol, V4, below, [iph.addr(), 0, 0, 0]);
        }
    }
}

/// ip_rcv_core() behind the first byte: `rest` begins with the header, of which `options` is a part.
#[inline(always)]
fn parse_v4_ihl(
    mut rest: Rest,
    iph: IpHdr,
    options: &[u8],
    vlan: [u16; 2],
    flags: u16,
) -> Result<Flow, Reason> {
    let mut below = Below {
        vlan,
        flags,
        network_offset: rest.off as u16,
    };
    let addr = [iph.addr(), 0, 0, 0];

    if !ip_fast_csum(&iph, options) {
        return Err(Reason::IpSum);
    }
    rest.trim(iph.tot_len()).ok_or(Reason::IpTruncated)?;
    rest.take(IpHdr::LEN + options.len())
        .ok_or(Reason::IpHeader)?;

    if !options.is_empty() && cipso_optptr(options) {
        below.flags |= FLOW_CIPSO;
    }
    if iph.is_fragment() {
        let id = u32::from(iph.id());

        return Ok(parse_fragment(
            rest,
            iph.protocol(),
            V4.other,
            id,
            below,
            addr,
        ));
    }
    if iph.protocol() == IPPROTO_IPIP {
        return Ok(parse_ipip(rest.bytes, rest.off, below)?);
    }
    parse_l4(rest, iph.protocol(), V4, below, addr)
}

/// With options, or not IPv4 at all.
#[inline(never)]
fn parse_v4_options(
    bytes: &[u8],
    off: usize,
    iph: IpHdr,
    vlan: [u16; 2],
    flags: u16,
) -> Result<Flow, Reason> {
    if iph.version_ihl() >> 4 != 4 {
        return Err(Reason::IpHeader);
    }
    let options = bytes.get(IpHdr::LEN..iph.ihl()).ok_or(Reason::IpHeader)?;

    parse_v4_ihl(Rest { bytes, off }, iph, options, vlan, flags)
}

/// ip_rcv_core(); the header without options is told first, as inet_gro_receive() does.
#[inline(always)]
fn parse_v4(rest: Rest, vlan: [u16; 2], flags: u16) -> Result<Flow, Reason> {
    let iph = IpHdr(rest.peek().ok_or(Reason::IpShort)?);

    if iph.version_ihl() == 0x45 {
        return parse_v4_ihl(rest, iph, &[], vlan, flags);
    }
    Ok(parse_v4_options(rest.bytes, rest.off, iph, vlan, flags)?)
}

// ---- IPv6 --------------------------------------------------------------------------------------

/// ip6_parse_tlv(), over the options of a header that is known to hold them. Is there a router
/// alert?
#[inline(never)]
fn parse_tlv(mut options: &[u8]) -> Result<bool, Reason> {
    let (mut alert, mut padlen) = (false, 0);

    while let [kind, ref after @ ..] = *options {
        if kind == IPV6_TLV_PAD1 {
            options = after;
            padlen += 1;
        } else {
            let (&len, after) = after.split_first().ok_or(Reason::Extension)?;
            let (value, after) = after
                .split_at_checked(usize::from(len))
                .ok_or(Reason::Extension)?;

            options = after;
            if kind == IPV6_TLV_PADN && value.iter().all(|&byte| byte == 0) {
                padlen += 2 + value.len();
            } else if kind == IPV6_TLV_PADN || kind >> 6 != 0 {
                return Err(Reason::Extension);
            } else {
                alert |= kind == IPV6_TLV_ROUTERALERT;
                padlen = 0;
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
fn parse_extensions(
    bytes: &[u8],
    off: usize,
    hdr: Ipv6Hdr,
    mut below: Below,
) -> Result<Flow, Reason> {
    let mut rest = Rest { bytes, off };
    let mut next = hdr.nexthdr();
    let mut first = true;
    let addr = hdr.addr();

    while let NEXTHDR_HOP | NEXTHDR_DEST | NEXTHDR_ROUTING | NEXTHDR_FRAGMENT = next {
        let hdr = Ipv6ExtHdr(rest.peek().ok_or(Reason::Extension)?);
        let len = if next == NEXTHDR_FRAGMENT {
            Ipv6ExtHdr::LEN
        } else {
            hdr.hdrlen()
        };
        let header = rest.take(len).ok_or(Reason::Extension)?;

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
                return Ok(parse_fragment(
                    rest,
                    hdr.nexthdr(),
                    V6.other,
                    hdr.frag_id(),
                    below,
                    addr,
                ));
            }
            _ => {}
        }
        next = hdr.nexthdr();
        first = false;
    }
    parse_l4(rest, next, V6, below, addr)
}

/// ip6_rcv_core()
#[inline(always)]
fn parse_v6(mut rest: Rest, vlan: [u16; 2], flags: u16) -> Result<Flow, Reason> {
    let offset = rest.off;
    let hdr = Ipv6Hdr(rest.pull().ok_or(Reason::IpShort)?);

    if hdr.version() != 6 {
        return Err(Reason::IpHeader);
    }
    rest.trim(hdr.payload_len()).ok_or(Reason::IpTruncated)?;

    let below = Below {
        vlan,
        flags: flags | FLOW_V6,
        network_offset: offset as u16,
    };
    match hdr.nexthdr() {
        next @ (IPPROTO_TCP | IPPROTO_UDP) => parse_l4(rest, next, V6, below, hdr.addr()),
        _ => Ok(parse_extensions(rest.bytes, rest.off, hdr, below)?),
    }
}

// ---- Ethernet, VLAN ----------------------------------------------------------------------------

fn is_vlan(proto: u16) -> bool {
    proto == ETH_P_8021Q || proto == ETH_P_8021AD
}

/// skb_vlan_untag(), twice at most. What is behind the tags, the tags, and the protocol that follows.
#[inline(never)]
fn parse_vlan(bytes: &[u8]) -> Result<(Rest<'_>, [u16; 2], u16), Reason> {
    let mut rest = Rest { bytes, off: 14 };
    let mut vlan = [0; 2];
    let mut slots = vlan.iter_mut();

    loop {
        let slot = slots.next().ok_or(Reason::VlanDepth)?;
        let vhdr = VlanHdr(rest.pull().ok_or(Reason::Link)?);

        *slot = vhdr.tci();
        if is_vlan(vhdr.proto()) {
            continue;
        }
        if vhdr.proto() < ETH_P_802_3_MIN {
            return Err(match rest.peek().ok_or(Reason::Link)? {
                [0xff, 0xff] => Reason::Raw8023,
                _ => Reason::Llc8022,
            });
        }
        return Ok((rest, vlan, vhdr.proto()));
    }
}

/// eth_type_trans(): what is in a frame that is neither IPv4 nor IPv6.
#[inline(never)]
fn parse_other(rest: &[u8], proto: u16) -> Reason {
    if proto >= ETH_P_802_3_MIN {
        return Reason::Protocol;
    }
    match rest.first_chunk() {
        Some([0xff, 0xff]) => Reason::Raw8023,
        _ => Reason::Llc8022,
    }
}

#[inline(always)]
pub fn parse(frame: &[u8]) -> Result<Flow, Reason> {
    let mut rest = Rest {
        bytes: frame,
        off: 0,
    };
    let mut proto = EthHdr(rest.pull().ok_or(Reason::Link)?).proto();
    let (mut vlan, mut flags) = ([0; 2], 0);

    if is_vlan(proto) {
        (rest, vlan, proto) = parse_vlan(rest.bytes)?;
        flags = if rest.off == 14 + 2 * 4 {
            FLOW_TAG | FLOW_TAGS
        } else {
            FLOW_TAG
        };
    }
    match proto {
        ETH_P_IP => parse_v4(rest, vlan, flags),
        ETH_P_IPV6 => parse_v6(rest, vlan, flags),
        _ => Err(parse_other(rest.bytes, proto)),
    }
}
