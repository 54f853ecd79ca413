//! Who, where and when become what is shown, with the trace of every step.
//!
//! One function, [`page::page`], decides every page and message; preview, commands, export and rehearsal call it. One
//! file per step, in the order of [`crate::model::decision::Step`]. Everything is an argument: the same input gives
//! the same bytes.

pub mod decision;
pub mod left_out;
pub mod trace;

pub use decision::{Arm, Block, Considered, Decision, Level, Pinned, Slot};
pub use left_out::LeftOut;
pub use trace::{Passage, Trace};
