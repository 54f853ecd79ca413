//! What keys, clicks and answers do to the Strategies screen.

use super::state::{Detail, Key, Loaded, Pane, State};
use super::{COST, Msg, SWITCH, cost};
use crate::shop::results::Ask;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Job, Target, Toast};
use crate::tui::screens::Id;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::judged_text;

/// The slot of its lists.
pub(super) const SLOT: &str = "strategies";
/// The slot of what the switch would do.
pub(super) const DIFF: &str = "strategies.diff";
/// The slot of what was found on history.
pub(super) const HISTORY: &str = "strategies.history";
/// The slot of the results.
pub(super) const RESULTS: &str = "strategies.results";
/// The list of strategies.
pub(super) const STRATEGIES: &str = "strategies.list";
/// The list of rules.
pub(super) const RULES: &str = "strategies.rules";
/// The text of the document.
pub(super) const TEXT: &str = "strategies.text";
/// Customers whose pages are composed twice.
const SAMPLE: usize = 400;

fn load(ctx: &Ctx<'_>) -> Vec<Cmd> {
    let span = ctx.session.period;
    vec![
        Cmd::load(SLOT, |cx| {
            let both = || {
                Ok(Loaded {
                    strategies: cx.shop.strategies()?,
                    rules: cx.shop.rules()?,
                })
            };
            Msg::Loaded(Box::new(both()))
        }),
        Cmd::load(HISTORY, |cx| Msg::History(cx.shop.offline())),
        Cmd::load(RESULTS, move |cx| {
            let ask = Ask {
                span,
                ..Ask::default()
            };
            Msg::Results(cx.shop.results(&ask).map(|r| r.rows))
        }),
    ]
}

/// Asks for the chosen document and for what its switch would do, if that is not known.
fn look(state: &mut State) -> Vec<Cmd> {
    let (Some(key), Some(life)) = (state.key(), state.life()) else {
        return Vec::new();
    };
    let mut cmds = Vec::new();
    if state.stale || state.shown().is_none() {
        let key = key.clone();
        cmds.push(Cmd::load_after_typing("strategies.detail", move |cx| {
            let detail = match key.rule {
                true => cx.shop.rule(&key.id).map(|d| Detail::Rule(Box::new(d))),
                false => cx
                    .shop
                    .strategy(&key.id)
                    .map(|d| Detail::Strategy(Box::new(d))),
            };
            Msg::Detail(Box::new(detail))
        }));
    }
    if state.diff_now().is_none() {
        state.diff_failed = None;
        let to = life.switched();
        let job = Job::new(DIFF, move |cx| {
            let Key { rule, id } = &key;
            let diff = cx
                .shop
                .diff_state(id, *rule, to, SAMPLE, cx.cancel, cx.progress);
            Msg::Diff(key, to, diff).into()
        });
        // Composing pages is real work: only for what one stays on.
        cmds.push(Cmd::Load(job.after(250)));
    }
    cmds
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(target) => {
            if let Target::Strategy(id) = target {
                state.wanted = Some(id);
                state.opened = false;
                state.arrange();
            }
            match state.data.ready() {
                Some(_) => look(state),
                None => load(ctx),
            }
        }
        Input::Changed => {
            // The old document stays in sight until the new one has come.
            (state.stale, state.diff) = (true, None);
            load(ctx)
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => {
            if list == TEXT {
                state.scroll = state.scroll.saturating_add_signed(by as isize);
                return Vec::new();
            }
            let rules = list == RULES;
            let len = state.len_of(rules);
            let moved = cursor(state, rules).wheel(by, len);
            match moved && state.on_rules == rules {
                true => moved_on(state),
                false => Vec::new(),
            }
        }
        Input::Seen { list, rows, .. } => {
            if list == STRATEGIES || list == RULES {
                let rules = list == RULES;
                let len = state.len_of(rules);
                cursor(state, rules).seen(rows, len);
            }
            Vec::new()
        }
        Input::Key(_) | Input::Paste(_) => Vec::new(),
    }
}

fn cursor(state: &mut State, rules: bool) -> &mut Cursor {
    match rules {
        true => &mut state.rules,
        false => &mut state.strategies,
    }
}

/// Another document is chosen.
fn moved_on(state: &mut State) -> Vec<Cmd> {
    (state.scroll, state.example) = (0, 0);
    look(state)
}

