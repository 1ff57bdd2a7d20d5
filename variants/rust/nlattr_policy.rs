// SPDX-License-Identifier: GPL-2.0-or-later
//! Policy tables of workload nlattr, rust: every attribute that is read has an entry. Modelled on
//! ifla_policy[], ifa_ipv4_policy[], rtm_ipv4_policy[] and their like; attributes without an entry
//! are accepted at any length, as in the kernel.
#![forbid(unsafe_code)]

use crate::nlattr_uapi::*;

/// Entries of tb[], bits of `seen`: no table is longer.
pub const LEVEL_TYPES: usize = 64;

#[derive(Clone, Copy)]
enum Check {
    Range,
    String,
    NulString,
    Nested,
}

/// One entry. Payload lengths from `min` to `max` are right without another look; NulString has a
/// range without lengths, so that all of them get the other look.
#[derive(Clone, Copy)]
pub struct Policy {
    check: Check,
    min: u16,
    max: u16,
    len: u16, // NulString: longest without its NUL
}

const fn range(check: Check, min: u16, max: u16) -> Policy {
    Policy {
        check,
        min,
        max,
        len: 0,
    }
}

const fn min(n: u16) -> Policy {
    range(Check::Range, n, u16::MAX)
}

const fn binary(n: u16) -> Policy {
    range(Check::Range, 0, n)
}

const fn string(n: u16) -> Policy {
    range(Check::String, 1, n)
}

const fn nul_string(n: u16) -> Policy {
    Policy {
        len: n,
        ..range(Check::NulString, 1, 0)
    }
}

const ANY: Policy = min(0);
const U8: Policy = min(1);
const U16: Policy = min(2);
const U32: Policy = min(4);
const U64: Policy = min(8);
const NESTED: Policy = range(Check::Nested, NLA_HDRLEN as u16, u16::MAX);

impl Policy {
    #[inline]
    pub fn validate(&self, payload: &[u8]) -> Result {
        if (usize::from(self.min)..=usize::from(self.max)).contains(&payload.len()) {
            return Ok(());
        }
        self.validate_rest(payload)
    }

    /// Lengths that the range of the entry did not settle.
    #[cold]
    #[inline(never)]
    fn validate_rest(&self, payload: &[u8]) -> Result {
        match self.check {
            Check::Nested if payload.is_empty() => Ok(()),
            Check::String => match payload.split_last() {
                Some((0, text)) if text.len() <= usize::from(self.max) => Ok(()),
                _ => Err(ERANGE),
            },
            Check::NulString => {
                let max = usize::from(self.len);
                if !payload.iter().take(max + 1).any(|&byte| byte == 0) {
                    return Err(EINVAL);
                }
                let text = payload.strip_suffix(&[0]).unwrap_or(payload);
                if text.len() > max {
                    return Err(ERANGE);
                }
                Ok(())
            }
            _ => Err(ERANGE),
        }
    }
}

/// The table with these entries. A type that it has no room for does not compile, nor does a table
/// that tb[] has no room for.
const fn table<const N: usize>(entries: &[(u16, Policy)]) -> [Policy; N] {
    assert!(N <= LEVEL_TYPES);
    let mut table = [ANY; N];
    let mut i = 0;
    while i < entries.len() {
        table[entries[i].0 as usize] = entries[i].1;
        i += 1;
    }
    table
}

pub static LINK: [Policy; IFLA_MAX as usize + 1] = table(&[
    (IFLA_ADDRESS, binary(32)),
    (IFLA_BROADCAST, binary(32)),
    (IFLA_IFNAME, string(NAME as u16 - 1)),
    (IFLA_MTU, U32),
    (IFLA_LINK, U32),
    (IFLA_QDISC, string(NAME as u16 - 1)),
    (IFLA_STATS, min(92)),
    (IFLA_MASTER, U32),
    (IFLA_PROTINFO, NESTED),
    (IFLA_TXQLEN, U32),
    (IFLA_MAP, min(28)),
    (IFLA_WEIGHT, U32),
    (IFLA_OPERSTATE, U8),
    (IFLA_LINKMODE, U8),
    (IFLA_LINKINFO, NESTED),
    (IFLA_NET_NS_PID, U32),
    (IFLA_IFALIAS, string(255)),
    (IFLA_NUM_VF, U32),
    (IFLA_VFINFO_LIST, NESTED),
    (IFLA_STATS64, min(23 * 8)),
    (IFLA_AF_SPEC, NESTED),
    (IFLA_GROUP, U32),
    (IFLA_NET_NS_FD, U32),
    (IFLA_EXT_MASK, U32),
    (IFLA_PROMISCUITY, U32),
    (IFLA_NUM_TX_QUEUES, U32),
    (IFLA_NUM_RX_QUEUES, U32),
    (IFLA_CARRIER, U8),
    (IFLA_PHYS_PORT_ID, binary(32)),
    (IFLA_CARRIER_CHANGES, U32),
    (IFLA_PHYS_SWITCH_ID, binary(32)),
    (IFLA_GSO_MAX_SEGS, U32),
    (IFLA_GSO_MAX_SIZE, U32),
    (IFLA_XDP, NESTED),
    (IFLA_NEW_NETNSID, U32),
    (IFLA_CARRIER_UP_COUNT, U32),
    (IFLA_CARRIER_DOWN_COUNT, U32),
    (IFLA_MIN_MTU, U32),
    (IFLA_MAX_MTU, U32),
    (IFLA_PROP_LIST, NESTED),
    (IFLA_PERM_ADDRESS, binary(32)),
    (IFLA_PROTO_DOWN_REASON, NESTED),
    (IFLA_PARENT_DEV_NAME, nul_string(63)),
]);

