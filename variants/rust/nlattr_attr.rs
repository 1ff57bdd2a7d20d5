// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust: include/net/netlink.h and lib/nlattr.c. Walk, validate, file in tb[],
//! read. An attribute is a type and a slice of payload; who has parsed a level has a view of it, and
//! nobody else.
#![forbid(unsafe_code)]

use core::ops::Range;

use crate::nlattr_kind::Kind;
use crate::nlattr_policy::{Policy, LEVEL_TYPES};
use crate::nlattr_uapi::*;

// ---- loads ------------------------------------------------------------------------------------

#[inline]
pub fn load16(p: &[u8]) -> Option<u16> {
    p.first_chunk().map(|bytes| u16::from_ne_bytes(*bytes))
}

#[inline]
pub fn load32(p: &[u8]) -> Option<u32> {
    p.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
}

#[inline]
pub fn load64(p: &[u8]) -> Option<u64> {
    p.first_chunk().map(|bytes| u64::from_ne_bytes(*bytes))
}

/// The at most 8 bytes at `p` as the low bytes of an integer: two loads that may overlap.
#[inline]
pub fn load_upto8(p: &[u8]) -> u64 {
    let high_at = |width: usize| 8 * (p.len() - width);

    if let (Some(low), Some(high)) = (p.first_chunk(), p.last_chunk()) {
        let (low, high) = (u32::from_ne_bytes(*low), u32::from_ne_bytes(*high));
        return u64::from(low) | u64::from(high).wrapping_shl(high_at(4) as u32);
    }
    if let (Some(low), Some(high)) = (p.first_chunk(), p.last_chunk()) {
        let (low, high) = (u16::from_ne_bytes(*low), u16::from_ne_bytes(*high));
        return u64::from(low) | u64::from(high).wrapping_shl(high_at(2) as u32);
    }
    p.first().copied().map_or(0, u64::from)
}

// ---- attributes: include/net/netlink.h --------------------------------------------------------

/// Where an attribute is in the bytes that its level is of.
#[derive(Clone, Copy)]
struct Place {
    at: u32,
    len: u16, // of its payload
}

impl Place {
    #[inline]
    fn payload(self) -> Range<usize> {
        let at = self.at as usize + NLA_HDRLEN;
        at..at + usize::from(self.len)
    }
}

#[derive(Clone, Copy)]
pub struct Attr<'b> {
    pub nla_type: u16,
    pub payload: &'b [u8],
    at: usize,
}

impl Attr<'_> {
    fn place(&self) -> Place {
        Place {
            at: self.at as u32,
            len: self.payload.len() as u16,
        }
    }
}

/// A walk through `bytes`: each thing begins with its own length, and is padded to four bytes but for
/// the last.
pub struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Walk<'b> {
    #[inline]
    pub fn new(bytes: &'b [u8]) -> Self {
        Walk { bytes, at: 0 }
    }

    /// nla_ok() and nla_next(), rtnh_ok() and rtnh_next(): a header of `H` bytes and what belongs
    /// to it, or None if no such thing follows. Padding that is missing leaves `at` behind the end.
    #[inline]
    pub fn step<const H: usize>(&mut self) -> Option<(&'b [u8; H], &'b [u8])> {
        let rest = self.bytes.get(self.at..)?;
        let header = rest.first_chunk::<H>()?;
        let len = usize::from(load16(header)?);
        let payload = rest.get(H..len)?;
        // does not wrap: slices end where isize does
        self.at = self.at.wrapping_add(align(len));
        Some((header, payload))
    }

    /// Are there bytes left that are nothing?
    #[inline]
    pub fn left_over(&self) -> bool {
        self.at < self.bytes.len()
    }
}

impl<'b> Iterator for Walk<'b> {
    type Item = Attr<'b>;

    #[inline]
    fn next(&mut self) -> Option<Attr<'b>> {
        let at = self.at;
        let (header, payload) = self.step::<NLA_HDRLEN>()?;
        Some(Attr {
            nla_type: load16(&header[2..])? & NLA_TYPE_MASK,
            payload,
            at,
        })
    }
}

