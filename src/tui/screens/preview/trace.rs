//! The full trace of a block: every step with what went in, what came out and what was left out.

use super::state::State;
use super::view_list::score;
use super::view_why::ordinal;
use crate::model::decision::Step;
use crate::shop::why::made_of;
use crate::tui::app::Cmd;
use crate::tui::fmt;
use crate::tui::overlays::Explain;

/// What a step is called at length.
pub(super) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Choose => "Choose",
        Step::Inputs => "Inputs",
        Step::Filters => "Filters",
        Step::Rank => "Rank",
        Step::Boost => "Boost",
        Step::Pins => "Pins",
        Step::Variety => "Variety",
        Step::Fallback => "Fallback",
        Step::Grade => "Grade",
    }
}

/// Everything that led to the chosen product.
pub(super) fn overlay(state: &State) -> Option<Cmd> {
    let Some(Ok(why)) = state.because() else {
        return None;
    };
    let block = state.block()?;
    let title = format!(
        "Why {} is {} in {}",
        why.name,
        ordinal(why.slot),
        why.block_name
    );
    let mut said = Explain::new(title)
        .line("Decision", why.decision.to_string())
        .line("Strategy", why.strategy_name.clone())
        .line("Brought by", why.from.clone());
    if let Some(by) = &why.pinned_by {
        said = said.line("Fixed by", by.clone());
    }
    for moved in &why.placed {
        said = said.line("Moved", moved.clone());
    }
    if why.parts.len() > 1 {
        said = said.line("Made of", made_of(&why.parts, score));
    }
    if block.considered.len() > 1 {
        said = said.heading("Which strategy");
        for one in &block.considered {
            let mark = if one.taken { "taken" } else { "passed over" };
            said = said.line(mark, format!("{}: {}", one.strategy, one.because));
        }
    }
    said = said.heading(format!("Score {:.3}", why.score));
    for term in &why.terms {
        let value = format!(
            "{}{:.3}",
            if term.addend < 0.0 { "−" } else { "+" },
            term.addend.abs()
        );
        let words = match term.detail.is_empty() {
            true => term.words.clone(),
            false => format!("{}: {}", term.words, term.detail),
        };
        said = said.line(value, words);
        for row in &term.evidence {
            let what = format!(
                "{}, {}, {} line {}",
                row.what,
                row.at,
                row.file,
                fmt::count(row.line as i64)
            );
            said = said.line("", what);
        }
        let more = term.total.saturating_sub(term.evidence.len());
        if more > 0 {
            let more = fmt::count(more as i64);
            said = said.line("", format!("and {more} more; v lists them"));
        }
    }
    said = said.heading("Steps of this block");
    for passage in &why.trace.0 {
        let mut what = passage.what.clone();
        if passage.entered > 0 && passage.entered != passage.left {
            what.push_str(&format!(
                "; {} of {} go on",
                fmt::count(passage.left as i64),
                fmt::count(passage.entered as i64)
            ));
        }
        for (kind, count) in passage.counts() {
            what.push_str(&format!(", {count} {}", kind.replace('_', " ")));
        }
        let from = match passage.source {
            0 => String::new(),
            n => format!(", fallback {n}"),
        };
        let label = format!(
            "{} {}{from}",
            passage.step.number(),
            step_name(passage.step)
        );
        said = said.line(label, what);
    }
    Some(Cmd::Overlay(said.overlay()))
}
