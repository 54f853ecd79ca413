//! A plan in plain English: the sentence under "In words".

use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Day;
use crate::targeting::measures::Measure;
use crate::targeting::moment::{MomentField, MomentTest, OfMoment};
use crate::targeting::plan::{
    AnyField, Cmp, Figure, FlagField, Happened, Measured, Node, NumberTest, Plan, ProductNumber,
    Subject, Test, TextField, TextTest, Then, ThenWhat, TimeField, TimeTest, Verb, What, WhatKind,
    Word,
};
use crate::targeting::stated::{Stated, StatedTest};
use crate::targeting::when::{Length, NamedDay, Unit, When, Window};

/// The sentence of a plan: `Customers in Germany or Austria with 3 or more orders in the last 12 months.`
pub fn words(plan: &Plan, currency: Currency) -> String {
    let teller = Teller { currency };
    let (subject, who) = match plan.subject {
        Subject::Customers => ("Customers", "who"),
        Subject::Products => ("Products", "that"),
    };
    let parts: Vec<&Node> = match &plan.root {
        Node::All(nodes) => nodes.iter().collect(),
        node => vec![node],
    };
    // What can stand right behind the noun comes first: "in Germany", then "with 3 orders", then "who bought".
    let (mut places, mut withs, mut whos) = (Vec::new(), Vec::new(), Vec::new());
    for node in parts {
        match node {
            Node::Is(condition) => match teller.attribute(&condition.test) {
                Some(phrase) if phrase.starts_with("in ") => places.push(phrase),
                Some(phrase) => withs.push(phrase),
                None => whos.push(teller.clause(node, false)),
            },
            node => whos.push(teller.clause(node, false)),
        }
    }
    let mut sentence = subject.to_owned();
    for place in &places {
        sentence += &format!(" {place}");
    }
    if !withs.is_empty() {
        sentence += &format!(" with {}", and(&withs));
    }
    if !whos.is_empty() {
        let joint = if withs.is_empty() && places.is_empty() || whos.len() == 1 {
            " "
        } else {
            ", "
        };
        sentence += &format!("{joint}{who} {}", and(&whos));
    }
    sentence.push('.');
    sentence
}

/// The words of one condition alone, for lists of conditions: `have 3 or more orders in the last 12 months`.
pub fn condition_words(test: &Test, currency: Currency) -> String {
    Teller { currency }.predicate(test, false)
}

/// The same of its opposite: `do not have 3 or more orders in the last 12 months`.
pub fn negated_words(test: &Test, currency: Currency) -> String {
    Teller { currency }.predicate(test, true)
}

struct Teller {
    currency: Currency,
}

impl Teller {
    /// A phrase that stands behind the noun, if the condition has one.
    fn attribute(&self, test: &Test) -> Option<String> {
        match test {
            Test::Figure {
                figure,
                what,
                window,
                is,
            } => Some(format!(
                "{}{}{}",
                self.figure(*figure, is),
                what.as_ref().map(of_what).unwrap_or_default(),
                window
                    .map(|w| format!(" {}", window_words(w)))
                    .unwrap_or_default()
            )),
            Test::Measure(of, is) => Some(measure(of, is)),
            Test::Text(TextField::Country | TextField::Region | TextField::City, is) => match is {
                TextTest::Is(word, false) => Some(format!("in {}", word.shown)),
                TextTest::In(all, false) => Some(format!("in {}", or(&shown(all)))),
                _ => None,
            },
            _ => None,
        }
    }

    fn figure(&self, figure: Figure, is: &NumberTest) -> String {
        match figure {
            Figure::Orders => match is {
                NumberTest::Is(Cmp::Equal, 0) | NumberTest::Is(Cmp::Less, 1) => {
                    "no orders".to_owned()
                }
                NumberTest::Is(Cmp::Equal, 1) => "exactly 1 order".to_owned(),
                NumberTest::Is(Cmp::AtMost, 1) => "at most 1 order".to_owned(),
                is => format!("{} orders", number(is, &|n| n.to_string(), true)),
            },
            Figure::Spent => format!("{} spent", number(is, &|n| self.money(n), false)),
            Figure::SpentGross => format!(
                "{} spent before refunds",
                number(is, &|n| self.money(n), false)
            ),
            Figure::Aov => format!(
                "an average order of {}",
                number(is, &|n| self.money(n), false)
            ),
        }
    }

