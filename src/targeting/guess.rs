//! What a text that is no expression may mean: plain words (`customers from Berlin who bought twice`), signs of other
//! languages and other ways of writing numbers and days become an expression. Nothing is guessed that the check would
//! not take, and nothing is done with a guess but to offer it.

use crate::model::country::Country;
use crate::model::text::fold;
use crate::targeting::fields::{self, Kind};
use crate::targeting::plan::{AnyField, Subject, Verb, WhatKind};
use crate::targeting::print::quoted;
use crate::targeting::rfm::RfmGroup;
use crate::targeting::vocabulary::{Listed, Vocabulary};
use crate::targeting::when::When;

mod phrases;
mod split;

use phrases::{FILLERS, MONEY};
use split::{renamed, split};

pub(super) use phrases::{iso_day, number_word, plain_number, unit};

/// Longer texts are no sentences.
const LONGEST: usize = 400;

/// The expression that a text may mean. It reads, but has not been checked.
pub(super) fn guess(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let mut guesser = Guesser {
        words: renamed(split(text)),
        at: 0,
        vocabulary,
        written: Vec::new(),
    };
    guesser.read()?;
    let written = guesser
        .written
        .join(" ")
        .replace("( ", "(")
        .replace(" )", ")");
    (!written.is_empty() && written != text.trim()).then_some(written)
}

struct Guesser<'a> {
    words: Vec<String>,
    at: usize,
    vocabulary: &'a Vocabulary,
    written: Vec<String>,
}

