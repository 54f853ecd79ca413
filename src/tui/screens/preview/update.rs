//! What keys, clicks and answers do to the Preview.

use super::find::{Answer, Find, Found, What};
use super::state::{Entry, Pane, State};
use super::viewer::{self, Composed};
use super::{AS_OF, BEHIND, Msg, WHERE, WHY_NOT, behind, find, summary, trace};
use crate::model::ids::ProductId;
use crate::model::placement::PageType;
use crate::shop::preview::{Ask, Who};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Job, Target, Toast, header};
use crate::tui::overlays::{Picker, Prompt};
use crate::tui::screens::Id;

/// The slot of the page's job.
pub(super) const SLOT: &str = "preview";
const FIND: &str = "preview.find";
/// Its lists.
pub(super) const LIST: &str = "preview.slots";
pub(super) const OUT: &str = "preview.left_out";
/// The most products that are named when everything left out is listed.
const MOST: usize = 500;
/// Pages that are composed to say how personal others are.
const SAMPLE: usize = 60;
/// Before the reasons of a product are asked for while the choice still moves.
const PAUSE: u64 = 30;

fn compose(ask: Option<Ask>) -> Cmd {
    Cmd::load(SLOT, move |cx| {
        Msg::Page(Box::new(viewer::compose(cx, ask, PageType::Home)))
    })
}

/// Composes another page; what is shown stays until it has come.
fn with(state: &State, change: impl FnOnce(&mut Ask)) -> Vec<Cmd> {
    let Some(mut ask) = state.ask.clone() else {
        return vec![compose(None)];
    };
    change(&mut ask);
    vec![compose(Some(ask))]
}

/// Asks why the chosen product stands there.
fn look(state: &State) -> Vec<Cmd> {
    let (Some(ask), Some(entry), None) = (&state.ask, state.chosen(), state.because()) else {
        return Vec::new();
    };
    let Entry::Slot(block, slot) = entry else {
        return Vec::new();
    };
    let ask = ask.clone();
    let job = Job::new("preview.why", move |cx| {
        Msg::Why(entry, Box::new(cx.shop.why(&ask, block + 1, slot + 1))).into()
    });
    vec![Cmd::Load(job.after(PAUSE))]
}

fn why_not(state: &State, product: ProductId) -> Vec<Cmd> {
    let Some(ask) = state.ask.clone() else {
        return Vec::new();
    };
    vec![Cmd::load("preview.why_not", move |cx| {
        Msg::Not(Box::new(cx.shop.why_not(&ask, product, None)))
    })]
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(target) => open(state, target),
        Input::Changed => {
            state.level = None;
            vec![compose(state.ask.clone())]
        }
        Input::Act(action) if state.find.is_some() => {
            let answer = state.find.as_mut().map(|f| f.act(action));
            found(state, answer)
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(key) => {
            let answer = state.find.as_mut().map(|f| f.key(key));
            found(state, answer)
        }
        Input::Paste(text) => {
            let answer = state.find.as_mut().map(|f| f.paste(&text));
            found(state, answer)
        }
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => match (list, &mut state.find) {
            (find::LIST, Some(f)) => {
                f.wheel(by);
                Vec::new()
            }
            (LIST, None) => {
                let to = state.cursor.selected.saturating_add_signed(by as isize);
                let len = state.entries.len();
                state.cursor.select(to, len);
                look(state)
            }
            _ => Vec::new(),
        },
        Input::Seen { list, rows, .. } => {
            match list {
                LIST => state.cursor.seen(rows, state.entries.len()),
                OUT => state.out_cursor.seen(rows, telling(state)),
                find::LIST => {
                    if let Some(f) = &mut state.find {
                        f.cursor.seen(rows, f.rows.ready().map_or(0, Vec::len));
                    }
                }
                _ => {}
            }
            Vec::new()
        }
    }
}

