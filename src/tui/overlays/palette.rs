//! Everything in one list: what can be done here, where one can go, what can be found.

use super::boxed::frame;
use super::filter::{Fit, filter};
use super::finder::{self, Found};
use super::picker::{choose_row, list_key, marked};
use super::{Answer, Hint, list_hints};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::update::twin;
use crate::tui::app::{Ctx, Hit, HitMap, Job, Msg, Target};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row, split_bottom, split_top};
use crate::tui::screens::{Id, Screens};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Which part of the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    Do,
    GoTo,
    Find,
}

impl Part {
    fn title(self) -> &'static str {
        match self {
            Part::Do => "Do",
            Part::GoTo => "Go to",
            Part::Find => "Find",
        }
    }
}

/// What Enter does.
enum What {
    Act(ActionId),
    Go(Id, Target),
}

struct Entry {
    part: Part,
    name: String,
    note: String,
    words: String,
    key: String,
    possible: bool,
    twin: Option<&'static str>,
    what: What,
}

/// The list of all actions and places.
pub struct Palette {
    entries: Vec<Entry>,
    found: Vec<Fit>,
    input: TextInput,
    cursor: Cursor,
    /// What was looked for in the shop last.
    looked: String,
    /// Whether the shop's groups are among the entries.
    groups: bool,
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().collect::<String>() + chars.as_str(),
        None => String::new(),
    }
}

impl Palette {
    /// The list as it is on a screen now.
    pub fn new(ctx: &Ctx<'_>, screens: &Screens, screen: Id) -> Palette {
        let entry = |a: &Action| {
            let enabled = screens.enabled(screen, a.id, ctx);
            let note = match &enabled {
                Ok(()) if a.label == a.help => String::new(),
                Ok(()) => a.label.to_owned(),
                Err(reason) => format!("not now: {reason}"),
            };
            Entry {
                part: Part::Do,
                name: capital(a.help),
                note,
                words: format!("{} {}", a.label, a.words),
                key: ctx.keymap.shown(a),
                possible: enabled.is_ok(),
                twin: twin(a.id),
                what: What::Act(a.id),
            }
        };
        let own = screen.actions().iter().filter(|a| a.listed).map(entry);
        let global = c::GLOBAL
            .iter()
            .filter(|a| a.listed && !screen.actions().iter().any(|own| own.id == a.id))
            .map(entry);
        let places = Id::ALL.iter().map(|id| Entry {
            part: Part::GoTo,
            name: id.name().into(),
            note: if *id == screen { "you are here" } else { "" }.into(),
            words: String::new(),
            key: if id.tabbed() {
                id.digit().to_string()
            } else {
                String::new()
            },
            possible: true,
            twin: None,
            what: What::Go(*id, Target::None),
        });
        // A page of Data that is asked for from anywhere; on Data itself it has a key.
        let quality = (screen != Id::Data).then(|| Entry {
            part: Part::GoTo,
            name: "Data quality".into(),
            note: "look the data over".into(),
            words: "doctor check health missing duplicates".into(),
            key: String::new(),
            possible: true,
            twin: Some("regulars doctor"),
            what: What::Go(Id::Data, Target::Quality),
        });
        let entries: Vec<Entry> = own.chain(global).chain(places).chain(quality).collect();
        let mut palette = Palette {
            entries,
            found: Vec::new(),
            input: TextInput::default(),
            cursor: Cursor::default(),
            looked: String::new(),
            groups: false,
        };
        palette.find();
        palette
    }

    /// The search in the shop for what is typed, if it was not looked for yet.
    pub fn look_up(&mut self, reveal: bool) -> Option<Job> {
        let text = self.input.value().trim();
        if text == self.looked || !finder::worth(text) {
            return None;
        }
        self.looked = text.to_owned();
        Some(finder::job(self.looked.clone(), reveal, !self.groups))
    }

    /// Takes what a search has found; what was chosen stays chosen.
    pub fn found(&mut self, answer: finder::Answer) {
        let moved = self.cursor.selected > 0;
        let chosen = self.entry(self.cursor.selected);
        let chosen = chosen.map(|e| (e.part, e.name.clone())).filter(|_| moved);
        // Of a former search only the groups stay: all of them are known.
        let group = |e: &Entry| matches!(e.what, What::Go(_, Target::Group(_)));
        self.entries.retain(|e| e.part != Part::Find || group(e));
        for found in answer.found {
            self.add_found(found, answer.text.clone());
        }
        if let Some(groups) = answer.groups {
            self.groups = true;
            for found in groups {
                self.add_found(found, String::new());
            }
        }
        self.find();
        let at = chosen.and_then(|(part, name)| {
            let same = |f: &Fit| {
                let entry = self.entries.get(f.index);
                entry.is_some_and(|e| e.part == part && e.name == name)
            };
            self.found.iter().position(same)
        });
        if let Some(at) = at {
            self.cursor.select(at, self.found.len());
        }
    }

