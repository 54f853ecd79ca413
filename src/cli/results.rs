//! `results`: clicks, conversion and average order, with counts and how sure that is.

use super::args;
use super::output::Page;
use super::{Desk, Done};
use crate::shop::results::{Ask, Mean, Rate, Results, Row};

pub(crate) fn run(desk: &Desk, typed: &args::Results) -> anyhow::Result<Done> {
    let ask = Ask {
        by: typed.by.parse()?,
        span: typed.period.parse()?,
        attribution: typed.attribution.clone(),
        strategy: None,
    };
    let shop = desk.shop()?;
    let results = shop.results(&ask)?;
    desk.out.answer(&results, words)?;
    Ok(Done::Yes)
}

fn words(results: &Results, page: &mut Page) {
    page.line(format!(
        "{}, {} to {}, orders credited as {}",
        results.period_words, results.period.from, results.period.to, results.attribution.name
    ));
    page.gap();
    if results.has_impressions {
        let mut rows: Vec<Vec<String>> = results.rows.iter().map(row).collect();
        rows.push(row(&results.totals));
        page.table(
            &[
                capital(results.by.word()).as_str(),
                ">Shown",
                ">Click rate",
                ">Conversion",
                ">95% range",
                ">Avg order",
                ">Revenue",
                "Against control",
            ],
            &rows,
        );
        page.gap();
        page.line(format!(
            "Credited {} + not credited {} = revenue of orders {}",
            results.money.credited, results.money.none, results.money.orders_net
        ));
    }
    let orders = &results.orders;
    page.line(format!(
        "Orders {}  revenue {} (before refunds {})  average order {}  repeat rate {}",
        orders.orders,
        orders.revenue,
        orders.gross,
        mean(&orders.average_order),
        rate(&orders.repeat_rate)
    ));
    for note in &results.notes {
        page.line(note);
    }
}

fn row(row: &Row) -> Vec<String> {
    let range = match (row.conversion.low, row.conversion.high) {
        (Some(low), Some(high)) if row.conversion.value.is_some() => {
            format!("{:.2} to {:.2}%", low * 100.0, high * 100.0)
        }
        _ => String::new(),
    };
    let against = row.against.as_ref().map_or_else(
        || {
            if row.control {
                "baseline".into()
            } else {
                String::new()
            }
        },
        |a| match a.lift {
            Some(lift) => format!("{:+.0}%  {}", lift * 100.0, a.verdict.sentence),
            None => a.verdict.sentence.clone(),
        },
    );
    vec![
        row.name.clone(),
        row.shown.to_string(),
        rate(&row.click_rate),
        rate(&row.conversion),
        range,
        mean(&row.average_order),
        row.revenue.to_string(),
        against,
    ]
}

fn rate(rate: &Rate) -> String {
    match rate.value {
        Some(value) => format!("{:.2}%", value * 100.0),
        None => format!("n/a ({} more)", rate.needed),
    }
}

fn mean(mean: &Mean) -> String {
    mean.value.map_or_else(|| "n/a".into(), |m| m.to_string())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
