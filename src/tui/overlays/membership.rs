//! Why somebody is in a group or not: what is wanted, what was found, line by line.

use super::Explain;
use crate::shop::groups::Explained;
use crate::tui::app::Ctx;
use crate::tui::fmt;

/// The explanation of one customer and one group.
pub fn membership(told: &Explained, group: &str, ctx: &Ctx<'_>) -> Explain {
    let (g, zone) = (ctx.glyphs(), ctx.session.zone);
    let name = match &told.name {
        Some(name) => name.clone(),
        None => format!("customer {}", told.customer),
    };
    let verb = if told.holds { "is" } else { "is not" };
    let mut out = Explain::new(format!("Why {name} {verb} in {group}"));
    if !told.known {
        out = out.line(g.cross, "The shop did not know them by then.");
    }
    for line in &told.lines {
        let mark = if line.holds { g.check } else { g.cross };
        let indent = "  ".repeat(line.depth.min(5));
        let said = &line.words;
        let wanted = ["have ", "are "].iter().find_map(|w| said.strip_prefix(w));
        let wanted = wanted.unwrap_or(said);
        if line.kind == "condition" {
            out = out
                .line(format!("{indent}{mark} wanted"), wanted)
                .line(format!("{indent}  found"), line.found.clone());
        } else {
            out = out.line(format!("{indent}{mark}"), wanted);
        }
    }
    let last = told
        .last_order
        .map_or_else(|| "none yet".into(), |at| fmt::date(zone.day_of(at)));
    out.heading("What is known")
        .line("Orders", fmt::count(told.orders))
        .line("Spent", told.spent.to_string())
        .line("Last order", last)
        .line("As of", fmt::date(zone.day_of(told.as_of)))
        .line("Condition", told.expression.clone())
}
