// SPDX-License-Identifier: GPL-2.0-or-later
//! RTM_NEWLINK, rust: net/core/rtnetlink.c.
#![forbid(unsafe_code)]

use crate::nlattr_attr::*;
use crate::nlattr_kind::Kind;
use crate::nlattr_message::{begin, Nlmsg};
use crate::nlattr_uapi::*;

/// Is `text`, up to its first NUL or its end, the text `kind`?
fn text_is(text: &[u8], kind: &[u8]) -> bool {
    matches!(text.strip_prefix(kind), Some([] | [0, ..]))
}

/// The driver of a kind.
pub fn link_kind(text: &[u8]) -> Kind {
    if text_is(text, b"vlan") {
        return Kind::Vlan;
    }
    if text_is(text, b"bridge") {
        return Kind::Bridge;
    }
    if text_is(text, b"rmnet") {
        return Kind::Rmnet;
    }
    Kind::None
}

fn link_info(d: u64, l: &mut Level, data: &mut Level, payload: &[u8]) -> Result<u64> {
    let tb = parse(l, Kind::LinkInfo, payload)?;
    let Some(text) = tb.find(IFLA_INFO_KIND) else {
        return Ok(d);
    };
    let kind = link_kind(text);
    let mut d = nlattr_field(d, IFLA_INFO_KIND, kind as u64);
    let Some(payload) = tb.find(IFLA_INFO_DATA) else {
        return Ok(d);
    };
    match kind {
        Kind::Vlan => {
            let tb = parse(data, Kind::Vlan, payload)?;
            d = fold_u16(d, &tb, IFLA_VLAN_ID)?;
            d = fold_words::<1>(d, &tb, IFLA_VLAN_FLAGS)?;
            d = fold_u16(d, &tb, IFLA_VLAN_PROTOCOL)?;
        }
        Kind::Bridge => {
            let tb = parse(data, Kind::Bridge, payload)?;
            d = fold_u32(d, &tb, IFLA_BR_FORWARD_DELAY)?;
            d = fold_u32(d, &tb, IFLA_BR_AGEING_TIME)?;
            d = fold_u16(d, &tb, IFLA_BR_PRIORITY)?;
            d = fold_u8(d, &tb, IFLA_BR_VLAN_FILTERING)?;
        }
        Kind::Rmnet => {
            let tb = parse(data, Kind::Rmnet, payload)?;
            d = fold_u16(d, &tb, IFLA_RMNET_MUX_ID)?;
            d = fold_words::<1>(d, &tb, IFLA_RMNET_FLAGS)?;
        }
        _ => {}
    }
    Ok(d)
}

/// One attribute of IFLA_AF_SPEC of a bridge port: rtnl_bridge_setlink() and its drivers.
#[inline]
pub fn bridge_item(nla: &Attr<'_>) -> Result<u64> {
    match nla.nla_type {
        IFLA_BRIDGE_FLAGS => Ok(1 << 32 | u64::from(load16(nla.payload).ok_or(EINVAL)?)),
        IFLA_BRIDGE_MODE => Ok(2 << 32 | u64::from(load16(nla.payload).ok_or(EINVAL)?)),
        _ => Ok(0),
    }
}

fn bridge_spec(d: u64, payload: &[u8]) -> Result<u64> {
    Walk::new(payload).try_fold(d, |d, nla| Ok(nlattr_fold(d, bridge_item(&nla)?)))
}

/// Operations by address family, as sock_diag_handlers[]; most of them are not there.
static AF_TABLE: [Kind; AF_MAX] = {
    let mut table = [Kind::None; AF_MAX];
    table[AF_INET as usize] = Kind::Inet;
    table[AF_INET6 as usize] = Kind::Inet6;
    table
};

#[inline]
pub fn af_level(family: u16) -> Result<Kind> {
    AF_TABLE
        .get(usize::from(family))
        .copied()
        .ok_or(EAFNOSUPPORT)
}

fn af_spec(mut d: u64, l: &mut Level, payload: &[u8]) -> Result<u64> {
    for nla in Walk::new(payload) {
        match af_level(nla.nla_type)? {
            Kind::Inet => {
                let tb = parse(l, Kind::Inet, nla.payload)?;
                d = fold_u32(d, &tb, IFLA_INET_CONF)?;
            }
            Kind::Inet6 => {
                let tb = parse(l, Kind::Inet6, nla.payload)?;
                d = fold_u32(d, &tb, IFLA_INET6_FLAGS)?;
                d = fold_words::<2>(d, &tb, IFLA_INET6_CACHEINFO)?;
                d = fold_u8(d, &tb, IFLA_INET6_ADDR_GEN_MODE)?;
            }
            _ => {}
        }
    }
    Ok(d)
}

