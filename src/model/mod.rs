//! Plain data without effects: the nouns that every room shares. Imports nothing of ours.

pub mod attribute;
pub mod campaign;
pub mod consent;
pub mod country;
pub mod counts;
pub mod customer;
pub mod decision;
pub mod email;
pub mod event;
pub mod experiment;
pub mod ids;
pub mod layout;
pub mod money;
pub mod order;
pub mod phone;
pub mod placement;
pub mod places;
pub mod playbook;
pub mod product;
pub mod record;
pub mod rule;
pub mod strategy;
pub mod text;
pub mod time;
