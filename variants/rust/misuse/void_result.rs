// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: a result is thrown away by name.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub struct Refused;

fn check(message: &[u8]) -> Result<(), Refused> {
    if message.len() < 4 {
        return Err(Refused);
    }
    Ok(())
}

pub fn misuse_case(message: &[u8]) -> Result<usize, Refused> {
    #[cfg(misuse)]
    let _ = check(message);
    #[cfg(not(misuse))]
    check(message)?;
    Ok(message.len())
}