pub static ADDR4: [Policy; IFA_MAX as usize + 1] = table(&[
    (IFA_ADDRESS, U32),
    (IFA_LOCAL, U32),
    (IFA_LABEL, string(NAME as u16 - 1)),
    (IFA_BROADCAST, U32),
    (IFA_CACHEINFO, min(16)),
    (IFA_FLAGS, U32),
    (IFA_RT_PRIORITY, U32),
    (IFA_PROTO, U8),
]);

pub static ADDR6: [Policy; IFA_MAX as usize + 1] = table(&[
    (IFA_ADDRESS, min(16)),
    (IFA_LOCAL, min(16)),
    (IFA_LABEL, string(NAME as u16 - 1)),
    (IFA_CACHEINFO, min(16)),
    (IFA_FLAGS, U32),
    (IFA_RT_PRIORITY, U32),
    (IFA_PROTO, U8),
]);

pub static ROUTE4: [Policy; RTA_MAX as usize + 1] = table(&[
    (RTA_DST, U32),
    (RTA_SRC, U32),
    (RTA_IIF, U32),
    (RTA_OIF, U32),
    (RTA_GATEWAY, U32),
    (RTA_PRIORITY, U32),
    (RTA_PREFSRC, U32),
    (RTA_METRICS, NESTED),
    (RTA_MULTIPATH, min(8)),
    (RTA_FLOW, U32),
    (RTA_CACHEINFO, min(32)),
    (RTA_MARK, U32),
    (RTA_PREF, U8),
    (RTA_ENCAP_TYPE, U16),
    (RTA_ENCAP, NESTED),
    (RTA_EXPIRES, U32),
    (RTA_UID, U32),
    (RTA_TTL_PROPAGATE, U8),
    (RTA_IP_PROTO, U8),
    (RTA_SPORT, U16),
    (RTA_DPORT, U16),
    (RTA_TABLE, U32),
    (RTA_NH_ID, U32),
]);

pub static ROUTE6: [Policy; RTA_MAX as usize + 1] = table(&[
    (RTA_DST, min(16)),
    (RTA_SRC, min(16)),
    (RTA_IIF, U32),
    (RTA_OIF, U32),
    (RTA_GATEWAY, min(16)),
    (RTA_PRIORITY, U32),
    (RTA_PREFSRC, min(16)),
    (RTA_METRICS, NESTED),
    (RTA_MULTIPATH, min(8)),
    (RTA_FLOW, U32),
    (RTA_CACHEINFO, min(32)),
    (RTA_MARK, U32),
    (RTA_PREF, U8),
    (RTA_ENCAP_TYPE, U16),
    (RTA_ENCAP, NESTED),
    (RTA_EXPIRES, U32),
    (RTA_UID, U32),
    (RTA_TTL_PROPAGATE, U8),
    (RTA_IP_PROTO, U8),
    (RTA_SPORT, U16),
    (RTA_DPORT, U16),
    (RTA_TABLE, U32),
    (RTA_NH_ID, U32),
]);

pub static NEIGH: [Policy; NDA_MAX as usize + 1] = table(&[
    (NDA_DST, binary(32)),
    (NDA_LLADDR, binary(32)),
    (NDA_CACHEINFO, min(16)),
    (NDA_PROBES, U32),
    (NDA_VLAN, U16),
    (NDA_PORT, U16),
    (NDA_VNI, U32),
    (NDA_IFINDEX, U32),
    (NDA_MASTER, U32),
    (NDA_PROTOCOL, U8),
    (NDA_NH_ID, U32),
]);

