//! What keys, clicks and answers do to the Results.

use super::state::{State, cut};
use super::{BY, CREDIT, HISTORY, Msg};
use crate::shop::results::{Ask, By, PRESETS, Results, Row};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::session::period_word;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Explain, Picker, Prompt};
use crate::tui::screens::Id;
use crate::tui::widgets::judged_text;

/// Slots of its jobs.
pub(super) const SLOT: &str = "results";
pub(super) const SERIES: &str = "results.series";
pub(super) const HISTORY_SLOT: &str = "results.history";
pub(super) const JUDGE: &str = "results.judge";
/// Its lists.
pub(super) const LIST: &str = "results.rows";
pub(super) const HISTORY_LIST: &str = "results.tried";

/// Days that the picture of how it settled shows.
const POINTS: usize = 14;

fn ask(state: &State, ctx: &Ctx<'_>) -> Ask {
    Ask {
        by: state.by,
        span: ctx.session.period,
        attribution: state.credit.to_owned(),
        strategy: None,
    }
}

fn load(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let ask = ask(state, ctx);
    vec![Cmd::load(SLOT, move |cx| {
        Msg::Loaded(Box::new(cx.shop.results(&ask)))
    })]
}

/// Asks what each strategy would have found on history.
fn try_on_history() -> Vec<Cmd> {
    vec![Cmd::load(HISTORY_SLOT, |cx| {
        Msg::History(Box::new(cx.shop.offline()))
    })]
}

/// Judges the rankers where that is worth it and was not tried in vain.
fn judge(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let wanted = state.history.ready().is_some_and(|o| o.wanted);
    if !wanted || state.unjudged.is_some() || ctx.jobs.get(JUDGE).is_some() {
        return Vec::new();
    }
    vec![Cmd::load(JUDGE, |cx| {
        Msg::Judged(cx.shop.judge(cx.progress, cx.cancel).map(|_| ()))
    })]
}

