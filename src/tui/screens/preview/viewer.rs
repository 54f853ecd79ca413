//! Whose page is looked at, which page, and as of when; with the questions that change it.

use super::find::{self, Choice, Find, What};
use crate::model::placement::PageType;
use crate::model::time::{Day, Moment};
use crate::shop::customers::Wanted;
use crate::shop::preview::{Ask, Grade as Near, Preview, Who};
use crate::shop::{Error, Shop};
use crate::tui::app::{Cmd, Ctx, JobCx, Msg};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::overlays::{Picker, Prompt};
use crate::tui::text;
use crate::tui::widgets::marks::Grade;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A page that was composed, with the question that it answers and where the next customer is found.
pub struct Composed {
    /// The question.
    pub ask: Ask,
    /// Cursor in the list of customers, when the person came from it.
    pub walk: Option<String>,
    /// The answer.
    pub page: Result<Preview, Error>,
}

/// Composes a page; the first one is that of whoever was seen last. For a past day that was never asked about, what
/// was to be learnt by then is learnt first.
pub fn compose(cx: &JobCx<'_>, ask: Option<Ask>, page: PageType) -> Composed {
    let shop = cx.shop;
    let asked = match ask {
        Some(ask) => Ok((ask, None)),
        None => step(shop, None).map(|(who, walk)| (Ask::new(who, page), walk)),
    };
    match asked {
        Ok((ask, walk)) => Composed {
            page: match ask.at.map(|at| shop.fit(at, cx.progress)) {
                Some(Err(error)) => Err(error),
                _ => shop.preview(&ask),
            },
            ask,
            walk,
        },
        Err(error) => Composed {
            ask: Ask::new(Who::Visitor, page),
            walk: None,
            page: Err(error),
        },
    }
}

/// The same page of the next customer in the list, the first after the last.
pub fn next(shop: &Shop, mut ask: Ask, walk: Option<&str>) -> Composed {
    let stepped = step(shop, walk).and_then(|(who, walk)| match who == ask.who {
        true => step(shop, walk.as_deref()),
        false => Ok((who, walk)),
    });
    match stepped {
        Ok((who, walk)) => {
            ask.who = who;
            Composed {
                page: shop.preview(&ask),
                ask,
                walk,
            }
        }
        Err(error) => Composed {
            ask,
            walk: None,
            page: Err(error),
        },
    }
}

fn step(shop: &Shop, after: Option<&str>) -> Result<(Who, Option<String>), Error> {
    let page = shop.customers(&Wanted {
        after,
        limit: 1,
        ..Wanted::default()
    })?;
    Ok(match page.rows.first() {
        Some(row) => (Who::Customer(row.id), page.next),
        None => (Who::Visitor, None),
    })
}

/// Looks for what fits the field's text.
pub fn look<M: Into<Msg>>(
    field: &Find,
    slot: &'static str,
    say: impl FnOnce(What, Result<Vec<Choice>, Error>) -> M + Send + 'static,
) -> Cmd {
    let (what, typed) = (field.what, field.input.value().to_owned());
    let run = move |cx: &JobCx<'_>| say(what, find::look(cx.shop, what, &typed));
    if field.input.value().is_empty() {
        Cmd::load(slot, run)
    } else {
        Cmd::load_after_typing(slot, run)
    }
}

/// What a page type is called.
pub fn page_name(page: PageType) -> &'static str {
    match page {
        PageType::Home => "Home",
        PageType::Category => "Category",
        PageType::Product => "Product",
        PageType::Search => "Search",
        PageType::Cart => "Cart",
        PageType::Checkout => "Checkout",
        PageType::PostPurchase => "After an order",
        PageType::Email => "E-mail",
        PageType::Sms => "Text message",
        PageType::Push => "Push message",
        PageType::Ad => "Ad",
    }
}

