//! Pages that look closer at groups: what one is worth and how it changed, what groups have in common, the RFM grid.

mod figures;
mod overlap;
mod rfm;
#[cfg(test)]
mod tests;
mod view_change;
mod view_overlap;
mod view_rfm;
mod view_trend;
mod view_worth;
mod why;

use figures::Figures;
use overlap::Matrix;
use rfm::Grid;

use super::members::Listing;
use super::state::{Pane, State};
use super::{back, update};
use crate::shop::Error;
use crate::shop::group_change::GroupChange;
use crate::shop::group_overlap::Overlap;
use crate::shop::group_trend::Trend;
use crate::shop::groups::GroupWorth;
use crate::shop::rfm_grid::RfmGrid;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId, Section};
use crate::tui::app::{Cmd, Ctx, Hit, HitMap, Toast};
use crate::tui::overlays::{Explain, Prompt};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::pane::Pane as Title;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What its jobs and questions answer.
pub enum Msg {
    /// What the group is worth.
    Worth(Box<Result<GroupWorth, Error>>),
    /// Its size over the period.
    Trend(Box<Result<Trend, Error>>),
    /// Who entered and who left in the period.
    Change(Box<Result<GroupChange, Error>>),
    /// What the groups have in common.
    Overlap(Box<Result<Overlap, Error>>),
    /// Put a group beside the others, or take it away.
    Beside(String),
    /// Show who is in a set: its name, its condition.
    Set(String, String),
    /// The name to keep the set under that is shown.
    Keep(String),
    /// The grid.
    Rfm(Box<Result<RfmGrid, Error>>),
    /// Begin a new group with this condition.
    Draft(String),
}

impl From<Msg> for crate::tui::app::Msg {
    fn from(msg: Msg) -> Self {
        super::Msg::Page(msg).into()
    }
}

/// Opens the figures of the chosen group.
pub(crate) const VALUE: Action = Action::new(
    "groups.value",
    &["v"],
    "value",
    "what the group is worth, its size over time, who entered and who left",
)
.section(Section::Look)
.words("worth revenue trend size entered left diff")
.twin("regulars groups worth NAME");
/// Opens the overlap with other groups.
pub(crate) const OVERLAP: Action = c::COMPARE
    .called(
        "overlap",
        "how many people groups have in common, and who they are",
    )
    .section(Section::Look)
    .words("compare matrix sets both intersection venn")
    .twin("regulars groups overlap NAME NAME");
/// Opens the RFM grid.
pub(crate) const RFM: Action = Action::new(
    "groups.rfm",
    &["R"],
    "RFM grid",
    "everybody by how lately, how often and for how much they bought",
)
.section(Section::Look)
.words("recency frequency money grid champions")
.twin("regulars groups rfm");
/// Chooses which groups lie side by side.
pub(crate) const BESIDE: Action = c::MARK.called("choose groups", "which groups lie side by side");

/// The page that is open.
pub enum Page {
    /// What one group is worth and how it changed.
    Figures(Box<Figures>),
    /// What groups have in common.
    Overlap(Matrix),
    /// Everybody by R and FM.
    Rfm(Grid),
}

impl Page {
    /// What it shows, read anew.
    fn load(&self, state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
        match self {
            Page::Figures(figures) => figures.load(state.back, ctx.session.period),
            Page::Overlap(matrix) => vec![matrix.load(state.back)],
            Page::Rfm(_) => vec![rfm::load(state.back)],
        }
    }
}

/// Reads the open page anew: other data, another period, another day.
pub(super) fn reload(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let page = state.page.as_ref();
    page.map_or_else(Vec::new, |page| page.load(state, ctx))
}

/// Opens the page of an action; `None` if it opens none.
pub(super) fn open(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    let page = match action {
        a if a == VALUE.id => Page::Figures(Box::new(Figures::new(state.text(), state.title()))),
        a if a == OVERLAP.id => Page::Overlap(Matrix::new(overlap::first(state))),
        a if a == RFM.id => Page::Rfm(Grid::default()),
        _ => return None,
    };
    state.page = Some(page);
    Some(reload(state, ctx))
}