/// A level of attributes. tb[type] is of this message where bit `type` of `seen` is set: no memset.
pub struct Level {
    seen: u64,
    tb: [Place; LEVEL_TYPES],
    // the walk, for the fine-grained operations
    at: usize,
    end: u32,
    pub here_type: u16,
    policy: Option<&'static [Policy]>,
}

/// The attributes of a level, in the bytes that they were found in.
pub struct Attrs<'l> {
    seen: u64,
    tb: &'l [Place; LEVEL_TYPES],
    bytes: &'l [u8],
}

impl Level {
    pub const fn new() -> Self {
        Level {
            seen: 0,
            tb: [Place { at: 0, len: 0 }; LEVEL_TYPES],
            at: 0,
            end: 0,
            here_type: 0,
            policy: None,
        }
    }

    #[inline]
    pub fn attrs<'l>(&'l self, bytes: &'l [u8]) -> Attrs<'l> {
        Attrs {
            seen: self.seen,
            tb: &self.tb,
            bytes,
        }
    }

    /// Open for a walk through a part of the bytes of its buffer.
    pub fn open(&mut self, kind: Kind, part: Range<usize>) {
        self.seen = 0;
        self.policy = kind.policy();
        self.at = part.start;
        self.end = part.end as u32;
    }

    /// The walk goes on where it stands, if these are the bytes that it was opened for.
    #[inline]
    pub fn walk<'b>(&self, bytes: &'b [u8]) -> Result<Walk<'b>> {
        Ok(Walk {
            bytes: bytes.get(..self.end as usize).ok_or(ESTALE)?,
            at: self.at,
        })
    }

    /// How far the walk has come.
    #[inline]
    pub fn walked(&mut self, walk: &Walk<'_>) {
        self.at = walk.at;
    }

    /// Walk one attribute: in a table validate and file it, in a list stand on it.
    #[inline]
    pub fn attr(&mut self, bytes: &[u8]) -> Result<Option<u16>> {
        let mut walk = self.walk(bytes)?;
        let Some(nla) = walk.next() else {
            return match self.policy {
                Some(_) if walk.left_over() => Err(EINVAL),
                _ => Ok(None),
            };
        };
        self.walked(&walk);
        if let Some(policy) = self.policy {
            file(&mut self.tb, policy, &mut self.seen, &nla)?;
        } else {
            self.tb[usize::from(HERE)] = nla.place();
            self.here_type = nla.nla_type;
            self.seen = 1 << HERE;
        }
        Ok(Some(nla.nla_type))
    }

    /// The attribute the walk of a list stands on.
    #[inline]
    pub fn here<'l>(&'l self, bytes: &'l [u8]) -> Option<Attr<'l>> {
        Some(Attr {
            nla_type: self.here_type,
            payload: self.attrs(bytes).find(HERE)?,
            at: self.tb[usize::from(HERE)].at as usize,
        })
    }
}

/// Validate one attribute and file it.
#[inline]
fn file(tb: &mut [Place], policy: &[Policy], seen: &mut u64, nla: &Attr<'_>) -> Result {
    let i = usize::from(nla.nla_type);
    let (Some(p), Some(entry)) = (policy.get(i), tb.get_mut(i)) else {
        return Ok(());
    };
    if i == 0 {
        return Ok(());
    }
    p.validate(nla.payload)?;
    *entry = nla.place();
    *seen |= 1 << i;
    Ok(())
}

/// nla_parse(): walk, validate, file; strict about what is left over.
#[inline(always)]
pub fn parse<'l>(l: &'l mut Level, kind: Kind, bytes: &'l [u8]) -> Result<Attrs<'l>> {
    parse_table(l, kind.policy().unwrap_or_default(), bytes)?;
    Ok(l.attrs(bytes))
}

/// Out of line as in the kernel: inlined everywhere, its loop is short of registers.
#[inline(never)]
fn parse_table(l: &mut Level, policy: &[Policy], bytes: &[u8]) -> Result {
    // as long as the table: a type is compared once with both
    let tb = l.tb.get_mut(..policy.len()).ok_or(EINVAL)?;
    let mut walk = Walk::new(bytes);
    let mut seen = 0;

    for nla in walk.by_ref() {
        file(tb, policy, &mut seen, &nla)?;
    }
    l.seen = seen;
    if walk.left_over() {
        return Err(EINVAL);
    }
    Ok(())
}

