//! What each message does to the model. Pure: the world outside is only asked for, by [`Cmd`]s.

use super::{Cmd, Hit, Input, Job, Model, Msg, Target, Toast, toast};
use crate::shop::files;
use crate::shop::results::Span;
use crate::tui::action::catalog as c;
use crate::tui::action::keymap::Keymap;
use crate::tui::action::{ActionId, Twin};
use crate::tui::event::{Event, Key};
use crate::tui::overlays::{self, Answer, Confirm, Help, Overlay, Palette, Picker};
use crate::tui::screens::Id;
use std::time::Duration;

/// Does what a message says; returns what only the world outside can do.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    let mut out = Vec::new();
    step(model, msg, &mut out);
    out
}

/// Opens the first screen; the first thing to call.
pub fn start(model: &mut Model, target: Target) -> Vec<Cmd> {
    let mut out = Vec::new();
    if let Some(problem) = model.keymap.problems.first() {
        let more = "That key keeps its usual meaning.";
        let t = Toast::warning(problem.clone(), more);
        show_toast(model, t);
    }
    let first = model.screen;
    open(model, first, target, &mut out);
    out
}

fn step(model: &mut Model, msg: Msg, out: &mut Vec<Cmd>) {
    match msg {
        Msg::Event(event) => hear(model, event, out),
        Msg::Act(action) => act(model, action, out),
        Msg::Go(id, target) => go(model, id, target, out),
        Msg::Screen(msg) => {
            let cmds = with_ctx(model, |screens, ctx| screens.receive(msg, ctx));
            obey(model, cmds, out);
        }
        Msg::Done {
            slot,
            generation,
            msg,
        } => {
            if model.jobs.end(slot, generation) {
                step(model, *msg, out);
            }
        }
        Msg::Failed { slot, generation } => {
            if model.jobs.end(slot, generation) {
                let t = Toast::error(
                    "Something went wrong while reading.",
                    "Your data are untouched. F5 tries again.",
                );
                show_toast(model, t);
            }
        }
        Msg::Progress {
            slot,
            generation,
            phase,
            done,
            total,
        } => model
            .jobs
            .progress(slot, generation, (phase, done, total), model.clock),
        Msg::Seen(hits) => seen(model, hits, out),
        Msg::Tick => {
            let clock = model.clock;
            model.toasts.retain(|t| t.until > clock);
        }
        Msg::DataChanged => changed(model, out),
        Msg::Changed(t) => {
            show_toast(model, t);
            changed(model, out);
        }
        Msg::Learn => learn(model, out),
        Msg::Learned(Ok(true)) => changed(model, out),
        Msg::Learned(Ok(false)) => {}
        Msg::Learned(Err(why)) => {
            let fact = "Could not learn from the history.";
            show_toast(model, Toast::warning(fact, why));
        }
        Msg::Shop(session) => {
            let s = *session;
            let ours = &mut model.session;
            (ours.now, ours.zone, ours.currency) = (s.now, s.zone, s.currency);
            (ours.newest, ours.empty, ours.banner) = (s.newest, s.empty, s.banner);
        }
        Msg::Period(period) => {
            model.session.period = period;
            changed(model, out);
        }
        Msg::Found(answer) => {
            if let Some(Overlay::Palette(palette)) = model.overlay.as_deref_mut() {
                palette.found(answer);
            }
        }
        Msg::Toast(t) => show_toast(model, t),
        Msg::Copy(text, what) => out.push(Cmd::Copy(text, what)),
        Msg::Quit => out.push(Cmd::Quit),
        Msg::OpenShop(path) => out.push(Cmd::OpenShop(path)),
    }
}