pub(super) fn receive(state: &mut State, msg: Msg, _ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Loaded(answer) => {
            let failed = state.data.take(*answer);
            state.arrange();
            let mut cmds = look(state);
            if let Some(why) = failed {
                let fact = "Could not read the strategies again.";
                cmds.push(Cmd::Toast(Toast::error(fact, why)));
            }
            cmds
        }
        Msg::Detail(detail) => match *detail {
            Ok(detail) => {
                (state.detail, state.stale) = (Some(detail), false);
                Vec::new()
            }
            Err(error) => {
                let fact = "The document could not be read.";
                vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
            }
        },
        Msg::Results(rows) => {
            state.results.take(rows);
            Vec::new()
        }
        Msg::History(answer) => {
            state.history.take(answer);
            Vec::new()
        }
        Msg::Cost(answer) => match *answer {
            Ok(wished) => vec![Cmd::Overlay(cost::explain(&wished).overlay())],
            Err(error) => {
                let fact = "What it costs cannot be told.";
                vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
            }
        },
        Msg::Diff(key, to, Ok(diff)) => {
            state.diff = Some((key, to, diff));
            state.example = 0;
            Vec::new()
        }
        Msg::Diff(_, _, Err(error)) => {
            state.diff_failed = Some(error.to_string());
            Vec::new()
        }
        Msg::Changed(what, Ok(())) => {
            let more = "It holds from now on; the past stays as it was.";
            let toast = Toast::done(what, more).key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Msg::Changed(_, Err(error)) => {
            let fact = "Nothing was changed.";
            vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
        }
    }
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if action == c::BACK.id && ctx.jobs.get(DIFF).is_some() && !state.opened {
        state.diff_failed = Some("Stopped. F5 counts it again.".into());
        return vec![Cmd::Cancel(DIFF)];
    }
    match state.pane {
        Pane::Detail => {
            let (by, page) = (1, 10);
            let step = match action {
                a if a == c::DOWN.id => by,
                a if a == c::UP.id => -by,
                a if a == c::PAGE_DOWN.id => page,
                a if a == c::PAGE_UP.id => -page,
                a if a == c::FIRST.id => isize::MIN,
                _ => 0,
            };
            if step != 0 {
                state.scroll = state.scroll.saturating_add_signed(step);
                return Vec::new();
            }
        }
        _ => {
            let rules = state.on_rules;
            let len = state.len_of(rules);
            match cursor(state, rules).act(action, len) {
                Some(true) => return moved_on(state),
                Some(false) => return Vec::new(),
                None => {}
            }
        }
    }
    match action {
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
            let forward = a == c::NEXT_PANE.id;
            let to = match (state.pane, forward) {
                (Pane::Strategies, true) | (Pane::Detail, false) => Pane::Rules,
                (Pane::Rules, true) | (Pane::Strategies, false) => Pane::Detail,
                (Pane::Detail, true) | (Pane::Rules, false) => Pane::Strategies,
            };
            return focus(state, to);
        }
        a if a == c::OPEN.id => {
            state.opened = true;
            state.pane = Pane::Detail;
        }
        a if a == c::BACK.id => {
            state.opened = false;
            let list = list_of(state);
            return focus(state, list);
        }
        a if a == SWITCH.id => return switch(state),
        a if a == c::LOWER.id => return reorder(state, 1),
        a if a == c::RAISE.id => return reorder(state, -1),
        a if a == c::NEXT.id => {
            let count = state.diff_now().map_or(1, |d| d.examples.len()).max(1);
            state.example = (state.example + 1) % count;
        }
        a if a == c::COPY.id => {
            if let Some(detail) = state.shown() {
                let text = detail.toml().to_owned();
                return vec![Cmd::Copy(text, "the document".into())];
            }
        }
        a if a == c::PREVIEW.id => {
            if let Some(id) = Id::named("preview") {
                return vec![Cmd::Go(id, Target::None)];
            }
        }
        a if a == c::WHY.id => {
            if let Some(offline) = state.history.ready() {
                let said = judged_text::why(offline, state.tried(), None);
                return vec![Cmd::Overlay(said.overlay())];
            }
        }
        a if a == COST.id => return cost::look(state),
        a if a == c::DELETE.id => return delete(state),
        _ => {}
    }
    Vec::new()
}

fn list_of(state: &State) -> Pane {
    match state.on_rules {
        true => Pane::Rules,
        false => Pane::Strategies,
    }
}

fn focus(state: &mut State, to: Pane) -> Vec<Cmd> {
    state.pane = to;
    let rules = match to {
        Pane::Detail => return Vec::new(),
        Pane::Rules => true,
        Pane::Strategies => false,
    };
    state.opened = false;
    let other = state.on_rules != rules;
    state.on_rules = rules;
    match other {
        true => moved_on(state),
        false => Vec::new(),
    }
}

