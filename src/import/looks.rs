//! What the values of columns look like: whether they can be of a field, and what they are where no name tells.

use super::cells::guarded;
use super::detection::Fit;
use super::event_words;
use super::field::Field;
use super::goods_row;
use super::number;
use super::place_tables;
use super::suggest::{Look, normal};
use super::when;
use super::words;

/// A field for a column: how sure, which field, which column, and why.
pub(crate) type Offer = (u32, Field, usize, String);

/// Offers from values alone, weaker than any name.
pub(crate) fn offer(columns: &[Look<'_>], mark: u8, offers: &mut Vec<Offer>) {
    let nameless_one = |test: &dyn Fn(&[u8]) -> bool| {
        let mut all = columns.iter().filter(|c| nameless(c.name));
        all.find(|c| {
            let mut values = filled(&c.values).peekable();
            values.peek().is_some() && values.all(test)
        })
        .map(|c| c.values.as_slice())
    };
    let days = nameless_one(&|v| when::is_compact(v) || when::order_of(v).is_some());
    let pieces =
        nameless_one(&|v| v.len() <= 3 && v[0] != b'0' && number::count(v, mark).is_some());
    for (at, column) in columns.iter().enumerate() {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        let count = values.len();
        if count < 3 {
            continue;
        }
        let most = |test: &dyn Fn(&[u8]) -> bool| {
            values.iter().filter(|v| test(v)).count() * 10 >= count * 9
        };
        let mut say = |score, field, why: &str| offers.push((score, field, at, why.to_owned()));
        if most(&|v| when::order_of(v).is_some()) {
            // A day that is still to come says nothing of when it was bought.
            let name = normal(column.name);
            if !["limit", "expir", "expected", "estimated", "birth", "due"]
                .iter()
                .any(|part| name.contains(part))
            {
                say(60, Field::At, "its values are dates");
            }
            continue;
        }
        if most(&|v| v.contains(&b'@') && v.contains(&b'.')) {
            say(60, Field::Email, "its values are e-mail addresses");
            continue;
        }
        let whole = most(&|v| number::count(v, mark).is_some());
        let money = most(&|v| number::price(v, mark).is_some());
        let small = most(&|v| number::count(v, mark).is_some_and(|n| n.abs() < 1_000));
        // Names of columns decide between numbers; without a name the look must.
        if !nameless(column.name) {
            continue;
        }
        let runs = values.windows(2).filter(|w| w[0] == w[1]).count();
        let padded = most(&|v| v.len() >= 3 && v.iter().all(u8::is_ascii_digit))
            && values.iter().filter(|v| v[0] == b'0').count() * 2 >= count
            && values.iter().all(|v| v.len() == values[0].len());
        if most(&when::is_compact) {
            say(55, Field::At, "its values are dates");
        } else if padded && days.is_some_and(|days| moves_on(&column.values, days)) {
            say(
                45,
                Field::Customer,
                "its values repeat while the dates go on",
            );
        } else if padded {
            say(45, Field::Order, "its values are numbers of one length");
        } else if money && !whole {
            if pieces.is_some_and(|pieces| grows(&column.values, pieces, mark)) {
                say(
                    55,
                    Field::LineTotal,
                    "its values grow with the pieces beside them",
                );
            } else {
                say(50, Field::Price, "its values are amounts");
            }
        } else if whole && small {
            say(50, Field::Quantity, "its values are small whole numbers");
        } else if runs * 3 >= count && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            say(40, Field::Order, "its values repeat in neighbouring rows");
        } else if most(&|v| v.contains(&b' ')) {
            say(30, Field::Product, "its values are names");
        } else if !whole && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            say(20, Field::Sku, "its values are codes");
        }
    }
}

/// Whether the days change while the values stay: a buyer comes again, the rows of an order have one day.
fn moves_on(values: &[&[u8]], days: &[&[u8]]) -> bool {
    let rows: Vec<(&[u8], &[u8])> = values.iter().copied().zip(days.iter().copied()).collect();
    let (mut again, mut moved) = (0, 0);
    for run in rows.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        again += 1;
        moved += usize::from(run.iter().any(|row| row.1 != run[0].1));
    }
    moved > 0 && moved * 10 >= again
}