fn open(state: &State, target: Target) -> Vec<Cmd> {
    let ask = state.ask.clone();
    let of = |who: Who| {
        let mut ask = ask
            .clone()
            .unwrap_or(Ask::new(Who::Visitor, PageType::Home));
        ask.who = who;
        vec![compose(Some(ask))]
    };
    match target {
        Target::Customer(id) => of(Who::Customer(id)),
        Target::Group(name) => of(Who::Group(name)),
        Target::Product(id) => {
            let who = ask.map_or(Who::Visitor, |a| a.who);
            let mut ask = Ask::new(who, PageType::Product);
            ask.product = Some(id);
            vec![compose(Some(ask))]
        }
        _ if state.page.ready().is_some() => Vec::new(),
        _ => vec![compose(ask)],
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Page(composed) => page(state, *composed),
        Msg::Why(entry, why) => {
            state.why = Some((entry, why.map_err(|e| e.to_string())));
            Vec::new()
        }
        Msg::Behind(why) => match *why {
            Ok(why) => {
                let reasons = behind::reasons(&why);
                state.behind = Some(why);
                vec![reasons]
            }
            Err(error) => {
                let said = "The rows behind it could not be read.";
                vec![Cmd::Toast(Toast::error(said, error.to_string()))]
            }
        },
        Msg::Rows(term) => {
            let why = state.behind.as_ref();
            let rows = why.and_then(|why| behind::rows(why, term, ctx));
            rows.into_iter().collect()
        }
        Msg::Person(id) => Id::named("customers")
            .map(|screen| Cmd::Go(screen, Target::Customer(id)))
            .into_iter()
            .collect(),
        Msg::LeftOut(list) => {
            let Ok(list) = *list else { return Vec::new() };
            let first = list.telling.first().map(|r| r.product);
            state.out = Some(list);
            let len = telling(state);
            state.out_cursor.select(state.out_cursor.selected, len);
            match state.missed.or(first) {
                Some(product) => why_not(state, product),
                None => Vec::new(),
            }
        }
        Msg::Level(level) => {
            state.level = level.ok();
            Vec::new()
        }
        Msg::Not(answer) => {
            state.not = Some(answer.map_err(|e| e.to_string()));
            Vec::new()
        }
        Msg::Found(what, rows) => {
            if let Some(f) = state.find.as_mut().filter(|f| f.what == what) {
                f.receive(rows);
            }
            Vec::new()
        }
        Msg::PageType(page) => match page {
            PageType::Product | PageType::Cart | PageType::Checkout | PageType::PostPurchase => {
                state.pending = Some(page);
                ask_for(state, What::Anchor)
            }
            PageType::Search => {
                let query = state.ask.as_ref().and_then(|a| a.query.clone());
                let value = query.unwrap_or_default();
                let label = "What is typed into the search";
                vec![Cmd::Overlay(
                    Prompt::new("Search for what?", label, &value, Msg::Query).overlay(),
                )]
            }
            page => with(state, |ask| ask.page = page),
        },
        Msg::At(at) => with(state, |ask| ask.at = at),
        Msg::Query(query) => with(state, |ask| {
            ask.page = PageType::Search;
            ask.query = Some(query);
        }),
        Msg::Missed(product) => {
            state.missed = Some(product);
            why_not(state, product)
        }
        Msg::Kept(kept) => copied(*kept, ctx),
    }
}

fn page(state: &mut State, composed: Composed) -> Vec<Cmd> {
    let Composed { ask, walk, page } = composed;
    // A question that cannot be answered leaves the page that is shown with its own question.
    if page.is_ok() || state.page.ready().is_none() {
        if walk.is_some() || state.ask.as_ref().map(|a| &a.who) != Some(&ask.who) {
            state.walk = walk;
        }
        let same = state.ask.as_ref().map(|a| (a.page, a.at)) == Some((ask.page, ask.at));
        if !same {
            state.level = None;
        }
        state.ask = Some(ask);
    }
    if let Some(why) = state.page.take(page) {
        return vec![Cmd::Toast(Toast::error("That page cannot be shown.", why))];
    }
    state.arrange();
    let Some((ask, page)) = state.ask.clone().zip(state.page.ready()) else {
        return Vec::new();
    };
    let mut cmds = look(state);
    let asked = ask.clone();
    cmds.push(Cmd::load("preview.left_out", move |cx| {
        Msg::LeftOut(Box::new(cx.shop.left_out(&asked, MOST)))
    }));
    if state.level.is_none() {
        let customer = page.customer;
        cmds.push(Cmd::load("preview.level", move |cx| {
            Msg::Level(cx.shop.how_personal(&ask, customer, SAMPLE, cx.cancel))
        }));
    }
    cmds
}

