//! Values that are numbers: decimals, units and signs.

use super::Checker;
use crate::targeting::ast::Value;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::fields::{FieldInfo, Kind};
use crate::targeting::guess::{number_word, plain_number};
use crate::targeting::plan::{AnyField, Figure, ProductNumber};
use crate::targeting::when::{Length, Unit};

impl Checker<'_> {
    pub(super) fn number(
        &mut self,
        info: &FieldInfo,
        field: &AnyField,
        value: &Value,
    ) -> Option<i64> {
        let decimals = match field {
            AnyField::Figure(Figure::Orders, _) | AnyField::ProductNumber(ProductNumber::Stock) => {
                0
            }
            AnyField::Figure(..) => self.vocabulary.decimals(),
            AnyField::Measure(measure, _) => measure.decimals(),
            AnyField::ProductNumber(ProductNumber::Margin) => 2,
            _ => 4,
        };
        let unit = match info.kind {
            Kind::Count => "a whole number",
            Kind::Percent => "a number of percent",
            Kind::Number => "a number",
            Kind::Days => "a number of days",
            _ => "an amount",
        };
        let text = match (info.kind, value.text.strip_suffix('%')) {
            (Kind::Percent, Some(number)) => number,
            _ => value.text.as_str(),
        };
        if info.kind == Kind::Days
            && let Some(length) = Length::parse(text)
        {
            match length.unit {
                Unit::Days => return Some(i64::from(length.n)),
                Unit::Weeks => return Some(7 * i64::from(length.n)),
                Unit::Hours | Unit::Months | Unit::Years => {
                    self.error(
                        value.span,
                        format!(
                            "`{}` is counted in days, and {text} is no number of days",
                            info.name
                        ),
                        format!("For example: {}", info.example),
                    );
                    return None;
                }
            }
        }
        self.decimal(info.name, info.example, unit, text, decimals, value)
    }

    /// A number with so many decimals, or what is wrong with it.
    pub(super) fn decimal(
        &mut self,
        name: &str,
        example: &str,
        unit: &str,
        text: &str,
        decimals: u32,
        value: &Value,
    ) -> Option<i64> {
        match decimal(text, decimals) {
            Decimal::Is(n) => return Some(n),
            Decimal::TooFine => {
                let what = match decimals {
                    0 => format!("`{name}` counts whole ones, and {text} is none"),
                    d => format!("{text} is finer than the {d} decimals of `{name}`"),
                };
                self.error(value.span, what, "Round it.");
            }
            Decimal::TooGreat => {
                self.error(
                    value.span,
                    format!("{text} is too great a number"),
                    "Use a smaller one.",
                );
            }
            Decimal::None => {
                let what = if Length::parse(text).is_some() {
                    format!("`{name}` is compared with {unit}, and {text} is a length of time")
                } else {
                    format!("`{name}` is compared with {unit}, and {value} is none")
                };
                let meant = number_word(text)
                    .map(|n| n.to_string())
                    .or_else(|| plain_number(text));
                let problem =
                    Diagnostic::error(value.span, what, format!("For example: {example}"));
                self.problems.push(match meant {
                    Some(meant) => Diagnostic {
                        fix: format!("Write {meant}."),
                        ..problem.with_replacement(meant)
                    },
                    None => problem,
                });
            }
        }
        None
    }
}

pub(super) enum Decimal {
    Is(i64),
    TooFine,
    TooGreat,
    None,
}

/// `-12.5` with two decimals -> -1250.
pub(super) fn decimal(text: &str, decimals: u32) -> Decimal {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
        return Decimal::None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > decimals as usize {
        return Decimal::TooFine;
    }
    if whole.trim_start_matches('0').len() > 12 {
        return Decimal::TooGreat;
    }
    let scaled = format!("{whole}{part:0<width$}", width = decimals as usize);
    match scaled.parse::<i64>() {
        Ok(n) => Decimal::Is(if negative { -n } else { n }),
        Err(_) => Decimal::TooGreat,
    }
}
