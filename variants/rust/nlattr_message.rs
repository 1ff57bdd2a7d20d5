// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink messages, rust: their headers, what is done with each kind, stepping through a buffer.
#![forbid(unsafe_code)]

use crate::nlattr_attr::*;
use crate::nlattr_kind::Kind;
use crate::nlattr_link::link_message;
use crate::nlattr_route::{route_message, Metrics, Options};
use crate::nlattr_uapi::*;

/// What a receiver works in: nothing of it is of a buffer that was given back.
pub struct Receiver {
    pub metrics: Metrics,
    pub options: Options,
    pub level: [Level; DEPTH],
}

impl Receiver {
    pub const fn new() -> Self {
        Receiver {
            metrics: [0; RTAX_MAX as usize],
            options: Options::new(),
            level: [const { Level::new() }; DEPTH],
        }
    }
}

// ---- addresses, neighbours, rules -------------------------------------------------------------

fn addr_message(l: &mut Level, nlh: &Nlmsg<'_>) -> Result<u64> {
    let (m, mut d, tb) = begin(l, nlh, Kind::Addr4, IFADDRMSG)?;
    let six = m.kind == Kind::Addr6;

    d = fold_addr(d, &tb, IFA_ADDRESS, six)?;
    d = fold_addr(d, &tb, IFA_LOCAL, six)?;
    d = fold_name(d, &tb, IFA_LABEL);
    d = fold_u32(d, &tb, IFA_FLAGS)?;
    d = fold_words::<2>(d, &tb, IFA_CACHEINFO)?;
    fold_u32(d, &tb, IFA_RT_PRIORITY)
}

fn neigh_message(l: &mut Level, nlh: &Nlmsg<'_>) -> Result<u64> {
    let (m, mut d, tb) = begin(l, nlh, Kind::Neigh, NDMSG)?;

    d = fold_addr(d, &tb, NDA_DST, m.family == AF_INET6)?;
    if let Some(lladdr) = tb.find(NDA_LLADDR) {
        d = nlattr_field(d, NDA_LLADDR, load_mac(lladdr).ok_or(EINVAL)?);
    }
    d = fold_words::<2>(d, &tb, NDA_CACHEINFO)?;
    d = fold_u32(d, &tb, NDA_PROBES)?;
    d = fold_u16(d, &tb, NDA_VLAN)?;
    fold_u32(d, &tb, NDA_MASTER)
}

fn rule_message(l: &mut Level, nlh: &Nlmsg<'_>) -> Result<u64> {
    let (_, mut d, tb) = begin(l, nlh, Kind::Rule, FIB_RULE_HDR)?;

    d = fold_name(d, &tb, FRA_IIFNAME);
    d = fold_u32(d, &tb, FRA_PRIORITY)?;
    d = fold_u32(d, &tb, FRA_TABLE)?;
    d = fold_u32(d, &tb, FRA_FWMARK)?;
    d = fold_u32(d, &tb, FRA_SUPPRESS_PREFIXLEN)?;
    fold_u8(d, &tb, FRA_PROTOCOL)
}

// ---- messages ---------------------------------------------------------------------------------

/// A message at the front of a buffer: struct nlmsghdr, and what follows it.
pub struct Nlmsg<'b> {
    pub nlmsg_type: u16,
    pub nlmsg_len: usize,
    pub body: &'b [u8],
}

/// What the family header says.
pub struct Family<'b> {
    pub kind: Kind,
    pub family: u8,
    pub ident: u64,
    pub devtype: u16,
    pub attrs: &'b [u8],
}

/// Which table a type of message opens, and behind how many bytes of family header.
#[inline]
pub fn message_table(nlmsg_type: u16) -> Result<(Kind, usize)> {
    match nlmsg_type {
        RTM_NEWLINK => Ok((Kind::Link, IFINFOMSG)),
        RTM_NEWADDR => Ok((Kind::Addr4, IFADDRMSG)),
        RTM_NEWROUTE => Ok((Kind::Route4, RTMSG)),
        RTM_NEWNEIGH => Ok((Kind::Neigh, NDMSG)),
        RTM_NEWRULE => Ok((Kind::Rule, FIB_RULE_HDR)),
        _ => Err(EOPNOTSUPP),
    }
}

/// The family header: which table it is after all, and its attributes.
#[inline]
pub fn message_header<'b>(nlh: &Nlmsg<'b>, kind: Kind, header: usize) -> Result<Family<'b>> {
    let (header, attrs) = nlh.body.split_at_checked(header).ok_or(EINVAL)?;
    let family = *header.first().ok_or(EINVAL)?;
    let ident = load64(header).ok_or(EINVAL)?;
    let devtype = match kind {
        Kind::Link => header.get(2..).and_then(load16).ok_or(EINVAL)?,
        _ => 0,
    };
    let kind = match (kind, family) {
        (Kind::Addr4, AF_INET6) => Kind::Addr6,
        (Kind::Route4, AF_INET6) => Kind::Route6,
        (Kind::Addr4 | Kind::Route4, AF_INET) => kind,
        (Kind::Addr4 | Kind::Route4, _) => return Err(EAFNOSUPPORT),
        _ => kind,
    };
    Ok(Family {
        kind,
        family,
        ident,
        devtype,
        attrs,
    })
}

/// Headers and attributes of a message whose type says `kind`.
#[inline(always)]
pub fn begin<'l, 'b: 'l>(
    l: &'l mut Level,
    nlh: &Nlmsg<'b>,
    kind: Kind,
    header: usize,
) -> Result<(Family<'b>, u64, Attrs<'l>)> {
    let m = message_header(nlh, kind, header)?;
    let tb = parse(l, m.kind, m.attrs)?;
    let digest = nlattr_fold(m.kind as u64, m.ident);
    Ok((m, digest, tb))
}

#[inline]
pub fn message(r: &mut Receiver, nlh: &Nlmsg<'_>) -> Result<u64> {
    match nlh.nlmsg_type {
        RTM_NEWLINK => link_message(&mut r.level, nlh),
        RTM_NEWADDR => addr_message(&mut r.level[0], nlh),
        RTM_NEWROUTE => route_message(&mut r.level, &mut r.metrics, &mut r.options, nlh),
        RTM_NEWNEIGH => neigh_message(&mut r.level[0], nlh),
        RTM_NEWRULE => rule_message(&mut r.level[0], nlh),
        _ => Err(EOPNOTSUPP),
    }
}

/// skb_pull() of one message.
#[inline]
pub fn pull(left: &[u8], nlmsg_len: usize) -> &[u8] {
    left.get(align(nlmsg_len)..).unwrap_or_default()
}

/// The message at the front of the buffer; None at the end.
#[inline]
pub fn front(left: &[u8]) -> Result<Option<Nlmsg<'_>>> {
    let Some(nlh) = left.first_chunk::<NLMSG_HDRLEN>() else {
        return Ok(None);
    };
    let [l0, l1, l2, l3, t0, t1, ..] = *nlh;
    let nlmsg_len = u32::from_ne_bytes([l0, l1, l2, l3]) as usize;
    let body = left.get(NLMSG_HDRLEN..nlmsg_len).ok_or(EINVAL)?;
    // struct rtgenmsg
    if body.is_empty() {
        return Err(EINVAL);
    }
    Ok(Some(Nlmsg {
        nlmsg_type: u16::from_ne_bytes([t0, t1]),
        nlmsg_len,
        body,
    }))
}
