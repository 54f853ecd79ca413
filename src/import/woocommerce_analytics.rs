//! WooCommerce's Analytics download of products: what they are, what is left of them.

use super::article::Together;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};

/// The report on products: category and stock, no price, so it completes what the catalogue says.
pub(crate) const PLATFORM: Platform = Platform {
    word: "woocommerce-analytics-products",
    title: "WooCommerce Analytics products",
    found: "WooCommerce: Analytics, Products, Download",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["Product title", "SKU", "Items sold", "Orders", "Stock"],
        never: &["Regular price"],
        columns: &[
            ("Product title", Field::Product),
            ("SKU", Field::Sku),
            ("Category", Field::Category),
            ("Status", Field::Available),
            ("Stock", Field::Stock),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        lists: Lists {
            categories: ",",
            levels: ">",
            ..Lists::default()
        },
        together: Together {
            places: false,
            partial: true,
        },
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}
