//! `why` and `why-not`: the trace of one product on one page, down to orders and file lines.

use super::args;
use super::output::Page;
use super::preview::page_type;
use super::recommend::grade;
use super::words::when;
use super::{Desk, Done};
use crate::model::time::Zone;
use crate::shop::preview::{Ask, Who};
use crate::shop::why::{Why, WhyNot};

pub(crate) fn run(desk: &Desk, typed: &args::Why) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let customer = shop.customer_named(&typed.customer)?;
    let ask = Ask::new(Who::Customer(customer), page_type(&typed.page)?);
    desk.learn_first(&shop)?;
    let why = shop.why(&ask, typed.block, typed.slot)?;
    let zone = shop.zone();
    desk.out.answer(&why, |why, page| words(why, zone, page))?;
    Ok(Done::Yes)
}

pub(crate) fn run_not(desk: &Desk, typed: &args::WhyNot) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let customer = shop.customer_named(&typed.customer)?;
    let product = shop.product_named(&typed.product)?;
    let ask = Ask::new(Who::Customer(customer), page_type(&typed.page)?);
    desk.learn_first(&shop)?;
    let answer = shop.why_not(&ask, product, typed.block)?;
    desk.out.answer(&answer, words_not)?;
    Ok(Done::Yes)
}

fn words(why: &Why, zone: Zone, page: &mut Page) {
    let price = why.price.map_or_else(String::new, |p| format!("  {p}"));
    page.line(format!("{}{price}  {}", why.name, grade(why.grade)));
    page.line(format!(
        "block {} {}, slot {}, by {} ({})",
        why.block, why.block_name, why.slot, why.strategy_name, why.from
    ));
    if let Some(by) = &why.pinned_by {
        page.line(format!("put there by {by}"));
    }
    if let Some(moved) = &why.moved {
        page.line(format!("boosts: {moved}"));
    }
    page.gap();
    page.line(format!("{:.3}  score", why.score));
    for term in &why.terms {
        page.line(format!("{:+.3}  {}", term.addend, term.words));
        if !term.detail.is_empty() {
            page.line(format!("        {}", term.detail));
        }
        for proof in &term.evidence {
            page.line(format!(
                "          {}  {}  {} line {}",
                when(proof.at, zone),
                proof.what,
                proof.file,
                proof.line
            ));
        }
    }
    page.gap();
    page.line(format!("Decision {}", why.decision));
}

fn words_not(answer: &WhyNot, page: &mut Page) {
    page.line(format!("{}: {}", answer.name, answer.answer));
    page.gap();
    for block in &answer.blocks {
        let what = match (block.slot, &block.because) {
            (Some(slot), _) => format!("shown in slot {slot}"),
            (None, Some(because)) => because.clone(),
            (None, None) => "not shown".into(),
        };
        page.line(format!("{}  {}: {what}", block.block, block.name));
        if let Some(needed) = &block.needed {
            page.line(format!("      {needed}"));
        }
    }
}
