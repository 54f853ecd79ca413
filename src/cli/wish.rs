//! `strategies wish`: margin, novelty, long tail and diversity of a strategy, and what they cost in relevance.

use super::args;
use super::output::Page;
use super::progress::Bar;
use super::{Desk, Done};
use crate::model::strategy::Strategy;
use crate::shop::Cancel;
use crate::shop::results::rounding::whole_percent;
use crate::shop::wishes::{Shown, Wished};
use anyhow::anyhow;

pub(crate) fn run(desk: &Desk, typed: &args::Wish) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let share = |text: &Option<String>| text.as_deref().map(share).transpose();
    let (margin, novelty) = (share(&typed.margin)?, share(&typed.novelty)?);
    let long_tail = share(&typed.long_tail)?;
    let change = |strategy: &mut Strategy| {
        let wishes = &mut strategy.wishes;
        let put = |wish: &mut Option<f64>, said: Option<f64>| {
            if let Some(share) = said {
                *wish = Some(share).filter(|share| *share > 0.0);
            }
        };
        put(&mut wishes.margin, margin);
        put(&mut wishes.novelty, novelty);
        put(&mut wishes.long_tail, long_tail);
        if !typed.exclude.is_empty() {
            wishes.exclude = typed.exclude.clone();
            wishes.exclude.retain(|name| name != "none");
        }
        let cap = |cap: &mut Option<usize>, said: Option<usize>| {
            if let Some(most) = said {
                *cap = Some(most).filter(|most| *most > 0);
            }
        };
        cap(&mut strategy.caps.brand, typed.per_brand);
        cap(&mut strategy.caps.category, typed.per_category);
    };
    let wished = {
        let bar = Bar::new(desk);
        shop.wish(&typed.id, &change, !typed.r#try, &bar, &Cancel::default())?
    };
    desk.out.answer(&wished, words)?;
    Ok(Done::Yes)
}

/// `30%`, `30 %` or `0.3`.
fn share(text: &str) -> anyhow::Result<f64> {
    let plain = text.trim();
    let (number, of) = match plain.strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (plain, 1.0),
    };
    let share = number.parse::<f64>().map(|n| n / of).ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| anyhow!("`{text}` is no share; write 0% to 100%, for example 30%"))
}

fn words(wished: &Wished, page: &mut Page) {
    page.line(&wished.name);
    page.gap();
    let mut any = false;
    for (name, share) in wished.wishes.shares() {
        if let Some(share) = share {
            page.line(format!(
                "{}  {}",
                name.replace('_', " "),
                whole_percent(share)
            ));
            any = true;
        }
    }
    if !wished.wishes.exclude.is_empty() {
        page.line(format!("never  {}", wished.wishes.exclude.join(", ")));
        any = true;
    }
    for (most, of) in [
        (wished.caps.brand, "brand"),
        (wished.caps.category, "category"),
    ] {
        if let Some(most) = most {
            page.line(format!("at most {most} of one {of}"));
            any = true;
        }
    }
    if !any {
        page.line("no wishes; add --margin 30%, --novelty 50%, --long-tail 20% ...");
    }
    page.gap();
    page.line(&wished.cost.sentence);
    let row = |name: &str, shown: &Shown| {
        let margin = shown.margin.map_or_else(|| "n/a".to_owned(), whole_percent);
        vec![
            name.to_owned(),
            format!("{:.4}", shown.ndcg),
            margin,
            whole_percent(shown.new),
            whole_percent(shown.long_tail),
            shown.products.to_string(),
        ]
    };
    let head = ["Lists", "NDCG@10", "Margin", "New", "Long tail", "Products"];
    let rows = [
        row("without wishes", &wished.cost.without),
        row("with wishes", &wished.cost.with),
    ];
    page.table(&head, &rows);
    page.gap();
    page.line(match wished.saved {
        true => "Saved. `regulars undo` takes it back.",
        false => "Only tried: nothing was saved.",
    });
}
