//! A strategy or a rule as a sentence in parts: for whom, where, what, how strongly, until when, what else.

use crate::measure::rounding::whole_percent;
use crate::model::money::Currency;
use crate::model::rule::{Rule, Verb};
use crate::model::strategy::{Schedule, Strategy};
use crate::targeting::check::check;
use crate::targeting::plan::Subject;
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::words::words;
use serde::Serialize;

/// One part of the sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Said {
    /// Its first word: `for`, `on`, `then`, `by`, `until`, `else`, ...
    pub label: &'static str,
    /// The rest of it.
    pub words: String,
}

/// What the names in a document mean.
pub(crate) struct Names<'a> {
    /// Groups and values of the shop.
    pub(crate) vocabulary: &'a Vocabulary,
    /// The shop's currency.
    pub(crate) currency: Currency,
    /// The name of a strategy or ranker.
    pub(crate) strategy: &'a dyn Fn(&str) -> String,
}

impl Names<'_> {
    fn who(&self, group: Option<&str>) -> String {
        let Some(group) = group else {
            return "everybody".into();
        };
        match self.vocabulary.group(group) {
            Some((name, _)) => format!("anyone in {name}"),
            None => self.means(group, Subject::Customers),
        }
    }

    /// An expression in words; as it stands if it cannot be read.
    fn means(&self, text: &str, subject: Subject) -> String {
        let checked = check(text, subject, self.vocabulary);
        match checked.plan {
            Some(plan) => {
                let said = words(&plan, self.currency);
                let said = said.trim_end_matches('.');
                let mut chars = said.chars();
                let first = chars.next().map(|c| c.to_lowercase().to_string());
                format!("{}{}", first.unwrap_or_default(), chars.as_str())
            }
            None => text.to_owned(),
        }
    }

    fn strategies(&self, ids: &[String]) -> String {
        let names: Vec<String> = ids.iter().map(|id| (self.strategy)(id)).collect();
        names.join(", then ")
    }
}

/// Collects parts.
#[derive(Default)]
struct Parts(Vec<Said>);

impl Parts {
    fn say(&mut self, label: &'static str, words: impl Into<String>) {
        self.0.push(Said {
            label,
            words: words.into(),
        });
    }

    fn say_days(&mut self, schedule: Schedule) {
        if let Some(from) = schedule.from {
            self.say("from", from.to_string());
        }
        if let Some(until) = schedule.until {
            self.say("until", until.to_string());
        }
    }
}

fn number(value: f64) -> String {
    format!("{value}")
}

/// The parts of a strategy. `blocks` are those that name it.
pub(crate) fn strategy(document: &Strategy, blocks: &[String], names: &Names<'_>) -> Vec<Said> {
    let mut parts = Parts::default();
    parts.say("for", names.who(document.group.as_deref()));
    let pages: Vec<&str> = document.pages.iter().map(|p| p.word()).collect();
    let places: Vec<&str> = document
        .placements
        .iter()
        .chain(blocks)
        .map(String::as_str)
        .collect();
    parts.say(
        "on",
        match (pages.is_empty(), places.is_empty()) {
            (_, false) => places.join(", "),
            (false, true) => format!("{} pages, as soon as a block names it", pages.join(", ")),
            (true, true) => "no page yet: no block of a layout names it".into(),
        },
    );
    parts.say("show", (names.strategy)(&document.ranker));
    if let Some(filter) = &document.filter {
        parts.say("only", names.means(filter, Subject::Products));
    }
    if let Some(price) = document.price {
        let sign = names.currency.sign();
        parts.say(
            "priced",
            match (price.from, price.to) {
                (Some(from), Some(to)) => format!("{sign}{from} to {sign}{to}"),
                (Some(from), None) => format!("{sign}{from} and more"),
                (None, Some(to)) => format!("up to {sign}{to}"),
                (None, None) => "at any price".into(),
            },
        );
    }
    if let Some(days) = document.not_bought_within {
        parts.say("never", format!("what they bought in the last {days} days"));
    }
    if document.sold_out {
        parts.say("even", "what is sold out");
    }
    for boost in &document.boosts {
        let verb = if boost.times < 1.0 { "bury" } else { "boost" };
        let times = number(boost.times);
        parts.say("by", format!("×{times} {verb}: {}", boost.name));
    }
    for (name, share) in document.wishes.shares() {
        if let Some(share) = share.filter(|share| *share > 0.0) {
            let percent = whole_percent(share);
            match name {
                "margin" => parts.say("by", format!("margin, weight {percent}")),
                "novelty" => parts.say("at least", format!("{percent} that they do not know yet")),
                _ => parts.say("at least", format!("{percent} beside the best sellers")),
            }
        }
    }
    if !document.wishes.exclude.is_empty() {
        parts.say("never", document.wishes.exclude.join(", "));
    }
    for pin in &document.pins {
        parts.say("with", format!("{} in slot {}", pin.product, pin.slot));
    }
    for (name, value) in &document.parameters {
        let name = name.replace('_', " ");
        parts.say("with", format!("{name} {}", number(*value)));
    }
    for (name, value) in &document.choices {
        parts.say("with", format!("{} {value}", name.replace('_', " ")));
    }
    let caps = [
        (document.caps.brand, "brand"),
        (document.caps.category, "category"),
        (document.caps.price_band, "price band"),
    ];
    for (most, of) in caps {
        if let Some(most) = most {
            parts.say("at most", format!("{most} of one {of}"));
        }
    }
    if let Some(seen) = document.caps.frequency {
        parts.say(
            "at most",
            format!("{} times in {} days to one person", seen.times, seen.days),
        );
    }
    parts.say_days(document.schedule.unwrap_or_default());
    let fallback = names.strategies(&document.fallback);
    let by_hand = match document.manual_list.len() {
        0 => String::new(),
        1 => "1 product by hand".into(),
        n => format!("{n} products by hand"),
    };
    let joint = if fallback.is_empty() || by_hand.is_empty() {
        ""
    } else {
        ", then "
    };
    parts.say(
        "else",
        match fallback.is_empty() && by_hand.is_empty() {
            true => "what the layout says next".into(),
            false => format!("{fallback}{joint}{by_hand}"),
        },
    );
    parts.0
}

