//! Ways through the dashboard: the first minute, every screen at two sizes, help, palette, sizes, paste.

use super::terminal::{Terminal, bare, dashboard};
use crate::cli::shops::{copy, folder, shops};

/// The digits and names of the tabs on the first line.
fn tabs(terminal: &Terminal) -> Vec<(char, String)> {
    let text = terminal.sees("1 Dash");
    let mut found: Vec<(char, String)> = Vec::new();
    for line in text.lines().take(3) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let digit = pair[0].chars().next().filter(char::is_ascii_digit);
            if let Some(digit) = digit.filter(|_| pair[0].len() == 1) {
                found.push((digit, pair[1].to_owned()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
