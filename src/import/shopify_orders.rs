//! Shopify's `orders_export.csv`: one row per line item, the order's own fields only on its first row.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::table::{Habits, Table};

/// The columns that are used, as Shopify names them. The rows are grouped by `Name`; `Id` is the better key.
const COLUMNS: [(&str, Field); 31] = [
    ("Name", Field::Order),
    ("Id", Field::OrderId),
    ("Created at", Field::At),
    ("Email", Field::Email),
    ("Phone", Field::Phone),
    ("Billing Phone", Field::PhoneToo),
    ("Financial Status", Field::Status),
    ("Paid at", Field::PaidAt),
    ("Fulfilled at", Field::FulfilledAt),
    ("Cancelled at", Field::CancelledAt),
    ("Accepts Marketing", Field::Marketing),
    ("Currency", Field::Currency),
    ("Subtotal", Field::Subtotal),
    ("Shipping", Field::Shipping),
    ("Taxes", Field::Tax),
    ("Discount Code", Field::Code),
    ("Discount Amount", Field::Discount),
    ("Refunded Amount", Field::Refunded),
    ("Lineitem quantity", Field::Quantity),
    ("Lineitem name", Field::Product),
    ("Lineitem price", Field::Price),
    ("Lineitem sku", Field::Sku),
    ("Lineitem discount", Field::LineDiscount),
    ("Billing Name", Field::Name),
    ("Shipping Name", Field::NameToo),
    ("Billing Country", Field::Country),
    ("Shipping Country", Field::CountryToo),
    ("Billing City", Field::City),
    ("Shipping City", Field::CityToo),
    ("Billing Street", Field::Street),
    ("Source", Field::Channel),
];

/// Further columns for a fuller address.
const MORE: [(&str, Field); 2] = [
    ("Billing Zip", Field::Zip),
    ("Billing Province Name", Field::Region),
];

/// The field of a column of this export.
pub(crate) fn field_of(column: &str) -> Option<Field> {
    COLUMNS
        .iter()
        .chain(&MORE)
        .find(|(name, _)| name.eq_ignore_ascii_case(column))
        .map(|(_, field)| *field)
}

/// Why a header is this export's, if it is.
pub(crate) fn recognise(columns: &[&str]) -> Option<String> {
    const TELLING: [&str; 6] = [
        "Name",
        "Financial Status",
        "Created at",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
    ];
    let has = |name: &str| columns.iter().any(|c| c.eq_ignore_ascii_case(name));
    // Squarespace writes nearly the same columns, with `Order ID` in the place of `Name`.
    (TELLING.iter().all(|name| has(name)) && !has("Lineitem variant")).then(|| {
        let known = columns.iter().filter(|c| field_of(c).is_some()).count();
        format!(
            "the columns are those of Shopify's orders export ({}, {} ...): {known} of {} are used",
            TELLING[1],
            TELLING[3],
            columns.len()
        )
    })
}

/// Order fields stand on the first row only; credits come as a column.
pub(crate) fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Table<'a> {
    let habits = Habits {
        head_rows: true,
        credit_notes: false,
    };
    Table::new(reading, habits, checked)
}
