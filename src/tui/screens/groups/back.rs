//! As of which day the whole Groups screen is looked at: now, or a day that is past.

use super::state::State;
use super::{pages, sizes, update};
use crate::model::time::Day;
use crate::shop::{Error, Shop};
use crate::tui::action::{Action, Section};
use crate::tui::app::{Cmd, Ctx, JobCx, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Overlay, Picker, Prompt};
use chrono::{Datelike, Months, NaiveDate};

/// What questions and jobs answer.
pub enum Msg {
    /// To a day; `None` is now.
    To(Option<Day>),
    /// Ask for another day.
    Ask,
    /// The day as it was typed.
    Typed(String),
    /// The day that it means.
    Read(Result<Day, Error>),
}

/// Looks at the groups as of another day.
pub(crate) const AS_OF: Action = Action::new(
    "groups.as_of",
    &["b"],
    "as of",
    "look at the groups as of a past day, or now again",
)
.section(Section::Look)
.words("back past moment history time travel then")
.twin("regulars --now 2026-01-31 groups list");

/// The shop as a job has to ask it.
pub(super) fn shop(cx: &JobCx<'_>, back: Option<Day>) -> Shop {
    let now = back.map(|day| cx.shop.zone().end_of(day));
    cx.shop.looked_at(now, cx.cancel)
}

/// `as of 3 Mar 2026`, when it is not now.
pub(super) fn said(state: &State) -> Option<String> {
    state.back.map(|day| format!("as of {}", fmt::date(day)))
}

/// Asks which day.
pub(super) fn pick(state: &State, ctx: &Ctx<'_>) -> Box<Overlay> {
    let today = ctx.session.today();
    let year = NaiveDate::from_ymd_opt(today.date().year(), 1, 1).map(Day::of);
    let before = today
        .date()
        .checked_sub_months(Months::new(12))
        .map(Day::of);
    let days = [
        ("A week ago", Some(today.plus(-7))),
        ("30 days ago", Some(today.plus(-30))),
        ("90 days ago", Some(today.plus(-90))),
        ("The first day of this year", year),
        ("A year ago", before),
    ];
    let mut picker = Picker::new("As of which day?").item("Now", "what holds today", Msg::To(None));
    for (name, day) in days {
        if let Some(day) = day.filter(|d| *d < today) {
            picker = picker.item(name, fmt::date(day), Msg::To(Some(day)));
        }
    }
    let chosen = state.back.map_or_else(String::new, |d| d.to_string());
    picker.item("Another day …", chosen, Msg::Ask).overlay()
}

/// Takes an answer.
pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::To(day) => to(state, day, ctx),
        Msg::Ask => {
            let value = state.back.map_or_else(String::new, |d| d.to_string());
            let label = "Write 2026-01-31, or so long ago as -30d, or last_month.";
            let prompt = Prompt::new("As of which day?", label, &value, Msg::Typed);
            vec![Cmd::Overlay(prompt.overlay())]
        }
        Msg::Typed(text) => vec![Cmd::load("groups.day", move |cx| {
            Msg::Read(cx.shop.day_named(&text))
        })],
        Msg::Read(Ok(day)) => to(state, Some(day), ctx),
        Msg::Read(Err(why)) => vec![Cmd::Toast(Toast::error("That is no day.", why.to_string()))],
    }
}

/// Goes to a day; today and later are now.
fn to(state: &mut State, day: Option<Day>, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let day = day.filter(|d| *d < ctx.session.today());
    if day == state.back {
        return Vec::new();
    }
    state.back = day;
    (state.counted, state.more) = (None, None);
    state.sized.clear();
    let mut cmds = update::look(state, ctx);
    cmds.extend(sizes::next(state));
    cmds.extend(pages::reload(state, ctx));
    if let Some(listing) = &mut state.members {
        listing.back = day;
        cmds.push(listing.load(None));
    }
    cmds
}

impl From<Msg> for crate::tui::app::Msg {
    fn from(msg: Msg) -> Self {
        super::Msg::Back(msg).into()
    }
}
