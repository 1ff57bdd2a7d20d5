// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust: the operations on the message that is open, one at a time.
#![forbid(unsafe_code)]

use crate::nlattr_attr::*;
use crate::nlattr_buffer::{Buffer, Socket};
use crate::nlattr_kind::Kind;
use crate::nlattr_link::{af_level, bridge_item, link_kind, vf_vlan_item};
use crate::nlattr_message::{front, message_header, message_table, Receiver};
use crate::nlattr_route::{metric_item, nexthop_next, option_item, Metrics, Options};
use crate::nlattr_uapi::*;

/// A buffer that is worked on between two calls. What was parsed of it are places in it, which say
/// nothing without it.
pub struct Session<'s> {
    skb: Buffer<'s>,
    left: usize, // where the next message begins
    depth: usize,
    family: u8,
}

pub struct State<'s> {
    session: Option<Session<'s>>,
    pub receiver: Receiver,
}

/// The innermost level that is open, the bytes that it is of, and what may be changed beside it.
struct Top<'t> {
    bytes: &'t [u8],
    level: &'t mut Level,
    metrics: &'t mut Metrics,
    options: &'t mut Options,
    six: bool,
}

impl<'t> Top<'t> {
    #[inline]
    fn attrs(self) -> Attrs<'t> {
        self.level.attrs(self.bytes)
    }

    /// The attribute the walk of a list level stands on.
    #[inline]
    fn here(self) -> Result<Attr<'t>> {
        self.level.here(self.bytes).ok_or(ENOENT)
    }
}

impl<'s> State<'s> {
    pub const fn new() -> Self {
        State {
            session: None,
            receiver: Receiver::new(),
        }
    }

    /// What is not open is gone.
    #[inline]
    fn top(&mut self) -> Result<Top<'_>> {
        let session = self.session.as_ref().ok_or(ESTALE)?;
        let depth = session.depth.checked_sub(1).ok_or(ESTALE)?;
        let r = &mut self.receiver;
        Ok(Top {
            bytes: session.skb.bytes(),
            level: r.level.get_mut(depth).ok_or(ESTALE)?,
            metrics: &mut r.metrics,
            options: &mut r.options,
            six: session.family == AF_INET6,
        })
    }

    pub fn recv(&mut self, socket: &'s Socket, bytes: &'s [u8]) -> Result {
        self.session = Some(Session {
            skb: socket.recv(bytes).ok_or(EBUSY)?,
            left: 0,
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
            let left = s.skb.bytes().get(s.left..).unwrap_or_default();
            let Some(nlh) = front(left)? else {
                return Ok(None);
            };
            let end = s.left + nlh.nlmsg_len;
            s.left += align(nlh.nlmsg_len);
            if nlh.nlmsg_type < NLMSG_MIN_TYPE {
                continue;
            }
            let mut m = Message {
                nlmsg_type: nlh.nlmsg_type.into(),
                ..Message::default()
            };
            let header = message_table(nlh.nlmsg_type)
                .and_then(|(kind, header)| message_header(&nlh, kind, header));
            match header {
                Ok(header) => {
                    m.level = header.kind as u32;
                    m.family = header.family.into();
                    m.ident = header.ident;
                    m.devtype = header.devtype.into();
                    s.family = header.family;
                    s.depth = 1;
                    self.receiver.level[0].open(header.kind, end - header.attrs.len()..end);
                }
                Err(err) => m.error = err.to_errno(),
            }
            return Ok(Some(m));
        }
    }

    pub fn attr(&mut self) -> Result<Option<u16>> {
        let top = self.top()?;
        top.level.attr(top.bytes)
    }

    pub fn find(&mut self, nla_type: u16) -> Result<&[u8]> {
        self.top()?.attrs().find(nla_type).ok_or(ENOENT)
    }

    pub fn get(&mut self, nla_type: u16, width: u32) -> Result<u64> {
        let payload = self.find(nla_type)?;
        let value = match width {
            2 => load16(payload).map(u64::from),
            4 => load32(payload).map(u64::from),
            8 => load64(payload),
            _ => payload.first().copied().map(u64::from), // 1, which is trusted (README.md)
        };
        value.ok_or(EINVAL)
    }

    pub fn name(&mut self, nla_type: u16) -> Result<([u64; 2], usize)> {
        self.find(nla_type).map(name_words)
    }

    pub fn nest(&mut self, nla_type: u16, kind: Kind) -> Result {
        let top = self.top()?;
        let here = top.level.here_type;
        let payload = top.attrs().place(nla_type).ok_or(ENOENT)?;
        let session = self.session.as_mut().ok_or(ESTALE)?;
        let inner = self.receiver.level.get_mut(session.depth).ok_or(E2BIG)?;

        match kind {
            Kind::Vf if here != IFLA_VF_INFO || payload.len() < NLA_HDRLEN => return Err(EINVAL),
            Kind::Geneve if here != LWTUNNEL_IP_OPTS_GENEVE => return Err(EINVAL),
            Kind::Encap => self.receiver.options.clear(),
            _ => {}
        }
        inner.open(kind, payload);
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
        let Top {
            bytes,
            level,
            metrics,
            ..
        } = self.top()?;
        metric_item(metrics, &level.here(bytes).ok_or(ENOENT)?)
    }

    pub fn nexthop(&mut self) -> Result<Option<u64>> {
        let top = self.top()?;
        let mut walk = top.level.walk(top.bytes)?;
        let nexthop = nexthop_next(&mut walk, top.six);

        top.level.walked(&walk);
        match nexthop {
            None if walk.left_over() => Err(EINVAL),
            nexthop => nexthop.transpose(),
        }
    }

    pub fn option(&mut self) -> Result<u64> {
        let Top {
            bytes,
            level,
            options,
            ..
        } = self.top()?;
        option_item(options, &level.attrs(bytes))
    }
}
