//! `evaluate`: the engine on given data, without a shop.

use super::args;
use super::output::Page;
use super::progress::Bar;
use super::{Desk, Done};
use crate::shop::evaluate::{EvaluateAsk, Evaluated, Task, evaluate};

pub(crate) fn run(desk: &Desk, typed: &args::Evaluate) -> anyhow::Result<Done> {
    let ask = EvaluateAsk {
        task: match typed.task {
            args::Task::Session => Task::Session,
            args::Task::Basket => Task::Basket,
            args::Task::User => Task::User,
        },
        train: typed.train.clone(),
        valid: typed.valid.clone(),
        queries: typed.queries.clone(),
        top: typed.top,
        out: typed.out.clone(),
    };
    let done = {
        let bar = Bar::new(desk);
        evaluate(&ask, &bar)?
    };
    desk.out.answer(&done, words)?;
    Ok(Done::Yes)
}

fn words(done: &Evaluated, page: &mut Page) {
    page.line(format!(
        "{} rows, {} items; {} queries answered",
        done.rows, done.items, done.queries
    ));
    page.line(format!(
        "read in {:.2} s, learned in {:.2} s",
        done.read_seconds, done.fit_seconds
    ));
    page.line(format!(
        "one answer: half within {:.0} us, 99 of 100 within {:.0} us; {:.0} a second",
        done.p50_us, done.p99_us, done.queries_per_second
    ));
    if let Some(memory) = done.peak_rss_mb {
        page.line(format!("most memory: {memory:.0} MB"));
    }
    let chosen = &done.chosen;
    page.gap();
    page.line(format!("{}: {}", chosen.ranker, chosen.taken));
    for (name, quality) in &chosen.tried {
        page.line(format!("  {name}: NDCG@10 {quality:.4}"));
    }
    for (title, weights) in [
        ("new products", &chosen.weights),
        ("own products", &chosen.own_weights),
    ] {
        for weight in weights {
            page.line(format!("  {title}, {}: {:.3}", weight.sign, weight.weight));
        }
    }
}
