//! Suggests what the columns of an unknown table hold: by their names in several languages, and by the look of their
//! values.

use super::catalogue::{Catalogue, EVENT_COLUMNS, ORDER_COLUMNS, PRODUCT_COLUMNS};
use super::field::Field;
use super::kind::Kind;
use super::looks;
use super::suggest_orders;
use super::suggest_people;
use rustc_hash::{FxHashMap, FxHashSet};

/// A column to be judged.
pub(crate) struct Look<'a> {
    /// Name in the header; empty if there is none.
    pub(crate) name: &'a str,
    /// The first values, in row order, empty ones included.
    pub(crate) values: Vec<&'a [u8]>,
}

/// A suggestion for a column: the field and why.
pub(crate) type Suggestion = Option<(Field, String)>;

/// Suggests a field for each column of a table of a kind; no field twice.
pub(crate) fn suggest(columns: &[Look<'_>], mark: u8, kind: Kind) -> Vec<Suggestion> {
    if kind == Kind::Customers {
        return suggest_people::suggest(columns, mark);
    }
    let catalogues: &[&Catalogue<Field>] = match kind {
        Kind::Products => &[&PRODUCT_COLUMNS],
        _ => &[&ORDER_COLUMNS, &EVENT_COLUMNS],
    };
    let families = families(columns);
    let mut offers: Vec<looks::Offer> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = normal(column.name);
        let entries = catalogues.iter().flat_map(|catalogue| {
            let all = catalogue.entries().iter().enumerate();
            all.map(|(entry, (field, names))| (*catalogue, entry, field, names))
        });
        for (catalogue, entry, field, names) in entries {
            if !field.kinds().contains(&kind) {
                continue;
            }
            let score = match catalogue.rank(entry, &name) {
                Some(rank) => 1_000 - rank as u32,
                // Of the columns that may be several, only the plain names: others are attributes.
                None if !name.is_empty()
                    && !suggest_people::is_figure(&name)
                    && !field.is_free()
                    && !families.contains(&unnumbered(&name))
                    && names.iter().any(|n| n.len() >= 5 && name.contains(n))
                    && !is_other(*field, &name) =>
                {
                    300
                }
                None => continue,
            };
            if looks::fits(*field, &column.values, mark) {
                offers.push((
                    score,
                    *field,
                    at,
                    format!("the name `{}` says so", column.name),
                ));
            }
        }
    }
    looks::offer(columns, mark, &mut offers);
    offers.retain(|(_, field, ..)| field.kinds().contains(&kind));
    offers.sort_by(|a, b| (b.0, a.2, a.1).cmp(&(a.0, b.2, b.1)));
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for (_, field, at, because) in offers {
        if found[at].is_none() && (!taken.contains(&field) || field.is_free()) {
            taken.push(field);
            found[at] = Some((field, because));
        }
    }
    if kind == Kind::Products {
        // Whatever else is said of a product can be asked for.
        for (place, column) in found.iter_mut().zip(columns) {
            let named = !column.name.is_empty() && !column.name.starts_with("Column ");
            if place.is_none() && named {
                *place = Some((Field::Attribute, "kept under its own name".to_owned()));
            }
        }
    }
    if kind == Kind::Orders {
        // `line_item_1`, `line_item_2` ...: each lists one product.
        for (column, found) in columns.iter().zip(&mut found) {
            if found.is_none() && is_listed(&normal(column.name)) {
                *found = Some((Field::Items, format!("the name `{}` says so", column.name)));
            }
        }
        suggest_orders::settle(columns, &mut found, mark);
    }
    found
}