    fn money(&self, minor: i64) -> String {
        let text = Money::new(Amount(minor), self.currency).to_string();
        // Whole amounts read better without empty decimals.
        match text.rsplit_once('.') {
            Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole.to_owned(),
            _ => text,
        }
    }

    /// What follows "who": `bought tents and live in Bonn`.
    fn clause(&self, node: &Node, negated: bool) -> String {
        let many = |nodes: &[Node], joint: &str, inside: bool| {
            let parts: Vec<String> = nodes
                .iter()
                .map(|n| match n {
                    Node::All(_) | Node::Any(_) => format!("({})", self.clause(n, inside)),
                    n => self.clause(n, inside),
                })
                .collect();
            list(&parts, joint)
        };
        match (node, negated) {
            (Node::Not(inner), _) => self.clause(inner, !negated),
            (Node::Is(condition), _) => self.predicate(&condition.test, negated),
            (Node::Group { name, .. }, false) => format!("are in the group “{name}”"),
            (Node::Group { name, .. }, true) => format!("are not in the group “{name}”"),
            // NOT (a AND b) is NOT a OR NOT b.
            (Node::All(nodes), false) => many(nodes, "and", false),
            (Node::All(nodes), true) => many(nodes, "or", true),
            (Node::Any(nodes), false) => many(nodes, "or", false),
            (Node::Any(nodes), true) => many(nodes, "and", true),
        }
    }

    fn predicate(&self, test: &Test, negated: bool) -> String {
        match test {
            Test::Figure {
                figure: Figure::Orders,
                what,
                window,
                is: NumberTest::Is(Cmp::Equal, 0) | NumberTest::Is(Cmp::Less, 1),
            } if negated => {
                let what = what.as_ref().map(of_what).unwrap_or_default();
                let window = window.map(|w| format!(" {}", window_words(w)));
                format!("have orders{what}{}", window.unwrap_or_default())
            }
            Test::Stated(of, is) => stated(of, is, negated),
            Test::Figure { .. } | Test::Measure(..) => {
                let phrase = self.attribute(test).unwrap_or_default();
                format!("{} {phrase}", if negated { "do not have" } else { "have" })
            }
            Test::ProductNumber(number_of, is) => {
                let (name, unit): (&str, Box<dyn Fn(i64) -> String>) = match number_of {
                    ProductNumber::Price => ("price", Box::new(|n| self.price(n))),
                    ProductNumber::Cost => ("cost", Box::new(|n| self.price(n))),
                    ProductNumber::Margin => ("margin", Box::new(percent)),
                    ProductNumber::Stock => ("stock", Box::new(|n| n.to_string())),
                };
                let have = if negated { "do not have" } else { "have" };
                let counted = *number_of == ProductNumber::Stock;
                format!("{have} a {name} of {}", number(is, &unit, counted))
            }
            Test::Time(field, is) => {
                let verb = match (field, negated) {
                    (TimeField::FirstOrder, false) => "ordered first",
                    (TimeField::FirstOrder, true) => "did not order first",
                    (TimeField::LastOrder, false) => "ordered last",
                    (TimeField::LastOrder, true) => "did not order last",
                    (TimeField::Added | TimeField::CustomerAdded, false) => "were added",
                    (TimeField::Added | TimeField::CustomerAdded, true) => "were not added",
                    (TimeField::LastVisit, false) => "came last",
                    (TimeField::LastVisit, true) => "did not come last",
                };
                format!("{verb} {}", time(is))
            }
            Test::Text(field, is) => text(field, is, negated),
            Test::Flag(flag, yes) => flag_words(*flag, *yes != negated),
            Test::Missing(field, missing) => {
                let have = if *missing == negated {
                    "have"
                } else {
                    "have no"
                };
                format!("{have} {}", field_words(field, *missing == negated))
            }
            Test::Happened(happened) => happened_words(happened, negated),
            Test::Moment(asked) => self.moment(asked, negated),
        }
    }

