//! `groups`: target groups: write, count, list, keep, explain.

use super::args;
use super::output::Page;
use super::{Desk, Done};
use crate::model::ids::CustomerId;
use crate::shop::attributes::AttributeRow;
use crate::shop::groups::{Explained, Member, Members};
use crate::targeting::diagnostic::Diagnostic;
use anyhow::anyhow;
use serde::Serialize;

mod side_by_side;

pub(crate) fn run(desk: &Desk, typed: Option<&args::Groups>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    match typed.unwrap_or(&args::Groups::List) {
        args::Groups::List => {
            let groups = shop.groups()?;
            desk.out.answer(&Listed { groups }, |listed, page| {
                let rows: Vec<Vec<String>> = listed
                    .groups
                    .iter()
                    .map(|g| {
                        let note = g.problem.clone().or_else(|| {
                            (!g.missing.is_empty())
                                .then(|| format!("waits for data: {}", g.missing.join(", ")))
                        });
                        vec![
                            if g.ready_made {
                                format!("+ {}", g.name)
                            } else {
                                g.name.clone()
                            },
                            g.count.map_or_else(|| "n/a".into(), |n| n.to_string()),
                            note.or_else(|| g.purpose.clone())
                                .unwrap_or_else(|| g.expression.clone()),
                        ]
                    })
                    .collect();
                page.table(&["Group", ">Customers", "Who"], &rows);
                page.line("+ ready-made: `regulars groups save NAME EXPRESSION` makes it yours");
            })?;
        }
        args::Groups::Fields { field: Some(field) } => {
            let values = shop.field_values_named(field)?;
            desk.out.answer(&values, |all, page| {
                let rows: Vec<Vec<String>> = all
                    .values
                    .iter()
                    .map(|v| {
                        let count = v.count.map_or_else(|| "n/a".into(), |n| n.to_string());
                        vec![v.shown.clone(), count]
                    })
                    .collect();
                let mut unit = format!(">{}", all.unit);
                if let Some(first) = unit.get_mut(1..2) {
                    first.make_ascii_uppercase();
                }
                page.table(&["Value", &unit], &rows);
                if all.more {
                    page.line("Rarer ones are left out; they can be typed all the same.");
                }
            })?;
        }
        args::Groups::Fields { field: None } => {
            let fields = shop.group_fields()?;
            desk.out.answer(&Fields { fields }, |all, page| {
                for f in &all.fields {
                    match &f.learnt {
                        Some(learnt) => {
                            page.line(format!("{:<22} {}", f.name, attribute(learnt)));
                        }
                        None => {
                            page.line(format!("{:<22} {}", f.name, f.info.purpose));
                            page.line(format!("{:<22} {}", "", f.info.example));
                        }
                    }
                    if !f.values.is_empty() {
                        let shown: Vec<&str> =
                            f.values.iter().take(8).map(String::as_str).collect();
                        page.line(format!("{:<22} here: {}", "", shown.join(", ")));
                    }
                }
                page.gap();
                for line in crate::targeting::GRAMMAR.lines() {
                    page.line(line);
                }
            })?;
        }
        args::Groups::Count { expression, said } => {
            let counted = shop.count_group_in(expression, &said.read(&shop)?)?;
            warn(desk, &counted.expression, &counted.warnings);
            desk.out.answer(&counted, |c, page| {
                let share = c
                    .share
                    .map_or_else(String::new, |s| format!(", {:.1}% of the shop", s * 100.0));
                page.line(format!("{} of {} customers{share}", c.count, c.of));
                page.line(&c.words);
            })?;
        }
        args::Groups::Members {
            expression,
            limit,
            after,
        } => {
            let after = after.as_deref().map(cursor).transpose()?;
            let members = shop.group_members(expression, after, *limit as u64)?;
            warn(desk, &members.expression, &members.warnings);
            desk.out.answer(&members, list)?;
        }
        args::Groups::Worth { expression } => {
            let worth = shop.group_worth(expression, 5)?;
            desk.out.answer(&worth, side_by_side::worth)?;
        }
        args::Groups::Diff {
            expression,
            from,
            to,
            limit,
        } => {
            let (from, to) = (shop.day_named(from)?, shop.day_named(to)?);
            let change = shop.group_change(expression, from, to, *limit)?;
            warn(desk, &change.expression, &change.warnings);
            desk.out.answer(&change, side_by_side::change)?;
        }
        args::Groups::Trend {
            expression,
            months,
            period,
        } => {
            let trend = match period {
                Some(period) => {
                    let days = shop.trend_days(period.parse()?)?;
                    shop.group_trend_on(expression, &days)?
                }
                None => shop.group_trend(expression, *months)?,
            };
            desk.out.answer(&trend, side_by_side::trend)?;
        }
        args::Groups::Overlap { groups } => {
            let overlap = shop.group_overlap(groups)?;
            desk.out.answer(&overlap, side_by_side::overlap)?;
        }
        args::Groups::Rfm => {
            let grid = shop.rfm_grid()?;
            desk.out.answer(&grid, side_by_side::grid)?;
        }
        args::Groups::Save { name, expression } => {
            let saved = shop.save_group(name, expression)?;
            warn(desk, &saved.expression, &saved.warnings);
            desk.out.answer(&saved, |s, page| {
                let verb = if s.replaced { "Replaced" } else { "Saved" };
                page.line(format!(
                    "{verb} “{}”: {} of {} customers. `regulars undo` takes it back.",
                    s.name, s.count, s.of
                ));
            })?;
        }
        args::Groups::Explain {
            expression,
            customer,
        } => {
            let customer = shop.customer_named(customer)?;
            let explained = shop.explain_group(expression, customer)?;
            desk.out.answer(&explained, explain)?;
            return Ok(if explained.holds { Done::Yes } else { Done::No });
        }
        args::Groups::Rm { name } => {
            shop.remove_group(name)?;
            desk.out.answer(
                &Removed {
                    removed: name.clone(),
                },
                |r, page| {
                    page.line(format!(
                        "Removed “{}”. `regulars undo` brings it back.",
                        r.removed
                    ));
                },
            )?;
        }
    }
    Ok(Done::Yes)
}

