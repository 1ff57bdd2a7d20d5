// SPDX-License-Identifier: GPL-2.0-or-later
//! Numbers and structures of the uapi headers and of workloads/nlattr/nlattr.h, as bindgen would
//! give them (the kernel's `bindings`), and error numbers as in rust/kernel/error.rs.
#![forbid(unsafe_code)]

use core::ffi::c_int;
use core::num::NonZeroI32;

/// A negative errno.
#[derive(Clone, Copy)]
pub struct Error(NonZeroI32);

pub type Result<T = ()> = core::result::Result<T, Error>;

impl Error {
    const fn new(errno: i32) -> Self {
        match NonZeroI32::new(-errno) {
            Some(e) => Error(e),
            None => panic!("no error has the number 0"),
        }
    }

    pub fn to_errno(self) -> c_int {
        self.0.get()
    }
}

pub const ENOENT: Error = Error::new(2);
pub const E2BIG: Error = Error::new(7);
pub const EBUSY: Error = Error::new(16);
pub const EINVAL: Error = Error::new(22);
pub const ERANGE: Error = Error::new(34);
pub const EOPNOTSUPP: Error = Error::new(95);
pub const EAFNOSUPPORT: Error = Error::new(97);
pub const ESTALE: Error = Error::new(116);

// linux/netlink.h
pub const NLMSG_HDRLEN: usize = 16;
pub const NLMSG_MIN_TYPE: u16 = 16;
pub const NLA_HDRLEN: usize = 4;
pub const NLA_TYPE_MASK: u16 = 0x3fff;

/// NLA_ALIGN(), NLMSG_ALIGN()
#[inline]
pub const fn align(len: usize) -> usize {
    (len + 3) & !3
}

// linux/rtnetlink.h
pub const RTM_NEWLINK: u16 = 16;
pub const RTM_NEWADDR: u16 = 20;
pub const RTM_NEWROUTE: u16 = 24;
pub const RTM_NEWNEIGH: u16 = 28;
pub const RTM_NEWRULE: u16 = 32;
/// sizeof(struct ifinfomsg)
pub const IFINFOMSG: usize = 16;
/// sizeof(struct ifaddrmsg)
pub const IFADDRMSG: usize = 8;
/// sizeof(struct rtmsg)
pub const RTMSG: usize = 12;
/// sizeof(struct ndmsg)
pub const NDMSG: usize = 12;
/// sizeof(struct fib_rule_hdr)
pub const FIB_RULE_HDR: usize = 12;
/// sizeof(struct rtnexthop)
pub const RTNEXTHOP: usize = 8;

// workloads/nlattr/nlattr.h
pub const AF_INET: u8 = 2;
pub const AF_BRIDGE: u8 = 7;
pub const AF_INET6: u8 = 10;
pub const AF_MAX: usize = 46;
pub const ARPHRD_ETHER: u16 = 1;
pub const ARPHRD_LOOPBACK: u16 = 772;
pub const ETH_ALEN: usize = 6;
pub const NAME: usize = 16;
pub const OPTIONS_MAX: usize = 255;
pub const DEPTH: usize = 4;
pub const HERE: u16 = 0;

/// struct nlattr_message
#[repr(C)]
#[derive(Default)]
pub struct Message {
    pub nlmsg_type: u32,
    pub level: u32,
    pub error: c_int,
    pub family: u32,
    pub ident: u64,
    pub devtype: u32,
    pub reserved: u32,
}