    /// Of the moment, not of the person: `look at the page cart`, `see rain where they live`.
    fn moment(&self, asked: &OfMoment, negated: bool) -> String {
        let place = matches!(asked.field, MomentField::Weather | MomentField::Temp);
        let scaled = |n: i64| format!("{}°C", n as f64 / 10.0);
        let is = match &asked.is {
            MomentTest::Missing(missing) => {
                let known = if *missing == negated {
                    "known"
                } else {
                    "unknown"
                };
                return format!(
                    "are asked about while the {} is {known}",
                    moment_name(asked.field)
                );
            }
            MomentTest::Text(TextTest::Is(word, not)) => match not {
                true => format!("other than {}", word.shown),
                false => word.shown.clone(),
            },
            MomentTest::Text(TextTest::In(all, not)) => match not {
                true => format!("other than {}", or(&shown(all))),
                false => or(&shown(all)),
            },
            MomentTest::Text(
                TextTest::Contains(word, not)
                | TextTest::Starts(word, not)
                | TextTest::Ends(word, not),
            ) => format!("{} “{}”", if *not { "without" } else { "with" }, word.shown),
            MomentTest::Number(is) => match asked.field {
                MomentField::Temp => number(is, &scaled, false),
                MomentField::CartValue => number(is, &|n| self.money(n), false),
                _ => number(is, &|n| n.to_string(), false),
            },
        };
        let not = if negated { "not " } else { "" };
        let live = if place { " where they live" } else { "" };
        format!(
            "are {not}asked about while the {}{live} is {is}",
            moment_name(asked.field)
        )
    }

    fn price(&self, ten_thousandths: i64) -> String {
        let amount = crate::model::money::Price(ten_thousandths).amount(self.currency);
        self.money(amount.0)
    }
}

fn percent(hundredths: i64) -> String {
    if hundredths % 100 == 0 {
        format!("{}%", hundredths / 100)
    } else {
        format!("{:.2}%", hundredths as f64 / 100.0)
    }
}

fn number(is: &NumberTest, unit: &dyn Fn(i64) -> String, counted: bool) -> String {
    match is {
        NumberTest::Is(cmp, n) => {
            let n = unit(*n);
            match (cmp, counted) {
                (Cmp::Equal, _) => format!("exactly {n}"),
                (Cmp::NotEqual, _) => format!("not exactly {n}"),
                (Cmp::AtLeast, true) => format!("{n} or more"),
                (Cmp::AtLeast, false) => format!("at least {n}"),
                (Cmp::Greater, _) => format!("more than {n}"),
                (Cmp::AtMost, true) => format!("{n} or fewer"),
                (Cmp::AtMost, false) => format!("at most {n}"),
                (Cmp::Less, true) => format!("fewer than {n}"),
                (Cmp::Less, false) => format!("less than {n}"),
            }
        }
        NumberTest::Between(low, high) => format!("{} to {}", unit(*low), unit(*high)),
        NumberTest::In(all, not) => {
            let all: Vec<String> = all.iter().map(|n| unit(*n)).collect();
            let but = if *not { "a number other than " } else { "" };
            format!("{but}{}", or(&all))
        }
    }
}

fn moment_name(field: MomentField) -> &'static str {
    match field {
        MomentField::Season => "season",
        MomentField::Weekday => "weekday",
        MomentField::Hour => "hour",
        MomentField::Weather => "weather",
        MomentField::Temp => "temperature",
        MomentField::Page => "page",
        MomentField::OnDevice => "device of the visit",
        MomentField::Utm => "campaign word of the visit",
        MomentField::CartValue => "value of the cart",
        MomentField::IdleSeconds => "number of idle seconds",
    }
}

fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Age => "age",
        Measure::BirthdayIn => "birthday",
        Measure::AnniversaryIn => "anniversary of the first order",
        Measure::Visits => "visits",
        Measure::Channels => "channels",
        Measure::UsualGap => "usual gap between orders",
        Measure::Overdue => "usual gap between orders",
        Measure::ReturnRate => "return rate",
        Measure::DiscountShare => "share of orders with a discount",
        Measure::TopBrandShare => "share spent on one brand",
        Measure::TopSeasonShare => "share of orders in one season",
        Measure::Affinity => "affinity",
        Measure::AffinityRank => "rank",
        Measure::WeatherPull => "usual number of orders in their weather",
        Measure::R => "R score",
        Measure::F => "F score",
        Measure::M => "M score",
        Measure::Fm => "FM score",
    }
}

fn taste_words(what: &What) -> String {
    match what.kind {
        WhatKind::Brand => format!(" for the brand {}", what.value.shown),
        _ => format!(" for {}", what.value.shown),
    }
}

/// What stands behind "with" and "have": `2 or more visits in the last 30 days`, `an age of at least 25`.
fn measure(of: &Measured, is: &NumberTest) -> String {
    let unit = |n: i64| of.measure.shown(n);
    let what = of.what.as_ref().map(taste_words).unwrap_or_default();
    let window = of
        .window
        .map(|w| format!(" {}", window_words(w)))
        .unwrap_or_default();
    let name = measure_name(of.measure);
    match of.measure {
        Measure::Visits | Measure::Channels => {
            format!("{} {name}{window}", number(is, &unit, true))
        }
        Measure::AnniversaryIn => format!(
            "{} to the anniversary of their first order",
            number(is, &unit, false)
        ),
        Measure::BirthdayIn => match is {
            NumberTest::Is(Cmp::Equal, 0) => "their birthday today".to_owned(),
            is => format!("{} to their birthday", number(is, &unit, false)),
        },
        Measure::Overdue => format!(
            "{} times their usual gap since the last order",
            number(is, &unit, false)
        ),
        Measure::WeatherPull => format!(
            "{} times the orders in their weather that its days explain",
            number(is, &unit, false)
        ),
        Measure::AffinityRank => format!("a rank{what} of {}", number(is, &unit, false)),
        _ => {
            let article = match name.starts_with(['a', 'F', 'M', 'R']) {
                true => "an",
                false => "a",
            };
            format!("{article} {name}{what} of {}", number(is, &unit, false))
        }
    }
}

fn stated(of: &Stated, is: &StatedTest, negated: bool) -> String {
    let name = &of.name;
    let have = if negated { "do not have" } else { "have" };
    let scaled = |n: i64| {
        let text = format!("{:.4}", n as f64 / 1e4);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match is {
        StatedTest::Number(NumberTest::Is(Cmp::Equal, n)) => {
            format!("{have} the {name} {}", scaled(*n))
        }
        StatedTest::Number(is) => {
            let article = if name.to_lowercase().starts_with(['a', 'e', 'i', 'o']) {
                "an"
            } else {
                "a"
            };
            format!("{have} {article} {name} of {}", number(is, &scaled, false))
        }
        StatedTest::Day(is) => format!("{have} the {name} {}", time(is)),
        StatedTest::Flag(yes) => {
            let yes = if *yes { "yes" } else { "no" };
            format!("{have} {yes} for {name}")
        }
        StatedTest::Text(is) => text_of(name, None, is, negated),
    }
}

fn text(field: &TextField, is: &TextTest, negated: bool) -> String {
    text_of(field_name(field), Some(field), is, negated)
}

/// A text by its name; without a field it is a column of a file.
fn text_of(name: &str, field: Option<&TextField>, is: &TextTest, negated: bool) -> String {
    let place = matches!(
        field,
        Some(TextField::Country | TextField::Region | TextField::City)
    );
    let tag = matches!(field, Some(TextField::CustomerTag | TextField::ProductTag));
    let article = match name.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'A' | 'E' | 'I' | 'O' | 'R' | 'S') => "an",
        _ => "a",
    };
    let are = |not: bool| if not { "are not" } else { "are" };
    let have = |not: bool| if not { "do not have" } else { "have" };
    // "Another than x" and "not x" differ for people of whom nothing is known.
    let (words, other) = match is {
        TextTest::Is(word, other) => (word.shown.clone(), *other),
        TextTest::In(all, other) => (or(&shown(all)), *other),
        TextTest::Contains(word, not) => (format!("“{}” in it", word.shown), *not),
        TextTest::Starts(word, not) => (format!("“{}” at the start", word.shown), *not),
        TextTest::Ends(word, not) => (format!("“{}” at the end", word.shown), *not),
    };
    let inside = !matches!(is, TextTest::Is(..) | TextTest::In(..));
    match field {
        _ if inside => {
            let with = if other { "without" } else { "with" };
            format!("{} {article} {name} {with} {words}", have(negated))
        }
        _ if place && !other => format!("{} in {words}", are(negated)),
        _ if tag && !other => format!("{} the tag {words}", have(negated)),
        Some(TextField::RfmGroup) if !other => {
            format!("{} in the RFM group {words}", are(negated))
        }
        Some(TextField::Category) if !other => format!("{} in the category {words}", are(negated)),
        Some(TextField::Brand) if !other => format!("{} of the brand {words}", are(negated)),
        Some(TextField::Lifecycle | TextField::Status) if !other => {
            format!("{} {words}", are(negated))
        }
        _ if other => format!("{} {article} {name} other than {words}", have(negated)),
        _ => format!("{} the {name} {words}", have(negated)),
    }
}

