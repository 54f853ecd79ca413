//! What only several columns together tell of a table of orders: whose a sum is, what a discount is off, and whether
//! the rows are orders at all.

use super::cells::guarded;
use super::field::Field;
use super::looks::{filled, grows, nameless};
use super::number;
use super::suggest::{Look, Suggestion, is_exact, normal};

/// What only several columns together tell: a sum that every row of an order repeats is the order's, not the line's.
pub(crate) fn settle(columns: &[Look<'_>], found: &mut [Suggestion], mark: u8) {
    let at = |found: &[Suggestion], field: Field| {
        found
            .iter()
            .position(|f| f.as_ref().is_some_and(|(f, _)| *f == field))
    };
    let order = at(found, Field::Order).or(at(found, Field::OrderId));
    let sums = [Field::Product, Field::Sku, Field::ProductId]
        .iter()
        .all(|f| at(found, *f).is_none());
    if let Some(line) = at(found, Field::LineTotal)
        && at(found, Field::Total).is_none()
        && at(found, Field::Price).is_none()
    {
        let name = normal(columns[line].name);
        let of_order = match order {
            Some(_) if sums => matches!(
                name.as_str(),
                "total" | "totale" | "totaal" | "gesamt" | "toplam" | "razem"
            ),
            Some(order) => repeats(&columns[order], &columns[line]),
            None => false,
        };
        if of_order {
            let because = "it is the sum of the whole order".to_owned();
            found[line] = Some((Field::Total, because));
        }
    }
    if let (Some(pieces), Some(price), Some(line)) = (
        at(found, Field::Quantity),
        at(found, Field::Price),
        at(found, Field::LineTotal),
    ) && disagree(
        &columns[pieces],
        &columns[price],
        &columns[line],
        at(found, Field::LineDiscount)
            .or(at(found, Field::Discount))
            .is_some(),
        mark,
    ) {
        // A price that does not make the sum is a list price, or the sum itself: what was paid counts.
        found[price] = None;
    }
    if at(found, Field::Quantity).is_none()
        && let (Some(price), Some(line)) = (at(found, Field::Price), at(found, Field::LineTotal))
        && normal(columns[line].name) == "amount"
        && filled(&columns[line].values).all(|v| v.len() <= 3 && number::count(v, mark).is_some())
    {
        // An `amount` beside a price may count pieces; a price that grows with them is their sum.
        found[line] = Some((
            Field::Quantity,
            "its values are small whole numbers beside a price".to_owned(),
        ));
        if grows(&columns[price].values, &columns[line].values, mark) {
            let because = "its values grow with the pieces beside them".to_owned();
            found[price] = Some((Field::LineTotal, because));
        }
    }
    if let Some(discount) = at(found, Field::Discount)
        && let Some(order) = order
        && after_discount(columns, found, order, discount, mark)
    {
        found[discount] = None;
    }
    if let (Some(whole), Some(line)) = (at(found, Field::Discount), at(found, Field::LineDiscount))
        && same(&columns[whole], &columns[line], mark)
    {
        // The order's discount once more.
        found[line] = None;
    }
    if let (Some(order), Some(line)) = (order, at(found, Field::LineDiscount))
        && at(found, Field::Discount).is_none()
        && repeats(&columns[order], &columns[line])
    {
        let because = "every row of an order repeats it".to_owned();
        found[line] = Some((Field::Discount, because));
    }
}

/// Whether two columns state the same amounts throughout.
fn same(one: &Look<'_>, other: &Look<'_>, mark: u8) -> bool {
    let read = |cell: &[u8]| number::price(guarded(cell), mark).map_or(0, |p| p.0.saturating_abs());
    let mut rows = one.values.iter().zip(&other.values);
    rows.all(|(a, b)| read(a) == read(b))
}

/// Whether the lines of orders are after the order's discount already: with shipping and tax they make the order's sum.
fn after_discount(
    columns: &[Look<'_>],
    found: &[Suggestion],
    order: usize,
    discount: usize,
    mark: u8,
) -> bool {
    let of = |field: Field| {
        let mut all = found.iter();
        all.position(|f| f.as_ref().is_some_and(|(f, _)| *f == field))
    };
    let (Some(total), Some(line)) = (of(Field::Total), of(Field::LineTotal)) else {
        return false;
    };
    if of(Field::Price).is_some() || of(Field::LineDiscount).is_some() {
        return false;
    }
    let read = |at: Option<usize>, row: usize| {
        let cell = at.and_then(|at| columns[at].values.get(row).copied());
        cell.and_then(|c| number::price(guarded(c), mark))
            .map_or(0, |p| p.0)
    };
    let rows: Vec<usize> = (0..columns[order].values.len()).collect();
    let (mut after, mut before) = (0, 0);
    for run in rows.chunk_by(|a, b| columns[order].values[*a] == columns[order].values[*b]) {
        let first = run[0];
        let lines: i64 = run.iter().map(|row| read(Some(line), *row)).sum();
        let off = read(Some(discount), first).abs();
        if off == 0 || lines == 0 {
            continue;
        }
        let rest = read(Some(total), first) - read(of(Field::Shipping), first);
        let taxed = rest - read(of(Field::Tax), first);
        let makes = |sum: i64| (sum - rest).abs() <= 200 || (sum - taxed).abs() <= 200;
        after += usize::from(makes(lines));
        before += usize::from(makes(lines - off));
    }
    after > before
}

/// Whether the sums of the rows are something else than pieces times price, and no steady part of it: not all with one
/// tax, not less a discount that the rows state.
fn disagree(
    pieces: &Look<'_>,
    price: &Look<'_>,
    line: &Look<'_>,
    discounts: bool,
    mark: u8,
) -> bool {
    let cells = pieces.values.iter().zip(&price.values).zip(&line.values);
    let read = |cell: &[u8]| number::price(guarded(cell), mark).map(|p| p.0);
    // Hundredths of what pieces times price make.
    let parts: Vec<i128> = cells
        .filter_map(|((n, p), t)| {
            let made = i128::from(read(n)?) * i128::from(read(p)?) / 10_000;
            let sum = i128::from(read(t)?);
            (made > 0 && sum > 0).then(|| (sum * 100 + made / 2) / made)
        })
        .collect();
    if parts.len() < 10 {
        return false;
    }
    let mut sorted = parts.clone();
    sorted.sort_unstable();
    let usual = sorted[sorted.len() / 2];
    let near = parts.iter().filter(|p| (**p - usual).abs() <= 1).count();
    let more = parts.iter().filter(|p| **p > 101).count();
    near * 10 < parts.len() * 8 && (!discounts || more * 5 > parts.len())
}

/// Whether the rows of an order all say the same amount, or only the first says one, in two orders or more.
fn repeats(order: &Look<'_>, amount: &Look<'_>) -> bool {
    let rows: Vec<(&[u8], &[u8])> = order
        .values
        .iter()
        .zip(&amount.values)
        .map(|(o, a)| (o.trim_ascii(), a.trim_ascii()))
        .collect();
    let (mut same, mut all) = (0, 0);
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        let first = run[0].1;
        if run.len() < 2 || run[0].0.is_empty() || !first.iter().any(|b| (b'1'..=b'9').contains(b))
        {
            continue;
        }
        all += 1;
        let rest = &run[1..];
        same +=
            usize::from(rest.iter().all(|r| r.1 == first) || rest.iter().all(|r| r.1.is_empty()));
    }
    all >= 2 && same == all
}

/// Whether a table tells of orders: with numbers and products, with numbers and sums, or purchases by buyer and time.
/// `said`: fields that the merchant named.
pub(crate) fn tells_orders(columns: &[Look<'_>], found: &[Suggestion], said: &[Field]) -> bool {
    let has = |fields: &[Field]| {
        let offered = found.iter().flatten().any(|(f, _)| fields.contains(f));
        offered || fields.iter().any(|f| said.contains(f))
    };
    let sure = |fields: &[Field]| {
        let mut all = columns.iter().zip(found);
        fields.iter().any(|f| said.contains(f))
            || all.any(|(column, found)| match found {
                Some((field, _)) if fields.contains(field) => {
                    nameless(column.name) || is_exact(*field, column.name)
                }
                _ => false,
            })
    };
    const NUMBER: [Field; 2] = [Field::Order, Field::OrderId];
    const SUM: [Field; 4] = [
        Field::Price,
        Field::LineTotal,
        Field::Subtotal,
        Field::Total,
    ];
    const PRODUCT: [Field; 4] = [Field::Product, Field::Sku, Field::ProductId, Field::Items];
    if !has(&[Field::At, Field::DayNumber]) || !has(&SUM) {
        return false;
    }
    if has(&NUMBER) && (has(&PRODUCT) || (sure(&NUMBER) && sure(&SUM))) {
        return true;
    }
    // Without a number: somebody buys more than once, or pieces of something are sold.
    let who = [Field::Customer, Field::Email, Field::Phone];
    let again = columns.iter().zip(found).any(|(column, found)| {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        let mut different = values.clone();
        different.sort_unstable();
        different.dedup();
        matches!(found, Some((field, _)) if who.contains(field))
            && different.len() * 20 <= values.len() * 19
    });
    sure(&SUM)
        && sure(&[Field::At, Field::DayNumber])
        && ((has(&who) && (again || has(&[Field::Quantity])))
            || (has(&PRODUCT) && has(&[Field::Quantity])))
}
