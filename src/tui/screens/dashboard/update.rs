//! What keys, clicks and answers do to the Dashboard.

use super::Msg;
use super::state::{Column, Pane, State};
use crate::shop::dashboard::NextAction;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Explain, Picker};
use crate::tui::screens::Id;
use crate::tui::widgets::judged_text;

/// The slot of its job.
pub(super) const SLOT: &str = "dashboard";
/// The slot of the job that judges the rankers.
pub(super) const JUDGE: &str = "dashboard.judge";
/// Its lists.
pub(super) const TABLE: &str = "dashboard.strategies";
pub(super) const NEXT: &str = "dashboard.next";

fn load(ctx: &Ctx<'_>) -> Vec<Cmd> {
    let span = ctx.session.period;
    vec![Cmd::load(SLOT, move |cx| {
        Msg::Loaded(Box::new(cx.shop.dashboard(span, None)))
    })]
}

/// Asks for whom the chosen strategy works, if that is not known; the rest of its page comes from its row.
fn look(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let (Some(row), None) = (state.chosen(), state.works_for()) else {
        return Vec::new();
    };
    let (id, span) = (row.id.clone(), ctx.session.period);
    vec![Cmd::load_after_typing("dashboard.works_for", move |cx| {
        let groups = cx.shop.works_for(span, &id);
        Msg::WorksFor(id, groups)
    })]
}

/// Judges the rankers where that is worth it and was not tried in vain.
fn judge(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let wanted = state.offline().is_some_and(|o| o.wanted);
    if !wanted || state.unjudged.is_some() || ctx.jobs.get(JUDGE).is_some() {
        return Vec::new();
    }
    vec![Cmd::load(JUDGE, |cx| {
        Msg::Judged(cx.shop.judge(cx.progress, cx.cancel).map(|_| ()))
    })]
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(_) if state.data.ready().is_some() => Vec::new(),
        Input::Open(_) => load(ctx),
        Input::Changed => {
            state.works = None;
            state.unjudged = None;
            load(ctx)
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list: TABLE, by } => {
            let len = state.rows();
            state.table.wheel(by, len);
            look(state, ctx)
        }
        Input::Seen { list, rows, .. } => {
            match list {
                TABLE => {
                    let len = state.rows();
                    state.table.seen(rows, len);
                }
                NEXT => state.next.seen(rows, advice(state)),
                _ => {}
            }
            Vec::new()
        }
        Input::Wheel { .. } | Input::Key(_) | Input::Paste(_) => Vec::new(),
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Loaded(answer) => {
            let failed = state.data.take(*answer);
            state.arrange();
            let len = advice(state);
            state.next.select(state.next.selected, len);
            match failed {
                Some(why) => {
                    let fact = "Could not read the new numbers.";
                    vec![Cmd::Toast(Toast::error(fact, why))]
                }
                None => {
                    let mut cmds = look(state, ctx);
                    cmds.extend(judge(state, ctx));
                    cmds
                }
            }
        }
        Msg::Judged(Ok(())) => load(ctx),
        Msg::Judged(Err(why)) => {
            state.unjudged = Some(why.to_string());
            Vec::new()
        }
        Msg::WorksFor(id, groups) => {
            // Without an answer the page says that it is not known; the rest of it stands.
            state.works = Some((id, groups.unwrap_or_default()));
            Vec::new()
        }
        Msg::Sort(column) => {
            sort(state, column);
            Vec::new()
        }
    }
}

fn advice(state: &State) -> usize {
    state.data.ready().map_or(0, |d| d.next.len())
}

