// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust: the operations on the message that is open, one at a time.
#![forbid(unsafe_code)]

use crate::nlattr_attr::*;
use crate::nlattr_buffer::{Buffer, Socket};
use crate::nlattr_kind::Kind;
use crate::nlattr_link::{af_level, bridge_item, link_kind, vf_vlan_item};
use crate::nlattr_message::{front, message_header, message_table, Receiver};
use crate::nlattr_route::{metric_item, nexthop_next, option_item};
use crate::nlattr_uapi::*;

/// A buffer that is worked on between two calls. What was parsed of it are places in it, which say
/// nothing without it.
pub struct Session<'s> {
    skb: Buffer<'s>,
    left: usize, // where the message begins that is open, or the next one
    pull: usize, // bytes of the message that is open
    depth: usize,
    family: u8,
}

pub struct State<'s> {
    session: Option<Session<'s>>,
    pub receiver: Receiver,
}

/// The innermost level that is open, and the bytes that it is of.
struct Top<'t> {
    bytes: &'t [u8],
    level: &'t mut Level,
}

impl<'t> Top<'t> {
    #[inline]
    fn attrs(self) -> Attrs<'t> {
        self.level.attrs(self.bytes)
    }

    /// The attribute the walk of a list level stands on.
    #[inline]
    fn here(self) -> Result<Attr<'t>> {
        let here = self.level.here;
        self.attrs().named(HERE, here).ok_or(ENOENT)
    }

    fn walk(&self) -> Walk<'t> {
        Walk::new(
            self.bytes.get(..self.level.end).unwrap_or_default(),
            self.level.at,
        )
    }
}

/// The innermost level that is open. What is not open is gone.
#[inline]
fn top_of<'t>(session: &'t Option<Session<'_>>, level: &'t mut [Level; DEPTH]) -> Result<Top<'t>> {
    let session = session.as_ref().ok_or(ESTALE)?;
    let depth = session.depth.checked_sub(1).ok_or(ESTALE)?;
    Ok(Top {
        bytes: session.skb.bytes(),
        level: level.get_mut(depth).ok_or(ESTALE)?,
    })
}

impl<'s> State<'s> {
    pub const fn new() -> Self {
        State {
            session: None,
            receiver: Receiver::new(),
        }
    }

    #[inline]
    fn top(&mut self) -> Result<Top<'_>> {
        top_of(&self.session, &mut self.receiver.level)
    }

    pub fn recv(&mut self, socket: &'s Socket, bytes: &'s [u8]) -> Result {
        if socket.held() != 0 {
            return Err(EBUSY);
        }
        self.session = Some(Session {
            skb: socket.recv(bytes),
            left: 0,
            pull: 0,
            depth: 0,
            family: 0,
        });
        Ok(())
    }

    pub fn release(&mut self) {
        self.session = None;
    }

    pub fn next(&mut self) -> Result<Option<Message>> {
        let s = self.session.as_mut().ok_or(ESTALE)?;
        s.depth = 0;
        loop {
            s.left += align(s.pull);
            s.pull = 0;
            let left = s.skb.bytes().get(s.left..).unwrap_or_default();
            let Some(nlh) = front(left)? else {
                return Ok(None);
            };
            s.pull = nlh.nlmsg_len;
            if nlh.nlmsg_type < NLMSG_MIN_TYPE {
                continue;
            }
            let mut m = Message {
                nlmsg_type: nlh.nlmsg_type.into(),
                ..Message::default()
            };
            let family = message_table(nlh.nlmsg_type)
                .and_then(|(kind, header)| message_header(&nlh, kind, header));
            match family {
                Ok(family) => {
                    s.family = family.family;
                    s.depth = 1;
                    let end = s.left + nlh.nlmsg_len;
                    self.receiver.level[0].open(family.kind, end - family.attrs.len(), end);
                    m.level = family.kind as u32;
                    m.family = family.family.into();
                    m.ident = family.ident;
                    m.devtype = family.devtype.into();
                }
                Err(err) => m.error = err.to_errno(),
            }
            return Ok(Some(m));
        }
    }

    pub fn attr(&mut self) -> Result<Option<u16>> {
        let top = self.top()?;
        let mut walk = top.walk();
        let Some(nla) = walk.next() else {
            return match top.level.kind.policy() {
                Some(_) if walk.left_over() => Err(EINVAL),
                _ => Ok(None),
            };
        };
        top.level.at = walk.at();
        match top.level.kind.policy() {
            Some(policy) => top.level.file(policy, &nla)?,
            None => top.level.file_here(&nla),
        }
        Ok(Some(nla.nla_type))
    }

    pub fn find(&mut self, nla_type: u16) -> Result<&[u8]> {
        self.top()?.attrs().find(nla_type).ok_or(ENOENT)
    }

    pub fn get(&mut self, nla_type: u16, width: usize) -> Result<u64> {
        let payload = self.find(nla_type)?;
        match width {
            8 => load64(payload).ok_or(EINVAL),
            0..=7 => payload.get(..width).map(load_upto8).ok_or(EINVAL),
            _ => Err(EINVAL),
        }
    }

    pub fn name(&mut self, nla_type: u16) -> Result<([u64; 2], usize)> {
        self.find(nla_type).map(name_words)
    }

    pub fn nest(&mut self, nla_type: u16, kind: Kind) -> Result {
        let top = self.top()?;
        let here = top.level.here;
        let place = top.attrs().place(nla_type).ok_or(ENOENT)?;
        let session = self.session.as_mut().ok_or(ESTALE)?;
        let inner = self.receiver.level.get_mut(session.depth).ok_or(E2BIG)?;

        match kind {
            Kind::Vf if here != IFLA_VF_INFO || place.len() < NLA_HDRLEN => return Err(EINVAL),
            Kind::Geneve if here != LWTUNNEL_IP_OPTS_GENEVE => return Err(EINVAL),
            Kind::Encap => self.receiver.options.clear(),
            _ => {}
        }
        inner.open(kind, place.start, place.end);
        session.depth += 1;
        Ok(())
    }

    pub fn unnest(&mut self) {
        if let Some(session) = &mut self.session {
            session.depth = session.depth.saturating_sub(1);
        }
    }

    pub fn kind(&mut self) -> Result<Kind> {
        let text = self.top()?.attrs().find(IFLA_INFO_KIND);
        Ok(text.map_or(Kind::None, link_kind))
    }

    pub fn family(&mut self) -> Result<Kind> {
        af_level(self.top()?.here()?.nla_type)
    }

    pub fn bridge(&mut self) -> Result<u64> {
        bridge_item(&self.top()?.here()?)
    }

    pub fn vf_vlan(&mut self) -> Result<[u64; 2]> {
        vf_vlan_item(&self.top()?.here()?)
    }

    pub fn metric(&mut self) -> Result<Option<(u16, u32)>> {
        let top = top_of(&self.session, &mut self.receiver.level)?;
        metric_item(&mut self.receiver.metrics, &top.here()?)
    }

    pub fn nexthop(&mut self) -> Result<Option<u64>> {
        let six = self.session.as_ref().ok_or(ESTALE)?.family == AF_INET6;
        let top = self.top()?;
        let mut walk = top.walk();
        let nexthop = nexthop_next(&mut walk, six);
        top.level.at = walk.at();
        match nexthop {
            None if walk.left_over() => Err(EINVAL),
            nexthop => nexthop.transpose(),
        }
    }

    pub fn option(&mut self) -> Result<u64> {
        let top = top_of(&self.session, &mut self.receiver.level)?;
        option_item(&mut self.receiver.options, &top.attrs())
    }
}
