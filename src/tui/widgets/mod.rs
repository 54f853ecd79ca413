//! Parts that screens are made of. Each draws into an area of a buffer and never outside it.

pub mod cursor;
pub mod input;
pub mod load;
pub mod pane;
pub mod state;
