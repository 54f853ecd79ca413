//! Plain data without effects: the nouns that every room shares. Imports nothing of ours.

pub mod consent;
pub mod customer;
pub mod event;
pub mod ids;
pub mod money;
pub mod order;
pub mod placement;
pub mod product;
pub mod record;
pub mod text;
pub mod time;
