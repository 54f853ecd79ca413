//! A reader becomes records and problems. Opens nothing itself: the caller opens the file and hands over its bytes.
//!
//! ```text
//!  head of the file ─► detect ─► Detection ─► Reading ─┬─► check (pass 1) ─► Checked: problems, counts, traps
//!                                                      └─► read  (pass 2) ─► model::record::Record, one at a time
//! ```
//!
//! Both passes stream. Pass 1 remembers the last row of every order, so that pass 2 hands over each order as soon
//! as it is complete; memory grows with the number of orders, never with the number of lines.
//! ```text
//! detect(head: &[u8], file_name: &str, wishes: &Wishes) -> Result<Detection, Error>   (head: the first 64 KiB as on disk)
//! check(input: impl Read, &Reading, &mut dyn FnMut(Pace) -> ControlFlow<()>) -> Result<Checked, Error>
//! read<E: From<Error>>(input: impl Read, &Reading, &Checked, watch, take: &mut dyn FnMut(Record) -> Result<(), E>) -> Result<(), E>
//! ```
//!
//! A new platform is one file beside `shopify_orders.rs` and one line in `format.rs`.

mod checked;
mod detection;
mod error;
mod field;
mod format;
mod problem;

pub use checked::{Checked, Pace, Report, Trap};
pub use detection::{Column, Detection, Reading, Wishes};
pub use error::Error;
pub use field::Field;
pub use format::Format;
pub use problem::{KEPT, Problem, Severity};
