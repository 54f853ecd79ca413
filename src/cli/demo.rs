//! `demo`: a simulated shop to look around in.

use super::args;
use super::progress::Bar;
use super::words::when;
use super::{Desk, Done, dashboard};
use crate::model::time::Moment;
use crate::shop::Shop;
use crate::shop::demo::Size;
use crate::shop::{customers as people, products as things};
use anyhow::bail;
use serde::Serialize;
use std::path::PathBuf;

pub(crate) fn run(desk: &Desk, typed: &args::Demo) -> anyhow::Result<Done> {
    let path = desk.demo_file()?;
    let size = match typed.size {
        args::Size::Small => Size::Small,
        args::Size::Medium => Size::Medium,
        args::Size::Large => Size::Large,
    };
    if desk.common.read_only {
        return look(desk, typed, path);
    }
    let made = {
        let bar = Bar::new(desk);
        let made = Shop::demo(&path, size, typed.seed, &bar)?;
        // Learnt once, so that the first look shows what later looks show.
        made.fit(made.now(), &bar)?;
        made
    };
    if !typed.no_tui {
        drop(made);
        return dashboard::run(desk, path);
    }
    tell(desk, path, &made)
}

/// With `--read-only` a demo is only opened again, never made.
fn look(desk: &Desk, typed: &args::Demo, path: PathBuf) -> anyhow::Result<Done> {
    let shop = desk.open(path.clone())?;
    if shop.demo_kind()?.is_none() {
        bail!(
            "{} holds no demo, and --read-only makes none; leave it out, or name another file with --shop",
            path.display()
        );
    }
    if typed.no_tui {
        return tell(desk, path, &shop);
    }
    drop(shop);
    dashboard::run(desk, path)
}

fn tell(desk: &Desk, path: PathBuf, made: &Shop) -> anyhow::Result<Done> {
    let zone = made.zone();
    let summary = Summary {
        shop: path.display().to_string(),
        now: made.now(),
        customers: made
            .customers(&people::Wanted {
                limit: 1,
                ..people::Wanted::default()
            })?
            .total,
        products: made
            .products(&things::Wanted {
                limit: 1,
                ..things::Wanted::default()
            })?
            .total,
    };
    desk.out.answer(&summary, |s, page| {
        page.line(format!(
            "A made-up outdoor and garden shop: {} customers, {} products, as of {}.",
            s.customers,
            s.products,
            when(s.now, zone)
        ));
        page.line(format!("It lies in {}.", s.shop));
        page.line("Look around: regulars demo");
    })?;
    Ok(Done::Yes)
}

/// What was made, for scripts.
#[derive(Serialize)]
struct Summary {
    shop: String,
    now: Moment,
    customers: u64,
    products: u64,
}
