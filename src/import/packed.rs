//! Cells that hold all products of an order: `2× Tent, 1× Lamp`, or `Product ID: 7, Product Qty: 1, ...|Product ID: ...`.

/// A product that such a cell names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Item {
    pub(crate) id: Option<String>,
    pub(crate) sku: Option<String>,
    pub(crate) name: Option<String>,
    /// Pieces, above zero.
    pub(crate) quantity: i64,
    /// Price of a piece as it is written,
    pub(crate) price: Option<String>,
    /// or the sum of all of them.
    pub(crate) total: Option<String>,
}

/// The products of a cell in their order; none if it is written in no known way.
pub(crate) fn items(cell: &str) -> Vec<Item> {
    let cell = cell.replace("&times;", "×").replace("&amp;", "&");
    if cell.contains("Product ID:") || cell.contains("Product SKU:") {
        return cell.split('|').filter_map(labelled).collect();
    }
    let keyed = keyed(&cell);
    if !keyed.is_empty() {
        return keyed;
    }
    match counted(&cell) {
        none if none.is_empty() => counted_behind(&cell),
        found => found,
    }
}

/// `Product ID: 7, Product Qty: 1, Product SKU: T-1, Product Name: Tent, 2 persons, Product Unit Price: 10.00`
fn labelled(text: &str) -> Option<Item> {
    const LABELS: [&str; 8] = [
        "Product ID:",
        "Product Qty:",
        "Product SKU:",
        "Product Name:",
        "Product Weight:",
        "Product Variation Details:",
        "Product Unit Price:",
        "Product Total Price:",
    ];
    // A value goes on until the next label: names may hold commas.
    let value = |label: &str| {
        let from = text.find(label)? + label.len();
        let rest = &text[from..];
        let to = LABELS.iter().filter_map(|l| rest.find(l)).min();
        let value = rest[..to.unwrap_or(rest.len())]
            .trim()
            .trim_end_matches(',')
            .trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let item = Item {
        id: value("Product ID:"),
        sku: value("Product SKU:"),
        name: value("Product Name:"),
        quantity: value("Product Qty:")
            .and_then(|q| q.parse().ok())
            .unwrap_or(1),
        price: value("Product Unit Price:"),
        total: None,
    };
    let named = item.id.is_some() || item.sku.is_some() || item.name.is_some();
    (named && item.quantity > 0).then_some(item)
}

/// `name:Tent|product_id:7|sku:T-1|quantity:2|total:98.00`; several are parted by `;`, before which a value ends.
fn keyed(cell: &str) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    let mut at: Option<Item> = None;
    let mut first = "";
    for part in cell.split(['|', ';', '\n']) {
        let Some((key, value)) = part.split_once(':') else {
            continue;
        };
        let key = key.trim();
        if first.is_empty() {
            if !matches!(key, "name" | "id" | "product_id" | "sku") {
                return Vec::new();
            }
            first = key;
        }
        if key == first {
            found.extend(at.take());
        }
        let item = at.get_or_insert_with(|| Item {
            quantity: 1,
            ..Item::default()
        });
        let value = || Some(value.trim().to_owned()).filter(|v| !v.is_empty());
        match key {
            "name" => item.name = value(),
            "sku" => item.sku = value(),
            "product_id" => item.id = value(),
            "quantity" | "qty" => {
                item.quantity = value().and_then(|v| v.parse().ok()).unwrap_or(0);
            }
            "price" | "item_price" => item.price = value(),
            "total" => item.total = value(),
            _ => {}
        }
    }
    found.extend(at);
    found.retain(|i| i.quantity > 0 && (i.name.is_some() || i.sku.is_some() || i.id.is_some()));
    found
}