impl Guesser<'_> {
    fn peek(&self, ahead: usize) -> Option<String> {
        self.words.get(self.at + ahead).map(|w| w.to_lowercase())
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek(0).is_some_and(|w| w == word);
        self.at += usize::from(found);
        found
    }

    fn fillers(&mut self) {
        while self.peek(0).is_some_and(|w| FILLERS.contains(&w.as_str())) {
            self.at += 1;
        }
    }

    /// Reads everything; `None` if something means nothing.
    fn read(&mut self) -> Option<()> {
        loop {
            self.fillers();
            let Some(word) = self.peek(0) else {
                // A joint at the end joins nothing.
                while self.written.last().is_some_and(|w| w == "AND" || w == "OR") {
                    self.written.pop();
                }
                return Some(());
            };
            match word.as_str() {
                "and" | "," => self.joint("AND"),
                "or" => self.joint("OR"),
                "not" => self.prefix("NOT"),
                "(" => self.prefix("("),
                ")" => {
                    self.at += 1;
                    self.written.push(")".into());
                }
                _ => {
                    let condition = self.condition()?;
                    self.join();
                    self.written.push(condition);
                }
            }
        }
    }

    fn joint(&mut self, joint: &str) {
        self.at += 1;
        match self.written.last().map(String::as_str) {
            None | Some("AND" | "OR" | "NOT" | "(") => {}
            Some(_) => self.written.push(joint.into()),
        }
    }

    fn prefix(&mut self, word: &str) {
        self.at += 1;
        self.join();
        self.written.push(word.into());
    }

    fn join(&mut self) {
        let joined = self
            .written
            .last()
            .is_none_or(|w| matches!(w.as_str(), "AND" | "OR" | "NOT" | "("));
        if !joined {
            self.written.push("AND".into());
        }
    }

    fn condition(&mut self) -> Option<String> {
        let word = self.peek(0)?;
        if let Some((verb, of)) = Verb::ALL.into_iter().find(|(v, _)| *v == word) {
            self.at += 1;
            return self.happened(verb, of);
        }
        let group = |ahead: usize| self.peek(ahead).is_some_and(|w| w == "group");
        let before_name = match word.as_str() {
            "in" if group(1) => 2,
            "group" => 1,
            _ => 0,
        };
        if before_name > 0 {
            let name = self.words.get(self.at + before_name)?;
            let said = format!("IN GROUP {}", quoted(name.trim_matches('"')));
            self.at += before_name + 1;
            return Some(said);
        }
        let places = ["from", "in", "live", "lives", "living", "based"];
        if places.contains(&word.as_str()) {
            while self.peek(0).is_some_and(|w| places.contains(&w.as_str())) {
                self.at += 1;
            }
            self.fillers();
            return self.place();
        }
        if let Some((name, length)) = self.field() {
            self.at += length;
            return self.compared(&name);
        }
        // `at least 3 orders`, `3 orders`
        let sign = self.sign();
        if let Some(number) = self.number() {
            let (name, length) = self.field()?;
            self.at += length;
            let window = self.window().unwrap_or_default();
            let sign = sign.unwrap_or_else(|| ">=".into());
            return Some(format!("{name} {sign} {number}{window}"));
        }
        self.named()
    }

    /// A field by its name, in one word or several: `last order`.
    fn field(&self) -> Option<(String, usize)> {
        (1..=3).rev().find_map(|length| {
            let words = self.words.get(self.at..self.at + length)?;
            let typed = words.join("_");
            let known = fields::named(Subject::Customers, &typed).is_some();
            let column = |name: &&String| fold(name) == fold(&words.join(" "));
            let columns = &self.vocabulary.customer_attributes;
            match known {
                true => Some((typed.to_lowercase(), length)),
                false => columns.iter().find(column).map(|name| {
                    let name = crate::targeting::check::attribute_name(name);
                    (format!("attribute.{name}"), length)
                }),
            }
        })
    }

    fn sign(&mut self) -> Option<String> {
        let sign = self.peek(0)?;
        let known = matches!(
            sign.as_str(),
            "=" | "!=" | ">" | ">=" | "<" | "<=" | "≥" | "≤" | "≠"
        );
        self.at += usize::from(known);
        known.then_some(sign)
    }

    /// A number in digits or words, without the names of currencies: `1.000,50 euros` -> 1000.50
    fn number(&mut self) -> Option<String> {
        let word = self.peek(0)?;
        let number = match number_word(&word) {
            Some(n) => n.to_string(),
            None => plain_number(&word)?,
        };
        self.at += 1;
        if self.peek(0).is_some_and(|w| MONEY.contains(&w.as_str())) {
            self.at += 1;
        }
        Some(number)
    }

    /// `3 months`, `month`, `30d` as a length.
    fn length(&mut self) -> Option<String> {
        let word = self.peek(0)?;
        if crate::targeting::when::Length::parse(&word).is_some() {
            self.at += 1;
            return Some(word);
        }
        if let Some(letter) = unit(&word) {
            self.at += 1;
            return Some(format!("1{letter}"));
        }
        let n = number_word(&word).map_or_else(|| word.clone(), |n| n.to_string());
        let letter = self.peek(1).as_deref().and_then(unit)?;
        (n.parse::<u32>().is_ok()).then(|| {
            self.at += 2;
            format!("{n}{letter}")
        })
    }

    /// A day in any form: `3 months ago`, `31.12.2025`, `last month`.
    fn day(&mut self) -> Option<String> {
        let before = self.at;
        if let Some(length) = self.length() {
            if self.take("ago") {
                return Some(format!("-{length}"));
            }
            self.at = before;
        }
        let two = format!("{}_{}", self.peek(0)?, self.peek(1).unwrap_or_default());
        if When::parse(&two).is_some() {
            self.at += 2;
            return Some(two);
        }
        let word = self.peek(0)?.trim_matches('"').to_owned();
        let day = match When::parse(&word) {
            Some(_) => Some(word),
            None => iso_day(&word),
        };
        self.at += usize::from(day.is_some());
        day
    }

    /// ` WITHIN 30d`, ` SINCE 2026-01-01`, ` BETWEEN a AND b`
    fn window(&mut self) -> Option<String> {
        let before = self.at;
        let _ = self.take("in");
        let window = if self.take("within") || self.take("last") {
            self.length().map(|length| format!(" WITHIN {length}"))
        } else if self.take("since") {
            self.day().map(|day| format!(" SINCE {day}"))
        } else if self.take("between") {
            let from = self.day();
            let _ = self.take("and");
            let to = self.day();
            from.zip(to)
                .map(|(from, to)| format!(" BETWEEN {from} AND {to}"))
        } else if self.peek(0).is_some_and(|w| w == "this") {
            self.day().map(|day| format!(" SINCE {day}"))
        } else {
            None
        };
        if window.is_none() {
            self.at = before;
        }
        window
    }

    fn compared(&mut self, name: &str) -> Option<String> {
        let (info, field) = fields::named(Subject::Customers, name)?;
        if matches!(field, AnyField::Time(_)) {
            return self.when(name);
        }
        let of = match &field {
            AnyField::Text(text) => text.listed(),
            _ => None,
        };
        let negated = self.take("is") && self.take("not");
        if self.take("null") || self.take("empty") || self.take("missing") || self.take("unknown") {
            return Some(format!(
                "{name} IS {}NULL",
                if negated { "NOT " } else { "" }
            ));
        }
        let negated = self.take("not") || negated;
        for (word, form) in [
            ("contains", "CONTAINS"),
            ("starts", "STARTS WITH"),
            ("ends", "ENDS WITH"),
        ] {
            if self.take(word) {
                let _ = self.take("with");
                let value = self.value(of)?;
                return Some(format!(
                    "{name} {}{form} {value}",
                    if negated { "NOT " } else { "" }
                ));
            }
        }
        if self.take("in") {
            let _ = self.take("(");
            let mut values = vec![self.value(of)?];
            while self.take(",") || self.take("or") {
                values.push(self.value(of)?);
            }
            let _ = self.take(")");
            let not = if negated { "NOT " } else { "" };
            return Some(format!("{name} {not}IN ({})", values.join(", ")));
        }
        if self.take("between") {
            let (low, _, high) = (self.number()?, self.take("and"), self.number()?);
            return Some(format!("{name} BETWEEN {low} AND {high}"));
        }
        let sign = self.sign().unwrap_or_else(|| "=".into());
        let sign = if negated { "!=" } else { &sign };
        let value = match info.kind {
            Kind::Count | Kind::Money | Kind::Percent | Kind::Number => self.number()?,
            Kind::Days => self.length().or_else(|| self.number())?,
            _ => self.value(of)?,
        };
        let window = self.window().unwrap_or_default();
        Some(format!("{name} {sign} {value}{window}"))
    }

    /// A day compared: `more than 3 months ago` is before that day.
    fn when(&mut self, name: &str) -> Option<String> {
        let _ = self.take("is");
        self.fillers();
        if let Some(window) = self.window() {
            let length = window
                .strip_prefix(" WITHIN ")
                .map(|length| format!(">= -{length}"));
            let since = window
                .strip_prefix(" SINCE ")
                .map(|day| format!(">= {day}"));
            let test = length.or(since).unwrap_or_else(|| window.trim().to_owned());
            return Some(format!("{name} {test}"));
        }
        let word = self.peek(0)?;
        let sign = match word.as_str() {
            "before" => Some("<".to_owned()),
            "after" => Some(">".to_owned()),
            "on" => Some("=".to_owned()),
            _ => None,
        };
        self.at += usize::from(sign.is_some());
        let sign = sign.or_else(|| self.sign()).unwrap_or_else(|| "=".into());
        let day = match self.day() {
            Some(day) => day,
            None => format!("-{}", self.length()?),
        };
        // Longer ago is earlier.
        let ago = day.starts_with('-') && matches!(word.as_str(), ">" | ">=" | "<" | "<=");
        let sign = match (ago, sign.as_str()) {
            (true, ">") => "<",
            (true, ">=") => "<=",
            (true, "<") => ">",
            (true, "<=") => ">=",
            (_, sign) => sign,
        };
        Some(format!("{name} {sign} {day}"))
    }

    /// A text: quoted, several words that are one value of the shop, or a word.
    fn value(&mut self, of: Option<Listed>) -> Option<String> {
        for length in [3, 2] {
            let words = self.words.get(self.at..self.at + length);
            let typed = words.map(|words| words.join(" ")).unwrap_or_default();
            let lists = &self.vocabulary.values;
            if of.is_some_and(|of| lists.contains_key(&of) && self.vocabulary.has(of, &typed)) {
                self.at += length;
                return Some(quoted(&typed));
            }
        }
        let word = self.words.get(self.at)?.clone();
        self.at += 1;
        if word.starts_with('"') {
            return Some(word);
        }
        let plain = word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        Some(if plain { word } else { quoted(&word) })
    }

    fn happened(&mut self, verb: &str, of: Verb) -> Option<String> {
        let mut said = verb.to_owned();
        self.fillers();
        if let Some(what) = self.what(of) {
            said += &format!(" {what}");
        }
        let window = self.window();
        let sign = self.sign();
        if let Some(number) = self.number() {
            let _ =
                self.take("times") || self.take("time") || self.take("orders") || self.take("x");
            said += &format!(" {} {number} TIMES", sign.unwrap_or_else(|| ">=".into()));
        }
        said += &window.or_else(|| self.window()).unwrap_or_default();
        if self.take("then") {
            let not = if self.take("not") { "NOT " } else { "" };
            let verb = self.peek(0)?;
            let (_, then) = Verb::ALL.into_iter().find(|(v, _)| *v == verb)?;
            self.at += 1;
            let what = if self.take("same") {
                Some("SAME".into())
            } else {
                self.what(then)
            };
            let what = what.map_or_else(String::new, |w| format!(" {w}"));
            let window = self.window()?;
            said += &format!(" THEN {not}{verb}{what}{window}");
        }
        Some(said)
    }

    /// What was bought: with its kind, or by a name that the shop has.
    fn what(&mut self, verb: Verb) -> Option<String> {
        let kinds = verb.takes();
        let word = self.peek(0)?;
        let named = WhatKind::ALL
            .into_iter()
            .find(|(w, kind)| (*w == word || format!("{w}s") == word) && kinds.contains(kind));
        if let Some((kind, of)) = named {
            self.at += 1;
            let _ = self.sign();
            return Some(format!(
                "{kind} {}",
                quoted(self.value(Listed::of(of))?.trim_matches('"'))
            ));
        }
        for length in [3, 2, 1] {
            let Some(words) = self.words.get(self.at..self.at + length) else {
                continue;
            };
            let typed = words.join(" ");
            let typed = typed.trim_matches('"');
            let wanted = [
                fold(typed),
                fold(typed.trim_end_matches('s')),
                format!("{}s", fold(typed)),
            ];
            for kind in kinds {
                let found = Listed::of(*kind).and_then(|of| {
                    let shown = self.vocabulary.values.get(&of)?.shown();
                    let parts = shown.iter().flat_map(|v| v.split('>').map(str::trim));
                    parts.into_iter().find(|v| wanted.contains(&fold(v)))
                });
                if let Some(found) = found {
                    let said = format!("{} {}", kind.word(), quoted(found));
                    self.at += length;
                    return Some(said);
                }
            }
        }
        None
    }

    /// A town, country or region that the shop or the world has.
    fn place(&mut self) -> Option<String> {
        for length in [3, 2, 1] {
            let Some(words) = self.words.get(self.at..self.at + length) else {
                continue;
            };
            let typed = words.join(" ");
            let typed = typed.trim_matches('"').to_owned();
            let has =
                |of| self.vocabulary.values.contains_key(&of) && self.vocabulary.has(of, &typed);
            let field = match () {
                () if has(Listed::City) => "city",
                () if has(Listed::Country) || Country::named(&typed).is_some() => "country",
                () if has(Listed::Region) => "region",
                () => continue,
            };
            self.at += length;
            return Some(format!("{field} = {}", quoted(&typed)));
        }
        // A place that nobody here lives in is a town, most likely.
        let word = self.words.get(self.at)?.clone();
        let is_name = word.chars().next().is_some_and(char::is_uppercase) || word.starts_with('"');
        self.at += usize::from(is_name);
        is_name.then(|| format!("city = {}", quoted(word.trim_matches('"'))))
    }

    /// Words that stand alone: a group of RFM, a saved group, a label.
    fn named(&mut self) -> Option<String> {
        (1..=5).rev().find_map(|length| {
            let words = self.words.get(self.at..self.at + length)?;
            let typed = words.join(" ");
            let said = self.name(typed.trim_matches('"'))?;
            self.at += length;
            Some(said)
        })
    }

    fn name(&self, name: &str) -> Option<String> {
        let mut rfm = RfmGroup::ALL.iter().map(|g| g.word());
        if let Some((group, _)) = self.vocabulary.group(name) {
            return Some(format!("IN GROUP {}", quoted(group)));
        }
        if let Some(group) = rfm.find(|g| fold(g) == fold(name)) {
            return Some(format!("rfm_group = {}", quoted(group)));
        }
        let tags = self.vocabulary.values.get(&Listed::CustomerTag)?;
        let tag = tags.shown().iter().find(|t| fold(t) == fold(name))?;
        Some(format!("tag = {}", quoted(tag)))
    }
}

#[cfg(test)]
mod tests;