/// struct ifla_vf_vlan_info: vf and vlan, qos and protocol.
#[inline]
fn vf_vlan_info(payload: &[u8]) -> Option<[u64; 2]> {
    let info = payload.get(..16)?;
    let qos = load32(info.get(8..)?)?;
    let protocol = load16(info.get(12..)?)?;
    Some([load64(info)?, u64::from(qos) | u64::from(protocol) << 32])
}

/// One VLAN of a VF: do_setvfinfo().
#[inline]
pub fn vf_vlan_item(nla: &Attr<'_>) -> Result<[u64; 2]> {
    if nla.nla_type != IFLA_VF_VLAN_INFO {
        return Err(EINVAL);
    }
    vf_vlan_info(nla.payload).ok_or(EINVAL)
}

fn vf_vlans(mut d: u64, payload: &[u8]) -> Result<u64> {
    for nla in Walk::new(payload) {
        let value = vf_vlan_item(&nla)?;
        d = nlattr_fold(nlattr_field(d, IFLA_VF_VLAN_INFO, value[0]), value[1]);
    }
    Ok(d)
}

fn vf_list(mut d: u64, l: &mut Level, payload: &[u8]) -> Result<u64> {
    for nla in Walk::new(payload) {
        if nla.nla_type != IFLA_VF_INFO || nla.payload.len() < NLA_HDRLEN {
            return Err(EINVAL);
        }
        let tb = parse(l, Kind::Vf, nla.payload)?;
        if let Some(vf_mac) = tb.find(IFLA_VF_MAC) {
            let vf = load32(vf_mac).ok_or(EINVAL)?;
            let mac = vf_mac.get(4..).and_then(load_mac).ok_or(EINVAL)?;
            d = nlattr_fold(nlattr_field(d, IFLA_VF_MAC, vf.into()), mac);
        }
        if let Some(vf_vlan) = tb.find(IFLA_VF_VLAN) {
            let qos = vf_vlan.get(8..).and_then(load32).ok_or(EINVAL)?;
            let vlan = load64(vf_vlan).ok_or(EINVAL)?;
            d = nlattr_fold(nlattr_field(d, IFLA_VF_VLAN, vlan), qos.into());
        }
        d = fold_words::<1>(d, &tb, IFLA_VF_TX_RATE)?;
        d = fold_words::<1>(d, &tb, IFLA_VF_SPOOFCHK)?;
        if let Some(list) = tb.find(IFLA_VF_VLAN_LIST) {
            d = vf_vlans(d, list)?;
        }
    }
    Ok(d)
}

pub fn link_message(level: &mut [Level; DEPTH], nlh: &Nlmsg<'_>) -> Result<u64> {
    let [l, inner, data, _] = level;
    let (m, mut d, tb) = begin(l, nlh, Kind::Link, IFINFOMSG)?;

    d = fold_name(d, &tb, IFLA_IFNAME);
    if let Some(address) = tb.find(IFLA_ADDRESS) {
        if m.devtype == ARPHRD_ETHER || m.devtype == ARPHRD_LOOPBACK {
            d = nlattr_field(d, IFLA_ADDRESS, load_mac(address).ok_or(EINVAL)?);
        }
    }
    d = fold_u32(d, &tb, IFLA_MTU)?;
    d = fold_u32(d, &tb, IFLA_LINK)?;
    d = fold_u32(d, &tb, IFLA_MASTER)?;
    d = fold_u32(d, &tb, IFLA_TXQLEN)?;
    d = fold_u8(d, &tb, IFLA_OPERSTATE)?;
    d = fold_u32(d, &tb, IFLA_GROUP)?;
    d = fold_u32(d, &tb, IFLA_NUM_TX_QUEUES)?;
    if let Some(payload) = tb.find(IFLA_LINKINFO) {
        d = link_info(d, inner, data, payload)?;
    }
    if let Some(list) = tb.find(IFLA_VFINFO_LIST) {
        d = vf_list(d, inner, list)?;
    }
    if let Some(spec) = tb.find(IFLA_AF_SPEC) {
        d = match m.family {
            AF_BRIDGE => bridge_spec(d, spec)?,
            _ => af_spec(d, inner, spec)?,
        };
    }
    Ok(d)
}
