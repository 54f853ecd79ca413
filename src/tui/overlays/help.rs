//! Help that acts: what this place means, then the keys that work here; type to search, Enter does it.

use super::boxed::frame;
use super::filter::filter;
use super::picker::{choose_row, list_key};
use super::{Answer, Hint, list_hints};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId, Section};
use crate::tui::app::{Ctx, Hit, HitMap, Msg};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row, split_bottom, split_left, split_top};
use crate::tui::screens::{Id, Screens};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

struct Entry {
    keys: String,
    what: String,
    section: Section,
    reason: Option<String>,
    action: Option<ActionId>,
}

/// What works here.
pub struct Help {
    title: String,
    about: String,
    entries: Vec<Entry>,
    found: Vec<usize>,
    input: TextInput,
    cursor: Cursor,
}

impl Help {
    /// The help of a screen as it is now.
    pub fn new(ctx: &Ctx<'_>, screens: &Screens, screen: Id) -> Help {
        let (title, about) = screens.help(screen);
        let g = ctx.glyphs();
        let entry = |a: &Action| Entry {
            keys: match a.id {
                id if id == c::DOWN.id || id == c::UP.id => g.up_down.into(),
                id if id == c::LEFT.id || id == c::RIGHT.id => g.left_right.into(),
                _ => ctx.keymap.shown(a),
            },
            what: a.help.into(),
            section: a.section,
            reason: screens.enabled(screen, a.id, ctx).err(),
            action: Some(a.id),
        };
        let mut entries: Vec<Entry> = screen.actions().iter().map(entry).collect();
        let tabs: String = Id::ALL
            .iter()
            .filter(|id| id.tabbed())
            .map(|id| id.digit())
            .collect();
        let (first, last) = (
            tabs.chars().next().unwrap_or('1'),
            tabs.chars().last().unwrap_or('1'),
        );
        entries.push(Entry {
            keys: format!("{first} - {last}"),
            what: "switch screen".into(),
            section: Section::Everywhere,
            reason: None,
            action: None,
        });
        let shared = [c::NEXT_PANE, c::BACK];
        let more = shared
            .iter()
            .chain(c::GLOBAL)
            .filter(|a| a.id != c::LEAVE.id);
        for a in more {
            if !screen.actions().iter().any(|own| own.id == a.id) {
                entries.push(entry(a));
            }
        }
        entries.sort_by_key(|e| e.section);
        let found = (0..entries.len()).collect();
        Help {
            title: format!("Help: {title}"),
            about,
            entries,
            found,
            input: TextInput::default(),
            cursor: Cursor::default(),
        }
    }

