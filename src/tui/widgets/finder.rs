//! A list that is searched as one types and read on as one scrolls; one of its rows may be opened.

use super::cursor::Cursor;
use super::input::TextInput;
use super::load::Load;
use super::pane::Pane;
use super::state::{self as part, Way};
use super::table::near_end;
use crate::shop::customers::Page;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap, Input};
use crate::tui::fmt;
use crate::tui::layout::{inset, split_top};
use crate::tui::screens::Id;
use crate::tui::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Something that can be found and opened.
pub trait Listed {
    /// What tells it from others.
    type Id: Copy + Eq;

    /// Its own.
    fn id(&self) -> Self::Id;
}

/// A list that goes on.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    /// What has come so far.
    pub rows: Vec<T>,
    /// How many there are.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What was searched for.
    pub find: String,
}

impl<T> Rows<T> {
    /// The first page of a search.
    pub fn of(page: Page<T>, find: &str) -> Rows<T> {
        Rows {
            rows: page.rows,
            total: page.total,
            next: page.next,
            find: find.to_owned(),
        }
    }

    /// Adds a further page.
    pub fn add(&mut self, page: Page<T>) {
        self.rows.extend(page.rows);
        self.next = page.next;
    }
}

/// The search, what it has found, and what of it is opened.
pub struct Finder<R: Listed, S> {
    /// The text that is searched for.
    pub find: TextInput,
    /// Whether letters go into it.
    pub typing: bool,
    /// What it finds.
    pub rows: Load<Rows<R>>,
    /// The chosen one.
    pub list: Cursor,
    /// In which order.
    pub sorting: S,
    /// The opened one.
    pub open: Option<R::Id>,
}

impl<R: Listed, S: Default> Default for Finder<R, S> {
    fn default() -> Finder<R, S> {
        Finder {
            find: TextInput::default(),
            typing: false,
            rows: Load::default(),
            list: Cursor::default(),
            sorting: S::default(),
            open: None,
        }
    }
}

/// What an action or a click has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Did<I> {
    /// Nothing that has to be read.
    Nothing,
    /// Another row is chosen.
    Moved,
    /// One is back at the list.
    Closed,
    /// Another text is to be searched for.
    Searched,
    /// This one is to be opened.
    Opened(I),
    /// What is waited for shall be stopped.
    Stopped,
}

impl<R: Listed, S> Finder<R, S> {
    /// The chosen row of the list.
    pub fn row(&self) -> Option<&R> {
        self.rows.ready()?.rows.get(self.list.selected)
    }

    /// What is looked at: the opened one, else the chosen row.
    pub fn chosen(&self) -> Option<R::Id> {
        self.open.or_else(|| self.row().map(R::id))
    }

    /// Rows in the list.
    pub fn count(&self) -> usize {
        self.rows.ready().map_or(0, |r| r.rows.len())
    }

    /// The text to search for; `None` for all.
    pub fn wanted(&self) -> Option<String> {
        Some(self.find.value().trim().to_owned()).filter(|t| !t.is_empty())
    }

    /// Begins a search for a text.
    pub fn search(&mut self, text: &str) {
        self.open = None;
        self.find = TextInput::with(text);
    }

    /// Takes keys and pasted text while one types; whether the text is another.
    pub fn types(&mut self, input: &Input) -> bool {
        self.typing
            && match input {
                Input::Key(key) => self.find.key(*key),
                Input::Paste(text) => self.find.paste(text),
                _ => false,
            }
    }

    /// Takes the first page of a search. A new search begins at its best row; the same one, read again, stays where it
    /// was. What failed comes back if older rows stay on the screen.
    pub fn found<E: std::fmt::Display>(
        &mut self,
        text: &str,
        answer: Result<Page<R>, E>,
    ) -> Option<String> {
        let same = self.rows.ready().is_some_and(|r| r.find == text);
        let before = self.row().map(R::id);
        let failed = self.rows.take(answer.map(|page| Rows::of(page, text)));
        let rows = self.rows.ready();
        let kept = rows.and_then(|r| r.rows.iter().position(|row| Some(row.id()) == before));
        let to = match same {
            true => kept.unwrap_or(self.list.selected),
            false => 0,
        };
        let len = self.count();
        self.list.select(to, len);
        failed
    }

    /// Adds a further page.
    pub fn add(&mut self, page: Page<R>) {
        if let Some(rows) = self.rows.ready_mut() {
            rows.add(page);
        }
    }

    /// When the end of the list comes near: what was searched for, and where its next page begins.
    pub fn next(&self) -> Option<(Option<String>, String)> {
        let rows = self.rows.ready()?;
        let next = rows.next.clone()?;
        near_end(&self.list, rows.rows.len())
            .then(|| (Some(rows.find.clone()).filter(|t| !t.is_empty()), next))
    }