fn telling(state: &State) -> usize {
    state.out.as_ref().map_or(0, |o| o.telling.len())
}

/// Opens the field.
fn ask_for(state: &mut State, what: What) -> Vec<Cmd> {
    let field = Find::new(what);
    let cmd = viewer::look(&field, FIND, Msg::Found);
    state.find = Some(field);
    vec![cmd]
}

/// Does what the field says.
fn found(state: &mut State, answer: Option<Answer>) -> Vec<Cmd> {
    match answer {
        None | Some(Answer::Stay) => Vec::new(),
        Some(Answer::Close) => {
            state.find = None;
            state.pending = None;
            vec![Cmd::Cancel(FIND)]
        }
        Some(Answer::Look) => {
            let field = state.find.as_ref();
            field
                .map(|f| viewer::look(f, FIND, Msg::Found))
                .into_iter()
                .collect()
        }
        Some(Answer::Take(taken)) => {
            let what = state.find.take().map(|f| f.what);
            match (taken, what) {
                (Found::Who(who), _) => with(state, |ask| ask.who = who),
                (Found::Product(id), Some(What::Missed)) => {
                    state.missed = Some(id);
                    why_not(state, id)
                }
                (Found::Product(id), _) => {
                    let page = state.pending.take().unwrap_or(PageType::Product);
                    with(state, |ask| {
                        ask.page = page;
                        (ask.product, ask.cart) = match page {
                            PageType::Product => (Some(id), Vec::new()),
                            _ => (None, vec![id]),
                        };
                    })
                }
            }
        }
    }
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let moved = match state.pane {
        Pane::Page => state.cursor.act(action, state.entries.len()),
        Pane::LeftOut => {
            let len = telling(state);
            state.out_cursor.act(action, len)
        }
    };
    if moved.is_some() {
        return match state.pane {
            Pane::Page => look(state),
            Pane::LeftOut => missed(state, state.out_cursor.selected),
        };
    }
    match action {
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
            state.pane = match state.pane {
                Pane::Page => Pane::LeftOut,
                Pane::LeftOut => Pane::Page,
            };
            Vec::new()
        }
        a if a == c::FIND.id => ask_for(state, What::Who),
        a if a == WHY_NOT.id => ask_for(state, What::Missed),
        a if a == WHERE.id => {
            let page = state.ask.as_ref().map_or(PageType::Home, |a| a.page);
            vec![viewer::page_picker(page, Msg::PageType)]
        }
        a if a == AS_OF.id => {
            let at = state.ask.as_ref().and_then(|a| a.at);
            vec![viewer::time_prompt(ctx, at, Msg::At)]
        }
        a if a == c::NEXT.id => next(state),
        a if a == c::WHY.id => trace::overlay(state).into_iter().collect(),
        a if a == BEHIND.id => behind::look(state).into_iter().collect(),
        a if a == c::REMOVED.id => left_out(state).into_iter().collect(),
        a if a == c::COPY.id => keep(state),
        a if a == c::OPEN.id => {
            let product = match state.pane {
                Pane::Page => state.slot().map(|s| s.product),
                Pane::LeftOut => {
                    let rows = state.out.as_ref().map(|o| &o.telling);
                    rows.and_then(|r| Some(r.get(state.out_cursor.selected)?.product))
                }
            };
            let screen = Id::named("products").zip(product);
            screen
                .map(|(id, p)| Cmd::Go(id, Target::Product(p)))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Asks why a row of the short list is left out.
fn missed(state: &mut State, at: usize) -> Vec<Cmd> {
    let row = state.out.as_ref().and_then(|o| o.telling.get(at));
    let Some(product) = row.map(|r| r.product) else {
        return Vec::new();
    };
    state.missed = Some(product);
    why_not(state, product)
}

fn next(state: &State) -> Vec<Cmd> {
    let Some(ask) = state.ask.clone() else {
        return Vec::new();
    };
    let walk = state.walk.clone();
    vec![Cmd::load(SLOT, move |cx| {
        Msg::Page(Box::new(viewer::next(cx.shop, ask, walk.as_deref())))
    })]
}

/// Everything that is left out, each with its reason; choosing one asks why.
fn left_out(state: &State) -> Option<Cmd> {
    let out = state.out.as_ref()?;
    let rest = out.total.saturating_sub(out.rows.len());
    let title = match rest {
        0 => format!("Left out: {} products", out.total),
        _ => format!("Left out: the first {} of {}", out.rows.len(), out.total),
    };
    let mut picker = Picker::new(title);
    for row in &out.rows {
        picker = picker.item(&row.name, &row.because, Msg::Missed(row.product));
    }
    Some(Cmd::Overlay(picker.overlay()))
}

/// Copies the page with its decision's id, which is kept for later questions.
fn keep(state: &State) -> Vec<Cmd> {
    let Some(ask) = state.ask.clone() else {
        return Vec::new();
    };
    vec![Cmd::load("preview.keep", move |cx| {
        Msg::Kept(Box::new(cx.shop.keep_decision(&ask)))
    })]
}

fn copied(
    kept: Result<(crate::shop::preview::Preview, bool), crate::shop::Error>,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    match kept {
        Ok((page, kept)) => {
            let what = match kept {
                true => format!("the page, decision {}", page.decision),
                false => format!(
                    "the page; read-only, so decision {} is not kept",
                    page.decision
                ),
            };
            vec![Cmd::Copy(summary::text(&page, ctx.session.zone), what)]
        }
        Err(error) => vec![Cmd::Toast(Toast::error(
            "The decision could not be kept.",
            error.to_string(),
        ))],
    }
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row {
            list: find::LIST,
            index,
        } => {
            let answer = state.find.as_mut().map(|f| f.take(index));
            return found(state, answer);
        }
        _ if state.find.is_some() => {}
        Hit::Row { list: LIST, index } => {
            let again = state.pane == Pane::Page && state.cursor.selected == index;
            state.pane = Pane::Page;
            let len = state.entries.len();
            state.cursor.select(index, len);
            return match again {
                true if enabled(state, c::OPEN.id).is_ok() => act(state, c::OPEN.id, ctx),
                _ => look(state),
            };
        }
        Hit::Row { list: OUT, index } => {
            state.pane = Pane::LeftOut;
            let len = telling(state);
            state.out_cursor.select(index, len);
            return missed(state, index);
        }
        Hit::Pane(0) => state.pane = Pane::Page,
        Hit::Pane(1) => state.pane = Pane::LeftOut,
        Hit::Item { what, index } if what == header::HEADER => {
            // Three pieces to a field: who, where, when.
            let action = match index / 3 {
                0 => c::FIND.id,
                1 => WHERE.id,
                _ => AS_OF.id,
            };
            return act(state, action, ctx);
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn enabled(state: &State, action: ActionId) -> Result<(), String> {
    if state.find.is_some() {
        return Ok(());
    }
    match action {
        a if a == c::OPEN.id => match (Id::named("products"), state.slot(), state.pane) {
            (None, ..) => Err("the Products screen is not there".into()),
            (_, None, Pane::Page) => Err("no product is chosen".into()),
            _ => Ok(()),
        },
        a if a == c::WHY.id || a == BEHIND.id => match state.because() {
            Some(Ok(_)) => Ok(()),
            _ if state.slot().is_none() => Err("no product is chosen".into()),
            _ => Err("the reasons are still on their way".into()),
        },
        a if a == c::REMOVED.id => match &state.out {
            Some(_) => Ok(()),
            None => Err("it is still being looked up".into()),
        },
        a if a == c::COPY.id || a == WHY_NOT.id => match state.page.ready() {
            Some(_) => Ok(()),
            None => Err("there is no page yet".into()),
        },
        _ => Ok(()),
    }
}
