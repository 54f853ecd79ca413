//! A merchant's set of strategies, rules, layouts and experiments in one TOML text, and how one is read with errors
//! that name the line.

use super::experiment::Experiment;
use super::layout::Layout;
use super::rule::{Rule, Verb};
use super::strategy::{Strategy, short_name};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Documents that belong together: `[[strategy]]`, `[[rule]]`, `[[layout]]`, `[[experiment]]`.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// What the set is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Strategies in list order.
    #[serde(default, rename = "strategy", skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<Strategy>,
    /// Rules in list order.
    #[serde(default, rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Layouts in list order.
    #[serde(default, rename = "layout", skip_serializing_if = "Vec::is_empty")]
    pub layouts: Vec<Layout>,
    /// Experiments in list order.
    #[serde(default, rename = "experiment", skip_serializing_if = "Vec::is_empty")]
    pub experiments: Vec<Experiment>,
}

/// What is wrong with a document, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Problem {
    /// Line of the text, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub what: String,
}

/// The set that a shop has until it makes its own.
pub const DEFAULT: &str = include_str!("../../assets/playbooks/default.toml");

impl Playbook {
    /// Reads a playbook, or one document alone: a text with `ranker` is a strategy, with `then` a rule, with
    /// `blocks` a layout, with `arms` an experiment.
    pub fn read(text: &str) -> Result<Playbook, Problem> {
        let top: toml::Table = parse(text)?;
        let mut playbook = Playbook::default();
        if top.contains_key("ranker") {
            playbook.strategies.push(parse(text)?);
        } else if top.contains_key("then") {
            playbook.rules.push(parse(text)?);
        } else if top.contains_key("blocks") {
            playbook.layouts.push(parse(text)?);
        } else if top.contains_key("arms") {
            playbook.experiments.push(parse(text)?);
        } else {
            playbook = parse(text)?;
            if playbook.count() == 0 {
                return Err(Problem {
                    line: 1,
                    what: "there is no document in this text; a strategy has a `ranker`, a rule a `then`, a layout \
                           `blocks`; several stand under [[strategy]], [[rule]], [[layout]]"
                        .into(),
                });
            }
        }
        playbook.check().map_err(|(id, what)| Problem {
            line: line_of(text, &id),
            what,
        })?;
        Ok(playbook)
    }

    /// How many documents.
    pub fn count(&self) -> usize {
        self.strategies.len() + self.rules.len() + self.layouts.len() + self.experiments.len()
    }

    /// What the types cannot say: ids well formed and unique, multipliers and shares in range. The error names the
    /// document concerned.
    fn check(&self) -> Result<(), (String, String)> {
        let ids = |kind: &str, ids: Vec<&str>| -> Result<(), (String, String)> {
            let mut seen = BTreeSet::new();
            for id in ids {
                let plain =
                    |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
                if id.is_empty() || !id.chars().all(plain) {
                    return Err((
                        id.to_owned(),
                        format!("`{id}` cannot be an id; use small letters, digits, _ and -"),
                    ));
                }
                if !seen.insert(short_name(id)) {
                    return Err((
                        id.to_owned(),
                        format!("two {kind} have the id `{id}`; give one another id"),
                    ));
                }
            }
            Ok(())
        };
        ids(
            "strategies",
            self.strategies.iter().map(|d| d.id.as_str()).collect(),
        )?;
        ids("rules", self.rules.iter().map(|d| d.id.as_str()).collect())?;
        ids(
            "layouts",
            self.layouts.iter().map(|d| d.id.as_str()).collect(),
        )?;
        ids(
            "experiments",
            self.experiments.iter().map(|d| d.id.as_str()).collect(),
        )?;
        for s in &self.strategies {
            for b in &s.boosts {
                multiplier(b.times)
                    .map_err(|what| (s.id.clone(), format!("boost `{}`: {what}", b.name)))?;
            }
            for (name, share) in s.wishes.shares() {
                if let Some(share) = share.filter(|share| !(0.0..=1.0).contains(share)) {
                    let what = format!("the wish {name} = {share} is out of range; use 0 to 1");
                    return Err((s.id.clone(), what));
                }
            }
            if let Some(pin) = s.pins.iter().find(|p| p.slot == 0) {
                return Err((
                    s.id.clone(),
                    format!("pin `{}`: slots count from 1", pin.product),
                ));
            }
        }
        for r in &self.rules {
            let fail = |what: String| Err((r.id.clone(), format!("rule `{}`: {what}", r.id)));
            multiplier(r.multiplier()).or_else(fail)?;
            match r.then {
                Verb::Boost if r.multiplier() < 1.0 => {
                    return fail("a boost multiplies by 1 or more; write then = \"bury\"".into());
                }
                Verb::Bury if r.multiplier() > 1.0 => {
                    return fail("a bury multiplies by 1 or less; write then = \"boost\"".into());
                }
                Verb::Pin if r.what.is_none() => {
                    return fail("a pin needs what = \"SKU, handle or name of a product\"".into());
                }
                _ if r.what.is_none() && r.bought_within.is_none() => {
                    return fail(
                        "say which products: what = \"an expression\" or bought_within = days"
                            .into(),
                    );
                }
                _ => {}
            }
            if r.slot == Some(0) {
                return fail("slots count from 1".into());
            }
        }
        for l in &self.layouts {
            if let Some(b) = l.blocks.iter().find(|b| b.size == 0 || b.size > 100) {
                return Err((
                    l.id.clone(),
                    format!("block `{}`: size is 1 to 100", b.name),
                ));
            }
            if let Some(b) = l.blocks.iter().find(|b| b.strategies.is_empty()) {
                return Err((
                    l.id.clone(),
                    format!("block `{}`: name at least one strategy", b.name),
                ));
            }
        }
        for e in &self.experiments {
            let shares: f64 = e.arms.iter().map(|a| a.share).sum();
            let fine = |share: f64| (0.0..=1.0).contains(&share);
            if e.arms.len() < 2
                || (shares - 1.0).abs() > 1e-6
                || !e.arms.iter().all(|a| fine(a.share))
            {
                return Err((
                    e.id.clone(),
                    format!(
                        "experiment `{}`: at least two arms whose shares add up to 1",
                        e.id
                    ),
                ));
            }
            if !fine(e.traffic) {
                return Err((
                    e.id.clone(),
                    format!("experiment `{}`: traffic is 0 to 1", e.id),
                ));
            }
        }
        Ok(())
    }
}

