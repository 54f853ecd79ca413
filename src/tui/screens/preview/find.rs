//! Find as you type: whose page, or which product; used by the Preview and the Homepage.

use crate::model::ids::ProductId;
use crate::shop::customers::{CustomerRow, Wanted};
use crate::shop::preview::Who;
use crate::shop::{Error, Shop, products};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::event::Key;
use crate::tui::fmt;
use crate::tui::layout::{centred, row, split_top};
use crate::tui::overlays::boxed::frame;
use crate::tui::text;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Whose page.
    Who,
    /// The product of a product page, or what lies in the cart.
    Anchor,
    /// The product that is missed on the page.
    Missed,
}

/// Something found.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What tells it from others.
    pub note: String,
    /// What it is.
    pub found: Found,
}

/// What a choice stands for.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    /// Somebody.
    Who(Who),
    /// A product.
    Product(ProductId),
}

/// What a key or click did.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// Nothing to do.
    Stay,
    /// The text has changed: look again.
    Look,
    /// It is to be closed.
    Close,
    /// This was chosen.
    Take(Found),
}

/// The open field with what it has found.
#[derive(Clone, Debug)]
pub struct Find {
    /// What is looked for.
    pub what: What,
    /// The text.
    pub input: TextInput,
    /// What was found.
    pub rows: Load<Vec<Choice>>,
    /// The chosen row.
    pub cursor: Cursor,
}

/// The list in the hit map.
pub const LIST: &str = "find";
/// The most rows that are asked for.
const MOST: usize = 40;

impl Find {
    /// An empty field.
    pub fn new(what: What) -> Find {
        Find {
            what,
            input: TextInput::default(),
            rows: Load::Waiting,
            cursor: Cursor::default(),
        }
    }

    fn len(&self) -> usize {
        self.rows.ready().map_or(0, Vec::len)
    }

    /// Takes a key of text.
    pub fn key(&mut self, key: Key) -> Answer {
        if self.input.key(key) {
            Answer::Look
        } else {
            Answer::Stay
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer {
        self.input.paste(text);
        Answer::Look
    }

    /// Takes a movement.
    pub fn act(&mut self, action: ActionId) -> Answer {
        let len = self.len();
        if self.cursor.act(action, len).is_some() {
            return Answer::Stay;
        }
        match action {
            a if a == c::OPEN.id => self.take(self.cursor.selected),
            a if a == c::BACK.id => Answer::Close,
            a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
                let down = a == c::NEXT_PANE.id;
                self.cursor
                    .act(if down { c::DOWN.id } else { c::UP.id }, len);
                Answer::Stay
            }
            _ => Answer::Stay,
        }
    }

    /// Takes a click on a row.
    pub fn take(&mut self, at: usize) -> Answer {
        match self.rows.ready().and_then(|r| r.get(at)) {
            Some(choice) => Answer::Take(choice.found.clone()),
            None => Answer::Stay,
        }
    }

    /// Takes the wheel.
    pub fn wheel(&mut self, by: i32) {
        let len = self.len();
        self.cursor.wheel(by, len);
    }

    /// Takes what was found.
    pub fn receive(&mut self, found: Result<Vec<Choice>, Error>) {
        self.rows.take(found);
        self.cursor = Cursor {
            rows: self.cursor.rows,
            ..Cursor::default()
        };
    }

    /// Draws the field above the page.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        theme.dim(buf, page);
        let (title, hint) = match self.what {
            What::Who => ("Whose page?", "name, town, order number, group"),
            What::Anchor => ("Which product?", "name, SKU, brand, category"),
            What::Missed => ("Which product is missing?", "name, SKU, brand, category"),
        };
        let area = centred(page, 66, 18);
        let inner = frame(ctx, area, buf, hits, title, "");
        let (field, rest) = split_top(inner, 2);
        let hint = if self.input.value().is_empty() {
            hint
        } else {
            ""
        };
        self.input.view(ctx, field, buf, true, hint);
        let say = |buf: &mut Buffer, said: &str| {
            text::put_fit(
                buf,
                rest,
                (rest.x + 2, rest.y),
                rest.width.saturating_sub(4),
                said,
                theme.muted(),
            );
        };
        let rows = match &self.rows {
            Load::Waiting => return say(buf, "looking"),
            Load::Failed(why) => return say(buf, why),
            Load::Ready(rows) if rows.is_empty() => {
                let said = format!("Nothing is called “{}” here.", self.input.value());
                return say(buf, &said);
            }
            Load::Ready(rows) => rows,
        };
        let shown = usize::from(rest.height);
        let first = self.cursor.first(shown, rows.len());
        hits.seen(rest, LIST, first, shown);
        for (i, choice) in rows.iter().enumerate().skip(first).take(shown) {
            let line = row(rest, (i - first) as u16);
            let chosen = i == self.cursor.selected;
            let style = if chosen { theme.strong() } else { theme.text() };
            let note = text::fit(&choice.note, line.width / 2);
            let room = line.width.saturating_sub(text::width(&note) + 6);
            text::put_fit(buf, line, (line.x + 2, line.y), room, &choice.name, style);
            let right = line.right().saturating_sub(2);
            text::put_right(buf, line, right, line.y, &note, theme.muted());
            if chosen {
                chosen_row(ctx, buf, line, true);
            }
            hits.add(
                line,
                Hit::Row {
                    list: LIST,
                    index: i,
                },
            );
        }
    }
}

