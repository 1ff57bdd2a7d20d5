// SPDX-License-Identifier: GPL-2.0-or-later
//! RTM_NEWROUTE, rust: net/ipv4/metrics.c, fib_semantics.c and tunnel options as in
//! net/sched/cls_flower.c.
#![forbid(unsafe_code)]

use crate::nlattr_attr::*;
use crate::nlattr_kind::Kind;
use crate::nlattr_message::{begin, Nlmsg};
use crate::nlattr_uapi::*;

/// Metrics of a route, by number less one.
pub type Metrics = [u32; RTAX_MAX as usize];

/// Tunnel options of a route, as struct flow_dissector_key_enc_opts: the length comes last.
pub struct Options {
    data: [u8; OPTIONS_MAX],
    len: u8,
}

impl Options {
    pub const fn new() -> Self {
        Options {
            data: [0; OPTIONS_MAX],
            len: 0,
        }
    }

    #[inline]
    pub fn clear(&mut self) {
        self.len = 0;
    }
}

/// One metric: ip_metrics_convert(). Its number and value; None if it is none of ours.
#[inline]
pub fn metric_item(metrics: &mut Metrics, nla: &Attr<'_>) -> Result<Option<(u16, u32)>> {
    let number = nla.nla_type;

    if number == 0 || number == RTAX_CC_ALGO {
        return Ok(None);
    }
    let metric = metrics.get_mut(usize::from(number - 1)).ok_or(EINVAL)?;
    *metric = load32(nla.payload).ok_or(EINVAL)?;
    Ok(Some((number, *metric)))
}

fn metrics(metrics: &mut Metrics, mut d: u64, payload: &[u8]) -> Result<u64> {
    for nla in Walk::new(payload) {
        if let Some((number, value)) = metric_item(metrics, &nla)? {
            d = nlattr_field(d, number, value.into());
        }
    }
    Ok(d)
}

/// The gateway of a nexthop into its digest.
#[inline]
fn fold_gateway(d: u64, gateway: &[u8], six: bool) -> Option<u64> {
    if !six {
        return Some(nlattr_field(d, RTA_GATEWAY, load32(gateway)?.into()));
    }
    let (low, high) = gateway.split_first_chunk()?;
    let d = nlattr_field(d, RTA_GATEWAY, u64::from_ne_bytes(*low));
    Some(nlattr_fold(d, load64(high)?))
}

/// One nexthop: fib_get_nhs(). Its digest; None if there is none (rtnh_ok()).
#[inline]
pub fn nexthop_next(walk: &mut Walk<'_>, six: bool) -> Option<Result<u64>> {
    let (rtnh, attrs) = walk.step::<RTNEXTHOP>()?;
    Some(nexthop_item(rtnh, attrs, six))
}

#[inline]
fn nexthop_item(rtnh: &[u8; RTNEXTHOP], attrs: &[u8], six: bool) -> Result<u64> {
    let [_, _, flags, hops, i0, i1, i2, i3] = *rtnh;
    let ifindex = u32::from_ne_bytes([i0, i1, i2, i3]);
    let (mut gateway, mut flow, mut encap) = (None, None, None);

    // of each the first
    for nla in Walk::new(attrs) {
        match nla.nla_type {
            RTA_GATEWAY => gateway = gateway.or(Some(nla.payload)),
            RTA_FLOW => flow = flow.or(Some(nla.payload)),
            RTA_ENCAP_TYPE => encap = encap.or(Some(nla.payload)),
            _ => {}
        }
    }
    let mut d = nlattr_fold(
        0,
        u64::from(flags) << 40 | u64::from(hops) << 32 | u64::from(ifindex),
    );
    if let Some(gateway) = gateway {
        d = fold_gateway(d, gateway, six).ok_or(EINVAL)?;
    }
    if let Some(flow) = flow {
        d = nlattr_field(d, RTA_FLOW, load32(flow).ok_or(EINVAL)?.into());
    }
    if let Some(encap) = encap {
        d = nlattr_field(d, RTA_ENCAP_TYPE, load16(encap).ok_or(EINVAL)?.into());
    }
    Ok(d)
}

