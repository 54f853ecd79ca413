//! `demo`: a simulated shop to look around in.

use super::args;
use super::progress::Bar;
use super::{Desk, Done, dashboard};
use crate::shop::Shop;
use crate::shop::demo::Size;

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
    let summary = made.demo_summary()?;
    desk.out.answer(&summary, |s, page| {
        page.line(format!(
            "{}: {} customers, {} products, {} orders, {} events in {}",
            s.name,
            s.customers,
            s.products,
            s.orders,
            s.events,
            path.display()
        ));
        page.line("Look around: regulars demo");
    })?;
    Ok(Done::Yes)
}
