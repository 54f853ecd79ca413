//! `customers`: find one, and everything about them.

use super::args;
use super::words::when;
use super::{Desk, Done};
use crate::shop::customers::{CustomerRow, Entry, Page as Rows, Profile, Wanted};
use serde::Serialize;

/// A profile with the newest part of the timeline, the groups, as one document.
#[derive(Serialize)]
struct Shown {
    profile: Profile,
    groups: Vec<String>,
    timeline: Rows<Entry>,
}

pub(crate) fn run(desk: &Desk, typed: Option<&args::People>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    let all = args::People::List {
        find: args::Find {
            find: None,
            limit: 20,
            after: None,
        },
        group: None,
    };
    match typed.unwrap_or(&all) {
        args::People::List { find, group } => {
            let group = group.as_deref();
            let among = group.map(|g| shop.group_member_ids(g)).transpose()?;
            let rows = shop.customers(&Wanted {
                find: find.find.as_deref(),
                after: find.after.as_deref(),
                limit: find.limit,
                among: among.as_deref(),
                ..Wanted::default()
            })?;
            desk.out.answer(&rows, |rows, page| {
                let lines: Vec<Vec<String>> = rows
                    .rows
                    .iter()
                    .map(|c| {
                        vec![
                            format!("customer-{}", c.id),
                            called(c),
                            c.email
                                .as_deref()
                                .map(|e| page.contact(e))
                                .unwrap_or_default(),
                            c.city
                                .clone()
                                .or_else(|| c.country.clone())
                                .unwrap_or_default(),
                            c.orders.to_string(),
                            c.spent.to_string(),
                            c.rfm_group.clone().unwrap_or_default(),
                        ]
                    })
                    .collect();
                page.table(
                    &[
                        "Id", "Name", "E-mail", "Place", ">Orders", ">Spent", "Group",
                    ],
                    &lines,
                );
                page.line(format!("{} of {}", rows.rows.len(), rows.total));
                if let Some(next) = &rows.next {
                    page.line(format!("More: --after {next}"));
                }
            })?;
        }
        args::People::Show { id } => {
            let id = shop.customer_named(id)?;
            let shown = Shown {
                profile: shop.customer(id)?,
                groups: shop.groups_of(id)?,
                timeline: shop.timeline(id, None, 20)?,
            };
            desk.out.answer(&shown, |shown, page| {
                let c = &shown.profile;
                let name = called(&c.row);
                page.line(format!("{name}  customer-{}", c.row.id));
                for contact in [&c.row.email, &c.row.phone, &c.address]
                    .into_iter()
                    .flatten()
                {
                    let contact = page.contact(contact);
                    page.line(format!("  {contact}"));
                }
                let place: Vec<&str> = [&c.row.city, &c.region, &c.row.country]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
                page.line(format!("  {}", place.join(", ")));
                page.line(format!(
                    "  {} orders, spent {}, average {}",
                    c.row.orders,
                    c.row.spent,
                    c.aov.map_or_else(|| "n/a".into(), |m| m.to_string())
                ));
                let group = c.row.rfm_group.as_deref().unwrap_or("none");
                page.line(format!(
                    "  RFM group {group}; in groups: {}",
                    shown.groups.join(", ")
                ));
                for consent in &c.consents {
                    let said = if consent.given { "yes" } else { "no" };
                    page.line(format!(
                        "  {} {said} since {}{}",
                        consent.purpose,
                        when(consent.at, zone),
                        stands(consent.file.as_deref(), consent.line)
                    ));
                }
                if !c.tags.is_empty() {
                    page.line(format!("  tags: {}", c.tags.join(", ")));
                }
                for (heading, all) in [
                    ("said they prefer", &c.preferences_from),
                    ("also known", &c.attributes_from),
                ] {
                    if !all.is_empty() {
                        page.line(format!("  {heading}:"));
                    }
                    for s in all {
                        let from = stands(s.file.as_deref(), s.line);
                        page.line(format!("    {} = {}{from}", s.name, s.value));
                    }
                }
                page.gap();
                for e in &shown.timeline.rows {
                    let items: Vec<&str> =
                        e.items.iter().map(|i| i.title.as_str()).take(3).collect();
                    let total = e.total.map_or_else(String::new, |t| t.to_string());
                    page.line(format!(
                        "{}  {:<14} {}  {}  {total}  ({} line {})",
                        when(e.at, zone),
                        e.kind,
                        e.what.as_deref().unwrap_or(""),
                        items.join(", "),
                        e.file,
                        e.line
                    ));
                }
            })?;
        }
    }
    Ok(Done::Yes)
}

/// The name, else the shop system's id.
fn called(c: &CustomerRow) -> String {
    match (&c.name, &c.platform_id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => format!("no. {id}"),
        (None, None) => "(no name)".into(),
    }
}

/// `  (customers.csv line 12)`; empty if no file says so.
fn stands(file: Option<&str>, line: Option<u64>) -> String {
    match (file, line) {
        (Some(file), Some(line)) => format!("  ({file} line {line})"),
        _ => String::new(),
    }
}
