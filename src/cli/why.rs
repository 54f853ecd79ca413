//! `why` and `why-not`: the trace of one product on one page, down to orders and file lines.

use super::args;
use super::output::Page;
use super::preview::page_type;
use super::recommend::grade;
use super::words::when;
use super::{Desk, Done};
use crate::model::time::Zone;
use crate::shop::preview::{Ask, Who};
use crate::shop::terms::{Proof, ROWS, made_of};
use crate::shop::why::{Why, WhyNot};

/// Rows behind a reason that are printed where nobody asked for them.
const SOME: usize = 3;

pub(crate) fn run(desk: &Desk, typed: &args::Why) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let customer = shop.customer_named(&typed.customer)?;
    let ask = Ask::new(Who::Customer(customer), page_type(&typed.page)?);
    desk.learn_first(&shop)?;
    let most = typed.evidence.unwrap_or(ROWS);
    let why = shop.why_down_to(&ask, typed.block, typed.slot, most)?;
    let zone = shop.zone();
    let rows = typed.evidence.unwrap_or(SOME);
    desk.out
        .answer(&why, |why, page| words(why, zone, rows, page))?;
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

fn words(why: &Why, zone: Zone, rows: usize, page: &mut Page) {
    let price = why.price.map_or_else(String::new, |p| format!("  {p}"));
    page.line(format!("{}{price}  {}", why.name, grade(why.grade)));
    page.line(format!(
        "block {} {}, slot {}, by {} ({})",
        why.block, why.block_name, why.slot, why.strategy_name, why.from
    ));
    if let Some(by) = &why.pinned_by {
        page.line(format!("put there by {by}"));
    }
    if why.pinned_by.is_none() {
        page.line(one_line(&why.headline, &why.detail));
    }
    for said in &why.placed {
        page.line(said);
    }
    page.gap();
    let made = made_of(&why.parts, |x| format!("{x:.2}"));
    page.line(format!("{:.3}  score, made of {made}", why.score));
    for term in &why.terms {
        page.line(format!("{:+.3}  {}", term.addend, term.words));
        if !term.detail.is_empty() {
            page.line(format!("        {}", term.detail));
        }
        proofs(page, zone, term.total, &term.evidence, rows);
        if let Some(also) = &term.also {
            page.line(format!("        {}:", also.what));
            proofs(page, zone, also.total, &also.rows, rows);
        }
    }
    page.gap();
    page.line(format!("Decision {}", why.decision));
}

/// Headline and detail as one sentence.
pub(crate) fn one_line(headline: &str, detail: &str) -> String {
    match detail.is_empty() {
        true => headline.to_owned(),
        false => format!("{headline}: {detail}"),
    }
}

fn proofs(page: &mut Page, zone: Zone, total: usize, all: &[Proof], most: usize) {
    let shown = all.len().min(most);
    for proof in &all[..shown] {
        let who = proof.who.as_deref().unwrap_or("nobody known");
        page.line(format!(
            "          {}  {}  {who}  {} line {}",
            when(proof.at, zone),
            proof.what,
            proof.file,
            proof.line
        ));
    }
    if total > shown && shown > 0 {
        page.line(format!(
            "          and {} more: --evidence {total} lists them",
            total - shown
        ));
    }
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