    /// Adds something of the shop; `words` find it beside its name (an e-mail address, an order number).
    fn add_found(&mut self, found: Found, words: String) {
        self.entries.push(Entry {
            part: Part::Find,
            name: found.name,
            note: found.note,
            words,
            key: String::new(),
            possible: true,
            twin: None,
            what: What::Go(found.screen, found.target),
        });
    }

    fn find(&mut self) {
        let rows = self
            .entries
            .iter()
            .map(|e| (e.name.as_str(), e.words.as_str()));
        self.found = filter(self.input.value(), rows);
        // What lies in the shop is only listed when it is looked for.
        if !finder::worth(self.input.value()) {
            let own = |f: &Fit| {
                let entry = self.entries.get(f.index);
                entry.is_some_and(|e| e.part != Part::Find)
            };
            self.found.retain(own);
        }
        let best = self.found.first().map(|f| f.index);
        // Parts stand together; the order of the matches stays within them.
        self.found
            .sort_by_key(|f| self.entries.get(f.index).map(|e| e.part));
        self.cursor = Cursor::default();
        let at = self.found.iter().position(|f| Some(f.index) == best);
        self.cursor.select(at.unwrap_or(0), self.found.len());
    }

    fn entry(&self, at: usize) -> Option<&Entry> {
        self.found.get(at).and_then(|f| self.entries.get(f.index))
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, ctx: &Ctx<'_>) -> Answer {
        match (key.code, key.ctrl) {
            (KeyCode::Esc, _) | (KeyCode::Char('p'), true) | (KeyCode::F(2), _) => {
                return Answer::Close;
            }
            (KeyCode::Enter, _) => return self.choose(self.cursor.selected, ctx),
            (KeyCode::Char('y'), true) => {
                if let Some(line) = self.entry(self.cursor.selected).and_then(|e| e.twin) {
                    return Answer::Do(Box::new(Msg::Copy(line.into(), "the command".into())));
                }
            }
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
        match self.entry(index) {
            Some(e) if e.possible => Answer::Do(Box::new(match &e.what {
                What::Act(id) => Msg::Act(*id),
                What::Go(id, target) => Msg::Go(*id, target.clone()),
            })),
            _ => Answer::Stay,
        }
    }

    /// Its hints.
    pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        list_hints(ctx, "do it")
    }

    /// The lines to draw: a heading, a blank or a row of `found`.
    fn lines(&self, airy: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut last = None;
        for (i, f) in self.found.iter().enumerate() {
            let part = self.entries.get(f.index).map(|e| e.part);
            if part != last {
                if airy && last.is_some() {
                    lines.push(Line::Blank);
                }
                if let Some(part) = part {
                    lines.push(Line::Heading(part.title()));
                }
                last = part;
            }
            lines.push(Line::Row(i));
        }
        lines
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let large = ctx.size.large();
        let area = if large {
            centred(page, 75, 23.max(page.height * 6 / 10))
        } else {
            centred(page, 64, page.height.saturating_sub(3))
        };
        let inner = frame(ctx, area, buf, hits, "What would you like to do?", "");
        let (head, rest) = split_top(inner, 3);
        let count = format!("{} of {}", self.found.len(), self.entries.len());
        let field = row(head, 1);
        theme.fill(buf, field, Token::Selected);
        let prompt = Rect {
            width: field.width.min(3),
            ..field
        };
        text::put(
            buf,
            prompt,
            prompt.x + 1,
            prompt.y,
            g.prompt,
            theme.bold(Token::Accent),
        );
        let typed = Rect {
            x: field.x + 2.min(field.width),
            width: field.width.saturating_sub(2),
            ..field
        };
        self.input.view(ctx, typed, buf, true, &count);
        // The field's own edge gives way to the prompt.
        text::put(buf, typed, typed.x, typed.y, " ", theme.bg(Token::Selected));
        let (list, foot) = split_bottom(rest, 3);
        self.rows(ctx, list, buf, hits);
        let twin = self.entry(self.cursor.selected).and_then(|e| e.twin);
        let rule = row(foot, 0);
        for x in rule.x..rule.right() {
            text::put(buf, rule, x, rule.y, g.line, theme.fg(Token::Rule));
        }
        let (say, copy) = (row(foot, 1), row(foot, 2));
        if let Some(line) = twin {
            let pieces = [
                ("The same from a script: ", theme.muted()),
                (line, theme.text2()),
            ];
            text::spans(buf, say, say.x + 1, say.y, &pieces);
            let pieces = [("Ctrl-Y", theme.text()), (" copies it", theme.muted())];
            text::spans(buf, copy, copy.x + 1, copy.y, &pieces);
        } else if self.found.is_empty() {
            text::put(
                buf,
                say,
                say.x + 1,
                say.y,
                if ctx.jobs.get(finder::SLOT).is_some() {
                    "Looking in your shop."
                } else {
                    "Nothing is called that. Try fewer letters."
                },
                theme.muted(),
            );
        } else {
            text::put(
                buf,
                say,
                say.x + 1,
                say.y,
                "The key at the right does it without this list.",
                theme.muted(),
            );
        }
    }

