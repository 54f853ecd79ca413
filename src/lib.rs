//! Regulars lets a small shop know its regulars.
//!
//! ```text
//!  files ─► import ─┐                                   ┌─► cli
//!                   ├─► shop ◄──► store (one SQLite file)│
//!  seed ► simulate ─┘    │                              └─► tui
//!                        ├─► targeting   who            (faces)
//!                        ├─► recommend   which products
//!                        ├─► decide      what is shown, and why
//!                        ├─► measure     what came of it
//!                        └─► export      files out
//! ```
//!
//! | room | what happens there | may import |
//! |---|---|---|
//! | [`model`] | plain data without effects | nothing of ours |
//! | [`import`] | a reader becomes records and problems | `model` |
//! | [`targeting`] | text becomes a checked plan over customers or products | `model` |
//! | [`recommend`] | history becomes ranked products with reasons | `model` |
//! | [`decide`] | who, where and when become what is shown, with the trace | `model`, `recommend`, `targeting` |
//! | [`measure`] | counts become honest numbers | `model` |
//! | [`export`] | rows become files | `model`, `decide`, `measure` |
//! | [`simulate`] | a seed becomes a shop with a known truth | `model` |
//! | [`store`] | the cellar: the only SQL | `model`, `targeting` |
//! | [`shop`] | the front desk: one file per use case | all of the above |
//! | [`cli`], [`tui`] | the faces | `shop`, `model`, the pure check of `targeting` |
//!
//! `tests/house.rs` reads the source and fails on any other arrow.

pub mod cli;
pub mod decide;
pub mod export;
pub mod import;
pub mod measure;
pub mod model;
pub mod recommend;
pub mod shop;
pub mod simulate;
pub mod store;
pub mod targeting;
pub mod tui;
