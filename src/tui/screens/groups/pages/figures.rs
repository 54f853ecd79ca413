//! The page of one group: what it is worth, its size over time, who entered and who left.

use super::State;
use super::back;
use super::{Msg, title, view_change, view_trend, view_worth};
use crate::model::ids::CustomerId;
use crate::model::time::Day;
use crate::shop::group_change::GroupChange;
use crate::shop::group_trend::Trend;
use crate::shop::groups::{GroupWorth, Member};
use crate::shop::results::Span;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, HitMap, Target};
use crate::tui::layout::{split_left, split_top};
use crate::tui::screens::Id;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The slots of its jobs.
pub(super) const WORTH: &str = "groups.worth";
pub(super) const TREND: &str = "groups.trend";
pub(super) const CHANGE: &str = "groups.change";
/// Its lists.
pub(super) const ENTERED: &str = "groups.entered";
pub(super) const LEFT: &str = "groups.left";
/// The name of a pane that is not on the screen.
pub(super) const PANES: &str = "groups.panes";
/// People that each list holds.
const PEOPLE: usize = 500;

/// The pane with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// What the members are worth.
    #[default]
    Worth,
    /// The size over time.
    Trend,
    /// Who entered.
    Entered,
    /// Who left.
    Left,
}

impl Place {
    /// In the order of Tab.
    pub const ALL: [Place; 4] = [Place::Worth, Place::Trend, Place::Entered, Place::Left];

    /// Its number.
    pub fn number(self) -> usize {
        Place::ALL.iter().position(|p| *p == self).unwrap_or(0)
    }

    fn step(self, by: usize) -> Place {
        let at = (self.number() + by) % Place::ALL.len();
        Place::ALL.get(at).copied().unwrap_or_default()
    }

    /// Whether it is one of the two lists.
    pub fn is_list(self) -> bool {
        matches!(self, Place::Entered | Place::Left)
    }
}

/// The figures of a group.
#[derive(Default)]
pub struct Figures {
    /// Its condition.
    pub text: String,
    /// Its name.
    pub name: String,
    /// The pane with the focus.
    pub place: Place,
    /// What it is worth.
    pub worth: Load<GroupWorth>,
    /// Its size over time.
    pub trend: Load<Trend>,
    /// How it changed.
    pub change: Load<GroupChange>,
    /// Place among those who entered.
    pub entered: Cursor,
    /// Place among those who left.
    pub left: Cursor,
}

impl Figures {
    /// Nothing known yet of a condition.
    pub fn new(text: String, name: String) -> Figures {
        Figures {
            text,
            name,
            ..Figures::default()
        }
    }

    /// Asks for everything.
    pub fn load(&self, back: Option<Day>, period: Span) -> Vec<Cmd> {
        let text = || self.text.clone();
        let (worth, trend, change) = (text(), text(), text());
        vec![
            Cmd::load(WORTH, move |cx| {
                let worth = back::shop(cx, back).group_worth(&worth, 0);
                Msg::Worth(Box::new(worth))
            }),
            Cmd::load(TREND, move |cx| {
                let shop = back::shop(cx, back);
                let days = shop.trend_days(period);
                let trend = days.and_then(|days| shop.group_trend_on(&trend, &days));
                Msg::Trend(Box::new(trend))
            }),
            Cmd::load(CHANGE, move |cx| {
                let shop = back::shop(cx, back);
                let change = || {
                    let days = shop.trend_days(period)?;
                    let today = shop.zone().day_of(shop.now());
                    let from = days.first().copied().unwrap_or(today);
                    let to = days.last().copied().unwrap_or(today);
                    shop.group_change(&change, from, to, PEOPLE)
                };
                Msg::Change(Box::new(change()))
            }),
        ]
    }

    /// The list with the focus.
    pub fn list(&self) -> Option<&[Member]> {
        let change = self.change.ready()?;
        match self.place {
            Place::Entered => Some(&change.entered_members),
            Place::Left => Some(&change.left_members),
            _ => None,
        }
    }

