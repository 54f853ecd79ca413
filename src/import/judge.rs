//! What one row of an order table is - a sale, a credit, an adjustment - or why it cannot be used.

use super::cells::guarded;
use super::field::Field;
use super::habits::Habits;
use super::number;
use super::rows::Row;
use super::table::{Pass, Table};
use super::trap::Met;
use super::words;
use crate::model::money::{Currency, Price};
use crate::model::time::Moment;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Sale,
    Credit,
    Returned,
    Adjustment(&'static str),
    /// Only order fields, no line.
    HeadOnly,
}

/// The numbers of a row.
pub(crate) struct Numbers {
    pub(crate) kind: Kind,
    pub(crate) quantity: i64,
    pub(crate) price: Price,
    /// The line's sum, where that and not the price is what the file states.
    pub(crate) total: Option<Price>,
    pub(crate) discount: Option<Price>,
    /// The sum is that of the whole order, after every discount.
    pub(crate) after_discounts: bool,
    /// The row says that money was given back.
    pub(crate) refund: bool,
    /// The quantity is no number of pieces (weight, length): the sum counts as one piece.
    pub(crate) weighed: bool,
}

pub(crate) struct Refusal {
    pub(crate) field: Option<Field>,
    pub(crate) what: String,
    pub(crate) fix: &'static str,
}

fn refusal(field: Field, what: impl Into<String>, fix: &'static str) -> Refusal {
    Refusal {
        field: Some(field),
        what: what.into(),
        fix,
    }
}

