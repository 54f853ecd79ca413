//! `identities`: who is who, which merges made them so, and joining and parting by hand.

use super::args;
use super::output::Page;
use super::words::when;
use super::{Desk, Done};
use crate::model::customer::IdentityKind;
use crate::shop::identities::{Merge, Named, Traces};
use serde::Serialize;

/// The log of merges as one document.
#[derive(Serialize)]
struct Log {
    merges: Vec<Merge>,
}

pub(crate) fn run(desk: &Desk, typed: Option<&args::Identities>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    let all = args::Identities::List {
        id: None,
        limit: 20,
    };
    match typed.unwrap_or(&all) {
        args::Identities::List { id: None, limit } => {
            let log = Log {
                merges: shop.merges(*limit)?,
            };
            desk.out.answer(&log, |log, page| {
                if log.merges.is_empty() {
                    page.line("No two customers have become one so far.");
                    page.line("`regulars identities list ID` shows the traces of one customer.");
                    return;
                }
                let rows: Vec<Vec<String>> = log
                    .merges
                    .iter()
                    .map(|m| {
                        vec![
                            m.id.to_string(),
                            when(m.at, zone),
                            format!("customer-{}", m.kept),
                            m.kept_name.clone().unwrap_or_default(),
                            format!("customer-{}", m.gone),
                            m.because.clone(),
                            m.undone_at
                                .map(|at| format!("taken back {}", when(at, zone)))
                                .unwrap_or_default(),
                        ]
                    })
                    .collect();
                page.table(
                    &["No", "When", "Kept", "Name", "Became a part", "Because", ""],
                    &rows,
                );
                page.line("`regulars identities split --merge NO` parts them again.");
            })?;
        }
        args::Identities::List { id: Some(id), .. } => {
            let traces = shop.traces(shop.customer_named(id)?)?;
            desk.out.answer(&traces, |traces, page| {
                shown(traces, page);
                for m in &traces.merges {
                    let undone = if m.undone_at.is_some() {
                        " (taken back)"
                    } else {
                        ""
                    };
                    page.line(format!(
                        "Merge {}: customer-{} became a part of customer-{} on {}: {}{undone}",
                        m.id,
                        m.gone,
                        m.kept,
                        when(m.at, zone),
                        m.because
                    ));
                }
            })?;
        }
        args::Identities::Merge { a, b } => {
            let done = shop.join_people(shop.customer_named(a)?, shop.customer_named(b)?)?;
            desk.out.answer(&done, |done, page| {
                page.line(format!(
                    "customer-{} and customer-{} are one person now: customer-{}. `regulars undo` takes it back.",
                    done.kept, done.gone, done.kept
                ));
            })?;
        }
        args::Identities::Split { id, traces, merge } => {
            let done = match (merge, id) {
                (Some(merge), _) => shop.part_merge(*merge)?,
                (None, Some(id)) => shop.part_traces(shop.customer_named(id)?, traces)?,
                (None, None) => anyhow::bail!("say whom to part, or which merge: --merge NUMBER"),
            };
            desk.out.answer(&done, |done, page| {
                for parted in &done.parted {
                    let trace = named(&parted.trace, page);
                    page.line(match parted.customer {
                        Some(id) => format!("{trace} is of customer-{id} now."),
                        None => format!("{trace} is nobody's until an order or event names it."),
                    });
                }
                page.line(format!(
                    "customer-{} keeps the rest. `regulars undo` takes it back.",
                    done.customer
                ));
            })?;
        }
    }
    Ok(Done::Yes)
}

/// `e-mail anna.m•••@web.de`.
fn named(trace: &Named, page: &Page) -> String {
    let kind = IdentityKind::named(&trace.kind);
    let value = match kind {
        Some(IdentityKind::Email | IdentityKind::Phone) => page.contact(&trace.value),
        _ => trace.value.clone(),
    };
    format!("{} {value}", kind.map_or("trace", IdentityKind::noun))
}

fn shown(traces: &Traces, page: &mut Page) {
    page.line(format!(
        "{}  customer-{}",
        traces.name.as_deref().unwrap_or("(no name)"),
        traces.customer
    ));
    for t in &traces.traces {
        let own = Named {
            kind: t.kind.clone(),
            value: t.value.clone(),
        };
        let mut line = format!("  {}", named(&own, page));
        if let Some(read) = t.read_as.as_ref().filter(|_| t.kind == "phone") {
            line.push_str(&format!(" (read as {})", page.contact(read)));
        }
        let on: Vec<String> = [(t.orders, "order"), (t.events, "event")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, noun)| format!("{n} {noun}{}", if n == 1 { "" } else { "s" }))
            .collect();
        if !on.is_empty() {
            line.push_str(&format!(": {}", on.join(", ")));
        }
        if let (Some(file), Some(at)) = (&t.file, t.line) {
            line.push_str(&format!("  ({file} line {at})"));
        }
        page.line(line);
        for b in &t.beside {
            let whose = if b.same_person {
                ""
            } else {
                ", who is somebody else"
            };
            let with = named(&b.trace, page);
            page.line(format!(
                "    stands {} with {with}{whose}  ({} line {})",
                times(b.times),
                b.file,
                b.line
            ));
        }
        for v in &t.by_hand {
            let with = named(&v.trace, page);
            page.line(if v.same {
                format!("    the same person as {with}, said by hand")
            } else {
                format!("    not the same person as {with}, said by hand")
            });
        }
    }
}

fn times(n: u64) -> String {
    match n {
        1 => "once".into(),
        n => format!("{n} times"),
    }
}
