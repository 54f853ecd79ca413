//! Measurements on fixed seeds: one binary, its table of contents.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a measurement says its figures and stops if it cannot run"
)]

/// What a merchant waits for, on the demo shop.
mod desk;
/// Target groups over a million customers.
mod groups;
/// A file into a new shop.
mod import;
/// The recommendation engine.
mod recommend;

criterion::criterion_group!(
    all,
    desk::benches,
    groups::benches,
    import::benches,
    recommend::benches
);
criterion::criterion_main!(all);