fn sort(state: &mut State, column: Column) {
    state.ascending = state.sort == column && !state.ascending;
    state.sort = column;
    state.arrange();
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let rows = state.rows();
    let (cursor, len) = match state.pane {
        Pane::Table => (&mut state.table, rows),
        Pane::Next => (
            &mut state.next,
            state.data.ready().map_or(0, |d| d.next.len()),
        ),
    };
    if cursor.act(action, len).is_some() {
        return look(state, ctx);
    }
    match action {
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
            state.pane = match state.pane {
                Pane::Table => Pane::Next,
                Pane::Next => Pane::Table,
            };
        }
        a if a == c::OPEN.id && state.pane == Pane::Next => {
            return follow(state, state.next.selected);
        }
        a if a == c::OPEN.id && state.offline().is_some() => {
            if let (Some(id), Some(row)) = (Id::named("strategies"), state.offline_chosen()) {
                return vec![Cmd::Go(id, Target::Strategy(row.id.clone()))];
            }
        }
        a if a == c::OPEN.id && state.opened => {
            if let (Some(id), Some(row)) = (Id::named("strategies"), state.chosen()) {
                return vec![Cmd::Go(id, Target::Strategy(row.id.clone()))];
            }
        }
        a if a == c::OPEN.id => state.opened = true,
        a if a == c::BACK.id => state.opened = false,
        a if a == c::SORT.id => {
            let mut picker = Picker::new("Sort by what?");
            for column in Column::ALL {
                picker = picker.item(column.title(), "", Msg::Sort(column));
            }
            let at = Column::ALL.iter().position(|c| *c == state.sort);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == c::WHY.id => return vec![Cmd::Overlay(why(state).overlay())],
        a if a == c::COPY.id => return vec![Cmd::Copy(as_text(state), "the table".into())],
        _ => {}
    }
    Vec::new()
}

/// How the figures of the chosen row are worked out, each with what it was made of.
fn why(state: &State) -> Explain {
    if let Some(offline) = state.offline() {
        return judged_text::why(offline, state.offline_chosen(), state.unjudged.as_deref());
    }
    let Some((row, data)) = state.chosen().zip(state.data.ready()) else {
        return Explain::new("How these numbers are worked out");
    };
    let results = &data.results;
    let mut said = Explain::new(format!("How the numbers of {} are worked out", row.name));
    let made_of = |key: &str| match key {
        "click_rate" => Some(of(row.click_rate.numerator, row.click_rate.denominator)),
        "cart_rate" => Some(of(row.cart_rate.numerator, row.cart_rate.denominator)),
        "conversion" => Some(of(row.conversion.numerator, row.conversion.denominator)),
        "average_order" => {
            let m = row.average_order;
            Some(format!(
                "{} over {}",
                m.numerator,
                fmt::counted(m.denominator as i64, "order")
            ))
        }
        "revenue" => Some(format!(
            "{} after refunds, {} before",
            row.revenue, row.gross
        )),
        "revenue_per_visitor" => {
            let m = row.revenue_per_visitor;
            Some(format!(
                "{} over {}",
                m.numerator,
                fmt::counted(m.denominator as i64, "visitor")
            ))
        }
        _ => None,
    };
    for metric in results.definitions {
        if let Some(made_of) = made_of(metric.key) {
            said = said
                .heading(metric.name)
                .line("Here", made_of)
                .line("Means", metric.words)
                .line("Counted", metric.window);
        }
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
        said = said.line(
            "Colour",
            "A bar is coloured only when the difference is certain enough to act on, however often one looks.",
        );
    }
    for note in &results.notes {
        said = said.line("Note", note.clone());
    }
    said
}

fn of(numerator: u64, denominator: u64) -> String {
    format!(
        "{} of {}",
        fmt::count(numerator as i64),
        fmt::count(denominator as i64)
    )
}

/// The table as text: columns by tabs, one row a line.
fn as_text(state: &State) -> String {
    if let Some(offline) = state.offline() {
        return judged_text::as_text(offline);
    }
    let mut out: String = Column::ALL.map(Column::title).join("\t");
    for row in (0..state.order.len()).filter_map(|i| state.row(i)) {
        let lift = row
            .against
            .as_ref()
            .and_then(|a| a.lift)
            .map_or("n/a".into(), fmt::change);
        let average = row
            .average_order
            .value
            .map_or("n/a".into(), |m| m.to_string());
        out.push_str(&format!(
            "\n{}\t{}\t{}\t{}\t{average}\t{}\t{lift}",
            row.name,
            fmt::count(row.shown as i64),
            fmt::rate(row.click_rate.value),
            fmt::rate(row.conversion.value),
            row.revenue,
        ));
    }
    out
}

