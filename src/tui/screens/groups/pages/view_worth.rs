//! What a group is worth, beside the whole shop.

use super::figures::{Figures, Place, WORTH};
use crate::model::money::Money;
use crate::shop::groups::GroupWorth;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A figure of the group, of the shop, and how the first stands to the second.
struct Line {
    label: &'static str,
    own: String,
    shop: String,
    against: String,
    /// The middle line between counts and averages.
    gap: bool,
}

fn lines(worth: &GroupWorth) -> Vec<Line> {
    let money = |m: Option<Money>| m.map_or_else(|| "n/a".into(), |m| m.to_string());
    let count = |n: u64| fmt::count(i64::try_from(n).unwrap_or(i64::MAX));
    let share = |s: Option<f64>| s.map_or_else(|| "n/a".into(), fmt::part);
    let part = |of: i64, all: i64| share((all > 0).then(|| of as f64 / all as f64));
    let more = |own: Option<Money>, shop: Option<Money>| match (own, shop) {
        (Some(own), Some(shop)) if shop.amount.0 > 0 => {
            fmt::change(own.amount.0 as f64 / shop.amount.0 as f64 - 1.0)
        }
        _ => "n/a".into(),
    };
    let line = |label, own, shop, against| Line {
        label,
        own,
        shop,
        against,
        gap: false,
    };
    vec![
        line(
            "Customers",
            count(worth.customers),
            count(worth.shop_customers),
            share(worth.share),
        ),
        line(
            "Orders",
            fmt::count(worth.orders),
            fmt::count(worth.shop_orders),
            part(worth.orders, worth.shop_orders),
        ),
        line(
            "Spent",
            worth.spent.to_string(),
            worth.shop_spent.to_string(),
            share(worth.share_of_spent),
        ),
        line(
            "Orders, 12 months",
            fmt::count(worth.orders_12_months),
            fmt::count(worth.shop_orders_12_months),
            part(worth.orders_12_months, worth.shop_orders_12_months),
        ),
        line(
            "Spent, 12 months",
            worth.spent_12_months.to_string(),
            worth.shop_spent_12_months.to_string(),
            share(worth.share_12_months),
        ),
        Line {
            gap: true,
            ..line(
                "Average order",
                money(worth.average_order),
                money(worth.shop_average_order),
                more(worth.average_order, worth.shop_average_order),
            )
        },
        line(
            "Spent per customer",
            money(worth.per_customer),
            money(worth.shop_per_customer),
            more(worth.per_customer, worth.shop_per_customer),
        ),
    ]
}

/// Draws the pane.
pub(super) fn view(
    figures: &Figures,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let inner = Pane::new("What it is worth")
        .focus(figures.place == Place::Worth)
        .number(Place::Worth.number())
        .tight()
        .view(ctx, area, buf, hits);
    let worth = match &figures.worth {
        Load::Waiting => return part::loading(ctx, inner, buf, WORTH, "adding up its orders"),
        Load::Failed(why) => {
            text::paragraph(buf, inner, why, theme.fg(Token::Negative));
            return;
        }
        Load::Ready(worth) => worth,
    };
    let lines = lines(worth);
    let wide = |of: &dyn Fn(&Line) -> u16, least: u16| lines.iter().map(of).fold(least, u16::max);
    let (own, shop) = (
        wide(&|l| text::width(&l.own), 10),
        wide(&|l| text::width(&l.shop), 10),
    );
    let right = inner.right();
    let (shop_at, own_at) = (right.saturating_sub(9), right.saturating_sub(9 + shop + 2));
    let head = row(inner, 0);
    for (at, said) in [
        (right, "of shop"),
        (shop_at, "whole shop"),
        (own_at, "this group"),
    ] {
        text::put_right(buf, head, at, head.y, said, theme.muted());
    }
    let mut y = 1;
    for l in &lines {
        y += u16::from(l.gap && ctx.size.large());
        let line = row(inner, y);
        if line.is_empty() {
            break;
        }
        text::put_right(buf, line, right, line.y, &l.against, theme.text2());
        text::put_right(buf, line, shop_at, line.y, &l.shop, theme.text2());
        text::put_right(buf, line, own_at, line.y, &l.own, theme.strong());
        let room = own_at.saturating_sub(own + 1 + line.x);
        text::put_fit(buf, line, (line.x, line.y), room, l.label, theme.text2());
        y += 1;
    }
    if ctx.size.large() {
        let rest = split_top(inner, y + 1).1;
        let said = "The averages say by how much the group lies above or below the shop.";
        text::paragraph(buf, rest, said, theme.muted());
    }
}