    /// What an action means; `None` if it means nothing here. `slow` says whether the screen offers to stop waiting.
    pub fn act(&mut self, action: ActionId, slow: bool) -> Option<Did<R::Id>> {
        let len = self.count();
        if self.open.is_none()
            && let Some(changed) = self.list.act(action, len)
        {
            return Some(if changed { Did::Moved } else { Did::Nothing });
        }
        Some(match action {
            a if a == c::OPEN.id => self.opened(),
            a if a == c::BACK.id && self.typing => {
                self.typing = false;
                Did::Nothing
            }
            a if a == c::BACK.id && slow => Did::Stopped,
            a if a == c::BACK.id && self.open.is_some() => {
                self.open = None;
                Did::Closed
            }
            a if a == c::BACK.id && !self.find.value().is_empty() => {
                self.find.clear();
                Did::Searched
            }
            a if a == c::FIND.id => {
                self.open = None;
                self.typing = true;
                Did::Nothing
            }
            a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
                self.typing = !self.typing;
                Did::Nothing
            }
            a if a == c::NEXT.id => match self.list.select(self.list.selected + 1, len) {
                true if self.open.is_some() => self.opened(),
                true => Did::Moved,
                false => Did::Nothing,
            },
            _ => return None,
        })
    }

    /// A click into row `index` of its list: the first chooses, the second opens.
    pub fn click(&mut self, index: usize) -> Did<R::Id> {
        self.typing = false;
        let len = self.count();
        match self.list.select(index, len) {
            true => Did::Moved,
            false => self.opened(),
        }
    }

    fn opened(&self) -> Did<R::Id> {
        self.row().map_or(Did::Nothing, |row| Did::Opened(row.id()))
    }
}

/// What a finder says, in the words of what it lists.
pub struct Words {
    /// The slot of the job that searches.
    pub job: &'static str,
    /// The name of the field in the hit map.
    pub field: &'static str,
    /// What can be typed, on large and on small screens.
    pub fields: (&'static str, &'static str),
    /// What is being read.
    pub reading: &'static str,
    /// That it could not be read.
    pub failed: &'static str,
    /// Who or what does not fit: `Nobody`, `Nothing`.
    pub none: &'static str,
    /// That there is none yet, and where they come from.
    pub empty: (&'static str, &'static str),
    /// What to try.
    pub tip: &'static str,
}

