//! Measurements on fixed seeds: one binary, its table of contents.

fn main() {}