    fn rows(&self, ctx: &Ctx<'_>, list: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let lines = self.lines(ctx.size.large() && list.height > 14);
        let at = lines
            .iter()
            .position(|l| *l == Line::Row(self.cursor.selected))
            .unwrap_or(0);
        let shown = usize::from(list.height).max(1);
        // The heading above the first row stays in sight.
        let first = if at < shown { 0 } else { at + 1 - shown };
        let note_at = list.width * 4 / 9;
        for (i, what) in lines.iter().skip(first).take(shown).enumerate() {
            let line = row(list, i as u16);
            let index = match what {
                Line::Blank => continue,
                Line::Heading(title) => {
                    text::put(buf, line, line.x + 1, line.y, title, theme.muted());
                    continue;
                }
                Line::Row(index) => *index,
            };
            let (Some(e), Some(f)) = (self.entry(index), self.found.get(index)) else {
                continue;
            };
            let chosen = index == self.cursor.selected;
            let style = match (e.possible, chosen) {
                (false, _) => theme.muted(),
                (_, true) => theme.strong(),
                _ => theme.text(),
            };
            let key_x = line.right().saturating_sub(3 + text::width(&e.key));
            let room = if e.note.is_empty() {
                key_x.saturating_sub(line.x + 5)
            } else {
                note_at.saturating_sub(1)
            };
            let used = marked(
                theme,
                buf,
                line,
                (line.x + 3, line.y),
                &text::fit(&e.name, room),
                &f.at,
                style,
            );
            let note_x = (line.x + 3 + used + 2).max(line.x + 3 + note_at);
            text::put_fit(
                buf,
                line,
                (note_x, line.y),
                key_x.saturating_sub(note_x + 1),
                &e.note,
                theme.muted(),
            );
            let key_style = if e.possible {
                theme.strong()
            } else {
                theme.muted()
            };
            text::put(buf, line, key_x, line.y, &e.key, key_style);
            if chosen {
                choose_row(ctx, buf, line);
            }
            hits.add(line, Hit::Choice(index));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line {
    Blank,
    Heading(&'static str),
    Row(usize),
}

#[cfg(test)]
mod tests {
    use super::super::Overlay;
    use super::*;
    use crate::model::ids::CustomerId;
    use crate::tui::app::{Cmd, Session};
    use crate::tui::testkit::Desk;

    fn asked(desk: &Desk) -> Vec<u64> {
        let jobs = desk.asked.iter().filter_map(|c| match c {
            Cmd::Start(job, generation) if job.slot == finder::SLOT => Some(*generation),
            _ => None,
        });
        jobs.collect()
    }

    fn anna() -> Found {
        Found {
            name: "Anna Maier".into(),
            note: "customer, Freiburg".into(),
            screen: Id::Dashboard,
            target: Target::Customer(CustomerId(7)),
        }
    }

    fn group(name: &str) -> Found {
        Found {
            name: name.into(),
            note: "group".into(),
            screen: Id::Dashboard,
            target: Target::Group(name.into()),
        }
    }

    #[test]
    fn typing_looks_in_the_shop_and_enter_goes_there() {
        let mut desk = Desk::new(Session::default(), Id::Dashboard, (140, 45));
        desk.keys("Ctrl-P");
        desk.types("a");
        assert!(asked(&desk).is_empty(), "one letter finds too much");
        desk.types("nna@");
        let generations = asked(&desk);
        assert_eq!(
            generations.len(),
            4,
            "each text is looked for, the last one counts"
        );
        let answer = |text: &str, found: Vec<Found>| finder::Answer {
            text: text.into(),
            found,
            groups: Some(vec![group("Annual buyers"), group("Loyal")]),
        };
        desk.send(Msg::Done {
            slot: finder::SLOT,
            generation: generations[3],
            msg: Box::new(Msg::Found(answer("anna@", vec![anna()]))),
        });
        let screen = desk.draw();
        assert!(
            screen.contains("Find") && screen.contains("customer, Freiburg"),
            "{screen}"
        );
        desk.keys("Enter");
        assert!(desk.model.overlay.is_none());
    }

    #[test]
    fn groups_are_asked_for_once_and_nothing_of_the_shop_stands_in_the_plain_list() {
        let mut desk = Desk::new(Session::default(), Id::Dashboard, (140, 45));
        desk.keys("Ctrl-P");
        let Some(Overlay::Palette(palette)) = desk.model.overlay.as_deref_mut() else {
            panic!("no list");
        };
        let plain = palette.found.len();
        palette.found(finder::Answer {
            text: "xy".into(),
            found: vec![anna()],
            groups: Some(vec![group("Loyal")]),
        });
        assert!(palette.groups);
        assert_eq!(palette.found.len(), plain);
        desk.types("loyal");
        assert!(desk.draw().contains("Loyal"));
    }
}