impl<R: Listed, S> Finder<R, S> {
    /// Draws field and list; `all` is how many there are without a search. `table` draws the rows into the area that
    /// is left and gives the height it has used.
    pub fn view(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        buf: &mut Buffer,
        hits: &mut HitMap,
        words: &Words,
        all: Option<u64>,
        table: impl FnOnce(&Rows<R>, Rect, &mut Buffer, &mut HitMap) -> u16,
    ) {
        let (theme, large) = (ctx.theme(), ctx.size.large());
        let searching = ctx.waits(&[words.job], 150);
        let end = match (&self.rows, all) {
            _ if searching => format!("{} looking", ctx.glyphs().spinner(ctx.clock)),
            (Load::Ready(rows), Some(all)) if !self.find.value().trim().is_empty() && large => {
                let (found, all) = (rows.total as i64, all as i64);
                format!("{} of {}", fmt::count(found), fmt::count(all))
            }
            (Load::Ready(rows), _) => fmt::count(rows.total as i64),
            _ => String::new(),
        };
        let mut pane = Pane::new("Find").focus(true);
        if self.typing {
            pane = pane.end("INPUT", theme.accent());
        }
        if !end.is_empty() {
            pane = pane.end(end, theme.muted());
        }
        let rest = pane.view(ctx, area, buf, hits);
        let (field, rest) = split_top(rest, 1);
        let fields = if large {
            words.fields.0
        } else {
            words.fields.1
        };
        let hint = match self.typing {
            true => fields.to_owned(),
            false => format!("{}  {fields}", ctx.keymap.shown(&c::FIND)),
        };
        self.find.view(ctx, field, buf, self.typing, &hint);
        let what = words.field;
        hits.add(field, Hit::Item { what, index: 0 });
        let body = split_top(rest, 1).1;
        match &self.rows {
            Load::Waiting => part::loading(ctx, body, buf, words.job, words.reading),
            Load::Failed(why) => {
                let ways = [Way {
                    key: &ctx.keymap.shown(&c::REFRESH),
                    verb: "try again",
                    action: c::REFRESH.id,
                }];
                part::error(ctx, body, buf, hits, words.failed, why, &ways);
            }
            Load::Ready(rows) if rows.rows.is_empty() && !rows.find.is_empty() => {
                let fact = format!("{} fits “{}”.", words.none, rows.find);
                part::no_match(ctx, body, buf, &fact, &[]);
                let more = inset(split_top(body, 3).1, 2, 0);
                text::paragraph(buf, more, words.tip, theme.muted());
            }
            Load::Ready(rows) if rows.rows.is_empty() => {
                let data = Id::named("data").map(|id| (id.digit().to_string(), c::go(id)));
                let way = data.iter().map(|(key, action)| Way {
                    key,
                    verb: "bring in a file",
                    action: *action,
                });
                let ways: Vec<Way<'_>> = way.collect();
                part::empty(ctx, body, buf, hits, words.empty.0, words.empty.1, &ways);
            }
            Load::Ready(rows) => {
                let used = table(rows, body, buf, hits);
                let below = split_top(body, used + 1).1;
                if rows.next.is_none() && below.height > 1 {
                    let all = match rows.rows.len() {
                        1 => "One fits.".to_owned(),
                        n => format!("All {} shown.", fmt::count(n as i64)),
                    };
                    let said = format!("{all} {}", words.tip);
                    text::paragraph(buf, inset(below, 2, 0), &said, theme.muted());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Debug)]
    struct One(u8);

    impl Listed for One {
        type Id = u8;

        fn id(&self) -> u8 {
            self.0
        }
    }

    fn page(ids: &[u8], next: Option<&str>) -> Result<Page<One>, String> {
        Ok(Page {
            rows: ids.iter().map(|id| One(*id)).collect(),
            total: 9,
            next: next.map(str::to_owned),
        })
    }

    #[test]
    fn a_search_read_again_stays_at_its_row_and_another_begins_at_the_first() {
        let mut finder = Finder::<One, ()>::default();
        assert_eq!(finder.found("", page(&[1, 2, 3], Some("3"))), None);
        assert_eq!(finder.act(c::LAST.id, false), Some(Did::Moved));
        assert_eq!(finder.found("", page(&[3, 1, 2], None)), None);
        assert_eq!(finder.chosen(), Some(3), "it has moved to the first place");
        assert_eq!(finder.act(c::DOWN.id, false), Some(Did::Moved));
        assert_eq!(finder.found("a", page(&[2, 1], None)), None);
        assert_eq!(finder.chosen(), Some(2));
        assert_eq!(finder.found("a", Err("gone")), Some("gone".into()));
        assert_eq!(finder.count(), 2, "older rows stay");
    }

    #[test]
    fn one_goes_in_and_out_with_the_same_keys_everywhere() {
        let mut finder = Finder::<One, ()>::default();
        assert_eq!(finder.act(c::OPEN.id, false), Some(Did::Nothing));
        finder.found("", page(&[1, 2], None));
        assert_eq!(finder.click(1), Did::Moved);
        assert_eq!(finder.click(1), Did::Opened(2));
        finder.open = Some(2);
        assert_eq!(
            finder.act(c::DOWN.id, false),
            None,
            "the opened one scrolls"
        );
        assert_eq!(
            finder.act(c::NEXT.id, false),
            Some(Did::Nothing),
            "the last"
        );
        assert_eq!(finder.act(c::BACK.id, true), Some(Did::Stopped));
        assert_eq!(finder.act(c::BACK.id, false), Some(Did::Closed));
        assert_eq!(finder.act(c::FIND.id, false), Some(Did::Nothing));
        assert!(finder.types(&Input::Paste("lamp".into())));
        assert_eq!(finder.wanted().as_deref(), Some("lamp"));
        assert_eq!(finder.act(c::BACK.id, false), Some(Did::Nothing));
        assert_eq!(finder.act(c::BACK.id, false), Some(Did::Searched));
        assert_eq!((finder.wanted(), finder.typing), (None, false));
        assert_eq!(
            finder.act(c::BACK.id, false),
            None,
            "nothing is left to close"
        );
    }

    #[test]
    fn the_next_page_is_asked_for_near_the_end_only() {
        let mut finder = Finder::<One, ()>::default();
        assert_eq!(finder.next(), None);
        finder.found("x", page(&[1, 2, 3, 4, 5, 6, 7, 8, 9], Some("9")));
        finder.list.seen(2, 9);
        assert_eq!(finder.next(), None);
        finder.act(c::LAST.id, false);
        assert_eq!(finder.next(), Some((Some("x".into()), "9".into())));
        finder.add(page(&[10], None).unwrap());
        assert_eq!((finder.next(), finder.count()), (None, 10));
    }
}