/// Whether amounts grow with the pieces beside them, so that they are sums and not prices of one piece.
pub(crate) fn grows(values: &[&[u8]], pieces: &[&[u8]], mark: u8) -> bool {
    let (mut one, mut ones, mut more, mut mores, mut counted) = (0i128, 0i128, 0i128, 0i128, 0i128);
    for (value, n) in values.iter().zip(pieces) {
        let value = number::price(guarded(value), mark);
        let n = number::count(guarded(n), mark);
        match (value, n) {
            (Some(value), Some(1)) => {
                one += i128::from(value.0);
                ones += 1;
            }
            (Some(value), Some(n @ 2..)) => {
                more += i128::from(value.0);
                mores += 1;
                counted += i128::from(n);
            }
            _ => {}
        }
    }
    // The mean sum of n pieces lies nearer to n times that of one piece than to that of one piece.
    ones > 2 && mores > 2 && 2 * more * ones >= one * (counted + mores)
}

/// What a value of a field looks like; `None` where any text can be one.
fn look_of(field: Field) -> Option<fn(&[u8], u8) -> bool> {
    Some(match field {
        Field::At => |v, _| {
            when::order_of(v).is_some()
                || when::days_since_1900(v).is_some()
                || (v.len() >= 8 && v.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
        },
        Field::Quantity
        | Field::Price
        | Field::LineTotal
        | Field::LineDiscount
        | Field::Total
        | Field::Subtotal
        | Field::Shipping
        | Field::Tax
        | Field::Discount
        | Field::Refunded
        | Field::CompareAt
        | Field::SalePrice
        | Field::Cost => |v, mark| number::price(v, mark).is_some(),
        Field::PaidAt | Field::FulfilledAt | Field::CancelledAt => {
            |v, _| when::order_of(v).is_some()
        }
        // Names are no ids: two people can share one.
        Field::Name | Field::NameToo | Field::FirstName | Field::LastName => {
            |v, _| !v.contains(&b'@') && v.iter().any(|b| !b.is_ascii_digit() && *b != b' ')
        }
        // `#1001` is an order.
        Field::Product => {
            |v, _| !(v.len() > 1 && v[0] == b'#' && v[1..].iter().all(u8::is_ascii_digit))
        }
        Field::RowKind => |v, _| v.len() <= 40 && number::price(v, b'.').is_none(),
        Field::Stock => {
            |v, mark| number::price(v, mark).is_some() || v.iter().any(u8::is_ascii_alphabetic)
        }
        Field::Published | Field::State => {
            |v, _| goods_row::is_shown(&String::from_utf8_lossy(v)).is_some()
        }
        Field::Added => |v, _| when::order_of(v).is_some(),
        Field::Email => |v, _| v.contains(&b'@'),
        Field::Clock => |v, _| {
            (v.contains(&b':') && when::order_of(v).is_none())
                || (v.len() <= 4 && matches!(when::clock(v), std::borrow::Cow::Owned(_)))
        },
        Field::DayNumber => |v, _| v.len() <= 4 && v.iter().all(u8::is_ascii_digit),
        Field::Event => |v, _| event_words::meaning(&String::from_utf8_lossy(v)).is_some(),
        Field::Tier => |v, _| v.len() <= 12,
        Field::Sky => |v, _| place_tables::is_sky(&String::from_utf8_lossy(v)),
        Field::Temperature => {
            |v, mark| place_tables::celsius(&String::from_utf8_lossy(v), mark).is_some()
        }
        Field::Order => |v, _| v.len() <= 64 && when::order_of(v).is_none(),
        _ => return None,
    })
}

/// How many of the filled values look like a field, of how many.
fn share(test: fn(&[u8], u8) -> bool, values: &[&[u8]], mark: u8) -> (usize, usize) {
    filled(values).fold((0, 0), |(good, all), value| {
        (good + usize::from(test(value, mark)), all + 1)
    })
}

/// How well values look like each field that has a look of its own.
pub(crate) fn looks(values: &[&[u8]], mark: u8) -> Vec<Fit> {
    let known = Field::ALL.iter().filter_map(|f| Some((*f, look_of(*f)?)));
    known
        .map(|(field, test)| {
            let (good, all) = share(test, values, mark);
            Fit { field, good, all }
        })
        .collect()
}

/// Whether values can belong to a field at all; doubtful cells may be up to a fifth.
pub(crate) fn fits(field: Field, values: &[&[u8]], mark: u8) -> bool {
    let Some(test) = look_of(field) else {
        return true;
    };
    let (good, all) = share(test, values, mark);
    // Addresses are typed by people: a column of that name may hold many slips.
    let of = if field == Field::Email { 2 } else { 4 };
    // In a short table one slip is more than a fifth.
    good * 5 >= all * of || (good > 1 && good + 1 == all)
}

pub(crate) fn filled<'a, 'v>(values: &'v [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> + 'v {
    values
        .iter()
        .map(|v| guarded(v))
        .filter(|v| !words::is_nothing(v))
}

/// Whether a column has no name of its own.
pub(crate) fn nameless(name: &str) -> bool {
    name.is_empty() || name.starts_with("Column ")
}
