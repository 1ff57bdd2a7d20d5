// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: unused `Result` that must be used
// Whether a message was accepted is not looked at.
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
    check(message);
    #[cfg(not(misuse))]
    check(message)?;
    Ok(message.len())
}
