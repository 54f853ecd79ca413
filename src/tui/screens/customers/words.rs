//! Customers in words: names, places, masked contact details, what was done, and the summary for support.

use super::state::Card;
use crate::model::text::mask;
use crate::shop::customers::{CustomerRow, Entry, Profile};
use crate::tui::app::{Ctx, Session};
use crate::tui::fmt;
use crate::tui::theme::Token;
use chrono::Datelike;
use ratatui::style::Style;

/// What somebody is called: their name, else a masked address, else their number.
pub(super) fn name(row: &CustomerRow) -> String {
    let contact = || row.email.as_deref().or(row.phone.as_deref()).map(mask);
    row.name
        .clone()
        .or_else(contact)
        .unwrap_or_else(|| number(row))
}

/// The first name, or "this customer" for somebody without one.
pub(super) fn first_name(row: &CustomerRow) -> String {
    let first = row
        .name
        .as_deref()
        .and_then(|n| n.split_whitespace().next());
    first.unwrap_or("this customer").to_owned()
}

/// `customer 4471`: the shop's own number, else ours.
pub(super) fn number(row: &CustomerRow) -> String {
    match &row.platform_id {
        Some(id) => format!("customer {id}"),
        None => format!("customer-{}", row.id),
    }
}

/// `Freiburg, Germany`.
pub(super) fn place(row: &CustomerRow) -> String {
    let parts = [&row.city, &row.country];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}

/// Contact details as they may be shown now.
pub(super) fn contact(text: &str, session: &Session) -> String {
    if session.reveal {
        text.to_owned()
    } else {
        mask(text)
    }
}

/// The last part of a category path.
pub(super) fn leaf(category: &str) -> &str {
    category.rsplit('>').next().unwrap_or(category).trim()
}

/// `3 days ago`, `2 h ago`.
pub(super) fn ago(age: &str) -> String {
    if age == "now" {
        return "just now".into();
    }
    match age.strip_suffix(" d") {
        Some("1") => "1 day ago".into(),
        Some(days) => format!("{days} days ago"),
        None => format!("{age} ago"),
    }
}

/// A day, with the month and year only where it lies in another year.
pub(super) fn when(entry: &Entry, session: &Session) -> String {
    let day = session.zone.day_of(entry.at);
    if day.date().year() == session.today().date().year() {
        fmt::day(day)
    } else {
        fmt::month(day)
    }
}

/// An entry of the timeline: its verb with a style, on what, and a value.
pub(super) struct Said {
    pub(super) verb: &'static str,
    pub(super) style: Style,
    pub(super) what: String,
    pub(super) value: String,
}

/// What an entry says.
pub(super) fn said(entry: &Entry, ctx: &Ctx<'_>) -> Said {
    let theme = ctx.theme();
    let plain = theme.text2();
    let (verb, style) = match entry.kind.as_str() {
        "order" if entry.sale == Some(false) => ("ordered", plain),
        "order" => ("bought", theme.bold(Token::Positive)),
        "refund" => ("returned", theme.bold(Token::Negative)),
        "adjustment" => ("adjusted", plain),
        "view" => ("viewed", plain),
        "add_to_cart" => ("to cart", plain),
        "remove_from_cart" => ("put back", plain),
        "list_view" => ("saw list", theme.muted()),
        "search" => ("searched", plain),
        "checkout" => ("checkout", plain),
        "signup" => ("joined", plain),
        "impression" => ("shown", theme.muted()),
        "click" | "message_clicked" => ("clicked", theme.accent()),
        "message_sent" => ("sent", theme.muted()),
        "message_opened" => ("opened", plain),
        _ => ("did", plain),
    };
    let mut value = match entry.total {
        Some(total) => total.to_string(),
        None => entry
            .strategy
            .clone()
            .or_else(|| entry.placement.clone())
            .or_else(|| entry.channel.clone().filter(|c| c != "web"))
            .unwrap_or_default(),
    };
    if entry.sale == Some(false) {
        value = entry.status.clone().unwrap_or(value);
    }
    let what = match (entry.kind.as_str(), entry.items.first()) {
        ("search", _) => format!("“{}”", entry.what.as_deref().unwrap_or("")),
        (_, Some(item)) => {
            let times = if item.quantity > 1 {
                format!(" ×{}", item.quantity)
            } else {
                String::new()
            };
            let more = match entry.items.len() {
                1 => String::new(),
                n => format!(" +{} more", n - 1),
            };
            format!("{}{times}{more}", item.title)
        }
        ("message_sent" | "message_opened" | "message_clicked", None) => "a message".into(),
        (_, None) => entry.what.clone().unwrap_or_default(),
    };
    Said {
        verb,
        style,
        what,
        value,
    }
}

