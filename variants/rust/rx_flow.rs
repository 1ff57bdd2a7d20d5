// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: what a packet comes to, and the digest: workloads/rx/rx.h as safe code sees it.
#![forbid(unsafe_code)]

/// enum rx_reason: what a packet is dropped for.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum Reason {
    Desc = 1,
    NoBuf,
    Link,
    VlanDepth,
    Raw8023,
    Llc8022,
    Protocol,
    IpShort,
    IpHeader,
    IpSum,
    IpTruncated,
    Inner,
    Extension,
    L4Short,
    L4Header,
    Policy,
}

/// enum rx_class: what the policy is looked up by.
#[derive(Clone, Copy)]
#[repr(u8)]
pub enum Class {
    V4Tcp,
    V4Udp,
    V4Other,
    V6Tcp,
    V6Udp,
    V6Other,
}

/// RX_CLASSES: how many the policy has room for.
pub const CLASSES: usize = 8;

/// Flow::flags
pub const FLOW_V6: u16 = 1;
pub const FLOW_FRAGMENT: u16 = 2;
pub const FLOW_ENCAP: u16 = 4;
pub const FLOW_CIPSO: u16 = 8;
pub const FLOW_ALERT: u16 = 16;
pub const FLOW_TAG: u16 = 32;
pub const FLOW_TAGS: u16 = 64;

/// struct rx_flow: the flow key. It is made in one piece: a field that was forgotten does not
/// compile, and there is none that does not count.
#[repr(C)]
pub struct Flow {
    pub vlan: [u16; 2],
    pub protocol: u8,
    pub class: Class,
    pub flags: u16,
    pub ports: u32,
    pub payload_len: u32,
    pub payload_offset: u32,
    pub mss: u16,
    pub network_offset: u16,
    pub addr: [u64; 4],
}

impl Flow {
    /// rx_flow_hash()
    #[inline(always)]
    pub fn hash(&self) -> u64 {
        let meta = u64::from(self.flags)
            | u64::from(self.vlan[1]) << 16
            | u64::from(self.vlan[0]) << 32
            | (self.class as u64) << 48
            | u64::from(self.protocol) << 51;
        let port = u64::from(self.ports) ^ u64::from(self.payload_len) << 29;
        let place = u64::from(self.payload_offset)
            ^ u64::from(self.network_offset) << 20
            ^ u64::from(self.mss) << 36;
        let addr = &self.addr;
        let mut hash = (meta ^ port.rotate_left(16)).wrapping_add(place ^ addr[0].rotate_left(40));

        if self.flags & FLOW_V6 != 0 {
            hash = hash.wrapping_add(addr[1] ^ addr[2].rotate_left(24) ^ addr[3].rotate_left(48));
        }
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^ hash >> 32
    }
}

/// What the op needs of a flow.
pub struct Brief {
    pub hash: u64,
    pub class: Class,
    pub fragment: bool,
}

impl From<Flow> for Brief {
    #[inline(always)]
    fn from(flow: Flow) -> Self {
        Brief {
            hash: flow.hash(),
            class: flow.class,
            fragment: flow.flags & FLOW_FRAGMENT != 0,
        }
    }
}

#[inline(always)]
fn fold(digest: u64, value: u64) -> u64 {
    digest.rotate_left(11).wrapping_add(value)
}

/// rx_fold_drop(): what a dropped packet adds to the digest.
#[inline(always)]
pub fn fold_drop(digest: u64, reason: Reason) -> u64 {
    fold(digest, (reason as u64).wrapping_mul(0x5899_65cc_7537_4cc3))
}

/// rx_fold_packet(): what a delivered one adds.
#[inline(always)]
pub fn fold_packet(digest: u64, flow_hash: u64, len: usize) -> u64 {
    fold(digest, flow_hash.wrapping_add(len as u64))
}
