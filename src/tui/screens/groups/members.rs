//! The members of a group as a list that goes on.

use super::state::State;
use super::{Msg, back, because, export, pages};
use crate::model::ids::CustomerId;
use crate::model::text::mask;
use crate::model::time::Day;
use crate::shop::Error;
use crate::shop::groups::{Member, Members};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, HitMap, Target, Toast};
use crate::tui::fmt;
use crate::tui::screens::Id;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table, near_end};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The name of the list, and the slot of its pages.
pub(super) const LIST: &str = "groups.members";
/// Members of a page.
const PAGE: u64 = 100;

/// The members that have come so far.
#[derive(Default)]
pub struct Listing {
    /// The text that they match.
    pub text: String,
    /// The name of the group.
    pub name: String,
    /// Those that have come.
    pub rows: Vec<Member>,
    /// All who match.
    pub count: Option<u64>,
    /// Where the next page begins.
    pub next: Option<CustomerId>,
    /// The chosen one.
    pub cursor: Cursor,
    /// Why they could not be read.
    pub failed: Option<String>,
    /// The past day as of which they are asked.
    pub back: Option<Day>,
    /// A set that is no group yet and can be kept as one.
    pub unsaved: bool,
}

impl Listing {
    /// An empty list for a text.
    pub fn new(text: String, name: String) -> Listing {
        Listing {
            text,
            name,
            ..Listing::default()
        }
    }

    /// Asks for the members after one of them.
    pub fn load(&self, after: Option<CustomerId>) -> Cmd {
        let (text, back) = (self.text.clone(), self.back);
        Cmd::load(LIST, move |cx| {
            let page = back::shop(cx, back).group_members(&text, after, PAGE);
            Msg::Members(text, after, Box::new(page))
        })
    }

    /// Asks for the next page when the end comes near.
    pub fn more(&self, ctx: &Ctx<'_>) -> Vec<Cmd> {
        let idle = ctx.jobs.get(LIST).is_none();
        match self.next {
            Some(after) if idle && near_end(&self.cursor, self.rows.len()) => {
                vec![self.load(Some(after))]
            }
            _ => Vec::new(),
        }
    }

    /// Takes a page; a page that went wrong leaves those that are there.
    pub fn take(&mut self, after: Option<CustomerId>, page: Result<Members, Error>) -> Vec<Cmd> {
        match page {
            Ok(page) => {
                if after.is_none() {
                    self.rows.clear();
                }
                self.rows.extend(page.members);
                self.next = page.next;
                self.count = Some(page.count);
                self.failed = None;
                self.cursor.select(self.cursor.selected, self.rows.len());
                Vec::new()
            }
            Err(error) if self.rows.is_empty() => {
                self.failed = Some(error.to_string());
                Vec::new()
            }
            Err(error) => vec![Cmd::Toast(Toast::error(
                "Could not read more members.",
                error.to_string(),
            ))],
        }
    }
}