pub static RULE: [Policy; FRA_MAX as usize + 1] = table(&[
    (FRA_IIFNAME, string(NAME as u16 - 1)),
    (FRA_OIFNAME, string(NAME as u16 - 1)),
    (FRA_PRIORITY, U32),
    (FRA_FWMARK, U32),
    (FRA_FWMASK, U32),
    (FRA_FLOW, U32),
    (FRA_TUN_ID, U64),
    (FRA_SUPPRESS_IFGROUP, U32),
    (FRA_SUPPRESS_PREFIXLEN, U32),
    (FRA_TABLE, U32),
    (FRA_L3MDEV, U8),
    (FRA_UID_RANGE, min(8)),
    (FRA_PROTOCOL, U8),
    (FRA_IP_PROTO, U8),
    (FRA_SPORT_RANGE, min(4)),
    (FRA_DPORT_RANGE, min(4)),
]);

pub static LINKINFO: [Policy; IFLA_INFO_MAX as usize + 1] = table(&[
    (IFLA_INFO_KIND, string(NAME as u16 - 1)),
    (IFLA_INFO_DATA, NESTED),
    (IFLA_INFO_SLAVE_KIND, string(NAME as u16 - 1)),
    (IFLA_INFO_SLAVE_DATA, NESTED),
]);

pub static VLAN: [Policy; IFLA_VLAN_MAX as usize + 1] = table(&[
    (IFLA_VLAN_ID, U16),
    (IFLA_VLAN_FLAGS, min(8)),
    (IFLA_VLAN_EGRESS_QOS, NESTED),
    (IFLA_VLAN_INGRESS_QOS, NESTED),
    (IFLA_VLAN_PROTOCOL, U16),
]);

pub static BRIDGE: [Policy; IFLA_BR_MAX as usize + 1] = table(&[
    (IFLA_BR_FORWARD_DELAY, U32),
    (IFLA_BR_HELLO_TIME, U32),
    (IFLA_BR_MAX_AGE, U32),
    (IFLA_BR_AGEING_TIME, U32),
    (IFLA_BR_STP_STATE, U32),
    (IFLA_BR_PRIORITY, U16),
    (IFLA_BR_VLAN_FILTERING, U8),
    (IFLA_BR_VLAN_PROTOCOL, U16),
    (IFLA_BR_GROUP_FWD_MASK, U16),
    (IFLA_BR_GROUP_ADDR, binary(ETH_ALEN as u16)),
    (IFLA_BR_MCAST_ROUTER, U8),
    (IFLA_BR_MCAST_SNOOPING, U8),
    (IFLA_BR_MCAST_HASH_MAX, U32),
    (IFLA_BR_MCAST_MEMBERSHIP_INTVL, U64),
    (IFLA_BR_MCAST_QUERIER_INTVL, U64),
    (IFLA_BR_MCAST_QUERY_INTVL, U64),
]);

pub static RMNET: [Policy; IFLA_RMNET_MAX as usize + 1] =
    table(&[(IFLA_RMNET_MUX_ID, U16), (IFLA_RMNET_FLAGS, min(8))]);

pub static INET: [Policy; IFLA_INET_MAX as usize + 1] = table(&[(IFLA_INET_CONF, min(4))]);

pub static INET6: [Policy; IFLA_INET6_MAX as usize + 1] = table(&[
    (IFLA_INET6_FLAGS, U32),
    (IFLA_INET6_CACHEINFO, min(16)),
    (IFLA_INET6_ADDR_GEN_MODE, U8),
]);

pub static VF: [Policy; IFLA_VF_MAX as usize + 1] = table(&[
    (IFLA_VF_MAC, min(36)),
    (IFLA_VF_VLAN, min(12)),
    (IFLA_VF_TX_RATE, min(8)),
    (IFLA_VF_SPOOFCHK, min(8)),
    (IFLA_VF_VLAN_LIST, NESTED),
]);

pub static ENCAP: [Policy; LWTUNNEL_IP_MAX as usize + 1] = table(&[
    (LWTUNNEL_IP_ID, U64),
    (LWTUNNEL_IP_DST, U32),
    (LWTUNNEL_IP_SRC, U32),
    (LWTUNNEL_IP_TTL, U8),
    (LWTUNNEL_IP_TOS, U8),
    (LWTUNNEL_IP_FLAGS, U16),
    (LWTUNNEL_IP_OPTS, NESTED),
]);

pub static GENEVE: [Policy; LWTUNNEL_IP_OPT_GENEVE_MAX as usize + 1] = table(&[
    (LWTUNNEL_IP_OPT_GENEVE_CLASS, U16),
    (LWTUNNEL_IP_OPT_GENEVE_TYPE, U8),
    (LWTUNNEL_IP_OPT_GENEVE_DATA, binary(127)),
]);
