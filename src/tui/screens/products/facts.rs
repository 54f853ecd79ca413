//! A product in words: money, marks, everything that is known line by line, and as text.

use super::state::{Card, State};
use crate::model::money::Money;
use crate::shop::products::ProductRow;
use crate::tui::app::{Ctx, Session};
use crate::tui::fmt;
use crate::tui::theme::Token;
use crate::tui::widgets::facts::Fact;
use ratatui::style::Style;

/// Money, or `n/a`.
pub(super) fn money(m: Option<Money>) -> String {
    m.map_or_else(|| "n/a".into(), |m| m.to_string())
}

/// Pieces in stock, or that nobody counts them.
pub(super) fn stock(row: &ProductRow) -> String {
    row.stock.map_or_else(|| "n/a".into(), fmt::count)
}

/// `Camping, Tents`: a category path without its signs.
pub(super) fn category(row: &ProductRow) -> String {
    let path = row.category.as_deref().unwrap_or("");
    let parts: Vec<&str> = path.split('>').map(str::trim).collect();
    parts.join(", ")
}

/// The last part of a category path.
pub(super) fn leaf(row: &ProductRow) -> &str {
    let path = row.category.as_deref().unwrap_or("");
    path.rsplit('>').next().unwrap_or(path).trim()
}

/// What is unusual about a product: its mark, its word, its style, and what it means.
pub(super) fn marks(row: &ProductRow, ctx: &Ctx<'_>) -> Vec<(&'static str, &'static str, Style)> {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let mut out = Vec::new();
    if row.service {
        out.push((g.none, "a service: never recommended", theme.text2()));
    } else if row.provisional {
        out.push((
            "!",
            "known from orders only: bring in the catalogue",
            theme.fg(Token::Negative),
        ));
    }
    if row.status == "hidden" {
        out.push((g.cross, "hidden: not offered", theme.fg(Token::Negative)));
    }
    if row.stock.is_some_and(|n| n <= 0) && !row.service {
        out.push((g.cross, "out of stock", theme.fg(Token::Negative)));
    }
    if out.is_empty() {
        out.push((g.dot, "offered", theme.fg(Token::Positive)));
    }
    out
}

/// Everything that is known, line by line.
pub(super) fn facts(state: &State, ctx: &Ctx<'_>) -> Vec<Fact> {
    let Some(card) = state.card() else {
        return Vec::new();
    };
    let (p, row, text2) = (&card.page, &card.page.row, ctx.theme().text2());
    let plain = |l: &str, v: String| (l.to_owned(), v, text2);
    let mut out = Vec::new();
    let day = |at| fmt::date(ctx.session.zone.day_of(at));
    let mut lines = vec![plain("Price", money(row.price))];
    lines.extend(row.compare_at.map(|m| plain("Before", m.to_string())));
    lines.extend(row.cost.map(|m| plain("Cost", m.to_string())));
    lines.extend(
        row.margin()
            .map(|(left, share)| plain("Margin", format!("{left}, {}", fmt::percent(share)))),
    );
    lines.push(plain("Stock", stock(row)));
    lines.extend(row.brand.as_ref().map(|b| plain("Brand", b.clone())));
    lines.push(plain("Category", category(row)));
    lines.extend(row.sku.as_ref().map(|s| plain("SKU", s.clone())));
    lines.extend(row.handle.as_ref().map(|h| plain("Handle", h.clone())));
    lines.extend(
        row.platform_id
            .as_ref()
            .map(|i| plain("Shop id", i.clone())),
    );
    lines.extend(row.added_at.map(|at| plain("Since", day(at))));
    lines.extend(p.image.as_ref().map(|i| plain("Picture", i.clone())));
    lines.retain(|(_, value, _)| !value.is_empty());
    out.extend(lines.into_iter().map(|(l, v, s)| Fact::Line(l, v, s)));
    let variants = p.variants.iter().map(|v| {
        let name = match (v.options.as_str(), &v.sku) {
            ("", Some(sku)) => sku.clone(),
            (options, _) => options.to_owned(),
        };
        let stock = v.stock.map_or_else(|| "n/a".into(), fmt::count);
        let mut said = format!("{}, stock {stock}", money(v.price));
        for more in [&v.sku, &v.barcode].into_iter().flatten() {
            said.push_str(&format!(", {more}"));
        }
        (name, said, text2)
    });
    let variants: Vec<_> = variants.collect();
    Fact::section(&mut out, "Variants", variants);
    let s = &card.sales;
    let mut sold = vec![
        plain("Orders", fmt::count(p.orders as i64)),
        plain("Pieces", fmt::count(p.pieces)),
        plain("Given back", fmt::count(p.pieces_back)),
        plain("Known buyers", fmt::count(p.buyers as i64)),
    ];
    sold.extend(s.first.map(|at| plain("First sale", day(at))));
    sold.extend(s.last.map(|at| plain("Last sale", day(at))));
    Fact::section(&mut out, "Sold", sold);
    let buyers = s.buyers.iter();
    let buyers = buyers.map(|(name, n)| plain(name, fmt::counted(*n as i64, "buyer")));
    Fact::section(&mut out, "Who buys it", buyers.collect());
    let by = s.shown_by.iter().map(|b| {
        let said = format!(
            "{} of {} blocks, {} clicked",
            fmt::count(b.shown as i64),
            fmt::count(s.blocks as i64),
            fmt::count(b.clicked as i64)
        );
        plain(&b.name, said)
    });
    Fact::section(&mut out, "Shown lately by", by.collect());
    let mut more: Vec<_> = p.tags.iter().map(|t| plain("tag", t.clone())).collect();
    more.extend(p.attributes.iter().map(|(k, v)| plain(k, v.clone())));
    Fact::section(&mut out, "Also known", more);
    if let (Some(file), Some(line)) = (&p.file, p.line) {
        let said = format!("{file}, line {}", fmt::count(line as i64));
        Fact::section(&mut out, "Stated in", vec![plain("", said)]);
    }
    out
}

/// What is known, as text.
pub(super) fn as_text(card: &Card, session: &Session) -> String {
    let (p, row) = (&card.page, &card.page.row);
    let mut out = row.title.clone();
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("\n{label}: {value}"));
        }
    };
    line("SKU", row.sku.clone().unwrap_or_default());
    line("Category", category(row));
    line("Price", money(row.price));
    if let Some((left, share)) = row.margin() {
        line("Margin", format!("{left}, {}", fmt::percent(share)));
    }
    line("Stock", stock(row));
    line(
        "Sold",
        format!(
            "{} in {}, {} given back",
            fmt::counted(p.pieces, "piece"),
            fmt::counted(p.orders as i64, "order"),
            fmt::count(p.pieces_back)
        ),
    );
    if let Some(at) = card.sales.last {
        line("Last sale", fmt::date(session.zone.day_of(at)));
    }
    out.push('\n');
    out
}