/// Draws the page.
pub(super) fn page(
    state: &State,
    listing: &Listing,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let title = format!("Groups {} {}", ctx.glyphs().prompt, listing.name);
    let mut pane = Pane::new(&title).focus(true).tight();
    if let Some(count) = listing.count {
        let said = format!(
            "{} of {}",
            fmt::count((listing.cursor.selected + 1).min(listing.rows.len()) as i64),
            fmt::count(count as i64)
        );
        pane = pane.end(said, theme.muted());
    }
    if let Some(day) = back::said(state) {
        pane = pane.end(day, theme.fg(crate::tui::theme::Token::Negative));
    }
    let rest = pane.view(ctx, area, buf, hits);
    if let Some(why) = &listing.failed {
        let ways = [Way {
            key: "F5",
            verb: "try again",
            action: c::REFRESH.id,
        }];
        let fact = "The members could not be read.";
        return part::error(ctx, rest, buf, hits, fact, why, &ways);
    }
    if listing.count.is_none() {
        return part::loading(ctx, rest, buf, LIST, "reading the members");
    }
    if listing.rows.is_empty() {
        let ways = [Way {
            key: "Esc",
            verb: "back to the condition",
            action: c::BACK.id,
        }];
        let fact = format!("Nobody is in {}", listing.name);
        let said = "The condition is right, but no customer matches it.";
        return part::empty(ctx, rest, buf, hits, &fact, said, &ways);
    }
    let spent = listing
        .rows
        .iter()
        .map(|m| crate::tui::text::width(&m.spent.to_string()))
        .max()
        .unwrap_or(6)
        .max(6);
    let columns = [
        Column::name("Name"),
        Column::text("E-mail", 32, 4),
        Column::text("Town", 18, 5),
        Column::text("Country", 12, 3),
        Column::number("Orders", 6, 1),
        Column::number("Spent", spent, 2),
        Column::number("Last order", 11, 6),
    ];
    let table = Table::new(LIST, &columns, listing.rows.len(), &listing.cursor).focus(true);
    table.view(ctx, rest, buf, hits, |i| match listing.rows.get(i) {
        Some(m) => member(ctx, m),
        None => Row::new([]),
    });
}

fn member<'a>(ctx: &Ctx<'a>, m: &Member) -> Row<'a> {
    let theme = ctx.theme();
    let or_none = |text: Option<String>| match text {
        Some(text) if !text.is_empty() => Cell::text(text, theme.text2()),
        _ => Cell::text(ctx.glyphs().none, theme.muted()),
    };
    let email = m.email.as_deref().map(|e| match ctx.session.reveal {
        true => e.to_owned(),
        false => mask(e),
    });
    let name = match &m.name {
        Some(name) => Cell::text(name.clone(), theme.text()),
        None => Cell::text(format!("Customer {}", m.id), theme.text2()),
    };
    let last = m
        .last_order
        .map(|at| fmt::date(ctx.session.zone.day_of(at)));
    Row::new([
        name,
        or_none(email),
        or_none(m.city.clone()),
        or_none(m.country.clone()),
        Cell::text(fmt::count(m.orders), theme.text()),
        Cell::text(m.spent.to_string(), theme.text()),
        or_none(last),
    ])
}

/// Lists those who match the text on the screen.
pub(super) fn open_members(state: &mut State) -> Vec<Cmd> {
    if !state.right() {
        return Vec::new();
    }
    let mut listing = Listing::new(state.text(), state.title());
    listing.back = state.back;
    let cmd = listing.load(None);
    state.members = Some(listing);
    vec![cmd]
}

/// Does something with the members.
pub(super) fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(listing) = &mut state.members else {
        return Vec::new();
    };
    let len = listing.rows.len();
    if listing.cursor.act(action, len).is_some() {
        return listing.more(ctx);
    }
    match action {
        a if a == c::BACK.id => state.members = None,
        a if a == c::OPEN.id => {
            let member = listing.rows.get(listing.cursor.selected);
            if let (Some(id), Some(m)) = (Id::named("customers"), member) {
                return vec![Cmd::Go(id, Target::Customer(m.id))];
            }
        }
        a if a == c::WHY.id => {
            let member = listing.rows.get(listing.cursor.selected).map(|m| m.id);
            return member
                .map(|id| because::one(state, id))
                .into_iter()
                .collect();
        }
        a if a == back::AS_OF.id => return vec![Cmd::Overlay(back::pick(state, ctx))],
        a if a == c::SAVE.id => return vec![pages::ask_name(listing)],
        a if a == c::EDIT.id => {
            let text = listing.text.clone();
            return pages::draft(state, &text, ctx);
        }
        a if a == c::REVEAL.id => return vec![Cmd::Reveal(!ctx.session.reveal)],
        a if a == c::COPY.id => {
            return vec![Cmd::Copy(listing.text.clone(), "the condition".into())];
        }
        a if a == c::EXPORT.id => return vec![Cmd::Overlay(export::ask_file(&listing.name))],
        _ => {}
    }
    Vec::new()
}