fn field_name(field: &TextField) -> &'static str {
    match field {
        TextField::Country => "country",
        TextField::Region => "region",
        TextField::City => "town",
        TextField::CityTier => "tier of the town",
        TextField::Language => "language",
        TextField::Email => "e-mail address",
        TextField::Name => "name",
        TextField::CustomerTag | TextField::ProductTag => "tag",
        TextField::RfmGroup => "RFM group",
        TextField::Lifecycle => "lifecycle stage",
        TextField::Title => "title",
        TextField::Sku => "SKU",
        TextField::Brand => "brand",
        TextField::Category => "category",
        TextField::Status => "status",
        TextField::Gender => "gender",
        TextField::EmailDomain => "e-mail domain",
        TextField::Device => "device",
        TextField::Channel => "channel",
        TextField::Campaign => "campaign",
    }
}

fn field_words(field: &AnyField, known: bool) -> String {
    let name = match field {
        AnyField::Figure(Figure::Aov, _) => "average order".to_owned(),
        AnyField::Figure(..) => "count of orders".to_owned(),
        AnyField::ProductNumber(number) => match number {
            ProductNumber::Price => "price",
            ProductNumber::Cost => "cost",
            ProductNumber::Margin => "margin",
            ProductNumber::Stock => "tracked stock",
        }
        .to_owned(),
        AnyField::Time(TimeField::FirstOrder) => "first order".to_owned(),
        AnyField::Time(TimeField::LastOrder) => "last order".to_owned(),
        AnyField::Measure(measure, what) => {
            let of = what.as_ref().map(taste_words).unwrap_or_default();
            format!("{}{of}", measure_name(*measure))
        }
        AnyField::Stated(of) => of.name.clone(),
        AnyField::Time(TimeField::LastVisit) => "last visit".to_owned(),
        AnyField::Time(TimeField::Added | TimeField::CustomerAdded) => "day of adding".to_owned(),
        AnyField::Text(field) => field_name(field).to_owned(),
        AnyField::Flag(_) => "answer".to_owned(),
        AnyField::Moment(field) => moment_name(*field).to_owned(),
    };
    if known {
        format!("a known {name}")
    } else {
        format!("known {name}")
    }
}

fn flag_words(flag: FlagField, yes: bool) -> String {
    match (flag, yes) {
        (FlagField::Consent(purpose), true) => format!("allowed {}", consent(purpose)),
        (FlagField::Consent(purpose), false) => format!("did not allow {}", consent(purpose)),
        (FlagField::OnSale, true) => "are on sale".into(),
        (FlagField::OnSale, false) => "are not on sale".into(),
        (FlagField::Service, true) => "are services".into(),
        (FlagField::Service, false) => "are no services".into(),
    }
}

