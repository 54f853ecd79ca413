//! `recommend`: ranked products for a customer, a visit, or beside a product, with reasons that add up.

use super::args;
use super::output::Page;
use super::why::one_line;
use super::{Desk, Done};
use crate::shop::preview::{Came, Grade};
use crate::shop::recommend::{RecommendAsk, Recommended};
use anyhow::bail;

pub(crate) fn run(desk: &Desk, typed: &args::Recommend) -> anyhow::Result<Done> {
    let came = typed.came.as_said();
    let asked = typed.customer.is_some() || typed.product.is_some() || !typed.session.is_empty();
    let named = typed.strategy.is_some() || typed.ranker.is_some() || came != Came::default();
    if !asked && !named {
        bail!("for whom? Add --customer ID, --session SKU,SKU or --product SKU");
    }
    let shop = desk.shop()?;
    let ask = RecommendAsk {
        customer: typed
            .customer
            .as_deref()
            .map(|c| shop.customer_named(c))
            .transpose()?,
        session: typed
            .session
            .iter()
            .map(|p| shop.product_named(p))
            .collect::<Result<_, _>>()?,
        product: typed
            .product
            .as_deref()
            .map(|p| shop.product_named(p))
            .transpose()?,
        strategy: typed.strategy.clone(),
        ranker: typed.ranker.clone(),
        came,
        settings: typed
            .settings
            .iter()
            .map(|said| setting(said))
            .collect::<Result<_, _>>()?,
        n: typed.n,
        at: None,
    };
    desk.learn_first(&shop)?;
    let answer = shop.recommend(&ask)?;
    desk.out.answer(&answer, words)?;
    Ok(Done::Yes)
}

/// `NAME=VALUE`.
fn setting(said: &str) -> anyhow::Result<(String, String)> {
    match said.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => bail!("--set: `{said}` is no setting; write NAME=VALUE, for example days=30"),
    }
}

/// The word of an evidence grade.
pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Personal => "personal",
        Grade::Group => "group",
        Grade::Contextual => "contextual",
        Grade::Popular => "popular",
        Grade::Manual => "manual",
    }
}

fn words(answer: &Recommended, page: &mut Page) {
    page.line(answer.strategy.as_deref().unwrap_or(&answer.ranker));
    page.gap();
    for item in &answer.items {
        let price = item.price.map_or_else(|| "n/a".into(), |p| p.to_string());
        page.line(format!(
            "{:>2}  {}  {price}  {:.3}  {}",
            item.rank,
            item.name,
            item.score,
            grade(item.grade)
        ));
        page.line(format!("      {}", one_line(&item.headline, &item.detail)));
        for said in &item.placed {
            page.line(format!("      {said}"));
        }
        for term in item.reasons.iter().take(3) {
            page.line(format!("      {:+.3}  {}", term.addend, term.words));
        }
    }
    if let Some(missing) = &answer.missing {
        page.line(missing);
    }
    for note in &answer.notes {
        page.line(note);
    }
}
