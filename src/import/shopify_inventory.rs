//! Shopify's `inventory_export.csv`: one row per variant and location.

use super::article::Together;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};

/// Shopify's inventory export: stocks only, so it completes what the catalogue says.
pub(crate) const PLATFORM: Platform = Platform {
    word: "shopify-inventory",
    title: "Shopify inventory export",
    found: "Shopify: Products, Inventory, Export",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &[
            "Handle",
            "Location",
            "Option1 Name",
            "SKU",
            "Available (not editable)|Available|On hand (current)",
        ],
        never: &["Variant Price"],
        columns: &[
            ("Handle", Field::Handle),
            ("Title", Field::Product),
            ("Option1 Name", Field::OptionName),
            ("Option1 Value", Field::Option),
            ("Option2 Name", Field::OptionName),
            ("Option2 Value", Field::Option),
            ("Option3 Name", Field::OptionName),
            ("Option3 Value", Field::Option),
            ("SKU", Field::Sku),
            ("Available (not editable)", Field::Stock),
            ("Available", Field::Stock),
            ("On hand (current)", Field::Stock),
        ],
    }),
    taker,
};

/// What lies at several locations adds up.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        together: Together {
            places: true,
            partial: true,
        },
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}
