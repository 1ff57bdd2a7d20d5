// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: an offset and a length are of one type, and change places.
#![no_std]

#[path = "../contract.rs"]
mod contract;

fn part(message: &[u8], offset: usize, length: usize) -> Option<&[u8]> {
    message.get(offset..)?.get(..length)
}

pub fn misuse_case(message: &[u8], offset: usize, length: usize) -> Option<&[u8]> {
    #[cfg(misuse)]
    return part(message, length, offset);
    #[cfg(not(misuse))]
    return part(message, offset, length);
}
