// SPDX-License-Identifier: GPL-2.0-or-later
//! Kinds of attribute level, and which policy table is whose.
#![forbid(unsafe_code)]

use crate::nlattr_policy::*;

/// enum nlattr_level: a table is validated against its policy and filed in tb[], a list is worked
/// through where the walk stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    None,
    // tables of messages
    Link,
    Addr4,
    Addr6,
    Route4,
    Route6,
    Neigh,
    Rule,
    // tables inside
    LinkInfo,
    Vlan,
    Bridge,
    Rmnet,
    Inet,
    Inet6,
    Vf,
    Encap,
    Geneve,
    // lists
    AfSpec,
    BridgeSpec,
    VfList,
    VfVlans,
    Metrics,
    Nexthops,
    Options,
}

impl Kind {
    /// Of a number of enum nlattr_level.
    pub fn from_level(level: u32) -> Option<Kind> {
        const KINDS: [Kind; 24] = [
            Kind::None,
            Kind::Link,
            Kind::Addr4,
            Kind::Addr6,
            Kind::Route4,
            Kind::Route6,
            Kind::Neigh,
            Kind::Rule,
            Kind::LinkInfo,
            Kind::Vlan,
            Kind::Bridge,
            Kind::Rmnet,
            Kind::Inet,
            Kind::Inet6,
            Kind::Vf,
            Kind::Encap,
            Kind::Geneve,
            Kind::AfSpec,
            Kind::BridgeSpec,
            Kind::VfList,
            Kind::VfVlans,
            Kind::Metrics,
            Kind::Nexthops,
            Kind::Options,
        ];
        KINDS.get(level as usize).copied()
    }

    /// The policy of a table; a list has none.
    #[inline]
    pub fn policy(self) -> Option<&'static [Policy]> {
        Some(match self {
            Kind::Link => &LINK,
            Kind::Addr4 => &ADDR4,
            Kind::Addr6 => &ADDR6,
            Kind::Route4 => &ROUTE4,
            Kind::Route6 => &ROUTE6,
            Kind::Neigh => &NEIGH,
            Kind::Rule => &RULE,
            Kind::LinkInfo => &LINKINFO,
            Kind::Vlan => &VLAN,
            Kind::Bridge => &BRIDGE,
            Kind::Rmnet => &RMNET,
            Kind::Inet => &INET,
            Kind::Inet6 => &INET6,
            Kind::Vf => &VF,
            Kind::Encap => &ENCAP,
            Kind::Geneve => &GENEVE,
            _ => return None,
        })
    }
}