/// A name without its digits.
fn unnumbered(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Names that several columns have but for a number inside: `Product Item 1 Total`, `Product Item 2 Total`. They say of
/// one product each, never of the row.
fn families(columns: &[Look<'_>]) -> FxHashSet<String> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for column in columns {
        let name = normal(column.name);
        let numbered = name.contains(|c: char| c.is_ascii_digit())
            && !name.ends_with(|c: char| c.is_ascii_digit());
        if numbered {
            *seen.entry(unnumbered(&name)).or_default() += 1;
        }
    }
    let several = seen.into_iter().filter(|(_, count)| *count > 1);
    several.map(|(name, _)| name).collect()
}

/// Whether a column is one of several that list a product each.
fn is_listed(name: &str) -> bool {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    word.len() < name.len() && matches!(word, "lineitem" | "orderitem" | "item" | "product")
}

/// Whether a name that only holds a word of a field means something else: `Order Status` is no order number, a
/// `Discount Total` no sum, a `Shipping Date` no shipping.
fn is_other(field: Field, name: &str) -> bool {
    const PARTS: [&str; 36] = [
        "class", "group", "status", "date", "datum", "fecha", "note", "method", "type", "count",
        "currency", "tax", "discount", "total", "amount", "email", "phone", "name", "country",
        "city", "address", "zip", "postcode", "state", "time", "source", "channel", "disc",
        "weight", "url", "image", "option", "variant", "vendor", "brand", "category",
    ];
    match field {
        // What is counted or summed must be named outright.
        Field::Order
        | Field::OrderId
        | Field::Product
        | Field::ProductId
        | Field::Customer
        | Field::Items
        | Field::Shipping
        | Field::Refunded
        | Field::Channel
        | Field::Name
        | Field::NameToo => {
            PARTS
                .iter()
                .any(|part| name.contains(part) && !(*part == "name" && is_name(field)))
                || (field == Field::Customer
                    && ["group", "segment", "gender", "since", "message", "age"]
                        .iter()
                        .any(|part| name.contains(part)))
        }
        Field::LineTotal | Field::Total | Field::Subtotal | Field::Price => [
            "discount", "disc", "tax", "shipping", "refund", "fee", "count", "currency", "date",
            "qty", "quantity", "shipped", "freight", "items", "balance", "channel",
        ]
        .iter()
        .any(|part| name.contains(part)),
        // `count` stands in every discount.
        Field::Quantity => [
            "discount", "disc", "price", "cost", "total", "amount", "refunded", "shipped",
            "account", "country",
        ]
        .iter()
        .any(|part| name.contains(part)),
        Field::At => [
            "update",
            "modified",
            "shipped",
            "paid",
            "cancel",
            "birth",
            "last",
            "first",
            "due",
            "delivery",
            "limit",
            "expire",
            "expiry",
            "expected",
            "estimated",
        ]
        .iter()
        .any(|part| name.contains(part)),
        Field::Status => [
            "billing",
            "shipping",
            "shipto",
            "address",
            "buyer",
            "recipient",
        ]
        .iter()
        .any(|part| name.contains(part)),
        _ => false,
    }
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::Product | Field::Name | Field::NameToo)
}

/// Whether a column is named outright as a field is.
pub(crate) fn is_exact(field: Field, column: &str) -> bool {
    let name = normal(column);
    ORDER_COLUMNS.says(&field, &name) || EVENT_COLUMNS.says(&field, &name)
}

/// A column name without accents, case, blanks and marks.
pub(crate) fn normal(name: &str) -> String {
    deunicode::deunicode(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(table: &[(&str, &[&str])]) -> Vec<Option<Field>> {
        let looks: Vec<Look<'_>> = table
            .iter()
            .map(|(name, values)| Look {
                name,
                values: values.iter().map(|v| v.as_bytes()).collect(),
            })
            .collect();
        suggest(&looks, b'.', Kind::Orders)
            .into_iter()
            .map(|s| s.map(|(f, _)| f))
            .collect()
    }

    #[test]
    fn a_german_table_is_understood() {
        let table: [(&str, &[&str]); 7] = [
            ("Bestell-Nr.", &["1001", "1001"]),
            ("Datum", &["03.04.2026", "04.04.2026"]),
            ("Artikelnummer", &["A-1", "B-2"]),
            ("Artikelbezeichnung", &["Zelt Größe M", "Lampe"]),
            ("Menge", &["1", "2"]),
            ("Einzelpreis", &["12,00 €", "5,50 €"]),
            ("Kundennr.", &["77", ""]),
        ];
        assert_eq!(
            fields(&table),
            [
                Some(Field::Order),
                Some(Field::At),
                Some(Field::Sku),
                Some(Field::Product),
                Some(Field::Quantity),
                Some(Field::Price),
                Some(Field::Customer)
            ]
        );
    }

    #[test]
    fn a_name_is_not_enough_against_the_values() {
        let table: [(&str, &[&str]); 2] = [
            ("Date", &["soon", "later", "never"]),
            ("When", &["2026-11-20", "2026-11-21", "2026-11-22"]),
        ];
        assert_eq!(fields(&table), [None, Some(Field::At)]);
    }
}