/// Asks how the chosen strategy's comparison settled, if that is not known.
fn look(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let comparable = |r: &&Row| state.by == By::Strategy && r.against.is_some();
    let Some(row) = state.chosen().filter(comparable) else {
        return Vec::new();
    };
    if state.series().is_some() {
        return Vec::new();
    }
    let (id, ask) = (row.id.clone(), ask(state, ctx));
    vec![Cmd::load_after_typing(SERIES, move |cx| {
        let series = cx.shop.settling(&ask, &id, POINTS, cx.cancel);
        Msg::Settled(id, series)
    })]
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(_) if state.data.ready().is_some() => look(state, ctx),
        Input::Open(_) => load(state, ctx),
        Input::Changed => {
            (state.settled, state.unjudged) = (None, None);
            let mut cmds = load(state, ctx);
            if state.on_history {
                cmds.extend(try_on_history());
            }
            cmds
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Click(Hit::Row { list: LIST, index }) => {
            let again = state.cursor.selected == index;
            let len = state.rows().len();
            state.cursor.select(index, len);
            state.opened |= again;
            look(state, ctx)
        }
        Input::Click(Hit::Row {
            list: HISTORY_LIST,
            index,
        }) => {
            let len = state.tries();
            state.judged.select(index, len);
            Vec::new()
        }
        Input::Wheel {
            list: HISTORY_LIST,
            by,
        } => {
            let len = state.tries();
            state.judged.wheel(by, len);
            Vec::new()
        }
        Input::Seen {
            list: HISTORY_LIST,
            rows,
            ..
        } => {
            let len = state.tries();
            state.judged.seen(rows, len);
            Vec::new()
        }
        Input::Wheel { list: LIST, by } => {
            let len = state.rows().len();
            state.cursor.wheel(by, len);
            look(state, ctx)
        }
        Input::Seen {
            list: LIST, rows, ..
        } => {
            let len = state.rows().len();
            state.cursor.seen(rows, len);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Loaded(answer) => {
            let chosen = state.chosen().map(|r| r.id.clone());
            let failed = state.data.take(*answer);
            let at = chosen.and_then(|id| state.rows().iter().position(|r| r.id == id));
            let len = state.rows().len();
            state.cursor.select(at.unwrap_or(0), len);
            match failed {
                Some(why) => {
                    let fact = "Could not read the new numbers.";
                    vec![Cmd::Toast(Toast::error(fact, why))]
                }
                None => look(state, ctx),
            }
        }
        Msg::Settled(id, answer) => {
            // Without an answer the page shows the range alone.
            state.settled = Some((id, answer.unwrap_or_default()));
            Vec::new()
        }
        Msg::History(answer) => {
            let failed = state.history.take(*answer);
            let len = state.tries();
            state.judged.select(state.judged.selected, len);
            match failed {
                Some(why) => vec![Cmd::Toast(Toast::error("Could not read it again.", why))],
                None => judge(state, ctx),
            }
        }
        Msg::Judged(Ok(())) => try_on_history(),
        Msg::Judged(Err(why)) => {
            state.unjudged = Some(why.to_string());
            Vec::new()
        }
        Msg::By(by) => {
            state.by = by;
            state.opened = false;
            load(state, ctx)
        }
        Msg::Credit(id) => {
            state.credit = id;
            state.settled = None;
            load(state, ctx)
        }
        Msg::Save(path) => {
            let ask = ask(state, ctx);
            vec![Cmd::load("results.save", move |cx| {
                let done = cx.shop.save_results(&ask, &path);
                Msg::Saved(path, done)
            })]
        }
        Msg::Saved(path, Ok(rows)) => vec![Cmd::Toast(Toast::done(
            format!("{} written.", fmt::counted(rows as i64, "row")),
            path.to_string_lossy(),
        ))],
        Msg::Saved(_, Err(error)) => vec![Cmd::Toast(Toast::error(
            "Nothing was written.",
            error.to_string(),
        ))],
    }
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.on_history
        && let Some(cmds) = act_on_history(state, action)
    {
        return cmds;
    }
    let len = state.rows().len();
    if state.cursor.act(action, len).is_some() {
        return look(state, ctx);
    }
    match action {
        a if a == c::OPEN.id => state.opened = true,
        a if a == c::BACK.id => state.opened = false,
        a if a == HISTORY.id => {
            (state.on_history, state.opened) = (true, false);
            return try_on_history();
        }
        a if a == BY.id => {
            let mut picker = Picker::new("One row for each what?");
            for by in By::ALL {
                let note = match by {
                    By::Strategy => "each way of choosing products",
                    By::Variant => "each side of a test",
                    By::Group => "who saw it",
                    By::Placement => "where on the page",
                    By::Channel => "shop, e-mail, app",
                    By::Day => "when",
                };
                picker = picker.item(cut(by), note, Msg::By(by));
            }
            let at = By::ALL.iter().position(|by| *by == state.by);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == CREDIT.id => {
            let mut picker = Picker::new("Which click is an order credited to?");
            for preset in PRESETS {
                let note = text_until(preset.words, 48);
                picker = picker.item(preset.name, note, Msg::Credit(preset.id));
            }
            let at = PRESETS.iter().position(|p| p.id == state.credit);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == c::WHY.id => return vec![Cmd::Overlay(why(state).overlay())],
        a if a == c::EXPORT.id => {
            let name = format!(
                "results-{}-{}.csv",
                state.by.word(),
                period_word(ctx.session.period).replace("..", "-")
            );
            let prompt = Prompt::new(
                "Write the table to a file",
                "A name that ends in .csv or .jsonl; an older file is never written over",
                &name,
                |text| Msg::Save(crate::shop::files::typed_path(&text)),
            );
            return vec![Cmd::Overlay(prompt.overlay())];
        }
        a if a == c::COPY.id => {
            if let Some(data) = state.data.ready() {
                return vec![Cmd::Copy(as_text(data), "the table".into())];
            }
        }
        _ => {}
    }
    Vec::new()
}

/// What an action means where the strategies are tried on history; `None`: what it means everywhere.
fn act_on_history(state: &mut State, action: ActionId) -> Option<Vec<Cmd>> {
    let len = state.tries();
    if state.judged.act(action, len).is_some() {
        return Some(Vec::new());
    }
    match action {
        a if a == c::BACK.id || a == HISTORY.id => state.on_history = false,
        a if a == c::OPEN.id => {
            let strategy = state.tried().map(|r| r.id.clone());
            let screen = Id::named("strategies").zip(strategy);
            let go = screen.map(|(screen, id)| Cmd::Go(screen, Target::Strategy(id)));
            return Some(go.into_iter().collect());
        }
        a if a == c::WHY.id => {
            let offline = state.history.ready()?;
            let unjudged = state.unjudged.as_deref();
            let said = judged_text::why(offline, state.tried(), unjudged);
            return Some(vec![Cmd::Overlay(said.overlay())]);
        }
        a if a == c::COPY.id => {
            let text = judged_text::as_text(state.history.ready()?);
            return Some(vec![Cmd::Copy(text, "the table".into())]);
        }
        a if a == c::REFRESH.id => {
            state.unjudged = None;
            return Some(try_on_history());
        }
        a if a == BY.id || a == CREDIT.id || a == c::EXPORT.id => {
            state.on_history = false;
            return None;
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn text_until(text: &str, cells: u16) -> String {
    crate::tui::text::fit(text, cells).into_owned()
}

/// How the figures are worked out: of what each was made, and what it means.
fn why(state: &State) -> Explain {
    let Some((row, data)) = state.chosen().zip(state.data.ready()) else {
        return Explain::new("How these numbers are worked out");
    };
    let of = |n: u64, d: u64| format!("{} of {}", fmt::count(n as i64), fmt::count(d as i64));
    let mut said = Explain::new(format!("How the numbers of {} are worked out", row.name));
    for metric in data.definitions {
        let here = match metric.key {
            "click_rate" => of(row.click_rate.numerator, row.click_rate.denominator),
            "cart_rate" => of(row.cart_rate.numerator, row.cart_rate.denominator),
            "conversion" => of(row.conversion.numerator, row.conversion.denominator),
            "average_order" => format!(
                "{} over {}",
                row.average_order.numerator,
                fmt::counted(row.average_order.denominator as i64, "order")
            ),
            "revenue" => format!("{} after refunds, {} before", row.revenue, row.gross),
            "revenue_per_visitor" => format!(
                "{} over {}",
                row.revenue_per_visitor.numerator,
                fmt::counted(row.revenue_per_visitor.denominator as i64, "visitor")
            ),
            _ => continue,
        };
        said = said
            .heading(metric.name)
            .line("Here", here)
            .line("Means", metric.words)
            .line("Counted", metric.window);
    }
    if let Some(against) = &row.against {
        said = said
            .heading("Against control")
            .line("Verdict", against.verdict.sentence.clone());
        if let (Some(low), Some(high)) = (against.low, against.high) {
            let range = format!("between {} and {}", fmt::change(low), fmt::change(high));
            said = said.line(
                "Range",
                format!("The true effect very likely lies {range}."),
            );
        }
    }
    said = said.heading("Credit").line(
        data.attribution.name,
        format!("{}.", data.attribution.words),
    );
    for note in &data.notes {
        said = said.line("Note", note.clone());
    }
    said
}

/// The table as text: columns by tabs, one row a line.
fn as_text(data: &Results) -> String {
    let mut out = format!(
        "{} ({}, {})\tShown\tClick rate\tConversion\tAverage order\tRevenue\tAgainst control",
        cut(data.by),
        data.period_words,
        data.attribution.name
    );
    for row in &data.rows {
        let lift = row.against.as_ref().and_then(|a| a.lift);
        let average = row
            .average_order
            .value
            .map_or("n/a".into(), |m| m.to_string());
        out.push_str(&format!(
            "\n{}\t{}\t{}\t{}\t{average}\t{}\t{}",
            row.name,
            fmt::count(row.shown as i64),
            fmt::rate(row.click_rate.value),
            fmt::rate(row.conversion.value),
            row.revenue,
            lift.map_or("n/a".into(), fmt::change),
        ));
    }
    let m = &data.money;
    out.push_str(&format!(
        "\nCredited\t{}\nNot credited\t{}",
        m.credited, m.none
    ));
    out
}

pub(super) fn enabled(state: &State, action: ActionId) -> Result<(), String> {
    let needs_rows = [c::OPEN.id, c::WHY.id, c::COPY.id, c::EXPORT.id];
    if state.on_history && action != c::EXPORT.id {
        return match state.history.ready() {
            None if needs_rows.contains(&action) => Err("it is still being looked up".into()),
            _ => Ok(()),
        };
    }
    if needs_rows.contains(&action) && state.rows().is_empty() {
        return Err("nothing was shown in these days".into());
    }
    Ok(())
}