fn nexthops(mut d: u64, payload: &[u8], six: bool) -> Result<u64> {
    let mut walk = Walk::new(payload);

    while let Some(nexthop) = nexthop_next(&mut walk, six) {
        d = nlattr_fold(d, nexthop?);
    }
    if walk.left_over() {
        return Err(EINVAL);
    }
    Ok(d)
}

/// One option, filed in `tb`: fl_set_geneve_opt().
#[inline]
pub fn option_item(o: &mut Options, tb: &Attrs<'_>) -> Result<u64> {
    let class = tb.find(LWTUNNEL_IP_OPT_GENEVE_CLASS).ok_or(EINVAL)?;
    let [class0, class1] = *class.first_chunk().ok_or(EINVAL)?;
    let opt_type = tb.find(LWTUNNEL_IP_OPT_GENEVE_TYPE).ok_or(EINVAL)?;
    let opt_type = *opt_type.first().ok_or(EINVAL)?;
    let data = tb.find(LWTUNNEL_IP_OPT_GENEVE_DATA).ok_or(EINVAL)?;
    let tail = *data.last_chunk().ok_or(ERANGE)?;
    if data.len() % 4 != 0 {
        return Err(ERANGE);
    }
    let header = [class0, class1, opt_type, (data.len() / 4) as u8];
    let len = usize::from(o.len);
    let end = len + header.len() + data.len();
    // all of it is asked for before any of it is written
    let opt = o.data.get_mut(len..end).ok_or(ERANGE)?;
    let (opt_header, opt_data) = opt.split_at_mut(header.len());
    opt_header.copy_from_slice(&header);
    opt_data.copy_from_slice(data);
    o.len = end as u8;
    Ok(u64::from(u32::from_ne_bytes(header)) << 32 | u64::from(u32::from_ne_bytes(tail)))
}

fn encap(
    o: &mut Options,
    mut d: u64,
    l: &mut Level,
    inner: &mut Level,
    payload: &[u8],
) -> Result<u64> {
    let tb = parse(l, Kind::Encap, payload)?;

    d = fold_words::<1>(d, &tb, LWTUNNEL_IP_ID)?;
    d = fold_u32(d, &tb, LWTUNNEL_IP_DST)?;
    d = fold_u32(d, &tb, LWTUNNEL_IP_SRC)?;
    d = fold_u8(d, &tb, LWTUNNEL_IP_TTL)?;
    o.clear();
    let Some(options) = tb.find(LWTUNNEL_IP_OPTS) else {
        return Ok(d);
    };
    for opt in Walk::new(options) {
        if opt.nla_type != LWTUNNEL_IP_OPTS_GENEVE {
            return Err(EINVAL);
        }
        let opt = parse(inner, Kind::Geneve, opt.payload)?;
        d = nlattr_fold(d, option_item(o, &opt)?);
    }
    Ok(d)
}

pub fn route_message(
    level: &mut [Level; DEPTH],
    metric: &mut Metrics,
    options: &mut Options,
    nlh: &Nlmsg<'_>,
) -> Result<u64> {
    let [l, inner, innermost, _] = level;
    let (m, mut d, tb) = begin(l, nlh, Kind::Route4, RTMSG)?;
    let six = m.kind == Kind::Route6;

    d = fold_addr(d, &tb, RTA_DST, six)?;
    d = fold_addr(d, &tb, RTA_GATEWAY, six)?;
    d = fold_addr(d, &tb, RTA_PREFSRC, six)?;
    d = fold_u32(d, &tb, RTA_OIF)?;
    d = fold_u32(d, &tb, RTA_PRIORITY)?;
    d = fold_u32(d, &tb, RTA_TABLE)?;
    d = fold_u32(d, &tb, RTA_MARK)?;
    d = fold_u8(d, &tb, RTA_PREF)?;
    d = fold_words::<1>(d, &tb, RTA_CACHEINFO)?;
    if let Some(list) = tb.find(RTA_METRICS) {
        d = metrics(metric, d, list)?;
    }
    if let Some(list) = tb.find(RTA_MULTIPATH) {
        d = nexthops(d, list, six)?;
    }
    if let (Some(payload), Some(encap_type)) = (tb.find(RTA_ENCAP), tb.find(RTA_ENCAP_TYPE)) {
        if load16(encap_type) == Some(LWTUNNEL_ENCAP_IP) {
            d = encap(options, d, inner, innermost, payload)?;
        }
    }
    Ok(d)
}