// linux/if_link.h: links
pub const IFLA_ADDRESS: u16 = 1;
pub const IFLA_BROADCAST: u16 = 2;
pub const IFLA_IFNAME: u16 = 3;
pub const IFLA_MTU: u16 = 4;
pub const IFLA_LINK: u16 = 5;
pub const IFLA_QDISC: u16 = 6;
pub const IFLA_STATS: u16 = 7;
pub const IFLA_MASTER: u16 = 10;
pub const IFLA_PROTINFO: u16 = 12;
pub const IFLA_TXQLEN: u16 = 13;
pub const IFLA_MAP: u16 = 14;
pub const IFLA_WEIGHT: u16 = 15;
pub const IFLA_OPERSTATE: u16 = 16;
pub const IFLA_LINKMODE: u16 = 17;
pub const IFLA_LINKINFO: u16 = 18;
pub const IFLA_NET_NS_PID: u16 = 19;
pub const IFLA_IFALIAS: u16 = 20;
pub const IFLA_NUM_VF: u16 = 21;
pub const IFLA_VFINFO_LIST: u16 = 22;
pub const IFLA_STATS64: u16 = 23;
pub const IFLA_AF_SPEC: u16 = 26;
pub const IFLA_GROUP: u16 = 27;
pub const IFLA_NET_NS_FD: u16 = 28;
pub const IFLA_EXT_MASK: u16 = 29;
pub const IFLA_PROMISCUITY: u16 = 30;
pub const IFLA_NUM_TX_QUEUES: u16 = 31;
pub const IFLA_NUM_RX_QUEUES: u16 = 32;
pub const IFLA_CARRIER: u16 = 33;
pub const IFLA_PHYS_PORT_ID: u16 = 34;
pub const IFLA_CARRIER_CHANGES: u16 = 35;
pub const IFLA_PHYS_SWITCH_ID: u16 = 36;
pub const IFLA_GSO_MAX_SEGS: u16 = 40;
pub const IFLA_GSO_MAX_SIZE: u16 = 41;
pub const IFLA_XDP: u16 = 43;
pub const IFLA_NEW_NETNSID: u16 = 45;
pub const IFLA_CARRIER_UP_COUNT: u16 = 47;
pub const IFLA_CARRIER_DOWN_COUNT: u16 = 48;
pub const IFLA_MIN_MTU: u16 = 50;
pub const IFLA_MAX_MTU: u16 = 51;
pub const IFLA_PROP_LIST: u16 = 52;
pub const IFLA_PERM_ADDRESS: u16 = 54;
pub const IFLA_PROTO_DOWN_REASON: u16 = 55;
pub const IFLA_PARENT_DEV_NAME: u16 = 56;
pub const IFLA_MAX: u16 = 61;

// IFLA_LINKINFO
pub const IFLA_INFO_KIND: u16 = 1;
pub const IFLA_INFO_DATA: u16 = 2;
pub const IFLA_INFO_SLAVE_KIND: u16 = 4;
pub const IFLA_INFO_SLAVE_DATA: u16 = 5;
pub const IFLA_INFO_MAX: u16 = 5;

// IFLA_INFO_DATA
pub const IFLA_VLAN_ID: u16 = 1;
pub const IFLA_VLAN_FLAGS: u16 = 2;
pub const IFLA_VLAN_EGRESS_QOS: u16 = 3;
pub const IFLA_VLAN_INGRESS_QOS: u16 = 4;
pub const IFLA_VLAN_PROTOCOL: u16 = 5;
pub const IFLA_VLAN_MAX: u16 = 5;
pub const IFLA_BR_FORWARD_DELAY: u16 = 1;
pub const IFLA_BR_HELLO_TIME: u16 = 2;
pub const IFLA_BR_MAX_AGE: u16 = 3;
pub const IFLA_BR_AGEING_TIME: u16 = 4;
pub const IFLA_BR_STP_STATE: u16 = 5;
pub const IFLA_BR_PRIORITY: u16 = 6;
pub const IFLA_BR_VLAN_FILTERING: u16 = 7;
pub const IFLA_BR_VLAN_PROTOCOL: u16 = 8;
pub const IFLA_BR_GROUP_FWD_MASK: u16 = 9;
pub const IFLA_BR_GROUP_ADDR: u16 = 20;
pub const IFLA_BR_MCAST_ROUTER: u16 = 22;
pub const IFLA_BR_MCAST_SNOOPING: u16 = 23;
pub const IFLA_BR_MCAST_HASH_MAX: u16 = 27;
pub const IFLA_BR_MCAST_MEMBERSHIP_INTVL: u16 = 31;
pub const IFLA_BR_MCAST_QUERIER_INTVL: u16 = 32;
pub const IFLA_BR_MCAST_QUERY_INTVL: u16 = 33;
pub const IFLA_BR_MAX: u16 = 47;
pub const IFLA_RMNET_MUX_ID: u16 = 1;
pub const IFLA_RMNET_FLAGS: u16 = 2;
pub const IFLA_RMNET_MAX: u16 = 2;

// IFLA_AF_SPEC
pub const IFLA_BRIDGE_FLAGS: u16 = 0;
pub const IFLA_BRIDGE_MODE: u16 = 1;
pub const IFLA_INET_CONF: u16 = 1;
pub const IFLA_INET_MAX: u16 = 1;
pub const IFLA_INET6_FLAGS: u16 = 1;
pub const IFLA_INET6_CACHEINFO: u16 = 5;
pub const IFLA_INET6_ADDR_GEN_MODE: u16 = 8;
pub const IFLA_INET6_MAX: u16 = 9;

// IFLA_VFINFO_LIST
pub const IFLA_VF_INFO: u16 = 1;
pub const IFLA_VF_MAC: u16 = 1;
pub const IFLA_VF_VLAN_INFO: u16 = 1;
pub const IFLA_VF_VLAN: u16 = 2;
pub const IFLA_VF_TX_RATE: u16 = 3;
pub const IFLA_VF_SPOOFCHK: u16 = 4;
pub const IFLA_VF_VLAN_LIST: u16 = 12;
pub const IFLA_VF_MAX: u16 = 13;

