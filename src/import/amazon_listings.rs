//! Amazon's listings report: one row per offer, parted by tabs.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};

/// Amazon's All Listings and Active Listings reports.
pub(crate) const PLATFORM: Platform = Platform {
    word: "amazon-listings",
    title: "Amazon listings report",
    found: "Amazon Seller Central: Reports, Inventory reports, All listings",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["item-name", "listing-id", "seller-sku", "price", "quantity"],
        never: &[],
        columns: &[
            ("item-name", Field::Product),
            ("item-description", Field::Description),
            ("listing-id", Field::VariantId),
            ("seller-sku", Field::Sku),
            ("price", Field::Price),
            ("quantity", Field::Stock),
            ("open-date", Field::Added),
            ("image-url", Field::Image),
            ("asin1", Field::Attribute),
            ("product-id", Field::Attribute),
            ("fulfillment-channel", Field::Attribute),
            ("status", Field::State),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        lists: Lists {
            images: "",
            ..Lists::default()
        },
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}