/// Where an entry comes from: `order #14552, paid; orders.csv, line 82`.
pub(super) fn source(entry: &Entry, session: &Session) -> String {
    let local = session.zone.local(entry.at);
    let mut parts = vec![format!(
        "{} at {}",
        fmt::date(session.zone.day_of(entry.at)),
        local.format("%H:%M")
    )];
    if let Some(number) = entry.what.as_ref().filter(|_| entry.total.is_some()) {
        parts.push(format!("{} {number}", entry.kind));
    }
    parts.extend(entry.status.clone());
    parts.extend(entry.placement.as_ref().map(|p| format!("at {p}")));
    parts.extend(entry.strategy.as_ref().map(|s| format!("by {s}")));
    parts.push(format!(
        "{}, line {}",
        entry.file,
        fmt::count(entry.line as i64)
    ));
    parts.join("; ")
}

/// `usually every 38 d`.
pub(super) fn rhythm(card: &Card) -> Option<String> {
    card.habits
        .rhythm
        .map(|days| format!("usually every {days} d"))
}

/// What may be told to somebody for support: no contact details unless they are shown.
pub(super) fn summary(card: &Card, session: &Session) -> String {
    let p = &card.profile;
    let mut out = format!("{}, {}\n", name(&p.row), number(&p.row));
    let mut line = |label: &str, text: String| {
        if !text.is_empty() {
            out.push_str(&format!("{label}: {text}\n"));
        }
    };
    line("From", place(&p.row));
    for (label, value) in contacts(p) {
        if session.reveal {
            line(label, value.to_owned());
        }
    }
    line("Since", since(p, session).unwrap_or_default());
    line(
        "Orders",
        format!(
            "{}, {} returned, spent {}, average {}",
            fmt::count(p.row.orders),
            card.habits.returned,
            p.row.spent,
            p.aov.map_or_else(|| "n/a".into(), |m| m.to_string())
        ),
    );
    if let Some(at) = p.row.last_order {
        line("Last order", fmt::date(session.zone.day_of(at)));
    }
    line("Groups", card.habits.groups.join(", "));
    let likes: Vec<&str> = card
        .habits
        .likes
        .iter()
        .map(|l| leaf(&l.category))
        .collect();
    line("Likes", likes.join(", "));
    let said = |given: bool| if given { "yes" } else { "no" };
    let consents: Vec<String> = p
        .consents
        .iter()
        .map(|c| format!("{} {}", purpose(&c.purpose), said(c.given)))
        .collect();
    line("Allows", consents.join(", "));
    for e in card.story.rows.iter().take(5) {
        let day = fmt::date(session.zone.day_of(e.at));
        let what = e.items.first().map_or("", |i| i.title.as_str());
        let total = e.total.map_or_else(String::new, |t| format!(" {t}"));
        out.push_str(&format!(
            "{day}: {} {what}{total}\n",
            e.kind.replace('_', " ")
        ));
    }
    out
}

/// E-mail, phone and address, as far as they are known.
pub(super) fn contacts(p: &Profile) -> Vec<(&'static str, &str)> {
    [
        ("E-mail", &p.row.email),
        ("Phone", &p.row.phone),
        ("Address", &p.address),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value.as_deref()?)))
    .collect()
}

/// `March 2023`, written short.
pub(super) fn since(p: &Profile, session: &Session) -> Option<String> {
    let at = p.added_at.or(p.first_seen)?;
    Some(fmt::month(session.zone.day_of(at)))
}

/// What a consent is for, in words.
pub(super) fn purpose(purpose: &str) -> &str {
    match purpose {
        "personalization" => "personal pages",
        "email" => "e-mail",
        "sms" => "text messages",
        "push" => "notifications",
        other => other,
    }
}