/// What an action does on the open page.
pub(super) fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if action == c::BACK.id {
        state.page = None;
        let slots = [
            figures::WORTH,
            figures::TREND,
            figures::CHANGE,
            overlap::SLOT,
            rfm::SLOT,
        ];
        let mut cmds: Vec<Cmd> = slots.into_iter().map(Cmd::Cancel).collect();
        cmds.extend(update::look(state, ctx));
        return cmds;
    }
    if action == c::WHY.id {
        return why(state, ctx)
            .map(|said| Cmd::Overlay(said.overlay()))
            .into_iter()
            .collect();
    }
    if action == BESIDE.id {
        let picker = overlap::choose(state);
        return picker.into_iter().map(Cmd::Overlay).collect();
    }
    match &mut state.page {
        Some(Page::Figures(figures)) => figures.act(action),
        Some(Page::Overlap(matrix)) => matrix.act(action),
        Some(Page::Rfm(grid)) => grid.act(action),
        None => Vec::new(),
    }
}

/// What a click does on the open page.
pub(super) fn click(state: &mut State, hit: Hit) -> Vec<Cmd> {
    match &mut state.page {
        Some(Page::Figures(figures)) => figures.click(hit),
        Some(Page::Overlap(matrix)) => matrix.click(hit),
        Some(Page::Rfm(grid)) => grid.click(hit),
        None => Vec::new(),
    }
}

/// What the wheel does over one of its lists.
pub(super) fn wheel(state: &mut State, list: &str, by: i32) {
    if let Some(Page::Figures(figures)) = &mut state.page {
        figures.wheel(list, by);
    }
}

/// Notes how many rows of one of its lists fit.
pub(super) fn seen(state: &mut State, list: &str, rows: usize) {
    if let Some(Page::Figures(figures)) = &mut state.page {
        figures.seen(list, rows);
    }
}

/// Takes an answer.
pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match (msg, &mut state.page) {
        (Msg::Worth(answer), Some(Page::Figures(f))) => f.worth.take(*answer),
        (Msg::Trend(answer), Some(Page::Figures(f))) => f.trend.take(*answer),
        (Msg::Change(answer), Some(Page::Figures(f))) => f.change.take(*answer),
        (Msg::Overlap(answer), Some(Page::Overlap(m))) => m.data.take(*answer),
        (Msg::Rfm(answer), Some(Page::Rfm(grid))) => grid.data.take(*answer),
        (Msg::Beside(name), Some(Page::Overlap(matrix))) => {
            if !matrix.toggle(&name) {
                return vec![Cmd::Toast(overlap::limits())];
            }
            let mut cmds = reload(state, ctx);
            cmds.extend(overlap::choose(state).map(Cmd::Overlay));
            return cmds;
        }
        (Msg::Set(name, text), _) => {
            let mut listing = Listing::new(text, name);
            listing.back = state.back;
            listing.unsaved = true;
            let cmd = listing.load(None);
            state.members = Some(listing);
            return vec![cmd];
        }
        (Msg::Keep(name), _) => return keep(state, name),
        (Msg::Draft(text), _) => return draft(state, &text, ctx),
        _ => None,
    }
    .map(|why| Cmd::Toast(Toast::error("Could not read it anew.", why)))
    .into_iter()
    .collect()
}

/// Begins a new group with a condition, to be read, changed and saved.
pub(super) fn draft(state: &mut State, text: &str, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let other = state.drafts.get("").is_some_and(|d| {
        let value = d.value().trim();
        !value.is_empty() && value != text
    });
    if other {
        let more = "Save or drop it first: Ctrl-S, or D.";
        return vec![Cmd::Toast(Toast::error(
            "There is a new group that is not saved.",
            more,
        ))];
    }
    state.page = None;
    state.members = None;
    state.drafts.insert(String::new(), TextInput::with(text));
    state.wanted = Some(String::new());
    state.arrange();
    state.pane = Pane::Editor;
    update::look(state, ctx)
}

/// Asks under which name the set on the screen is kept.
pub(super) fn ask_name(listing: &Listing) -> Cmd {
    let label = "What is it called? It follows the groups that it is made of.";
    let prompt = Prompt::new("Keep this set as a group", label, &listing.name, Msg::Keep);
    Cmd::Overlay(prompt.overlay())
}

fn keep(state: &State, name: String) -> Vec<Cmd> {
    let Some(text) = state.members.as_ref().map(|m| m.text.clone()) else {
        return Vec::new();
    };
    vec![Cmd::load("groups.save", move |cx| {
        let saved = cx.shop.save_group(&name, &text);
        super::Msg::Saved(name, Box::new(saved))
    })]
}