fn consent(purpose: crate::model::consent::Purpose) -> &'static str {
    use crate::model::consent::Purpose;
    match purpose {
        Purpose::Email => "e-mail",
        Purpose::Sms => "SMS",
        Purpose::Push => "push messages",
        Purpose::Personalization => "personal pages",
        Purpose::Ads => "advertising audiences",
    }
}

fn time(is: &TimeTest) -> String {
    match is {
        TimeTest::Is(cmp, when) => {
            let day = when_words(*when);
            match (cmp, when) {
                (Cmp::Equal, When::Named(NamedDay::Today | NamedDay::Yesterday)) => day,
                (Cmp::Equal, When::Ago(_)) => format!("exactly {day}"),
                (Cmp::Equal, _) => format!("on {day}"),
                (Cmp::NotEqual, _) => format!("on another day than {day}"),
                (Cmp::AtLeast, When::Ago(length)) => {
                    format!("in the last {}", length_words(*length))
                }
                (Cmp::AtLeast, _) => format!("on or after {day}"),
                (Cmp::Greater, When::Ago(length)) => {
                    format!("less than {} ago", length_words(*length))
                }
                (Cmp::Greater, _) => format!("after {day}"),
                (Cmp::Less, When::Ago(length)) => {
                    format!("more than {} ago", length_words(*length))
                }
                (Cmp::Less, _) => format!("before {day}"),
                (Cmp::AtMost, When::Ago(length)) => {
                    format!("{} ago or longer", length_words(*length))
                }
                (Cmp::AtMost, _) => format!("on or before {day}"),
            }
        }
        TimeTest::Between(from, to) => {
            format!("between {} and {}", when_words(*from), when_words(*to))
        }
        TimeTest::In(days, not) => {
            let days: Vec<String> = days.iter().map(|d| when_words(*d)).collect();
            let other = if *not { "another day than " } else { "" };
            format!("on {other}{}", or(&days))
        }
    }
}

/// `30 days ago`, `31 Jan 2026`.
pub(crate) fn when_words(when: When) -> String {
    match when {
        When::Date(day) => date(day),
        When::Ago(length) => format!("{} ago", length_words(length)),
        When::Named(named) => NamedDay::ALL
            .iter()
            .find(|(_, n, _)| *n == named)
            .map_or("today", |(_, _, words)| words)
            .to_owned(),
    }
}

fn date(day: Day) -> String {
    day.date().format("%-d %b %Y").to_string()
}

/// `30 days`.
pub(crate) fn length_words(length: Length) -> String {
    let unit = match length.unit {
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
        Unit::Years => "year",
    };
    let plural = if length.n == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", length.n)
}

fn window_words(window: Window) -> String {
    match window {
        Window::Within(Length { n: 1, unit }) => {
            let one = length_words(Length { n: 1, unit });
            format!("in the last {}", one.trim_start_matches("1 "))
        }
        Window::Within(length) => format!("in the last {}", length_words(length)),
        Window::Since(when) => format!("since {}", when_words(when)),
        Window::Between(from, to) => {
            format!("between {} and {}", when_words(from), when_words(to))
        }
    }
}

fn of_what(what: &What) -> String {
    let value = &what.value.shown;
    match what.kind {
        WhatKind::Product => format!(" on the product {value}"),
        WhatKind::Category => format!(" on {value}"),
        WhatKind::Brand => format!(" on the brand {value}"),
        WhatKind::Tag => format!(" on products tagged {value}"),
        WhatKind::Query => format!(" for “{value}”"),
        WhatKind::Strategy => format!(" in the strategy {value}"),
        WhatKind::Campaign => format!(" of the campaign {value}"),
        WhatKind::Weather | WhatKind::Season => format!(" in {value}"),
    }
}

