//! A reader becomes records and problems. Opens nothing itself: the caller opens the file and hands over its bytes.
//!
//! ```text
//!  file ─► contents ─► Member ─► look ─► Detection ─► Reading ─┬─► check (pass 1) ─► Checked: problems, counts, traps
//!          (itself, or each                                    └─► read  (pass 2) ─► model::record::Record, one at a time
//!          file of an archive)
//! ```
//!
//! Text, sheets of workbooks and JSON objects all become rows (`file_rows.rs`). Both passes stream. Pass 1 remembers
//! the last row of every order, so that pass 2 hands over each order as soon as it is complete; memory grows with the
//! number of orders, never with the number of lines.
//! A new platform is one file beside `shopify_orders.rs` and one line in `format.rs`: its `Platform` says what the
//! columns are called and which engine reads the rows (`table.rs` for orders,
//! `people.rs` for customers, `goods.rs` for products).

mod amazon_listings;
mod amazon_orders;
mod archive;
mod article;
mod basket;
mod bigcommerce_products;
mod boxes;
mod campaign_table;
mod catalogue;
mod cells;
mod checked;
mod choose;
mod columns;
mod columns_by_field;
mod consent;
mod conventions;
mod customers;
mod detect;
mod detection;
mod ebay_orders;
mod encoding;
mod error;
mod etsy_listings;
mod etsy_order_items;
mod etsy_orders;
mod event_table;
mod event_words;
mod events;
mod field;
mod file_rows;
mod foreign;
mod format;
mod ga4;
mod goods;
mod goods_cells;
mod goods_row;
mod google_feed;
mod group;
mod habits;
mod hash;
mod head;
mod how_read;
mod intake;
mod join;
mod json;
mod json_lines;
mod json_table;
mod judge;
mod kept_rows;
mod kind;
mod klaviyo_profiles;
mod left_out;
mod list;
mod lists;
mod looks;
mod magento_orders;
mod magento_products;
mod mailchimp_audience;
mod mapping;
mod message_table;
mod number;
mod open_document;
mod order_lines;
mod order_of_row;
mod own_columns;
mod packed;
mod pass;
mod paypal_activity;
mod people;
mod place_tables;
mod plain;
mod platform;
mod prestashop_customers;
mod prestashop_orders;
mod prestashop_products;
mod problem;
mod product_of_line;
mod products;
mod rows;
mod segment;
mod shopify_customers;
mod shopify_inventory;
mod shopify_orders;
mod shopify_products;
mod shown_table;
mod square_catalog;
mod square_items;
mod square_transactions;
mod squarespace_orders;
mod stripe_payments;
mod suggest;
mod suggest_orders;
mod suggest_people;
mod survey;
mod table;
mod trap;
mod visit;
mod when;
mod wix_orders;
mod wix_products;
mod woocommerce_analytics;
mod woocommerce_analytics_orders;
mod woocommerce_customers;
mod woocommerce_products;
mod words;
mod workbook;
mod xml;

pub use boxes::{Contents, Member, contents, look};
pub use checked::{Checked, Pace, Report, Trap};
pub use detect::detect;
pub use detection::{Column, Detection, Fit, Lay, Objects, Reading, Settled, Wishes};
pub use error::Error;
pub use field::Field;
pub use format::Format;
pub use how_read::HowRead;
pub use join::{Beside, Table, made, order_column, table};
pub use kind::{Kind, Need};
pub use left_out::{LeftOut, Reason};
pub use pass::{Found, check, check_kept, read, read_all, read_kept};
pub use problem::{KEPT, Problem, Severity};

pub(crate) use trap::grouped;

use crate::model::record::Record;

/// Where a pass hands its records.
pub(crate) type Sink<'s> = dyn FnMut(Record) -> Result<(), Error> + 's;
