//! What the wishes and caps of a strategy cost in relevance: asked for by a key, tried on the shop's own last weeks.

use super::Msg;
use super::state::State;
use crate::shop::wishes::{Shown, Wished};
use crate::tui::app::{Cmd, Toast};
use crate::tui::fmt;
use crate::tui::overlays::Explain;

/// The slot of its job.
pub(super) const SLOT: &str = "strategies.cost";

/// Tries the chosen strategy with its wishes and caps and without.
pub(super) fn look(state: &State) -> Vec<Cmd> {
    let Some(row) = state.strategy().filter(|_| !state.on_rules) else {
        return Vec::new();
    };
    let id = row.id.clone();
    let job = Cmd::load(SLOT, move |cx| {
        let wished = cx.shop.wish(&id, &|_| {}, false, cx.progress, cx.cancel);
        Msg::Cost(Box::new(wished))
    });
    let more = "What people bought next is compared with both lists; this takes some seconds.";
    let fact = format!("Trying “{}” with its wishes and without.", row.name);
    vec![Cmd::Toast(Toast::note(fact, more)), job]
}

/// The cost in words, and both lists side by side.
pub(super) fn explain(wished: &Wished) -> Explain {
    let mut said = Explain::new(format!("What the wishes of {} cost", wished.name))
        .line("In short", wished.cost.sentence.clone())
        .heading("What is wished");
    let mut any = false;
    for (name, share) in wished.wishes.shares() {
        if let Some(share) = share {
            said = said.line(name.replace('_', " "), fmt::percent(share));
            any = true;
        }
    }
    if !wished.wishes.exclude.is_empty() {
        said = said.line("never", wished.wishes.exclude.join(", "));
        any = true;
    }
    let caps = [
        (wished.caps.brand, "brand"),
        (wished.caps.category, "category"),
        (wished.caps.price_band, "price band"),
    ];
    for (most, of) in caps {
        if let Some(most) = most {
            said = said.line("at most", format!("{most} of one {of}"));
            any = true;
        }
    }
    if !any {
        let how = format!("regulars strategies wish {} --margin 30%", wished.id);
        said = said.line("nothing", format!("`{how}` wishes for margin"));
    }
    let (without, with) = (&wished.cost.without, &wished.cost.with);
    let pair =
        |figure: &dyn Fn(&Shown) -> String| format!("{} → {}", figure(without), figure(with));
    said.heading("Without them → with them")
        .line("NDCG@10", pair(&|s| fmt::number(s.ndcg, 3)))
        .line(
            "Margin",
            pair(&|s| s.margin.map_or_else(|| "n/a".into(), fmt::percent)),
        )
        .line("New to them", pair(&|s| fmt::percent(s.new)))
        .line("Long tail", pair(&|s| fmt::percent(s.long_tail)))
        .line("Products", pair(&|s| fmt::count(s.products as i64)))
        .line(
            "Tried on",
            format!(
                "{} from {} to {}",
                fmt::counted(wished.cost.people as i64, "customer"),
                fmt::date(wished.cost.from),
                fmt::date(wished.cost.to)
            ),
        )
}