/// Does what an advice says: goes where it can be done.
fn follow(state: &State, at: usize) -> Vec<Cmd> {
    let Some(next) = state.data.ready().and_then(|d| d.next.get(at)) else {
        return Vec::new();
    };
    let Some(id) = place_of(next.action) else {
        return Vec::new();
    };
    let target = match (&next.about, next.action) {
        (_, NextAction::Quality) => Target::Quality,
        (Some(about), NextAction::Group) => Target::Group(about.clone()),
        (Some(about), _) => Target::Strategy(about.clone()),
        (None, _) => Target::None,
    };
    vec![Cmd::Go(id, target)]
}

/// The screen where an advice can be followed.
pub(super) fn place_of(action: NextAction) -> Option<Id> {
    Id::named(match action {
        NextAction::Test | NextAction::Apply => "results",
        NextAction::Group => "groups",
        NextAction::Import | NextAction::Quality => "data",
        NextAction::Setting => "settings",
    })
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row { list: TABLE, index } => {
            let again = state.pane == Pane::Table && state.table.selected == index;
            state.pane = Pane::Table;
            let len = state.rows();
            state.table.select(index, len);
            return if again {
                act(state, c::OPEN.id, ctx)
            } else {
                look(state, ctx)
            };
        }
        Hit::Row { list: NEXT, index } => {
            state.pane = Pane::Next;
            let len = advice(state);
            state.next.select(index, len);
            return follow(state, index);
        }
        Hit::Sort { column, .. } => {
            if let Some(column) = Column::ALL.get(column) {
                sort(state, *column);
            }
        }
        Hit::Pane(0) => state.pane = Pane::Table,
        Hit::Pane(1) => state.pane = Pane::Next,
        _ => {}
    }
    Vec::new()
}

pub(super) fn enabled(state: &State, action: ActionId) -> Result<(), String> {
    let rows = state.rows() > 0;
    match action {
        a if a == c::SORT.id && state.offline().is_some() => {
            Err("the best stands first here".into())
        }
        a if a == c::OPEN.id && state.pane == Pane::Table && state.offline().is_some() => {
            match Id::named("strategies") {
                Some(_) if rows => Ok(()),
                _ => Err("there is nothing to open".into()),
            }
        }
        a if a == c::OPEN.id && state.pane == Pane::Next => {
            let next = state
                .data
                .ready()
                .and_then(|d| d.next.get(state.next.selected));
            match next.map(|n| place_of(n.action)) {
                Some(Some(_)) => Ok(()),
                _ => Err("there is nothing to follow here".into()),
            }
        }
        a if a == c::OPEN.id || a == c::SORT.id || a == c::COPY.id || a == c::WHY.id => {
            if rows {
                Ok(())
            } else {
                Err("no strategy has been shown in these days".into())
            }
        }
        _ => Ok(()),
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    match state.pane {
        Pane::Table if state.offline().is_some() => (
            "Strategies table on the Dashboard".into(),
            "Nothing is known of what was shown, so each strategy is tried on your own last weeks: what would it have \
             shown each customer, and did they buy one of those ten products next?"
                .into(),
        ),
        Pane::Table => (
            "Strategies table on the Dashboard".into(),
            "Each row is one way of choosing products. The bar shows the range in which its true effect lies, \
             against people who saw nothing personal. A coloured bar is a real difference."
                .into(),
        ),
        Pane::Next => (
            "What to do next".into(),
            "At most three things worth doing now, the most useful first. Enter goes where it can be done.".into(),
        ),
    }
}
