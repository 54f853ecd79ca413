//! The integration tests: one binary, its table of contents.

#![expect(clippy::unwrap_used, reason = "a test says what failed by panicking")]

/// The layer table as a test.
mod house;
mod simulated_shop;