/// Asks for the page type.
pub fn page_picker<M: Into<Msg>>(now: PageType, say: fn(PageType) -> M) -> Cmd {
    let mut picker = Picker::new("Which page?");
    for page in PageType::ALL {
        let note = match page {
            PageType::Product => "asks for the product",
            PageType::Cart | PageType::Checkout | PageType::PostPurchase => {
                "asks what was put in the cart"
            }
            PageType::Search => "asks for the words",
            p if p.on_site() => "on the site",
            _ => "a message",
        };
        picker = picker.item(page_name(page), note, say(page));
    }
    let at = PageType::ALL.iter().position(|p| *p == now).unwrap_or(0);
    Cmd::Overlay(picker.selected(at).overlay())
}

/// Asks as of when; `None` is now.
pub fn time_prompt<M: Into<Msg> + 'static>(
    ctx: &Ctx<'_>,
    at: Option<Moment>,
    say: fn(Option<Moment>) -> M,
) -> Cmd {
    let zone = ctx.session.zone;
    let value = at.map_or_else(|| "now".to_owned(), |at| zone.day_of(at).to_string());
    let prompt = Prompt::new(
        "As of when?",
        "now, or a day such as 2026-10-31",
        &value,
        move |text| say(day_of(&text).ok().flatten().map(|day| zone.end_of(day))),
    );
    let prompt = prompt.check(|text| day_of(text).map(|_| ()));
    Cmd::Overlay(prompt.overlay())
}

/// The day that was typed; `None` is now.
pub fn day_of(text: &str) -> Result<Option<Day>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("now") {
        return Ok(None);
    }
    let day: Result<Day, _> = text.parse();
    day.map(Some)
        .map_err(|_| format!("“{text}” is no day; write now, or 2026-10-31"))
}

/// The field of the header: a muted word, the value, the sign that opens a picker.
pub fn field(ctx: &Ctx<'_>, out: &mut Vec<(String, Style)>, label: &str, value: &str) {
    let t = ctx.theme();
    let gap = match (out.is_empty(), ctx.size.large()) {
        (true, _) => "",
        (false, true) => "   ",
        (false, false) => " ",
    };
    let label = match ctx.size.large() || label == "as" {
        true => format!("{gap}{label} "),
        false => gap.to_owned(),
    };
    out.push((label, t.muted()));
    out.push((value.to_owned(), t.strong()));
    out.push((format!(" {}", ctx.glyphs().pick), t.muted()));
}

/// As of when, for the header.
pub fn time_name(ctx: &Ctx<'_>, at: Option<Moment>) -> String {
    at.map_or_else(
        || "now".to_owned(),
        |at| fmt::day(ctx.session.zone.day_of(at)),
    )
}

/// The name to speak of somebody: the first word of a person's name.
pub fn short_name(page: &Preview) -> &str {
    if page.customer.is_none() {
        return "a new visitor";
    }
    match page.who.split_whitespace().next() {
        Some("customer" | "visitor") | None => "this person",
        Some(first) => first.trim_end_matches(','),
    }
}

/// The whole name, without what says how somebody was chosen.
pub fn full_name(page: &Preview) -> &str {
    page.who.split(',').next().unwrap_or(&page.who)
}

/// The mark of a grade.
pub fn grade(near: Near) -> Grade {
    match near {
        Near::Personal => Grade::Personal,
        Near::Group => Grade::Group,
        Near::Contextual => Grade::Context,
        Near::Popular => Grade::Popular,
        Near::Manual => Grade::Manual,
    }
}

/// The counts by grade, the most personal first.
pub fn counts(page: &Preview) -> [(Grade, usize); 5] {
    let level = &page.level;
    [
        (Grade::Personal, level.personal),
        (Grade::Group, level.group),
        (Grade::Context, level.contextual),
        (Grade::Popular, level.popular),
        (Grade::Manual, level.manual),
    ]
}

/// What the merchant should know about a page, in a line above it. Returns what is left of the area.
pub fn note(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = ctx.theme();
    let Some(note) = page.notes.first() else {
        return area;
    };
    let line = row(area, 0);
    text::put(buf, line, line.x + 2, line.y, "!", theme.accent());
    let x = line.x + 4;
    let room = line.right().saturating_sub(x);
    text::put_fit(buf, line, (x, line.y), room, note, theme.text2());
    split_top(area, if ctx.size.large() { 2 } else { 1 }).1
}