impl<'l> Attrs<'l> {
    /// Where the payload of an attribute is; None if it is not there.
    #[inline]
    pub fn place(&self, nla_type: u16) -> Option<Range<usize>> {
        let place = self.tb.get(usize::from(nla_type))?;
        (self.seen >> nla_type & 1 != 0).then(|| place.payload())
    }

    /// The payload of an attribute.
    #[inline]
    pub fn find(&self, nla_type: u16) -> Option<&'l [u8]> {
        self.bytes.get(self.place(nla_type)?)
    }
}

// ---- the digest: workloads/nlattr/nlattr.h ----------------------------------------------------

#[inline]
pub fn nlattr_fold(digest: u64, value: u64) -> u64 {
    (digest ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline]
pub fn nlattr_field(digest: u64, nla_type: u16, value: u64) -> u64 {
    nlattr_fold(digest, value.wrapping_add(u64::from(nla_type) << 40))
}

/// The result of one message: its fields, or its error and nothing else.
#[inline]
pub fn nlattr_result(digest: u64, result: Result<u64>) -> u64 {
    nlattr_fold(
        digest,
        result.unwrap_or_else(|err| err.to_errno().unsigned_abs().into()),
    )
}

// ---- fields into the digest: an error if one is there, but too short --------------------------

#[inline]
pub fn fold_u8(d: u64, tb: &Attrs<'_>, nla_type: u16) -> Result<u64> {
    let Some(payload) = tb.find(nla_type) else {
        return Ok(d);
    };
    let v = *payload.first().ok_or(EINVAL)?;
    Ok(nlattr_field(d, nla_type, v.into()))
}

#[inline]
pub fn fold_u16(d: u64, tb: &Attrs<'_>, nla_type: u16) -> Result<u64> {
    let Some(payload) = tb.find(nla_type) else {
        return Ok(d);
    };
    let v = load16(payload).ok_or(EINVAL)?;
    Ok(nlattr_field(d, nla_type, v.into()))
}

#[inline]
pub fn fold_u32(d: u64, tb: &Attrs<'_>, nla_type: u16) -> Result<u64> {
    let Some(payload) = tb.find(nla_type) else {
        return Ok(d);
    };
    let v = load32(payload).ok_or(EINVAL)?;
    Ok(nlattr_field(d, nla_type, v.into()))
}

/// Structures of `N` words of 8 bytes.
#[inline]
pub fn fold_words<const N: usize>(d: u64, tb: &Attrs<'_>, nla_type: u16) -> Result<u64> {
    let Some(payload) = tb.find(nla_type) else {
        return Ok(d);
    };
    let mut words = payload.chunks_exact(8);
    (0..N).try_fold(d, |d, _| {
        let v = words.next().and_then(load64).ok_or(EINVAL)?;
        Ok(nlattr_field(d, nla_type, v))
    })
}

/// An address of the family.
#[inline]
pub fn fold_addr(d: u64, tb: &Attrs<'_>, nla_type: u16, six: bool) -> Result<u64> {
    if six {
        fold_words::<2>(d, tb, nla_type)
    } else {
        fold_u32(d, tb, nla_type)
    }
}

/// nla_strscpy() into 16 bytes, kept in two registers; and the length.
#[inline]
pub fn name_words(payload: &[u8]) -> ([u64; 2], usize) {
    let text = payload.strip_suffix(&[0]).unwrap_or(payload);
    let text = text.get(..NAME - 1).unwrap_or(text);
    let words = match text.split_first_chunk() {
        Some((low, high)) => [u64::from_ne_bytes(*low), load_upto8(high)],
        None => [load_upto8(text), 0],
    };
    (words, text.len())
}

#[inline]
pub fn fold_name(d: u64, tb: &Attrs<'_>, nla_type: u16) -> u64 {
    let Some(payload) = tb.find(nla_type) else {
        return d;
    };
    let (words, _) = name_words(payload);
    nlattr_fold(nlattr_field(d, nla_type, words[0]), words[1])
}

#[inline]
pub fn load_mac(p: &[u8]) -> Option<u64> {
    let mac = p.get(..ETH_ALEN)?;
    Some(u64::from(load32(mac)?) | u64::from(load16(mac.get(4..)?)?) << 32)
}
