//! The integration tests: one binary, its table of contents.

#![expect(clippy::unwrap_used, reason = "a test says what failed by panicking")]
#![expect(
    unreachable_pub,
    reason = "the modules of one test binary share their helpers"
)]

/// Orders and catalogues in one shop.
mod catalogues;
/// The command line on real files.
mod cli;
/// Preview, why, why-not, as-of, documents and their undo on the simulated shop.
mod decisions;
mod doctor;
/// A shop as text without ids.
mod dump;
/// Ranking from given tables, without a shop.
mod evaluate;
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
/// Nothing that could reach a network is built in.
mod network;
/// The acceptance figures of Online Retail.
mod online_retail;
/// Opening the file: private, refused where it must be, readable without writing.
mod opening;
mod orders;
/// Customers of several files: who they are, what they allow, what is known of them.
mod people;
/// The recommendation engine against a rebuild and against the future.
mod recommend;
/// Real data beside the repository.
mod shared;
/// The simulated shop: hangs together, is the same everywhere, does what its truth says.
mod simulated_shop;
/// Overlapping files in any order, re-import, undo.
mod statements;
/// The dashboard in a terminal.
#[cfg(unix)]
mod tui;
/// Whole journeys through the program.
mod journeys {
    /// A full disk in the middle of an import.
    mod full;
    /// A process killed at any moment of an import.
    mod kill;
}