/// Whether an action is possible on the open page, else why not: what changes or lists the group itself is not.
pub(super) fn enabled(page: &Page, action: ActionId) -> Result<(), String> {
    let of_the_group = [
        super::ADD.id,
        super::NEST.id,
        super::INSERT.id,
        super::JOIN.id,
        super::NEGATE.id,
        super::VIEW.id,
        super::DROP.id,
        c::SAVE.id,
        c::NEW.id,
        c::EDIT.id,
        c::DELETE.id,
        c::COPY.id,
        c::EXPORT.id,
        c::REVEAL.id,
        c::FIND.id,
        c::RAISE.id,
        c::LOWER.id,
    ];
    match (action, page) {
        (a, Page::Figures(_) | Page::Rfm(_)) if a == BESIDE.id => {
            Err("c lays groups side by side first".into())
        }
        (a, _) if of_the_group.contains(&a) => Err("Esc goes back to the group first".into()),
        _ => Ok(()),
    }
}

/// Whether the footer shows an action on the open page.
pub(super) fn hinted(page: &Page, action: ActionId) -> bool {
    match action {
        a if a == BESIDE.id => true,
        a if a == c::PERIOD.id => matches!(page, Page::Figures(_)),
        a if a == c::OPEN.id || a == c::DOWN.id => match page {
            Page::Figures(figures) => figures.list().is_some(),
            Page::Overlap(_) | Page::Rfm(_) => true,
        },
        a if a == VALUE.id => !matches!(page, Page::Figures(_)),
        a if a == OVERLAP.id => !matches!(page, Page::Overlap(_)),
        a if a == RFM.id => !matches!(page, Page::Rfm(_)),
        a if a == c::NEXT_PANE.id => matches!(page, Page::Figures(_)),
        a => a == c::WHY.id || a == back::AS_OF.id,
    }
}

/// The name of the open page, and what it means.
pub(super) fn help(page: &Page) -> (String, String) {
    let (name, said) = match page {
        Page::Figures(_) => (
            "The value of a group",
            "What its members bought, beside the whole shop; how many were in it at each time; who entered and who left \
             in the period that t chooses. Everything is counted as it was known then. Enter opens a customer.",
        ),
        Page::Overlap(_) => (
            "What groups have in common",
            "Each cell says how many people of the group at the left are in the group above, too, and which part of \
             the left group they are. Enter shows who is in both, or in one and not in the other; that can be kept as \
             a group.",
        ),
        Page::Rfm(_) => (
            "The RFM grid",
            "Everybody with an order. To the right those who bought lately (R, 1 to 5), above those who buy often and \
             for much (the middle of F and M). Each score is a fifth of your buyers. Enter makes a group of a cell.",
        ),
    };
    (name.into(), said.into())
}

/// Explains the numbers of the open page.
fn why(state: &State, ctx: &Ctx<'_>) -> Option<Explain> {
    Some(match state.page.as_ref()? {
        Page::Figures(figures) => why::figures(figures, ctx),
        Page::Overlap(matrix) => why::overlap(matrix),
        Page::Rfm(grid) => why::rfm(grid, ctx),
    })
}

/// Explains the count of the group on the screen and what stands beside it.
pub(super) fn counted(state: &State, ctx: &Ctx<'_>) -> Explain {
    why::counted(state, ctx)
}

/// Draws the open page.
pub(super) fn view(
    state: &State,
    page: &Page,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    match page {
        Page::Figures(figures) => figures.view(state, ctx, area, buf, hits),
        Page::Overlap(matrix) => view_overlap::view(state, matrix, ctx, area, buf, hits),
        Page::Rfm(grid) => view_rfm::view(state, grid, ctx, area, buf, hits),
    }
}

/// Marks the chosen cell of a grid whose colours mean something: the only solid shape of the page.
fn chosen_cell(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
    buf.set_style(area.intersection(buf.area), ctx.theme().solid());
}

/// The line with where one is; at its end what the page adds, and the day if it is past.
fn title(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    (name, end): (&str, String),
) -> Rect {
    let theme = ctx.theme();
    let title = format!("Groups {} {name}", ctx.glyphs().prompt);
    // Where the page has panes of its own, one of them has the focus.
    let focused = !matches!(state.page, Some(Page::Figures(_)));
    let mut pane = Title::new(&title).focus(focused);
    if !end.is_empty() {
        pane = pane.end(end, theme.muted());
    }
    if let Some(said) = back::said(state) {
        let style = theme.fg(crate::tui::theme::Token::Negative);
        pane = pane.end_hit(said, style, Hit::Act(back::AS_OF.id));
    }
    pane.view(ctx, area, buf, hits)
}
