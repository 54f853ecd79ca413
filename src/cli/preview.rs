//! `preview`: the whole page that somebody would see.

use super::args;
use super::output::Page;
use super::{Desk, Done};
use crate::model::placement::PageType;
use crate::shop::Shop;
use crate::shop::preview::{Ask, Preview, PreviewSlot, Who};
use crate::targeting::moment::Circumstances;
use anyhow::anyhow;

pub(crate) fn run(desk: &Desk, typed: &args::Preview) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let who = match (&typed.who.customer, &typed.who.group) {
        (Some(text), _) => Who::Customer(shop.customer_named(text)?),
        (None, Some(group)) => Who::Group(group.clone()),
        (None, None) => Who::Visitor,
    };
    let mut ask = Ask::new(who, page_type(&typed.page)?);
    ask.product = typed
        .product
        .as_deref()
        .map(|p| shop.product_named(p))
        .transpose()?;
    ask.query = typed.query.clone();
    ask.came = typed.came.as_said();
    ask.said = typed.said.read(&shop)?;
    desk.learn_first(&shop)?;
    let preview = shop.preview(&ask)?;
    desk.out.answer(&preview, words)?;
    Ok(Done::Yes)
}

impl args::Said {
    /// What was said with `--context`.
    pub(crate) fn read(&self, shop: &Shop) -> anyhow::Result<Circumstances> {
        Circumstances::read(&self.context, shop.currency()).map_err(|e| anyhow!(e))
    }
}

/// The page type that was typed.
pub(crate) fn page_type(text: &str) -> anyhow::Result<PageType> {
    PageType::named(text).ok_or_else(|| {
        let all: Vec<&str> = PageType::ALL.iter().map(|p| p.word()).collect();
        anyhow!(
            "--page: there is no page `{text}`; there are {}",
            all.join(", ")
        )
    })
}

fn words(preview: &Preview, page: &mut Page) {
    page.line(format!(
        "{} page for {}",
        capital(preview.page.word()),
        preview.who
    ));
    for block in &preview.blocks {
        page.gap();
        let by = block.strategy_name.as_deref().unwrap_or("");
        page.line(format!("{}  {}  {by}", block.number, block.name));
        if let Some(why) = &block.hidden {
            page.line(format!("   hidden: {why}"));
            continue;
        }
        let rows: Vec<Vec<String>> = block.slots.iter().map(row).collect();
        page.table(&["  #", "Product", ">Price", "Evidence", "Because"], &rows);
        if let Some(why) = &block.empty {
            page.line(format!("   {why}"));
        }
    }
    page.gap();
    page.line(format!(
        "{:.0}% of the page comes from this person or people like them.  Decision {}",
        preview.personal_share * 100.0,
        preview.decision
    ));
    for note in &preview.notes {
        page.line(note);
    }
}

fn row(slot: &PreviewSlot) -> Vec<String> {
    let mut because = super::why::one_line(&slot.headline, &slot.detail);
    if slot.fallback.is_some() {
        because = format!("{because} (to fill the page: {})", slot.from);
    }
    if let Some(moved) = slot.moved.as_ref().filter(|m| m.from != m.to) {
        because = format!("{because} (place {} without boosts)", moved.from);
    }
    vec![
        format!("  {}", slot.slot),
        slot.name.clone(),
        slot.price.map_or_else(|| "n/a".into(), |p| p.to_string()),
        super::recommend::grade(slot.grade).into(),
        because,
    ]
}

fn capital(word: &str) -> String {
    let word = word.replace('_', " ");
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