// linux/if_addr.h
pub const IFA_ADDRESS: u16 = 1;
pub const IFA_LOCAL: u16 = 2;
pub const IFA_LABEL: u16 = 3;
pub const IFA_BROADCAST: u16 = 4;
pub const IFA_CACHEINFO: u16 = 6;
pub const IFA_FLAGS: u16 = 8;
pub const IFA_RT_PRIORITY: u16 = 9;
pub const IFA_PROTO: u16 = 11;
pub const IFA_MAX: u16 = 11;

// linux/rtnetlink.h: routes
pub const RTA_DST: u16 = 1;
pub const RTA_SRC: u16 = 2;
pub const RTA_IIF: u16 = 3;
pub const RTA_OIF: u16 = 4;
pub const RTA_GATEWAY: u16 = 5;
pub const RTA_PRIORITY: u16 = 6;
pub const RTA_PREFSRC: u16 = 7;
pub const RTA_METRICS: u16 = 8;
pub const RTA_MULTIPATH: u16 = 9;
pub const RTA_FLOW: u16 = 11;
pub const RTA_CACHEINFO: u16 = 12;
pub const RTA_TABLE: u16 = 15;
pub const RTA_MARK: u16 = 16;
pub const RTA_PREF: u16 = 20;
pub const RTA_ENCAP_TYPE: u16 = 21;
pub const RTA_ENCAP: u16 = 22;
pub const RTA_EXPIRES: u16 = 23;
pub const RTA_UID: u16 = 25;
pub const RTA_TTL_PROPAGATE: u16 = 26;
pub const RTA_IP_PROTO: u16 = 27;
pub const RTA_SPORT: u16 = 28;
pub const RTA_DPORT: u16 = 29;
pub const RTA_NH_ID: u16 = 30;
pub const RTA_MAX: u16 = 30;
pub const RTAX_CC_ALGO: u16 = 16;
pub const RTAX_MAX: u16 = 17;

// linux/lwtunnel.h
pub const LWTUNNEL_ENCAP_IP: u16 = 2;
pub const LWTUNNEL_IP_ID: u16 = 1;
pub const LWTUNNEL_IP_DST: u16 = 2;
pub const LWTUNNEL_IP_SRC: u16 = 3;
pub const LWTUNNEL_IP_TTL: u16 = 4;
pub const LWTUNNEL_IP_TOS: u16 = 5;
pub const LWTUNNEL_IP_FLAGS: u16 = 6;
pub const LWTUNNEL_IP_OPTS: u16 = 8;
pub const LWTUNNEL_IP_MAX: u16 = 8;
pub const LWTUNNEL_IP_OPTS_GENEVE: u16 = 1;
pub const LWTUNNEL_IP_OPT_GENEVE_CLASS: u16 = 1;
pub const LWTUNNEL_IP_OPT_GENEVE_TYPE: u16 = 2;
pub const LWTUNNEL_IP_OPT_GENEVE_DATA: u16 = 3;
pub const LWTUNNEL_IP_OPT_GENEVE_MAX: u16 = 3;

// linux/neighbour.h
pub const NDA_DST: u16 = 1;
pub const NDA_LLADDR: u16 = 2;
pub const NDA_CACHEINFO: u16 = 3;
pub const NDA_PROBES: u16 = 4;
pub const NDA_VLAN: u16 = 5;
pub const NDA_PORT: u16 = 6;
pub const NDA_VNI: u16 = 7;
pub const NDA_IFINDEX: u16 = 8;
pub const NDA_MASTER: u16 = 9;
pub const NDA_PROTOCOL: u16 = 12;
pub const NDA_NH_ID: u16 = 13;
pub const NDA_MAX: u16 = 17;

// linux/fib_rules.h
pub const FRA_IIFNAME: u16 = 3;
pub const FRA_PRIORITY: u16 = 6;
pub const FRA_FWMARK: u16 = 10;
pub const FRA_FLOW: u16 = 11;
pub const FRA_TUN_ID: u16 = 12;
pub const FRA_SUPPRESS_IFGROUP: u16 = 13;
pub const FRA_SUPPRESS_PREFIXLEN: u16 = 14;
pub const FRA_TABLE: u16 = 15;
pub const FRA_FWMASK: u16 = 16;
pub const FRA_OIFNAME: u16 = 17;
pub const FRA_L3MDEV: u16 = 19;
pub const FRA_UID_RANGE: u16 = 20;
pub const FRA_PROTOCOL: u16 = 21;
pub const FRA_IP_PROTO: u16 = 22;
pub const FRA_SPORT_RANGE: u16 = 23;
pub const FRA_DPORT_RANGE: u16 = 24;
pub const FRA_MAX: u16 = 24;