fn object(verb: Verb, what: Option<&What>) -> String {
    let behind = if verb == Verb::Carted {
        " into the cart"
    } else {
        ""
    };
    format!("{}{behind}", object_words(verb, what))
}

fn object_words(verb: Verb, what: Option<&What>) -> String {
    let Some(what) = what else {
        return match verb {
            Verb::Searched => String::new(),
            Verb::Received | Verb::Opened => " a message".into(),
            Verb::Bought | Verb::Viewed | Verb::Carted | Verb::Clicked => " something".into(),
        };
    };
    let value = &what.value.shown;
    match what.kind {
        WhatKind::Product => format!(" {value}"),
        WhatKind::Category => format!(" something from {value}"),
        WhatKind::Brand => format!(" something of {value}"),
        WhatKind::Tag => format!(" something tagged {value}"),
        WhatKind::Query => format!(" for “{value}”"),
        WhatKind::Strategy => format!(" something in the strategy {value}"),
        WhatKind::Campaign => format!(" a message of the campaign {value}"),
        WhatKind::Weather => format!(" something on days of {value}"),
        WhatKind::Season => format!(" something in {value}"),
    }
}

fn verb_words(verb: Verb, negated: bool) -> &'static str {
    match (verb, negated) {
        (Verb::Bought, false) => "bought",
        (Verb::Bought, true) => "did not buy",
        (Verb::Viewed, false) => "looked at",
        (Verb::Viewed, true) => "did not look at",
        (Verb::Carted, false) => "put",
        (Verb::Carted, true) => "did not put",
        (Verb::Searched, false) => "searched",
        (Verb::Searched, true) => "did not search",
        (Verb::Clicked, false) => "clicked",
        (Verb::Clicked, true) => "did not click",
        (Verb::Received, false) => "were sent",
        (Verb::Received, true) => "were not sent",
        (Verb::Opened, false) => "opened",
        (Verb::Opened, true) => "did not open",
    }
}

fn happened_words(happened: &Happened, negated: bool) -> String {
    let mut words = verb_words(happened.verb, negated).to_owned();
    words += &object(happened.verb, happened.what.as_ref());
    if let Some((cmp, n)) = happened.times {
        words += &match (cmp, n) {
            (Cmp::AtLeast, 1) | (Cmp::Greater, 0) => " at least once".to_owned(),
            (Cmp::AtLeast, n) => format!(" at least {}", times(n)),
            (Cmp::Greater, n) => format!(" more than {}", times(n)),
            (Cmp::Equal, 0) | (Cmp::Less, 1) => " not once".to_owned(),
            (Cmp::Equal, n) => format!(" exactly {}", times(n)),
            (Cmp::NotEqual, n) => format!(" not exactly {}", times(n)),
            (Cmp::AtMost, n) => format!(" at most {}", times(n)),
            (Cmp::Less, n) => format!(" fewer than {}", times(n)),
        };
    }
    if let Some(window) = happened.window {
        words += &format!(" {}", window_words(window));
    }
    if let Some(then) = &happened.then {
        words += &then_words(then);
    }
    words
}

fn then_words(then: &Then) -> String {
    let object = match &then.what {
        ThenWhat::Anything => object(then.verb, None),
        ThenWhat::Same if then.verb == Verb::Carted => " the same product into the cart".to_owned(),
        ThenWhat::Same => " the same product".to_owned(),
        ThenWhat::What(what) => object(then.verb, Some(what)),
    };
    format!(
        " and then {}{object} within {}",
        verb_words(then.verb, then.not),
        length_words(then.within)
    )
}

fn times(n: i64) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{n} times"),
    }
}

fn shown(all: &[Word]) -> Vec<String> {
    all.iter().map(|w| w.shown.clone()).collect()
}

fn or(all: &[String]) -> String {
    list(all, "or")
}

fn and(all: &[String]) -> String {
    list(all, "and")
}

fn list(all: &[String], joint: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} {joint} {other}"),
        [rest @ .., last] => format!("{} {joint} {last}", rest.join(", ")),
    }
}