    fn find(&mut self) {
        let rows = self
            .entries
            .iter()
            .map(|e| (e.what.as_str(), e.keys.as_str()));
        let fits = filter(self.input.value(), rows);
        let best = fits.first().map(|f| f.index);
        self.found = fits.into_iter().map(|f| f.index).collect();
        self.found.sort_unstable();
        self.cursor = Cursor::default();
        let at = self.found.iter().position(|i| Some(*i) == best);
        self.cursor.select(at.unwrap_or(0), self.found.len());
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc | KeyCode::F(1) => return Answer::Close,
            KeyCode::Char('?') => return Answer::Close,
            KeyCode::Enter => return self.choose(self.cursor.selected, ctx),
            _ => {}
        }
        if let Some(action) = list_key(key) {
            self.cursor.act(action, self.found.len());
        } else if self.input.key(key) {
            self.find();
        }
        Answer::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.find();
    }

    /// Takes the wheel.
    pub fn wheel(&mut self, by: i32) {
        let to = self.cursor.selected.saturating_add_signed(by as isize);
        self.cursor.select(to, self.found.len());
    }

    /// Takes a click or Enter.
    pub fn choose(&mut self, index: usize, _ctx: &Ctx<'_>) -> Answer {
        let entry = self.found.get(index).and_then(|i| self.entries.get(*i));
        match entry {
            Some(Entry {
                action: Some(action),
                reason: None,
                ..
            }) => Answer::Do(Box::new(Msg::Act(*action))),
            _ => Answer::Stay,
        }
    }

    /// Its hints.
    pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        list_hints(ctx, "do it")
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let large = ctx.size.large();
        let air = u16::from(large);
        let inside = if large {
            99
        } else {
            page.width.saturating_sub(8).min(99)
        };
        let about = text::wrap(&self.about, inside);
        let side = |s: &[Section]| {
            let rows = self.found.iter().filter_map(|i| self.entries.get(*i));
            let each =
                |wanted: Section| rows.clone().filter(|e| e.section == wanted).count() as u16;
            s.iter()
                .map(|s| each(*s))
                .map(|n| if n == 0 { 0 } else { n + 2 + air })
                .sum::<u16>()
        };
        let rows = side(&LEFT).max(side(&RIGHT));
        let wanted = 2 + 2 * air + about.len() as u16 + rows + 4;
        let most = page.height.saturating_sub(if large { 4 } else { 1 });
        let area = centred(page, inside + 4 + 2 * air, wanted.min(most));
        let end = if self.input.value().is_empty() {
            "type to search"
        } else {
            self.input.value()
        };
        let mut inner = frame(ctx, area, buf, hits, &self.title, end);
        for _ in 0..air {
            inner = split_top(inner, 1).1;
        }
        for line in about.iter().take(usize::from(inner.height) / 3) {
            text::put(buf, inner, inner.x, inner.y, line, theme.text());
            inner = split_top(inner, 1).1;
        }
        let inner = split_top(inner, 1 + air).1;
        let (body, foot) = if inner.height > rows + 2 {
            split_bottom(inner, 2)
        } else {
            (inner, Rect::default())
        };
        let (left, right) = split_left(body, body.width / 2, 1);
        self.column(ctx, left, buf, hits, &LEFT);
        self.column(ctx, right, buf, hits, &RIGHT);
        if !foot.is_empty() {
            let g = ctx.glyphs();
            let rule = row(foot, 0);
            for x in rule.x..rule.right() {
                text::put(buf, rule, x, rule.y, g.line, theme.fg(Token::Rule));
            }
            let line = row(foot, 1);
            let pieces = [
                (g.up, theme.fg(Token::Positive)),
                (" better  ", theme.text2()),
                (g.down, theme.fg(Token::Negative)),
                (" worse  ", theme.text2()),
                ("n/a", theme.muted()),
                (" too few yet   ", theme.text2()),
                ("The whole guide: ", theme.muted()),
                ("regulars --help", theme.text2()),
            ];
            text::spans(buf, line, line.x, line.y, &pieces);
        }
    }

    fn column(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        buf: &mut Buffer,
        hits: &mut HitMap,
        sections: &[Section],
    ) {
        let theme = ctx.theme();
        let mut lines: Vec<Option<Result<usize, Section>>> = Vec::new();
        for s in sections {
            let of: Vec<usize> = (0..self.found.len())
                .filter(|i| {
                    self.found
                        .get(*i)
                        .and_then(|i| self.entries.get(*i))
                        .is_some_and(|e| e.section == *s)
                })
                .collect();
            if of.is_empty() {
                continue;
            }
            if !lines.is_empty() {
                lines.push(None);
            }
            lines.push(Some(Err(*s)));
            if ctx.size.large() {
                lines.push(None);
            }
            lines.extend(of.into_iter().map(|i| Some(Ok(i))));
        }
        let at = lines
            .iter()
            .position(|l| *l == Some(Ok(self.cursor.selected)))
            .unwrap_or(0);
        let shown = usize::from(area.height).max(1);
        let first = if at < shown { 0 } else { at + 1 - shown };
        for (y, line) in lines.iter().skip(first).take(shown).enumerate() {
            let at = row(area, y as u16);
            match line {
                None => {}
                Some(Err(section)) => {
                    text::put(
                        buf,
                        at,
                        at.x,
                        at.y,
                        heading(*section),
                        theme.bold(Token::Accent),
                    );
                }
                Some(Ok(i)) => {
                    let Some(e) = self.found.get(*i).and_then(|i| self.entries.get(*i)) else {
                        continue;
                    };
                    let chosen = *i == self.cursor.selected;
                    let (key, what) = match (&e.reason, chosen) {
                        (Some(_), _) => (theme.muted(), theme.muted()),
                        (None, true) => (theme.strong(), theme.strong()),
                        (None, false) => (theme.strong(), theme.text2()),
                    };
                    text::put(buf, at, at.x + 2, at.y, &e.keys, key);
                    let x = at.x + 11.max(3 + text::width(&e.keys));
                    let mut used = text::put_fit(
                        buf,
                        at,
                        (x, at.y),
                        at.right().saturating_sub(x),
                        &e.what,
                        what,
                    );
                    if let Some(reason) = &e.reason {
                        used += 2;
                        let room = at.right().saturating_sub(x + used);
                        text::put_fit(buf, at, (x + used, at.y), room, reason, theme.muted());
                    }
                    if chosen {
                        choose_row(ctx, buf, at);
                    }
                    hits.add(at, Hit::Choice(*i));
                }
            }
        }
    }
}

const LEFT: [Section; 2] = [Section::Here, Section::Look];
const RIGHT: [Section; 2] = [Section::Everywhere, Section::Show];

fn heading(section: Section) -> &'static str {
    match section {
        Section::Here => "Here",
        Section::Look => "Look",
        Section::Everywhere => "Everywhere",
        Section::Show => "Show",
    }
}