/// `2× Tent, 2 persons, 1× Lamp`: an item begins where a number stands before the sign.
fn counted(cell: &str) -> Vec<Item> {
    let mut starts: Vec<(usize, i64, usize)> = Vec::new();
    for (sign, mark) in cell.char_indices().filter(|(_, c)| matches!(c, '×' | 'x')) {
        let head = cell[..sign].trim_end();
        let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let from = head.len() - digits;
        let before = cell[..from].trim_end();
        let after = sign + mark.len_utf8();
        let begins = before.is_empty() || before.ends_with([',', ';', '\n', '|']);
        let parted = mark == '×' || cell[after..].starts_with(' ');
        if digits > 0
            && begins
            && parted
            && let Ok(quantity @ 1..) = head[from..].parse()
        {
            starts.push((from, quantity, after));
        }
    }
    if starts
        .first()
        .is_none_or(|(from, ..)| !cell[..*from].trim().is_empty())
    {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|s| s.0).chain([cell.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|((_, quantity, from), to)| {
            let name = cell[*from..to]
                .trim()
                .trim_end_matches([',', ';', '|'])
                .trim();
            let (name, price) = priced(name);
            (!name.is_empty()).then(|| Item {
                name: Some(name.to_owned()),
                quantity: *quantity,
                price,
                ..Item::default()
            })
        })
        .collect()
}

/// `Tent x 2, Lamp x 1`: the number stands behind, in every part.
fn counted_behind(cell: &str) -> Vec<Item> {
    let parts = cell.split([',', ';', '|', '\n']).map(str::trim);
    let read = |part: &str| {
        let (name, pieces) = part.rsplit_once([' ', '\u{a0}']).and_then(|(head, tail)| {
            let digits = tail.trim_start_matches(['x', 'X', '×']);
            let head = head.trim_end();
            let name = match digits.len() < tail.len() {
                true => head,
                false => head
                    .strip_suffix(" x")
                    .or(head.strip_suffix(" X"))
                    .or(head.strip_suffix('×'))?,
            };
            Some((name.trim(), digits.parse::<i64>().ok()?))
        })?;
        let (name, price) = priced(name);
        (pieces > 0 && !name.is_empty()).then(|| Item {
            name: Some(name.to_owned()),
            quantity: pieces,
            price,
            ..Item::default()
        })
    };
    let found: Option<Vec<Item>> = parts.filter(|p| !p.is_empty()).map(read).collect();
    found.unwrap_or_default()
}

/// `Loaf ($12)`: a price of a piece behind the name, told by its currency sign.
fn priced(name: &str) -> (&str, Option<String>) {
    let parted = name.strip_suffix(')').and_then(|n| n.rsplit_once(" ("));
    match parted {
        Some((rest, price))
            if price.starts_with(['$', '€', '£'])
                && price
                    .chars()
                    .skip(1)
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
                && price.len() > 1 =>
        {
            (rest.trim_end(), Some(price.to_owned()))
        }
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_products_keep_their_commas() {
        let found = items("2× Tent, 2 persons, 1× Lamp, 10× Peg 3x3");
        let told: Vec<(i64, &str)> = found
            .iter()
            .map(|i| (i.quantity, i.name.as_deref().unwrap()))
            .collect();
        assert_eq!(told, [(2, "Tent, 2 persons"), (1, "Lamp"), (10, "Peg 3x3")]);
        assert!(items("Tent and Lamp").is_empty());
        assert!(items("").is_empty());
        assert!(items("×").is_empty());
    }

    #[test]
    fn numbers_may_stand_behind_and_prices_in_brackets() {
        let told = |cell: &str| -> Vec<(i64, String, Option<String>)> {
            let items = items(cell).into_iter();
            items
                .map(|i| (i.quantity, i.name.unwrap_or_default(), i.price))
                .collect()
        };
        assert_eq!(
            told("Tent x 2, Lamp x1"),
            [(2, "Tent".to_owned(), None), (1, "Lamp".to_owned(), None)]
        );
        assert_eq!(
            told("2x Loaf ($12)"),
            [(2, "Loaf".to_owned(), Some("$12".to_owned()))]
        );
        assert!(told("Tent, Lamp x 2").is_empty());
        assert_eq!(told("1x Tent (green)")[0].1, "Tent (green)");
    }

    #[test]
    fn products_with_keys_have_their_sums() {
        let found =
            items("name:Tent: green|product_id:7|sku:T-1|quantity:2|total:98.00|sub_total:100.00");
        assert_eq!(
            found,
            [Item {
                id: Some("7".into()),
                sku: Some("T-1".into()),
                name: Some("Tent: green".into()),
                quantity: 2,
                price: None,
                total: Some("98.00".into()),
            }]
        );
        let two = items("id:1|name:Tent|quantity:1|total:9;id:2|name:Lamp|quantity:3|total:6");
        let names: Vec<_> = two.iter().map(|i| i.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["Tent", "Lamp"]);
        assert!(items("Note: a thing").is_empty());
    }

    #[test]
    fn labelled_products_are_read_by_their_labels() {
        let cell = "Product ID: 77, Product Qty: 2, Product SKU: T-1, Product Name: Tent, green, Product Weight: 1.0000, \
                    Product Variation Details: , Product Unit Price: 49.00, Product Total Price: 98.00|\
                    Product ID: 78, Product Qty: 1, Product SKU: , Product Name: Lamp, Product Unit Price: 5.50";
        let found = items(cell);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name.as_deref(), Some("Tent, green"));
        assert_eq!(
            (found[0].quantity, found[0].price.as_deref()),
            (2, Some("49.00"))
        );
        assert_eq!(
            (found[1].sku.as_deref(), found[1].id.as_deref()),
            (None, Some("78"))
        );
    }
}
