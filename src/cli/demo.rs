//! `demo`: a simulated shop to look around in.

use super::args;
use super::progress::Bar;
use super::words::when;
use super::{Desk, Done, dashboard};
use crate::model::time::Moment;
use crate::shop::Shop;
use crate::shop::demo::Size;
use crate::shop::{customers as people, products as things};
use serde::Serialize;

pub(crate) fn run(desk: &Desk, typed: &args::Demo) -> anyhow::Result<Done> {
    let path = desk.demo_file()?;
    let size = match typed.size {
        args::Size::Small => Size::Small,
        args::Size::Medium => Size::Medium,
        args::Size::Large => Size::Large,
    };
    let made = {
        let bar = Bar::new(desk);
        Shop::demo(&path, size, typed.seed, &bar)?
    };
    if !typed.no_tui {
        drop(made);
        return dashboard::run(desk, path);
    }
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
