//! The integration tests: one binary, its table of contents.

#![expect(clippy::unwrap_used, reason = "a test says what failed by panicking")]

/// Preview, why, why-not, as-of, documents and their undo on the simulated shop.
mod decisions;
/// Target groups on real data.
mod groups;
/// The layer table as a test.
mod house;
/// Whole files through the import.
mod import;
/// The statistical core against published and reference numbers.
mod measure;
/// What is measured in the simulated shop, against its truth.
mod measured_demo;
/// The recommendation engine against a rebuild and against the future.
mod recommend;
/// The simulated shop: hangs together, is the same everywhere, does what its truth says.
mod simulated_shop;