/// What fits a text: people and groups, or products.
pub fn look(shop: &Shop, what: What, typed: &str) -> Result<Vec<Choice>, Error> {
    let typed = typed.trim();
    let find = (!typed.is_empty()).then_some(typed);
    match what {
        What::Who => people(shop, typed, find),
        What::Anchor | What::Missed => {
            let page = shop.products(&products::Wanted {
                find,
                limit: MOST,
                ..Default::default()
            })?;
            let choice = |p: products::ProductRow| Choice {
                note: p
                    .category
                    .as_deref()
                    .and_then(|c| c.rsplit('>').next())
                    .map_or_else(String::new, |c| c.trim().to_owned()),
                name: p.title,
                found: Found::Product(p.id),
            };
            let mut rows: Vec<Choice> = page.rows.into_iter().map(choice).collect();
            // What is called so comes before what lies in a category of that name.
            let low = typed.to_lowercase();
            rows.sort_by_key(|r| !r.name.to_lowercase().contains(&low));
            Ok(rows)
        }
    }
}

fn people(shop: &Shop, typed: &str, find: Option<&str>) -> Result<Vec<Choice>, Error> {
    let page = shop.customers(&Wanted {
        find,
        limit: MOST,
        ..Wanted::default()
    })?;
    let low = typed.to_lowercase();
    let fits = |name: &str| name.to_lowercase().contains(&low);
    let mut rows = Vec::new();
    if fits("a new visitor") {
        rows.push(Choice {
            name: "A new visitor".into(),
            note: "never seen before".into(),
            found: Found::Who(Who::Visitor),
        });
    }
    let groups = shop.groups()?;
    let groups = groups
        .into_iter()
        .filter(|g| fits(&g.name) && g.count.is_some_and(|n| n > 0));
    let groups = groups.map(|g| Choice {
        note: format!(
            "group, {}",
            fmt::counted(g.count.unwrap_or(0) as i64, "person").replace("persons", "people")
        ),
        found: Found::Who(Who::Group(g.name.clone())),
        name: g.name,
    });
    let people = page.rows.into_iter().map(|p| Choice {
        name: called(&p),
        note: noted(&p),
        found: Found::Who(Who::Customer(p.id)),
    });
    // Whoever types a name means people; without a text the groups are the shorter list.
    if typed.is_empty() {
        rows.extend(groups);
        rows.extend(people);
    } else {
        rows.splice(0..0, people);
        rows.extend(groups);
    }
    Ok(rows)
}

/// What a person is called without giving away contact details.
fn called(p: &CustomerRow) -> String {
    match (&p.name, &p.platform_id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => format!("customer {id}"),
        (None, None) => format!("customer no. {}", p.id),
    }
}

fn noted(p: &CustomerRow) -> String {
    let orders = fmt::counted(p.orders, "order");
    match &p.city {
        Some(city) => format!("{city}, {orders}"),
        None => orders,
    }
}