/// The parts of a rule.
pub(crate) fn rule(document: &Rule, names: &Names<'_>) -> Vec<Said> {
    let mut parts = Parts::default();
    parts.say("for", names.who(document.when.as_deref()));
    parts.say(
        "on",
        match document.places.is_empty() {
            true => "every page".to_owned(),
            false => document.places.join(", "),
        },
    );
    let named = |what: &str| match document.then {
        Verb::Pin => what.to_owned(),
        _ => names.means(what, Subject::Products),
    };
    let bought = document
        .bought_within
        .map(|days| format!("what they bought in the last {days} days"));
    let what = match (document.what.as_deref().map(named), bought) {
        (Some(what), Some(bought)) => format!("{bought}, if it is {what}"),
        (what, bought) => what.or(bought).unwrap_or_default(),
    };
    parts.say(
        "then",
        match document.then {
            Verb::Require => format!("show only {what}"),
            verb => format!("{verb} {what}"),
        },
    );
    match document.then {
        Verb::Boost | Verb::Bury => parts.say("by", format!("×{}", number(document.multiplier()))),
        Verb::Pin => parts.say("in", format!("slot {}", document.slot.unwrap_or(1))),
        Verb::Hide | Verb::Require => {}
    }
    if !document.except.is_empty() {
        let except: Vec<String> = document
            .except
            .iter()
            .map(|id| (names.strategy)(id))
            .collect();
        parts.say("except", format!("in {}", except.join(", ")));
    }
    parts.say_days(Schedule {
        from: document.from,
        until: document.until,
    });
    parts.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::playbook::parse;

    fn said(parts: &[Said]) -> Vec<String> {
        parts
            .iter()
            .map(|p| format!("{} {}", p.label, p.words))
            .collect()
    }

    fn with_names<T>(f: impl FnOnce(&Names<'_>) -> T) -> T {
        let mut vocabulary = Vocabulary::default();
        vocabulary
            .groups
            .insert("Loyal".into(), "orders >= 5".into());
        f(&Names {
            vocabulary: &vocabulary,
            currency: Currency::named("EUR").unwrap(),
            strategy: &|id| id.replace('-', " "),
        })
    }

    #[test]
    fn a_strategy_reads_as_when_on_then_else() {
        let document: Strategy = parse(
            "id = \"a\"\nname = \"A\"\nranker = \"Trending\"\ngroup = \"Loyal\"\nnot_bought_within = 30\n\
             fallback = [\"best-sellers\", \"new\"]\nmanual_list = [\"X1\"]\n\
             schedule = { until = \"2026-12-24\" }\ncaps = { category = 3 }",
        )
        .unwrap();
        let parts = with_names(|n| strategy(&document, &["For you (home)".into()], n));
        assert_eq!(
            said(&parts),
            [
                "for anyone in Loyal",
                "on For you (home)",
                "show Trending",
                "never what they bought in the last 30 days",
                "at most 3 of one category",
                "until 2026-12-24",
                "else best sellers, then new, then 1 product by hand",
            ]
        );
    }

    #[test]
    fn what_nothing_names_says_so() {
        let document: Strategy =
            parse("id = \"a\"\nname = \"A\"\nranker = \"Trending\"\ngroup = \"orders >= 3\"")
                .unwrap();
        let parts = with_names(|n| strategy(&document, &[], n));
        assert_eq!(
            said(&parts),
            [
                "for customers with 3 or more orders",
                "on no page yet: no block of a layout names it",
                "show Trending",
                "else what the layout says next",
            ]
        );
    }

    #[test]
    fn a_rule_says_what_it_does_to_which_products() {
        let boost: Rule = parse(
            "id = \"a\"\nname = \"A\"\nthen = \"boost\"\nwhat = \"stock >= 3\"\nwhere = [\"home\"]\n\
             times = 1.12\nexcept = [\"best-sellers\"]",
        )
        .unwrap();
        let parts = with_names(|n| rule(&boost, n));
        assert_eq!(parts[0].words, "everybody");
        assert_eq!(parts[1].words, "home");
        assert!(parts[2].words.starts_with("boost products"), "{parts:?}");
        assert_eq!(parts[3].words, "×1.12");
        assert_eq!(parts[4].words, "in best sellers");
        let hide: Rule =
            parse("id = \"b\"\nname = \"B\"\nthen = \"hide\"\nbought_within = 30").unwrap();
        let parts = with_names(|n| rule(&hide, n));
        assert_eq!(parts[2].words, "hide what they bought in the last 30 days");
        assert_eq!(parts[1].words, "every page");
    }
}
