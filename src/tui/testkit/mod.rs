//! What tests of screens share: a model without a terminal, keys as text, the screen as text.

pub mod judged;

use super::action::keymap::Keymap;
use super::app::update::{start, update};
use super::app::view::view;
use super::app::{Cmd, JobCx, Model, Msg, Session, Target};
use super::event::{Event, Key};
use super::screens::Id;
use crate::shop::demo::Size;
use crate::shop::{Cancel, Quiet, Shop};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::LazyLock;

/// The small demo shop with its fixed clock, made once; tests only read it.
pub fn demo() -> &'static Shop {
    static DEMO: LazyLock<(tempfile::TempDir, Shop)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("demo.db");
        let shop = Shop::demo(&file, Size::Small, 7, &Quiet).unwrap();
        // Learned before any test looks, so that no test sees another one's learning.
        shop.learn(None, &Quiet).unwrap();
        (folder, shop)
    });
    &DEMO.1
}

/// A session on a shop, as the dashboard opens it.
pub fn session(shop: &Shop) -> Session {
    let mut session = Session {
        shop: "Fern & Field".into(),
        tagline: "outdoor & garden".into(),
        demo: true,
        ..Session::default()
    };
    session.ask(shop);
    session
}

/// A program on a test's desk.
pub struct Desk {
    /// Its state.
    pub model: Model,
    /// What it has asked of the world outside, in order.
    pub asked: Vec<Cmd>,
}

impl Desk {
    /// A model of a size, on a screen.
    pub fn new(session: Session, screen: Id, size: (u16, u16)) -> Desk {
        let mut model = Model::new(session, Keymap::default(), size);
        model.screen = screen;
        let asked = start(&mut model, Target::None);
        Desk { model, asked }
    }

    /// Sends a message.
    pub fn send(&mut self, msg: impl Into<Msg>) {
        self.asked.extend(update(&mut self.model, msg.into()));
    }

    /// Does the jobs that were asked for, as the worker would, until no answer asks for another.
    pub fn work(&mut self, shop: &Shop) {
        let (cancel, progress) = (Cancel::default(), Quiet);
        let cx = JobCx {
            shop,
            cancel: &cancel,
            progress: &progress,
        };
        while self.asked.iter().any(|c| matches!(c, Cmd::Start(..))) {
            for cmd in std::mem::take(&mut self.asked) {
                let Cmd::Start(job, generation) = cmd else {
                    self.asked.push(cmd);
                    continue;
                };
                let slot = job.slot;
                let msg = Box::new(job.run(&cx));
                self.send(Msg::Done {
                    slot,
                    generation,
                    msg,
                });
            }
        }
    }

    /// Presses keys by their names, separated by blanks: `"Down Down Enter"`.
    pub fn keys(&mut self, keys: &str) {
        for name in keys.split_whitespace() {
            let key = Key::named(name).unwrap_or_else(|| panic!("no key {name}"));
            self.send(Msg::Event(Event::Key(key)));
        }
    }

    /// Types a text letter by letter.
    pub fn types(&mut self, text: &str) {
        for c in text.chars() {
            let name = if c == ' ' {
                "Space".to_owned()
            } else {
                c.to_string()
            };
            self.keys(&name);
        }
    }

    /// Clicks the first place where a text stands.
    pub fn click(&mut self, what: &str) {
        let screen = self.draw();
        let rows: Vec<&str> = screen.lines().collect();
        let at = rows.iter().enumerate().find_map(|(y, row)| {
            row.find(what)
                .map(|byte| (super::text::width(&row[..byte]), y as u16))
        });
        let (x, y) = at.unwrap_or_else(|| panic!("`{what}` is not on the screen:\n{screen}"));
        self.send(Msg::Event(Event::Click(x, y)));
    }

    /// Draws a frame; returns it as text and tells the model what was seen, as the runtime does.
    pub fn draw(&mut self) -> String {
        let buf = self.buffer();
        lines(&buf)
    }

    /// Draws a frame; returns it as text without the line of tabs, for snapshots that outlive a new screen.
    pub fn page(&mut self) -> String {
        let screen = self.draw();
        let lines = screen.lines().enumerate().filter(|(y, _)| *y != 1);
        lines.map(|(_, line)| format!("{line}\n")).collect()
    }

    /// Draws a frame; returns its cells.
    pub fn buffer(&mut self) -> Buffer {
        let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
        let mut buf = Buffer::empty(area);
        let hits = view(&self.model, area, &mut buf);
        for (hit, what) in hits.areas() {
            assert_eq!(area.intersection(*hit), *hit, "{what:?} lies outside");
        }
        self.send(Msg::Seen(hits));
        buf
    }

    /// Draws at every size from 1x1 to 160x50 in steps of 7: nothing may panic or leave the screen.
    pub fn fuzz_sizes(&mut self) {
        for w in (1..=160).step_by(7) {
            for h in (1..=50).step_by(7) {
                self.send(Msg::Event(Event::Resize(w, h)));
                self.draw();
            }
        }
    }
}

/// A buffer as text, without blanks at the ends of lines.
pub fn lines(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buf.area.left()..buf.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, y)].symbol();
            skip = super::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