fn with_ctx(
    model: &mut Model,
    f: impl FnOnce(&mut crate::tui::screens::Screens, &super::Ctx<'_>) -> Vec<Cmd>,
) -> Vec<Cmd> {
    let mut screens = std::mem::take(&mut model.screens);
    let cmds = f(&mut screens, &model.ctx());
    model.screens = screens;
    cmds
}

fn tell(model: &mut Model, id: Id, input: Input, out: &mut Vec<Cmd>) {
    let cmds = with_ctx(model, |screens, ctx| screens.update(id, input, ctx));
    obey(model, cmds, out);
}

/// Does what can be done here; hands the rest on.
fn obey(model: &mut Model, cmds: Vec<Cmd>, out: &mut Vec<Cmd>) {
    for cmd in cmds {
        match cmd {
            Cmd::Load(job) => {
                let generation = model.jobs.begin(job.slot, model.clock);
                out.push(Cmd::Start(job, generation));
            }
            Cmd::Cancel(slot) => {
                model.jobs.cancel(slot);
                out.push(Cmd::Cancel(slot));
            }
            Cmd::Go(id, target) => go(model, id, target, out),
            Cmd::Back => back(model, out),
            Cmd::Overlay(overlay) => model.overlay = Some(overlay),
            Cmd::Toast(t) => show_toast(model, t),
            Cmd::DataChanged => changed(model, out),
            Cmd::Reveal(on) => model.session.reveal = on,
            Cmd::Mouse(on) => {
                model.session.mouse = on;
                out.push(Cmd::Mouse(on));
            }
            other => out.push(other),
        }
    }
}

/// The slot of the learning that goes on in the background.
pub const LEARNING: &str = "learning";
/// The first frame and the answers that it waits for come before it.
pub const LEARN_AFTER: u64 = 700;

/// Learns in the background what is not learnt yet of the shop's present; until then pages come from what needs no
/// learning, and say so.
fn learn(model: &mut Model, out: &mut Vec<Cmd>) {
    let s = &model.session;
    if s.read_only || s.empty || model.jobs.get(LEARNING).is_some() {
        return;
    }
    let job = Job::new(LEARNING, |cx| {
        let now = cx.shop.now();
        let done = match cx.shop.stored_fit(now) {
            Ok(Some(_)) => Ok(false),
            Ok(None) => cx.shop.fit(now, cx.progress).map(|fit| fit.is_some()),
            Err(error) => Err(error),
        };
        Msg::Learned(done.map_err(|e| e.to_string()))
    });
    obey(model, vec![Cmd::Load(job.after(LEARN_AFTER))], out);
}

fn changed(model: &mut Model, out: &mut Vec<Cmd>) {
    // The screen in front first: its answer is waited for.
    let mut all: Vec<Id> = model.opened.iter().copied().collect();
    all.sort_by_key(|id| *id != model.screen);
    for id in all {
        tell(model, id, Input::Changed, out);
    }
}

fn open(model: &mut Model, id: Id, target: Target, out: &mut Vec<Cmd>) {
    model.screen = id;
    model.opened.insert(id);
    model.overlay = None;
    tell(model, id, Input::Open(target), out);
}

fn go(model: &mut Model, id: Id, target: Target, out: &mut Vec<Cmd>) {
    if id != model.screen {
        let from = model.screen;
        model.back.retain(|b| *b != from);
        model.back.push(from);
    }
    open(model, id, target, out);
}

fn back(model: &mut Model, out: &mut Vec<Cmd>) {
    if let Some(id) = model.back.pop() {
        open(model, id, Target::None, out);
    }
}

fn show_toast(model: &mut Model, mut t: Toast) {
    t.until = model.clock + toast::STAYS;
    model.toasts.retain(|old| old.title != t.title);
    model.toasts.push(t);
    let extra = model.toasts.len().saturating_sub(3);
    model.toasts.drain(..extra);
}

fn seen(model: &mut Model, hits: super::HitMap, out: &mut Vec<Cmd>) {
    let lists: Vec<_> = hits.lists().to_vec();
    let moved = hits.lists() != model.hits.lists();
    model.hits = hits;
    if moved {
        for (list, offset, rows) in lists {
            tell(model, model.screen, Input::Seen { list, offset, rows }, out);
        }
    }
}

fn hear(model: &mut Model, event: Event, out: &mut Vec<Cmd>) {
    match event {
        Event::Resize(w, h) => model.size = (w, h),
        Event::Key(key) => press(model, key, out),
        Event::Paste(text) => {
            if let Some(overlay) = model.overlay.as_mut() {
                overlay.paste(&text);
                look_up(model, out);
            } else {
                pasted(model, text, out);
            }
        }
        Event::Click(x, y) => click(model, x, y, out),
        Event::Wheel(x, y, by) => {
            let by = i32::from(by) * 3;
            if let Some(overlay) = model.overlay.as_mut() {
                overlay.wheel(by.signum());
            } else if let Some(list) = model.hits.list_at(x, y) {
                tell(model, model.screen, Input::Wheel { list, by }, out);
            }
        }
    }
}

/// A text goes to the screen; the path of a file that is dropped outside of a text field goes to Data from everywhere.
/// Nothing is written before the merchant has seen what would come in.
fn pasted(model: &mut Model, text: String, out: &mut Vec<Cmd>) {
    let hears = matches!(model.screen, Id::Data | Id::Welcome);
    let free = !hears && !model.screens.typing(model.screen);
    let dropped = free && files::pasted(&text).is_some_and(|p| p.is_absolute());
    if dropped {
        go(model, Id::Data, Target::None, out);
    }
    tell(model, model.screen, Input::Paste(text), out);
}

fn press(model: &mut Model, key: Key, out: &mut Vec<Cmd>) {
    if Some(key) == Key::named("Ctrl-C") {
        return act(model, c::LEAVE.id, out);
    }
    if let Some(mut overlay) = model.overlay.take() {
        let answer = overlay.key(key, &model.ctx());
        // An answer may open the next question: only put this one back if there is none.
        if matches!(answer, Answer::Stay) {
            model.overlay = Some(overlay);
            look_up(model, out);
        }
        return answered(model, answer, out);
    }
    let typing = model.screens.typing(model.screen);
    if typing && !key.acts_while_typing() {
        return tell(model, model.screen, Input::Key(key), out);
    }
    if !typing
        && model.screen.tabbed()
        && let Some(id) = Keymap::screen(key)
    {
        return go(model, id, Target::None, out);
    }
    match model.keymap.action(Some(model.screen), key) {
        Some(action) => act(model, action, out),
        None if typing => tell(model, model.screen, Input::Key(key), out),
        None => {}
    }
}

/// Looks in the shop for what was typed into the list of everything.
fn look_up(model: &mut Model, out: &mut Vec<Cmd>) {
    let reveal = model.session.reveal;
    if let Some(Overlay::Palette(palette)) = model.overlay.as_deref_mut()
        && let Some(job) = palette.look_up(reveal)
    {
        obey(model, vec![Cmd::Load(job)], out);
    }
}

fn answered(model: &mut Model, answer: Answer, out: &mut Vec<Cmd>) {
    match answer {
        Answer::Stay | Answer::Close => {}
        Answer::Do(msg) => step(model, *msg, out),
    }
}

fn click(model: &mut Model, x: u16, y: u16, out: &mut Vec<Cmd>) {
    let Some(hit) = model.hits.at(x, y).cloned() else {
        // A click beside an overlay closes it.
        if model.overlay.as_ref().is_some_and(|o| o.closes_outside()) {
            model.overlay = None;
        }
        return;
    };
    match hit {
        Hit::Overlay => {}
        Hit::Choice(index) => {
            if let Some(mut overlay) = model.overlay.take() {
                let answer = overlay.choose(index, &model.ctx());
                if matches!(answer, Answer::Stay) {
                    model.overlay = Some(overlay);
                }
                answered(model, answer, out);
            }
        }
        Hit::Act(action) => {
            if model.overlay.is_some() {
                let key = overlays::footer_key(action);
                if let Some(key) = key {
                    return press(model, key, out);
                }
            }
            act(model, action, out);
        }
        Hit::Screen(id) => go(model, id, Target::None, out),
        hit => tell(model, model.screen, Input::Click(hit), out),
    }
}

fn act(model: &mut Model, action: ActionId, out: &mut Vec<Cmd>) {
    if let Some(id) = Id::ALL.iter().find(|id| c::go(**id) == action) {
        return go(model, *id, Target::None, out);
    }
    match action {
        a if a == c::PALETTE.id => {
            model.overlay =
                Some(Palette::new(&model.ctx(), &model.screens, model.screen).overlay());
        }
        a if a == c::HELP.id => {
            model.overlay = Some(Help::new(&model.ctx(), &model.screens, model.screen).overlay());
        }
        a if a == c::PERIOD.id => model.overlay = Some(period_picker(model)),
        a if a == c::REFRESH.id => changed(model, out),
        a if a == c::THEME.id => {
            let s = &mut model.session;
            s.theme = s.theme.next(s.best);
            let t = Toast::note(format!("Colours: {}", s.theme.name()), "T for the next");
            model
                .toasts
                .retain(|old| !old.title.starts_with("Colours: "));
            show_toast(model, t);
            out.push(Cmd::Repaint);
        }
        a if a == c::PICTURES.id => {
            model.session.pictures = !model.session.pictures;
            let on = model.session.pictures;
            let t = Toast::note(
                if on {
                    "Pictures are shown."
                } else {
                    "Pictures are hidden."
                },
                if model.session.theme.paints() {
                    "i switches them"
                } else {
                    "They need more colours than this terminal has."
                },
            );
            model
                .toasts
                .retain(|old| !old.title.starts_with("Pictures "));
            show_toast(model, t);
        }
        a if a == c::MOUSE.id => {
            let on = !model.session.mouse;
            obey(model, vec![Cmd::Mouse(on)], out);
            let t = if on {
                Toast::note("The mouse works here again.", "M frees it")
            } else {
                Toast::note(
                    "The mouse is free.",
                    "Select text with it; M takes it back.",
                )
            };
            show_toast(model, t);
        }
        a if (a == c::UNDO.id || a == c::REDO.id)
            && model.screens.undoes(model.screen, a == c::REDO.id) =>
        {
            tell(model, model.screen, Input::Act(a), out);
        }
        a if a == c::UNDO.id || a == c::REDO.id => {
            let cmd = if model.session.read_only {
                Cmd::Toast(Toast::note(
                    "This shop is open for reading only.",
                    "Nothing can be changed.",
                ))
            } else {
                history(a == c::UNDO.id)
            };
            obey(model, vec![cmd], out);
        }
        a if a == c::REPAINT.id => out.push(Cmd::Repaint),
        a if a == c::SUSPEND.id => out.push(Cmd::Suspend),
        a if a == c::QUIT.id => {
            if model.screens.deep(model.screen) {
                tell(model, model.screen, Input::Act(c::BACK.id), out);
            } else if model.back.is_empty() {
                quit(model, out);
            } else {
                back(model, out);
            }
        }
        a if a == c::LEAVE.id => quit(model, out),
        action => {
            let enabled = model.screens.enabled(model.screen, action, &model.ctx());
            match enabled {
                Ok(()) => tell(model, model.screen, Input::Act(action), out),
                Err(reason) => {
                    let known = model.screen.actions().iter().find(|a| a.id == action);
                    let what = known.map_or("That", |a| a.help);
                    show_toast(model, Toast::note(format!("Not now: {what}"), reason));
                }
            }
        }
    }
}

/// Takes the last change back, or does it again; every screen reads again after it.
fn history(back: bool) -> Cmd {
    Cmd::load("undo", move |cx| {
        let done = if back {
            cx.shop.undo(cx.progress, cx.cancel)
        } else {
            cx.shop.redo()
        };
        match (done, back) {
            (Ok(Some(done)), true) => {
                Msg::Changed(Toast::done(format!("Undone: {}", done.what), "").key("U", "redo"))
            }
            (Ok(Some(done)), false) => {
                Msg::Changed(Toast::done(format!("Done again: {}", done.what), "").key("u", "undo"))
            }
            (Ok(None), true) => Msg::Toast(Toast::note("There is nothing to undo.", "")),
            (Ok(None), false) => Msg::Toast(Toast::note("There is nothing to redo.", "")),
            (Err(error), _) => Msg::Toast(Toast::error("That did not work.", error.to_string())),
        }
    })
}

fn quit(model: &mut Model, out: &mut Vec<Cmd>) {
    match model.screens.unsaved() {
        Some(what) if model.overlay.is_none() => {
            model.overlay = Some(
                Confirm::new(
                    "Leave without saving?",
                    format!("{what} is not saved."),
                    "Stay",
                    'y',
                    "leave anyway",
                    Msg::Quit,
                )
                .overlay(),
            );
        }
        _ => out.push(Cmd::Quit),
    }
}

fn period_picker(model: &Model) -> Box<Overlay> {
    let today = model.session.today();
    let mut picker = Picker::new("Which days?");
    for p in Span::CHOICES {
        let note = match p {
            Span::Days(n) => {
                let from = today.plus(1 - i32::try_from(n).unwrap_or(i32::MAX));
                format!("since {}", crate::tui::fmt::date(from))
            }
            _ => "everything there is".into(),
        };
        picker = picker.item(p.words(), note, Msg::Period(p));
    }
    let at = Span::CHOICES
        .iter()
        .position(|p| *p == model.session.period);
    picker.selected(at.unwrap_or(1)).overlay()
}

/// The command line that does the same as an action.
pub fn twin(action: ActionId) -> Option<&'static str> {
    c::all()
        .into_iter()
        .find(|(_, a)| a.id == action)
        .and_then(|(_, a)| match a.twin {
            Twin::Command(line) => Some(line),
            Twin::ScreenOnly => None,
        })
}

/// How long until the model wants a tick.
pub fn wake(model: &Model) -> Option<Duration> {
    model.next_wake().map(Duration::from_millis)
}
