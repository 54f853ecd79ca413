//! Money as integers: unit prices in ten-thousandths, totals in minor units, never floats.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An ISO 4217 currency code. [`Currency::UNKNOWN`] until the shop has said one; shown without a sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code `XXX`: no currency was said. Counts as two decimals.
    pub const UNKNOWN: Currency = Currency(*b"XXX");

    /// The currency with this ISO code, any letter case; `None` if ISO 4217 has no such code.
    pub fn named(code: &str) -> Option<Currency> {
        let code = code.trim().to_ascii_uppercase();
        iso_currency::Currency::from_code(&code)?;
        code.as_bytes().try_into().ok().map(Currency)
    }

    /// The ISO code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        iso_currency::Currency::from_code(self.code())
            .and_then(|c| c.exponent())
            .map_or(2, u32::from)
    }

    /// What stands before an amount: `€`, `£`, or the code and a blank; nothing for an unknown currency.
    pub fn sign(self) -> String {
        match self.code() {
            "XXX" => String::new(),
            "USD" => "$".into(),
            "EUR" => "€".into(),
            "GBP" => "£".into(),
            "JPY" => "¥".into(),
            "INR" => "₹".into(),
            code => format!("{code} "),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(d)?;
        Currency::named(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a currency code")))
    }
}

/// A total in minor units (cents) of the currency it stands beside.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(pub i64);

impl Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }
}
impl Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}
impl Neg for Amount {
    type Output = Amount;
    fn neg(self) -> Amount {
        Amount(self.0.saturating_neg())
    }
}
impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        *self = *self + other;
    }
}
impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Amount) {
        *self = *self - other;
    }
}
impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(all: I) -> Amount {
        all.fold(Amount(0), Add::add)
    }
}

/// A unit price in ten-thousandths of the currency's major unit.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Price(pub i64);

impl Price {
    /// Price times quantity in minor units, rounded half away from zero.
    pub fn times(self, quantity: i64, currency: Currency) -> Amount {
        let exact = i128::from(self.0) * i128::from(quantity) * 10i128.pow(currency.decimals());
        Amount(divide_half_away(exact, 10_000))
    }

    /// The price of one piece in minor units.
    pub fn amount(self, currency: Currency) -> Amount {
        self.times(1, currency)
    }
}

/// An amount with its currency. JSON form: a number in major units (`8911407.9`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Money {
    /// How much, in minor units.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// An amount of a currency.
    pub fn new(amount: Amount, currency: Currency) -> Money {
        Money { amount, currency }
    }

    /// The value in major units, for drawing and JSON only: never calculate with it.
    pub fn major(self) -> f64 {
        self.amount.0 as f64 / 10f64.powi(self.currency.decimals() as i32)
    }

    /// Divided by a count, half away from zero; `None` for a count of zero.
    pub fn per(self, count: i64) -> Option<Money> {
        (count != 0).then(|| {
            Money::new(
                Amount(divide_half_away(
                    i128::from(self.amount.0),
                    i128::from(count),
                )),
                self.currency,
            )
        })
    }
}

/// `€1,299.00`; a true minus sign before the currency.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals() as usize;
        let digits = format!(
            "{:0>width$}",
            self.amount.0.unsigned_abs(),
            width = decimals + 1
        );
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let mut grouped = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(c);
        }
        let minus = if self.amount.0 < 0 { "−" } else { "" };
        let point = if decimals > 0 { "." } else { "" };
        f.pad(&format!(
            "{minus}{}{grouped}{point}{part}",
            self.currency.sign()
        ))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(self.major())
    }
}

/// Integer division, half away from zero, kept within `i64`.
pub fn divide_half_away(number: i128, by: i128) -> i64 {
    let (n, d) = if by < 0 {
        (-number, -by)
    } else {
        (number, by.max(1))
    };
    let rounded = if n >= 0 {
        (2 * n + d) / (2 * d)
    } else {
        -((-2 * n + d) / (2 * d))
    };
    rounded.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_round_half_away_from_zero() {
        let eur = Currency::named("eur").unwrap();
        assert_eq!(Price(25_500).times(6, eur), Amount(1530));
        assert_eq!(Price(50).times(1, eur), Amount(1));
        assert_eq!(Price(-50).times(1, eur), Amount(-1));
        assert_eq!(Price(49).times(1, eur), Amount(0));
        assert_eq!(
            Price(12_345_000).times(1, Currency::named("JPY").unwrap()),
            Amount(1235)
        );
    }

    #[test]
    fn money_reads_as_a_merchant_writes_it() {
        let eur = Currency::named("EUR").unwrap();
        assert_eq!(Money::new(Amount(129_900), eur).to_string(), "€1,299.00");
        assert_eq!(Money::new(Amount(-5), eur).to_string(), "−€0.05");
        assert_eq!(
            Money::new(Amount(830_006_581), Currency::UNKNOWN).to_string(),
            "8,300,065.81"
        );
    }
}