#[derive(Serialize)]
struct Listed<T> {
    groups: Vec<T>,
}

#[derive(Serialize)]
struct Fields<T> {
    fields: Vec<T>,
}

#[derive(Serialize)]
struct Removed {
    removed: String,
}

fn cursor(text: &str) -> anyhow::Result<CustomerId> {
    text.parse()
        .map(CustomerId)
        .map_err(|_| anyhow!("--after: `{text}` is not the number printed at the end of a list"))
}

fn warn(desk: &Desk, text: &str, warnings: &[Diagnostic]) {
    if !warnings.is_empty() {
        desk.out
            .say(crate::targeting::diagnostic::render(text, warnings, false));
    }
}

fn list(members: &Members, page: &mut Page) {
    let rows: Vec<Vec<String>> = members.members.iter().map(|m| member(m, page)).collect();
    page.table(
        &["Id", "Name", "E-mail", "Place", ">Orders", ">Spent"],
        &rows,
    );
    page.line(format!("{} of {}", members.members.len(), members.count));
    if let Some(next) = members.next {
        page.line(format!("More: --after {next}"));
    }
}

fn member(m: &Member, page: &Page) -> Vec<String> {
    vec![
        format!("customer-{}", m.id),
        m.name.clone().unwrap_or_default(),
        m.email
            .as_deref()
            .map(|e| page.contact(e))
            .unwrap_or_default(),
        m.city
            .clone()
            .or_else(|| m.country.clone())
            .unwrap_or_default(),
        m.orders.to_string(),
        m.spent.to_string(),
    ]
}

fn explain(explained: &Explained, page: &mut Page) {
    let name = explained.name.as_deref().unwrap_or("This customer");
    let verdict = if explained.holds {
        "is in"
    } else {
        "is not in"
    };
    page.line(format!("{name} {verdict}: {}", explained.expression));
    if !explained.known {
        page.line("  The shop did not know them by then.");
    }
    for line in &explained.lines {
        let mark = if line.holds { "✓" } else { "✕" };
        let found = match line.found.as_str() {
            "" => String::new(),
            found => format!("  ({found})"),
        };
        let indent = "  ".repeat(line.depth + 1);
        page.line(format!("{indent}{mark} {}{found}", line.words));
    }
}

/// What is known of an attribute: `number, 812 customers have it`.
fn attribute(learnt: &AttributeRow) -> String {
    let odd = match learnt.odd {
        0 => String::new(),
        n => format!(", {n} of them another kind of value"),
    };
    format!(
        "from customer files: {}, {} customers have it{odd}",
        learnt.kind.words(),
        learnt.customers
    )
}