fn switch(state: &State) -> Vec<Cmd> {
    let (Some(key), Some(life), Some(name)) = (state.key(), state.life(), state.name()) else {
        return Vec::new();
    };
    let to = life.switched();
    let what = match to.on() {
        true => format!("“{name}” is live."),
        false => format!("“{name}” is paused."),
    };
    vec![Cmd::load("strategies.change", move |cx| {
        let done = match key.rule {
            true => cx.shop.set_rule_state(&key.id, to),
            false => cx.shop.set_strategy_state(&key.id, to),
        };
        Msg::Changed(what, done)
    })]
}

fn reorder(state: &mut State, by: isize) -> Vec<Cmd> {
    let at = state.strategies.selected;
    let len = state.len_of(false);
    let to = at.saturating_add_signed(by).min(len.saturating_sub(1));
    if to == at {
        return Vec::new();
    }
    let Some(data) = state.data.ready_mut() else {
        return Vec::new();
    };
    data.strategies.swap(at, to);
    let ids: Vec<String> = data.strategies.iter().map(|s| s.id.clone()).collect();
    let name = data.strategies.get(to).map_or("", |s| s.name.as_str());
    let what = format!("“{name}” is number {} now.", to + 1);
    state.strategies.select(to, len);
    vec![Cmd::load("strategies.change", move |cx| {
        let done = cx.shop.order_strategies(&ids);
        Msg::Changed(what, done)
    })]
}

fn delete(state: &State) -> Vec<Cmd> {
    let (Some(key), Some(name)) = (state.key(), state.name()) else {
        return Vec::new();
    };
    let what = format!("“{name}” is out of the shop.");
    vec![Cmd::load("strategies.change", move |cx| {
        let done = match key.rule {
            true => cx.shop.remove_rule(&key.id),
            false => cx.shop.remove_strategy(&key.id),
        };
        Msg::Changed(what, done)
    })]
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row { list, index } if list == STRATEGIES || list == RULES => {
            let rules = list == RULES;
            let len = state.len_of(rules);
            let again = state.on_rules == rules && cursor(state, rules).selected == index;
            cursor(state, rules).select(index, len);
            state.on_rules = rules;
            state.pane = list_of(state);
            match again {
                true => act(state, c::OPEN.id, ctx),
                false => moved_on(state),
            }
        }
        Hit::Pane(0) => focus(state, Pane::Strategies),
        Hit::Pane(1) => focus(state, Pane::Rules),
        Hit::Pane(2) => focus(state, Pane::Detail),
        _ => Vec::new(),
    }
}

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    let no = |why: &str| Err(why.to_owned());
    let changes = [SWITCH.id, c::LOWER.id, c::RAISE.id, c::DELETE.id];
    if changes.contains(&action) && ctx.session.read_only {
        return no("this shop is open for reading only");
    }
    match action {
        a if a == c::LOWER.id || a == c::RAISE.id => match state.on_rules {
            true => no("rules go by their priority: a greater number in the document comes first"),
            false if state.key().is_none() => no("there is no strategy yet"),
            false => Ok(()),
        },
        a if a == SWITCH.id || a == c::DELETE.id || a == c::OPEN.id => match state.key() {
            Some(_) => Ok(()),
            None => no("there is nothing to choose yet"),
        },
        a if a == c::NEXT.id => match state.diff_now() {
            Some(diff) if diff.examples.len() > 1 => Ok(()),
            _ => no("there is no other example"),
        },
        a if a == COST.id && ctx.jobs.get(cost::SLOT).is_some() => no("it is being tried"),
        a if a == COST.id => match (state.on_rules, state.key()) {
            (true, _) => no("wishes and caps belong to strategies"),
            (_, None) => no("there is no strategy yet"),
            _ => Ok(()),
        },
        a if a == c::WHY.id && state.history.ready().is_none() => no("it is still being looked up"),
        a if a == c::COPY.id && state.shown().is_none() => no("the document is not read yet"),
        a if a == c::PREVIEW.id && Id::named("preview").is_none() => {
            no("there is no preview screen")
        }
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    match action {
        a if a == c::OPEN.id => !state.opened,
        a if a == c::LOWER.id => state.pane != Pane::Detail,
        a if a == c::NEXT_PANE.id => state.pane == Pane::Strategies,
        _ => true,
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    match state.pane {
        Pane::Strategies => (
            "Strategies".into(),
            "A strategy is one way of choosing products for a block of a page. A block tries its strategies in order \
             and takes the next one for the spots that stay empty. Space pauses one or sets it live; u takes it back."
                .into(),
        ),
        Pane::Rules => (
            "Rules".into(),
            "A rule holds for all strategies at its place: it hides, requires, boosts, buries or pins products. \
             A greater priority comes first."
                .into(),
        ),
        Pane::Detail => (
            "The document".into(),
            "What it says in words, what it needs, how it has done, and its text. At the right: what the switch would \
             change, counted before anything is changed."
                .into(),
        ),
    }
}
