//! Measurements on fixed seeds: one binary, its table of contents.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a measurement says its figures and stops if it cannot run"
)]

/// What a merchant waits for, on the demo shop.
mod desk;
/// A file into a new shop.
mod import;
/// The recommendation engine.
mod recommend;

criterion::criterion_group!(all, desk::benches, import::benches, recommend::benches);
criterion::criterion_main!(all);
