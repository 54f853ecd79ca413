//! What `w` says of the numbers on each page.

use super::State;
use super::figures::Figures;
use super::overlap::Matrix;
use super::rfm::Grid;
use crate::model::time::Day;
use crate::targeting::rfm::{CutSource, Cuts};
use crate::tui::app::Ctx;
use crate::tui::fmt;
use crate::tui::overlays::Explain;

fn day(text: &str) -> String {
    text.parse().map(fmt::date).unwrap_or_else(|()| text.into())
}

/// The count of the group on the screen, and what stands beside it.
pub(super) fn counted(state: &State, ctx: &Ctx<'_>) -> Explain {
    let now = state.back.unwrap_or(ctx.session.today());
    let mut out = Explain::new(format!(
        "How the numbers of {} are worked out",
        state.title()
    ))
    .line("Condition", state.text())
    .line(
        "As of",
        format!(
            "{}: what happened later is not known to these numbers",
            fmt::date(now)
        ),
    );
    if let Some((count, of, current)) = state.count() {
        let (count, of) = (fmt::count(count as i64), fmt::count(of as i64));
        let said = format!(
            "{count} of {of} known people (with an e-mail, a phone or a shop number) match"
        );
        out = out.line("Customers", said);
        if !current {
            out = out.line("", "it is the last good count, of an older text");
        }
    }
    if let Some(more) = state.more_now() {
        let worth = &more.worth;
        out = out
            .line("Orders", format!("{}: their sales; cancelled orders are no sales", fmt::count(worth.orders)))
            .line("Average order", format!("{} spent, divided by these orders", worth.spent))
            .line("Spent", "goods after discounts, less what was given back by then, without tax and shipping of the order")
            .line("12 months", format!("{} of the {} that all known people spent from the day 12 months before on", worth.spent_12_months, worth.shop_spent_12_months))
            .line("Alone", "each condition counted as if it stood alone; together they may leave fewer or more");
    }
    out.line("By command", "`regulars groups worth` prints the same")
}

/// The figures of a group.
pub(super) fn figures(figures: &Figures, ctx: &Ctx<'_>) -> Explain {
    let zone = ctx.session.zone;
    let mut out = Explain::new(format!(
        "How the numbers of {} are worked out",
        figures.name
    ));
    if let Some(worth) = figures.worth.ready() {
        let as_of = fmt::date(zone.day_of(worth.as_of));
        out = out
            .heading("What it is worth")
            .line("Condition", worth.expression.clone())
            .line("As of", format!("{as_of}: what happened later is not known to these numbers"))
            .line("Customers", "known people (with an e-mail, a phone or a shop number) who match")
            .line("Orders", "their sales; cancelled orders are no sales")
            .line("Spent", "goods after discounts, less what was given back by then, without tax and shipping of the order")
            .line("12 months", "the same, from the day 12 months before on")
            .line("Average order", "spent, divided by orders")
            .line("Per customer", "spent, divided by customers")
            .line("Of shop", "the group's part of all known people; for averages, how far it lies above or below");
    }
    if let Some(trend) = figures.trend.ready() {
        let since = trend
            .data_since
            .as_deref()
            .map_or_else(|| "no day yet".into(), day);
        out = out
            .heading("Size over time")
            .line("Each point", "who was in the group at the end of that day, by what was known then; the condition is the present one")
            .line("Gaps", format!("days around which no order and no event is known; the data begin on {since}"));
    }
    if let Some(change) = figures.change.ready() {
        let (from, to) = (day(&change.from), day(&change.to));
        out = out
            .heading("Entered and left")
            .line(
                "From",
                format!("{} at the end of {from}", fmt::count(change.before as i64)),
            )
            .line(
                "Entered",
                format!(
                    "+ {} who were not in it then",
                    fmt::count(change.entered as i64)
                ),
            )
            .line(
                "Left",
                format!(
                    "− {} who are not in it any more",
                    fmt::count(change.left as i64)
                ),
            )
            .line(
                "To",
                format!("= {} at the end of {to}", fmt::count(change.after as i64)),
            )
            .line(
                "Stayed",
                format!(
                    "{} were in it on both days",
                    fmt::count(change.stayed as i64)
                ),
            );
    }
    out
}

/// The matrix.
pub(super) fn overlap(matrix: &Matrix) -> Explain {
    let mut out = Explain::new("How the overlap is worked out")
        .line(
            "A cell",
            "people who are in the group at the left and in the group above",
        )
        .line(
            "The share",
            "these, divided by everybody in the group at the left",
        )
        .line(
            "The diagonal",
            "everybody in that group: the same count as in the list of groups",
        );
    for set in matrix.sets() {
        let count = fmt::counted(set.count as i64, "customer");
        out = out
            .heading(set.name)
            .line("Customers", count)
            .line("Condition", set.text);
    }
    out
}

/// The grid.
pub(super) fn rfm(grid: &Grid, ctx: &Ctx<'_>) -> Explain {
    let mut out = Explain::new("How the RFM grid is worked out")
        .line("R", "how lately they bought: the day of the last sale")
        .line("F", "how often: the number of sales")
        .line("M", "for how much: spent, less what was given back")
        .line("FM", "the middle of F and M, so 4 and 5 make 4.5")
        .line(
            "The groups",
            "follow from R and FM; everybody with an order is in exactly one",
        );
    if let Some(cuts) = grid.data.ready().and_then(|d| d.cuts) {
        out = steps(out, &cuts, ctx);
    }
    if let Some(cell) = grid.chosen() {
        out = out
            .heading(format!("The chosen cell: {}", cell.group.word()))
            .line("Customers", fmt::count(cell.count as i64))
            .line(
                "Of all buyers",
                cell.share.map_or_else(|| "n/a".into(), fmt::percent),
            )
            .line("Orders", fmt::count(cell.orders))
            .line("Spent", cell.spent.to_string())
            .line(
                "Of all spent",
                cell.share_of_spent
                    .map_or_else(|| "n/a".into(), fmt::percent),
            )
            .line("Condition", cell.expression.clone());
    }
    out
}

fn steps(out: Explain, cuts: &Cuts, ctx: &Ctx<'_>) -> Explain {
    let currency = ctx.session.currency;
    let said = |values: [Option<i64>; 4], say: &dyn Fn(i64) -> String| -> String {
        // Of equal steps the highest score counts: nobody has the others.
        let all = values.iter().zip(2..=5);
        let all = all.filter(|(cut, score)| values.get(score - 1) != Some(*cut));
        let all = all.filter_map(|(cut, score)| Some(format!("{score} from {}", say((*cut)?))));
        all.collect::<Vec<_>>().join(", ")
    };
    let day = |n: i64| fmt::date(Day(i32::try_from(n).unwrap_or(0)));
    let source = match cuts.source {
        CutSource::Fifths => "each score is a fifth of the buyers; equal values share a score",
        CutSource::Fixed => "under 50 buyers fifths say nothing, so these are fixed steps",
    };
    out.heading("The steps of this shop")
        .line("How", source)
        .line("R", said(cuts.r, &day))
        .line("F", said(cuts.f, &|n| fmt::counted(n, "order")))
        .line(
            "M",
            said(cuts.m, &|n| {
                fmt::money_short(crate::model::money::Amount(n), currency)
            }),
        )
        .line(
            "Rests on",
            format!(
                "{}, set on {}",
                fmt::counted(cuts.buyers as i64, "buyer"),
                fmt::date(cuts.set_on)
            ),
        )
}
