//! Who, where and when become what is shown, with the trace of every step.
//!
//! One function, [`page`], decides every page and message; preview, commands, export and rehearsal call it. One file
//! per step, in the order of [`crate::model::decision::Step`]. Everything is an argument: the same input gives the
//! same bytes.

pub mod among;
pub mod assign;
mod block;
pub mod book;
mod choose;
mod context;
pub mod decision;
mod eligibility;
pub mod expression;
mod fallback;
mod filters;
#[cfg(test)]
mod fixture;
pub mod goods;
mod grade;
mod inputs;
pub mod left_out;
mod list;
mod page;
pub mod person;
mod pins;
mod placed;
#[cfg(test)]
mod property;
mod rank;
#[cfg(test)]
mod tests;
pub mod trace;
mod variety;
pub mod why_not;
pub(crate) mod wishes;

pub use among::Among;
pub use book::Book;
pub use decision::{Arm, Block, Considered, Decision, Level, Moved, Pinned, Slot};
pub use goods::Goods;
pub use left_out::LeftOut;
pub use list::list;
pub use page::page;
pub use person::{House, Inputs, Person, Visit};
pub use trace::{Passage, Trace};
pub use why_not::{Fate, fates, why_not};
