//! Tables of messages: one row for each customer and campaign, with whether, how often or when it was sent, opened,
//! clicked.

use super::event_table::{Cells, bare, key_of};
use super::field::Field;
use super::hash::Xxh64;
use super::json::Object;
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::platform::{Platform, Shape};
use super::trap::Met;
use super::words;
use crate::model::event::EventKind;
use crate::model::record::Record;
use crate::model::time::Moment;
use serde_json::Value;

/// Any table of messages.
pub(crate) const PLATFORM: Platform = Platform {
    word: "message-table",
    title: "table of messages",
    found: "one row for each customer of a campaign: sent, opened, clicked",
    kind: Kind::Messages,
    shape: Shape::Any,
    taker: |reading, checked| Box::new(JsonLines::table(reading, checked, records, key_of)),
};

/// What a cell says of something that may have happened.
enum Happened {
    No,
    Yes,
    At(Moment),
    Unclear,
}

fn happened(row: &Cells<'_>, field: Field, context: &mut Context<'_>) -> Happened {
    let Some(text) = row.raw(field) else {
        return Happened::No;
    };
    if words::is_yes(text)
        || matches!(
            text.to_lowercase().as_str(),
            "x" | "sent" | "opened" | "clicked"
        )
    {
        return Happened::Yes;
    }
    if text.len() < 8
        && let Ok(count) = text.parse::<i64>()
    {
        return if count > 0 {
            Happened::Yes
        } else {
            Happened::No
        };
    }
    if let Some(at) = context.moment(Some(&Value::String(text.to_owned()))) {
        return Happened::At(at);
    }
    match text.to_lowercase().as_str() {
        "no" | "false" | "n" | "nein" | "non" | "never" | "falsch" | "faux" | "not sent"
        | "not opened" | "not clicked" | "bounced" | "unopened" => Happened::No,
        _ => Happened::Unclear,
    }
}

/// Turns one row into up to three events.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let Some(campaign) = row.campaign(context) else {
        return Err(refusal(
            Field::Campaign.word(),
            "the row names no campaign",
            "fill it in, or say it for every row: --map \"'Spring sale'=campaign\"",
        ));
    };
    let who = row.who(context);
    if who.is_empty() {
        context.traps.met(Met::NobodysEvent);
        return Ok(());
    }
    let said = [
        (Field::Sent, EventKind::MessageSent),
        (Field::Opened, EventKind::MessageOpened),
        (Field::Clicked, EventKind::MessageClicked),
    ]
    .map(|(field, kind)| (field, kind, happened(&row, field, context)));
    let has_sent = row.raw(Field::Sent).is_some();
    if has_sent && said.iter().all(|(_, _, h)| matches!(h, Happened::No)) {
        context.traps.met(Met::NotSent);
        return Ok(());
    }
    let first = said.iter().find_map(|(_, _, h)| match h {
        Happened::At(at) => Some(*at),
        _ => None,
    });
    let base = match row.raw(Field::At) {
        Some(_) => row.moment(context)?,
        None => first.ok_or_else(|| {
            refusal(
                Field::At.word(),
                "the row does not say when the message went out",
                "map a column with the date, or say it for every row: --map \"'2026-11-20 09:00'=at\"",
            )
        })?,
    };
    context.dated(base);
    let mut hash = Xxh64::default();
    hash.feed(campaign.as_bytes());
    for identity in &who {
        hash.feed(b"\0");
        hash.feed(identity.value.as_bytes());
    }
    hash.feed(&base.0.to_le_bytes());
    let id = hash.hex();
    let channel = row
        .text(Field::Channel, context)
        .map_or_else(|| "email".to_owned(), |c| c.to_lowercase());
    for (field, kind, happened) in said {
        let at = match happened {
            // A row of a recipient who opened says that it was sent, even where no column does.
            Happened::No if kind == EventKind::MessageSent && !has_sent => base,
            Happened::No => continue,
            Happened::Yes => base,
            Happened::At(at) => at,
            Happened::Unclear => {
                context.doubt(
                    field.word(),
                    "this is neither yes or no nor a number nor a time; it counts as no",
                    "write 1 or 0, yes or no, or when it happened",
                );
                continue;
            }
        };
        let word = kind.word();
        let mut event = bare(format!("{word}-{id}"), kind, at, who.clone(), context.line);
        event.campaign = Some(campaign.clone());
        event.channel = Some(channel.clone());
        context.out.push(Record::Event(Box::new(event)));
    }
    Ok(())
}
