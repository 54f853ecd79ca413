//! A field for the path of a file, with what the folder holds below it: type to narrow, Tab completes, Enter goes in.

use crate::model::time::Zone;
use crate::shop::Error;
use crate::shop::files::{self, Entry, Folder};
use crate::tui::action::ActionId;
use crate::tui::app::{Cmd, Ctx, HitMap, Msg};
use crate::tui::event::Key;
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::overlays::filter::filter;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::{Path, PathBuf};

/// The field, the folder that it looks into, and what of it fits.
#[derive(Default)]
pub struct FileField {
    /// What is typed.
    pub input: TextInput,
    /// The folder that was listed last.
    pub folder: Load<Folder>,
    /// Where one is in the list.
    pub cursor: Cursor,
    /// Endings of the files that are looked for: they come first, the others are muted. Empty: all are alike.
    pub wanted: &'static [&'static str],
    asked: Option<PathBuf>,
    found: Vec<Line>,
}

/// A line of the list.
enum Line {
    /// The folder above.
    Above(PathBuf),
    /// An entry of the folder.
    Entry(usize),
}

/// What Enter means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// Into a folder: the list changes.
    Folder,
    /// This file.
    File(PathBuf),
    /// Nothing is typed or chosen.
    Nothing,
}

impl FileField {
    /// Asks for the folder of what is typed, if it is not the one that was asked for last.
    pub fn look<M: Into<Msg> + 'static>(
        &mut self,
        slot: &'static str,
        make: fn(Result<Folder, Error>) -> M,
    ) -> Vec<Cmd> {
        let (folder, _) = files::split(self.input.value());
        if self.asked.as_ref() == Some(&folder) {
            return Vec::new();
        }
        self.asked = Some(folder.clone());
        vec![Cmd::load(slot, move |_| make(files::list(&folder)))]
    }

    /// Takes the folder that was asked for.
    pub fn take(&mut self, answer: Result<Folder, Error>) {
        self.folder = Load::of(answer);
        self.find();
    }

    /// Takes a key of the text; whether it has changed.
    pub fn key(&mut self, key: Key) -> bool {
        let changed = self.input.key(key);
        if changed {
            self.find();
        }
        changed
    }

    /// Inserts a pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.input.paste(pasted);
        self.find();
    }

    /// Takes a pasted path instead of what was typed.
    pub fn set(&mut self, path: &Path) {
        self.input = TextInput::with(&path.to_string_lossy());
        self.find();
    }

    /// Moves in the list.
    pub fn act(&mut self, action: ActionId) -> bool {
        self.cursor.act(action, self.found.len()).is_some()
    }

    /// How many lines the list has.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing fits.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Completes the text by the chosen line.
    pub fn complete(&mut self) {
        let (path, folder) = match self.chosen() {
            Some((path, folder)) => (path.to_owned(), folder),
            None => return,
        };
        let mut text = path.to_string_lossy().into_owned();
        if folder && !text.ends_with(std::path::MAIN_SEPARATOR) {
            text.push(std::path::MAIN_SEPARATOR);
        }
        self.input = TextInput::with(&text);
        self.find();
    }

    /// Goes into the chosen folder, or takes the chosen file, or what is typed if nothing of the folder fits.
    pub fn enter(&mut self) -> Chosen {
        match self.chosen() {
            Some((_, true)) => {
                self.complete();
                Chosen::Folder
            }
            Some((path, false)) => Chosen::File(path.to_owned()),
            None if self.input.value().trim().is_empty() => Chosen::Nothing,
            None => Chosen::File(files::typed_path(self.input.value())),
        }
    }

    fn chosen(&self) -> Option<(&Path, bool)> {
        match self.found.get(self.cursor.selected)? {
            Line::Above(path) => Some((path, true)),
            Line::Entry(i) => {
                let entry = self.entry(*i)?;
                Some((&entry.path, entry.folder))
            }
        }
    }

    fn entry(&self, index: usize) -> Option<&Entry> {
        self.folder.ready()?.entries.get(index)
    }

    /// Whether a file has one of the endings that are looked for.
    fn is_wanted(&self, e: &Entry) -> bool {
        let ending = e.path.extension().and_then(|x| x.to_str());
        let ending = ending.unwrap_or_default().to_lowercase();
        self.wanted.is_empty() || self.wanted.contains(&ending.as_str())
    }

    fn find(&mut self) {
        self.cursor = Cursor {
            rows: self.cursor.rows,
            ..Cursor::default()
        };
        self.found.clear();
        let Some(folder) = self.folder.ready() else {
            return;
        };
        let (_, wanted) = files::split(self.input.value());
        if wanted.is_empty()
            && let Some(above) = folder.path.parent()
        {
            self.found.push(Line::Above(above.to_owned()));
        }
        let names = folder.entries.iter().map(|e| (e.name.as_str(), ""));
        let mut fits: Vec<usize> = filter(&wanted, names)
            .into_iter()
            .map(|f| f.index)
            .collect();
        // The very name that was typed comes before names that only resemble it.
        fits.sort_by_key(|i| folder.entries.get(*i).is_none_or(|e| e.name != wanted));
        if wanted.is_empty() {
            let rank = |e: &Entry| (!e.folder, !self.is_wanted(e));
            fits.sort_by_key(|i| folder.entries.get(*i).map(rank));
        }
        self.found.extend(fits.into_iter().map(Line::Entry));
        // The folder above is offered, but not the first guess.
        if wanted.is_empty() && self.found.len() > 1 {
            self.cursor.select(1, self.found.len());
        }
    }

    /// Draws field and list.
    pub fn view(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        buf: &mut Buffer,
        hits: &mut HitMap,
        list: &'static str,
        hint: &str,
    ) {
        let theme = ctx.theme();
        let (field, rest) = split_top(area, 2);
        self.input.view(ctx, row(field, 0), buf, true, hint);
        let line = row(field, 1);
        match &self.folder {
            Load::Waiting => {}
            Load::Failed(why) => {
                let said = format!("{} {why}", ctx.glyphs().cross);
                let style = theme.fg(Token::Negative);
                text::put_fit(buf, line, (line.x + 1, line.y), line.width, &said, style);
            }
            Load::Ready(folder) => {
                let said = format!("in {}", folder.path.to_string_lossy());
                let room = line.width.saturating_sub(2);
                let from = line.x + 1;
                text::put_fit(buf, line, (from, line.y), room, &said, theme.muted());
                if self.found.is_empty() {
                    let at = row(rest, 0);
                    let said = "Nothing here has such a name. Enter takes the path as typed.";
                    text::put_fit(buf, at, (at.x + 2, at.y), at.width, said, theme.muted());
                }
            }
        }
        let columns = [
            Column::name("File"),
            Column::number("Size", 9, 2),
            Column::number("Written", 11, 3),
        ];
        let (now, zone) = (ctx.session.now, ctx.session.zone);
        let table = Table::new(list, &columns, self.found.len(), &self.cursor).headless();
        table.view(ctx, rest, buf, hits, |i| match self.found.get(i) {
            Some(Line::Above(_)) => Row::new([
                Cell::text("..", theme.text2()),
                Cell::text("", theme.muted()),
                Cell::text("folder up", theme.muted()),
            ]),
            Some(Line::Entry(at)) => match self.entry(*at) {
                Some(e) => line_of(ctx, e, self.is_wanted(e), now, zone),
                None => Row::new([]),
            },
            None => Row::new([]),
        });
    }
}

fn line_of<'a>(
    ctx: &Ctx<'_>,
    e: &Entry,
    wanted: bool,
    now: crate::model::time::Moment,
    zone: Zone,
) -> Row<'a> {
    let theme = ctx.theme();
    if e.folder {
        return Row::new([
            Cell::text(
                format!("{}{}", e.name, std::path::MAIN_SEPARATOR),
                theme.accent(),
            ),
            Cell::text("", theme.muted()),
            Cell::text("folder", theme.muted()),
        ]);
    }
    let when = e.modified.map_or(String::new(), |at| {
        let day = zone.day_of(at);
        if zone.day_of(now).0 - day.0 > 300 {
            fmt::month(day)
        } else {
            fmt::day(day)
        }
    });
    Row::new([
        Cell::text(
            e.name.clone(),
            if wanted { theme.text() } else { theme.muted() },
        ),
        Cell::text(fmt::size(e.bytes), theme.text2()),
        Cell::text(when, theme.muted()),
    ])
}
