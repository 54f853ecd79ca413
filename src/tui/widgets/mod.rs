//! Parts that screens are made of. Each draws into an area of a buffer and never outside it.

pub mod bars;
pub mod chart;
pub mod cursor;
pub mod facts;
pub mod figure;
pub mod file_field;
pub mod finder;
pub mod found;
pub mod icons;
pub mod input;
pub mod interval;
pub mod judged;
pub mod judged_text;
pub mod kpi;
pub mod load;
pub mod marks;
pub mod pane;
pub mod picture;
pub mod product;
pub mod spark;
pub mod state;
pub mod table;
