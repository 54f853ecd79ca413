//! How the rows of a platform's order table behave, and how it writes amounts.

use super::number;
use crate::model::customer::System;
use crate::model::money::{Currency, Price, divide_half_away};

/// How the rows of a platform behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Habits {
    /// The order's own fields stand on its first row only; another such row states the order once more.
    pub(crate) head_rows: bool,
    /// An order number that begins with C is a credit note; rows without price are adjustments.
    pub(crate) credit_notes: bool,
    /// Every row is a whole order: another row of the same number states it once more.
    pub(crate) whole: bool,
    /// Lines may name no product: an amount that was typed in.
    pub(crate) nameless: bool,
    /// A row without product is its order's own row, above those of its products.
    pub(crate) summary_rows: bool,
    /// The tax of a row is that of its line.
    pub(crate) line_tax: bool,
    /// A date such as 03/04/2026 has the month first unless the file shows otherwise.
    pub(crate) month_first: bool,
    /// A pending order is a checkout whose payment never came.
    pub(crate) pending_is_unfinished: bool,
    /// Another export of the platform has the lines: what this one knows besides - the buyer's name, money given back -
    /// becomes a row of its own, so that it stays whichever statement of the order wins.
    pub(crate) apart: bool,
    /// Lines have no prices; each row repeats the sum of its order.
    pub(crate) sum_on_rows: bool,
    /// Amounts are in minor units (cents).
    pub(crate) minor: bool,
    /// Whose customer ids these are.
    pub(crate) system: Option<System>,
}

/// How amounts are written, and in which currency if the row says none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MoneyHabit {
    pub(crate) mark: u8,
    pub(crate) shop: Currency,
    /// Amounts are in minor units.
    pub(crate) minor: bool,
}

impl MoneyHabit {
    /// An amount as a cell has it.
    pub(crate) fn read(self, text: &[u8], currency: Currency) -> Option<Price> {
        let price = number::price(text, self.mark)?;
        Some(if self.minor {
            let units = 10i128.pow(currency.decimals());
            Price(divide_half_away(i128::from(price.0), units))
        } else {
            price
        })
    }

    /// The currency of an order.
    pub(crate) fn currency_of(self, own: Option<Currency>) -> Currency {
        own.unwrap_or(self.shop)
    }
}