impl Table<'_> {
    /// What a row is, or why it cannot be used; `None` for a row without content.
    pub(crate) fn judge(
        &mut self,
        row: &Row<'_>,
        name: &[u8],
    ) -> Result<Option<(Numbers, Option<Moment>)>, Refusal> {
        let expected = self.reading.detection.columns.len();
        let columns = &self.columns;
        if name.is_empty() || row.len() != expected {
            if row.cells().all(|c| c.trim_ascii().is_empty()) {
                return Ok(None);
            }
            // Spreadsheets leave off or add empty cells at the end.
            let extra = (expected..row.len()).any(|i| !row.cell(i).trim_ascii().is_empty());
            if extra || row.len() * 2 < expected {
                return Err(Refusal {
                    field: None,
                    what: format!("the row has {} cells, the header {expected}", row.len()),
                    fix: "put quotation marks around cells that hold the separator or line breaks; \
                          leave out lines of totals",
                });
            }
        }
        if name.is_empty() {
            return Err(refusal(
                Field::Order,
                "the row has no order number",
                "fill it in, or leave the row out if it is a line of totals",
            ));
        }
        if words::is_shortened(name) && !self.unnumbered {
            self.traps.met(Met::Shortened);
            return Err(refusal(
                Field::Order,
                "a spreadsheet has shortened this order number; its last digits are lost",
                "import the export as it was downloaded, not saved again by a spreadsheet",
            ));
        }
        let numbers = self.numbers(row, name)?;
        if numbers.kind != Kind::HeadOnly
            && !self.sums
            && !self.habits.nameless
            && [Field::Sku, Field::Product, Field::ProductId]
                .iter()
                .all(|f| words::is_nothing(guarded(columns.cell(row, *f))))
        {
            return Err(refusal(
                Field::Product,
                "the row names no product",
                "give it an article number or a product name",
            ));
        }
        let (at, clock) = self.when_of(row);
        let known = self
            .group
            .as_ref()
            .is_some_and(|g| g.name == name && g.at.is_some());
        if at.is_empty() && known {
            return Ok(Some((numbers, None)));
        }
        match self.dates.read(&at, &clock) {
            Some(at) => Ok(Some((numbers, Some(at)))),
            None if at.is_empty() => Err(refusal(
                Field::At,
                "the order has no date",
                "fill it in as 2026-11-20 14:30",
            )),
            None => Err(refusal(
                Field::At,
                "this is not a date",
                "write it as 2026-11-20 14:30",
            )),
        }
    }

    fn numbers(&self, row: &Row<'_>, name: &[u8]) -> Result<Numbers, Refusal> {
        let mark = self.money.mark;
        let cell = |field| guarded(self.columns.cell(row, field));
        let (quantity, price) = (cell(Field::Quantity), cell(Field::Price));
        let sum = cell(Field::LineTotal);
        let refund = self.columns.has(Field::RowKind) && self.gives_back(row);
        let summary = self.habits.summary_rows
            && [Field::Sku, Field::Product, Field::ProductId]
                .iter()
                .all(|f| words::is_nothing(cell(*f)));
        if summary
            || self.habits.head_rows
                && !(self.habits.whole && self.habits.nameless)
                && !self.sums
                && quantity.is_empty()
                && price.is_empty()
                && cell(Field::Product).is_empty()
        {
            return Ok(Numbers {
                kind: Kind::HeadOnly,
                quantity: 0,
                price: Price(0),
                total: None,
                discount: None,
                after_discounts: false,
                refund,
                weighed: false,
            });
        }
        let currency = if self.money.minor {
            let raw = std::str::from_utf8(cell(Field::Currency)).ok();
            self.money.currency_of(raw.and_then(Currency::named))
        } else {
            Currency::UNKNOWN
        };
        let mut weighed = false;
        // The sum of an order needs no pieces; the price of one does.
        let pieceless = self.sums && quantity.is_empty() && !self.columns.has(Field::Price);
        let quantity = if self.columns.has(Field::Quantity) && !pieceless {
            let whole = number::count(quantity, mark);
            weighed = whole.is_none()
                && !words::is_nothing(sum)
                && number::price(quantity, mark).is_some();
            whole
                .or_else(|| weighed.then(|| if quantity[0] == b'-' { -1 } else { 1 }))
                .ok_or_else(|| {
                    if quantity.is_empty() {
                        refusal(Field::Quantity, "the quantity is missing", "fill it in")
                    } else if number::price(quantity, mark).is_some() {
                        refusal(
                            Field::Quantity,
                            "the quantity is not a whole number of pieces",
                            "state pieces, and the price of one of them",
                        )
                    } else {
                        refusal(
                            Field::Quantity,
                            "the quantity is not a number",
                            "write it in digits",
                        )
                    }
                })?
        } else {
            1
        };
        let amount = |field: Field, text: &[u8]| {
            self.money.read(text, currency).ok_or_else(|| {
                if text.is_empty() {
                    refusal(field, "the price is missing", "fill it in; 0 for a gift")
                } else {
                    refusal(
                        field,
                        "this is not an amount of money",
                        "write it as 12.50, without other text",
                    )
                }
            })
        };
        let mut after_discounts = false;
        let mut quantity = quantity;
        let (mut price, total) = if self.columns.has(Field::Price)
            && !(price.is_empty() && self.columns.has(Field::LineTotal))
            && !weighed
        {
            (amount(Field::Price, price)?, None)
        } else if self.habits.sum_on_rows {
            after_discounts = true;
            (Price(0), None)
        } else {
            let mut total = if self.sums && words::is_nothing(sum) {
                let (field, text) = match cell(Field::Total) {
                    total if words::is_nothing(total) => (Field::Subtotal, cell(Field::Subtotal)),
                    total => (Field::Total, total),
                };
                let mut total = amount(field, text)?;
                let shipping = cell(Field::Shipping);
                if field == Field::Total {
                    // What is left of the order's sum are the goods after every discount.
                    after_discounts = true;
                    if let Some(shipping) = self.money.read(shipping, currency)
                        && (0..=total.0).contains(&shipping.0)
                    {
                        total.0 -= shipping.0;
                    }
                }
                total
            } else {
                amount(Field::LineTotal, sum)?
            };
            if total.0 < 0 && quantity > 0 {
                // A sum below zero is money given back, whatever the sign of the pieces.
                quantity = -quantity;
            }
            if quantity < 0 {
                total.0 = total.0.saturating_abs();
            }
            let pieces = i128::from(quantity.unsigned_abs().max(1));
            let one = crate::model::money::divide_half_away(i128::from(total.0), pieces);
            (Price(one), Some(total))
        };
        if refund {
            quantity = -quantity.saturating_abs().max(1);
            price.0 = price.0.saturating_abs();
        }
        let discount = cell(Field::LineDiscount);
        let discount = match discount {
            nothing if words::is_nothing(nothing) || after_discounts => None,
            // The line's own sum is what was paid.
            _ if self.reading.detection.discount_shares && total.is_some() => None,
            share if self.reading.detection.discount_shares => {
                let share = amount(Field::LineDiscount, share)?;
                let whole = i128::from(price.0) * i128::from(quantity.saturating_abs());
                Some(Price(crate::model::money::divide_half_away(
                    whole * i128::from(share.0),
                    10_000,
                )))
            }
            discount => Some(amount(Field::LineDiscount, discount)?),
        };
        let kind = if refund && price.0 > 0 {
            Kind::Returned
        } else {
            self.kind(name, quantity, price)
        };
        Ok(Numbers {
            after_discounts,
            refund,
            weighed,
            kind,
            quantity,
            price,
            total,
            discount,
        })
    }

    fn kind(&self, name: &[u8], quantity: i64, price: Price) -> Kind {
        let Habits {
            head_rows,
            credit_notes,
            ..
        } = self.habits;
        match (quantity, price.0) {
            (1.., 1..) => Kind::Sale,
            (1.., 0) if head_rows || self.habits.sum_on_rows => Kind::Sale,
            (_, 0) => Kind::Adjustment("the price is zero"),
            (_, ..0) => Kind::Adjustment("the price is below zero"),
            (0, _) => Kind::Adjustment("the quantity is zero"),
            _ => {
                let marked = matches!(name, [b'C' | b'c', d, ..] if d.is_ascii_digit());
                if credit_notes && marked {
                    Kind::Credit
                } else if self.returns_count() {
                    Kind::Returned
                } else {
                    Kind::Adjustment(
                        "the quantity is below zero and the number is no credit note's",
                    )
                }
            }
        }
    }

    /// Negative quantities inside orders are returns, unless the file marks credit notes by their numbers.
    /// The first pass takes them for returns until it has seen the whole file.
    fn returns_count(&self) -> bool {
        match &self.pass {
            Pass::First(_) => true,
            Pass::Second(second) => !second.checked.credit_notes,
        }
    }
}
