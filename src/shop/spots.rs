//! How the spots of the pages did: figures by placement, each against the days before.

use super::dashboard::{Delta, delta_money, direction};
use super::results::{Ask, By, Mean, Period, Rate, Row, Span};
use super::{Error, Shop};
use crate::measure::rounding;
use serde::Serialize;

/// A spot's figures.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Spot {
    /// The spot, as events name it.
    pub placement: String,
    /// Impressions.
    pub shown: u64,
    /// Clicked impressions / impressions.
    pub click_rate: Rate,
    /// Its change.
    pub click_delta: Option<Delta>,
    /// Buyers / visitors.
    pub conversion: Rate,
    /// Its change.
    pub conversion_delta: Option<Delta>,
    /// Net revenue / credited orders.
    pub average_order: Mean,
    /// Its change.
    pub order_delta: Option<Delta>,
}

impl Shop {
    /// The figures of every spot in a period, against as many days before.
    pub fn spots(&self, span: Span) -> Result<Vec<Spot>, Error> {
        let ask = |span| Ask {
            by: By::Placement,
            span,
            ..Ask::default()
        };
        let now = self.results(&ask(span))?;
        let before = match (span, days_before(now.period)) {
            (Span::All, _) | (_, None) => Vec::new(),
            (_, Some(span)) => self.results(&ask(span))?.rows,
        };
        let rows = now.rows.iter();
        Ok(rows
            .map(|row| spot(row, before.iter().find(|b| b.id == row.id)))
            .collect())
    }
}

/// As many days right before a period.
fn days_before(period: Period) -> Option<Span> {
    let days = i32::try_from(period.days()).ok().filter(|n| *n > 0)?;
    let to = period.from.plus(-1);
    Some(Span::Between(to.plus(1 - days), to))
}

fn spot(row: &Row, before: Option<&Row>) -> Spot {
    let points = |rate: fn(&Row) -> Rate| {
        let (now, then) = rate(row).value.zip(rate(before?).value)?;
        let text = rounding::signed_points(now - then);
        Some(Delta {
            good: direction(&text),
            text,
        })
    };
    Spot {
        placement: row.id.clone(),
        shown: row.shown,
        click_rate: row.click_rate,
        click_delta: points(|r| r.click_rate),
        conversion: row.conversion,
        conversion_delta: points(|r| r.conversion),
        average_order: row.average_order,
        order_delta: delta_money(
            row.average_order.value,
            before.and_then(|b| b.average_order.value),
        ),
    }
}