fn multiplier(times: f64) -> Result<(), String> {
    if times > 0.0 && times <= 10.0 {
        Ok(())
    } else {
        Err(format!(
            "times = {times} is out of range; use more than 0 and at most 10"
        ))
    }
}

fn line_of(text: &str, id: &str) -> usize {
    let quoted = format!("\"{id}\"");
    let found = |line: &str| line.trim_start().starts_with("id") && line.contains(&quoted);
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().rposition(|l| found(l)).map_or(1, |i| i + 1)
}

/// Reads one document of a known type; an error names its line.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|e| {
        let before = e
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or("");
        Problem {
            line: before.matches('\n').count() + 1,
            what: e.message().trim().replace('\n', "; "),
        }
    })
}

/// Writes one document as TOML.
pub fn write<T: Serialize>(document: &T) -> Result<String, Problem> {
    toml::to_string(document).map_err(|e| Problem {
        line: 1,
        what: e.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::placement::PageType;
    use crate::model::strategy::State;

    #[test]
    fn the_default_playbook_reads_and_names_only_what_it_has() {
        let playbook = Playbook::read(DEFAULT).unwrap();
        assert!(playbook.strategies.len() >= 10);
        let ids: BTreeSet<&str> = playbook.strategies.iter().map(|s| s.id.as_str()).collect();
        for layout in &playbook.layouts {
            for block in &layout.blocks {
                for id in block.strategies.iter().chain(&block.default) {
                    assert!(ids.contains(id.as_str()), "{}: {id}", layout.id);
                }
            }
        }
        for id in playbook.rules.iter().flat_map(|r| &r.except) {
            assert!(ids.contains(id.as_str()), "{id}");
        }
        let home = playbook
            .layouts
            .iter()
            .find(|l| l.page == PageType::Home && l.state == State::Live);
        assert!(home.unwrap().blocks.len() >= 5);
    }

    #[test]
    fn every_document_survives_writing_and_reading() {
        let playbook = Playbook::read(DEFAULT).unwrap();
        let again = Playbook::read(&write(&playbook).unwrap()).unwrap();
        assert_eq!(playbook, again);
        for s in &playbook.strategies {
            assert_eq!(&parse::<Strategy>(&write(s).unwrap()).unwrap(), s);
        }
    }

    #[test]
    fn errors_name_the_line() {
        let text = "id = \"a\"\nname = \"A\"\nranker = \"Best Sellers\"\nboosst = 3\n";
        let problem = Playbook::read(text).unwrap_err();
        assert_eq!(problem.line, 4);
        assert!(problem.what.contains("boosst"), "{problem}");
        let two = "[[rule]]\nid=\"x\"\nname=\"\"\nthen=\"hide\"\nwhat=\"a\"\n\n[[rule]]\nid = \"y\"\nname=\"\"\nthen=\"boost\"\nwhat=\"a\"\ntimes=0.5\n";
        let problem = Playbook::read(two).unwrap_err();
        assert_eq!(problem.line, 8);
        assert!(problem.what.contains("bury"), "{problem}");
        assert_eq!(Playbook::read("").unwrap_err().line, 1);
    }
}
