// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust-unsafe: include/net/netlink.h and lib/nlattr.c. Walk, validate, file in
//! tb[], read. What is filed is not looked up with a check, nor asked again where it lies.
//!
//! What is left to proof by comment: that the places in tb[] are places in the bytes that they are
//! looked up in. file() is told them by a walk through those bytes; parse() hands out both together.

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

/// Where a payload is in the bytes that its level was parsed from.
#[derive(Clone, Copy)]
pub struct Span {
    at: u32,
    len: u16,
}

#[derive(Clone, Copy)]
pub struct Attr<'b> {
    pub nla_type: u16,
    pub payload: &'b [u8],
    at: usize,
}

impl Attr<'_> {
    fn span(&self) -> Span {
        Span {
            at: self.at as u32,
            len: self.payload.len() as u16,
        }
    }
}

/// A walk through `bytes`: what it stands on begins with its own length, and is padded to four
/// bytes but for the last.
pub struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Walk<'b> {
    #[inline]
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Walk { bytes, at }
    }

    /// nla_ok() and nla_next(), rtnh_ok() and rtnh_next(): a header of `H` bytes and what belongs
    /// to it; None if no such thing follows.
    #[inline]
    pub fn step<const H: usize>(&mut self) -> Option<(&'b [u8; H], &'b [u8])> {
        let rest = self.bytes.get(self.at..)?;
        let header = rest.first_chunk::<H>()?;
        let len = usize::from(load16(header)?);
        let payload = rest.get(H..len)?;
        self.at += align(len);
        Some((header, payload))
    }

    pub fn at(&self) -> usize {
        self.at
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
        let at = self.at + NLA_HDRLEN;
        let ([.., low, high], payload) = self.step::<NLA_HDRLEN>()?;
        Some(Attr {
            nla_type: u16::from_ne_bytes([*low, *high]) & NLA_TYPE_MASK,
            payload,
            at,
        })
    }
}

/// A level of attributes. tb[type] is of this message where bit `type` of `seen` is set: no memset.
pub struct Level {
    pub seen: u64,
    tb: [Span; LEVEL_TYPES],
    // the walk, for the fine-grained operations
    pub at: usize,
    pub end: usize,
    pub here: u16,
    pub kind: Kind,
}

/// The attributes of a level, in the bytes that they were found in.
pub struct Attrs<'l> {
    seen: u64,
    tb: &'l [Span; LEVEL_TYPES],
    bytes: &'l [u8],
}

impl Level {
    pub const fn new() -> Self {
        Level {
            seen: 0,
            tb: [Span { at: 0, len: 0 }; LEVEL_TYPES],
            at: 0,
            end: 0,
            here: 0,
            kind: Kind::None,
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

    /// Open for a walk through [at, end) of the bytes of its buffer.
    pub fn open(&mut self, kind: Kind, at: usize, end: usize) {
        self.seen = 0;
        self.at = at;
        self.end = end;
        self.kind = kind;
    }

    /// Validate one attribute and file it.
    #[inline]
    pub fn file(&mut self, policy: &[Policy], nla: &Attr<'_>) -> Result {
        file(&mut self.tb, policy, &mut self.seen, nla)
    }

    /// File an attribute of a list, the only one that is there.
    #[inline]
    pub fn file_here(&mut self, nla: &Attr<'_>) {
        self.tb[usize::from(HERE)] = nla.span();
        self.here = nla.nla_type;
        self.seen = 1 << HERE;
    }
}

#[inline]
fn file(tb: &mut [Span], policy: &[Policy], seen: &mut u64, nla: &Attr<'_>) -> Result {
    let i = usize::from(nla.nla_type);
    let Some(p) = policy.get(i) else {
        return Ok(());
    };
    // SAFETY: no policy has more than LEVEL_TYPES entries: parse_table() asks, the tables are
    // constants, and i is a policy's.
    let entry = unsafe { tb.get_unchecked_mut(i) };
    if i == 0 {
        return Ok(());
    }
    p.validate(nla.payload)?;
    *entry = nla.span();
    *seen |= 1 << i;
    Ok(())
}

/// nla_parse(): walk, validate, file; strict about what is left over.
#[inline(always)]
pub fn parse<'l>(l: &'l mut Level, kind: Kind, bytes: &'l [u8]) -> Result<Attrs<'l>> {
    parse_table(l, kind.policy().unwrap_or_default(), bytes)?;
    Ok(l.attrs(bytes))
}

fn parse_table(l: &mut Level, policy: &[Policy], bytes: &[u8]) -> Result {
    let tb = l.tb.get_mut(..policy.len()).ok_or(EINVAL)?;
    let mut walk = Walk::new(bytes, 0);
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
    #[inline]
    pub fn has(&self, nla_type: u16) -> bool {
        usize::from(nla_type) < LEVEL_TYPES && self.seen >> nla_type & 1 != 0
    }

    /// Where the payload of an attribute is, in the bytes of its level.
    pub fn place(&self, nla_type: u16) -> Option<Range<usize>> {
        if !self.has(nla_type) {
            return None;
        }
        let span = self.tb.get(usize::from(nla_type))?;
        let start = span.at as usize;
        Some(start..start + usize::from(span.len))
    }

    /// The attribute that is filed as `place`, whose own type is `nla_type`.
    pub fn named(&self, place: u16, nla_type: u16) -> Option<Attr<'l>> {
        Some(Attr {
            nla_type,
            payload: self.find(place)?,
            at: self.place(place)?.start,
        })
    }

    /// The payload of an attribute.
    #[inline]
    pub fn find(&self, nla_type: u16) -> Option<&'l [u8]> {
        if !self.has(nla_type) {
            return None;
        }
        // SAFETY: has() says that it is less than LEVEL_TYPES and was filed, from a walk through
        // these bytes.
        unsafe {
            let span = self.tb.get_unchecked(usize::from(nla_type));
            let start = span.at as usize;
            Some(
                self.bytes
                    .get_unchecked(start..start + usize::from(span.len)),
            )
        }
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