    fn cursor(&mut self, list: &str) -> Option<(&mut Cursor, usize)> {
        let change = self.change.ready()?;
        match list {
            ENTERED => Some((&mut self.entered, change.entered_members.len())),
            LEFT => Some((&mut self.left, change.left_members.len())),
            _ => None,
        }
    }

    fn chosen(&self) -> Option<CustomerId> {
        let at = match self.place {
            Place::Entered => self.entered.selected,
            _ => self.left.selected,
        };
        self.list()?.get(at).map(|m| m.id)
    }

    /// What an action does.
    pub fn act(&mut self, action: ActionId) -> Vec<Cmd> {
        let last = Place::ALL.len() - 1;
        let list = match self.place {
            Place::Entered => ENTERED,
            _ => LEFT,
        };
        match action {
            a if a == c::NEXT_PANE.id || a == c::RIGHT.id => self.place = self.place.step(1),
            a if a == c::PREVIOUS_PANE.id || a == c::LEFT.id => self.place = self.place.step(last),
            a if a == c::OPEN.id => {
                if let (Some(id), Some(customer)) = (Id::named("customers"), self.chosen()) {
                    return vec![Cmd::Go(id, Target::Customer(customer))];
                }
            }
            a if self.place.is_list() => {
                if let Some((cursor, len)) = self.cursor(list) {
                    cursor.act(a, len);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// What a click does.
    pub fn click(&mut self, hit: Hit) -> Vec<Cmd> {
        match hit {
            Hit::Row { list, index } if list == ENTERED || list == LEFT => {
                let place = match list {
                    ENTERED => Place::Entered,
                    _ => Place::Left,
                };
                let before = self.place == place;
                self.place = place;
                let moved = self
                    .cursor(list)
                    .is_some_and(|(cursor, len)| cursor.select(index, len));
                // A second click opens.
                if before && !moved {
                    return self.act(c::OPEN.id);
                }
            }
            Hit::Pane(n)
            | Hit::Item {
                what: PANES,
                index: n,
            } => self.place = Place::ALL.get(n).copied().unwrap_or_default(),
            _ => {}
        }
        Vec::new()
    }

    /// Scrolls a list.
    pub fn wheel(&mut self, list: &str, by: i32) {
        if let Some((cursor, len)) = self.cursor(list) {
            cursor.wheel(by, len);
        }
    }

    /// Notes how many rows of a list fit.
    pub fn seen(&mut self, list: &str, rows: usize) {
        if let Some((cursor, len)) = self.cursor(list) {
            cursor.seen(rows, len);
        }
    }

    /// Draws the page: all four panes, or where there is little room figures and size, else the two lists.
    pub fn view(
        &self,
        state: &State,
        ctx: &Ctx<'_>,
        area: Rect,
        buf: &mut Buffer,
        hits: &mut HitMap,
    ) {
        let area = title(state, ctx, area, buf, hits, (&self.name, String::new()));
        if ctx.size.large() && area.height >= 30 {
            let (above, below) = split_top(area, 15);
            let (left, right) = split_left(above, 60, 4);
            view_worth::view(self, ctx, left, buf, hits);
            view_trend::view(self, ctx, right, buf, hits);
            let below = split_top(below, 1).1;
            let (left, right) = split_left(below, below.width.saturating_sub(4) / 2, 4);
            view_change::view(self, ctx, left, buf, hits, Place::Entered);
            view_change::view(self, ctx, right, buf, hits, Place::Left);
            return;
        }
        let first = match self.place.is_list() {
            true => area.height.div_ceil(2),
            false => 9.min(area.height),
        };
        let (above, below) = split_top(area, first);
        if self.place.is_list() {
            view_change::view(self, ctx, above, buf, hits, Place::Entered);
            view_change::view(self, ctx, below, buf, hits, Place::Left);
        } else if area.height >= 16 {
            view_worth::view(self, ctx, above, buf, hits);
            view_trend::view(self, ctx, split_top(below, 1).1, buf, hits);
        } else if self.place == Place::Worth {
            view_worth::view(self, ctx, area, buf, hits);
        } else {
            view_trend::view(self, ctx, area, buf, hits);
        }
    }
}
