//! Made-up expressions over customers for property tests, in the words of the made-up shop of `store::plan_agrees`.

use crate::model::attribute::AttributeKind;
use crate::targeting::ast::{
    Cond, Expr, Happened, Match, Term, Then, ThenWhat, Value, What, Window,
};
use crate::targeting::plan::{Cmp, Verb, WhatKind};
use crate::targeting::span::Span;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) const COUNTRIES: [&str; 4] = ["Germany", "ÖSTERREICH", "Schweiz", "France"];
pub(crate) const CITIES: [&str; 5] = ["Bonn", "Bad Münster", "Genève", "BERN", "Köln"];
pub(crate) const TAGS: [&str; 3] = ["vip", "Stammkunde", "b2b"];
pub(crate) const CATEGORIES: [&str; 4] = [
    "Camping",
    "Camping > Tents",
    "Camping > Tents > Family",
    "Garden > Lighting",
];
pub(crate) const BRANDS: [&str; 3] = ["Osprey", "Ortovox", "ØRN"];
pub(crate) const STRATEGIES: [&str; 2] = ["best_sellers", "Trending"];
pub(crate) const CAMPAIGNS: [&str; 2] = ["Spring 2026", "welcome"];
pub(crate) const DEVICES: [&str; 2] = ["Mobile", "desktop"];
pub(crate) const CHANNELS: [&str; 3] = ["web", "App", "Store"];
/// Attributes of the made-up shop, with values of their kind and odd ones.
pub(crate) const ATTRIBUTES: [(&str, AttributeKind, &[&str]); 7] = [
    ("size", AttributeKind::Text, &["L", "XL", "ünknown"]),
    (
        "Shoe size",
        AttributeKind::Number,
        &["36", "42", "42.5", "-1", "odd", "007"],
    ),
    (
        "birthday",
        AttributeKind::Day,
        &[
            "1987-01-04",
            "1990-02-28",
            "2000-02-29",
            "04/03",
            "25.12",
            "x",
        ],
    ),
    ("age", AttributeKind::Number, &["17", "34", "35.5", "old"]),
    ("gender", AttributeKind::Text, &["F", "M", "divers"]),
    (
        "member",
        AttributeKind::YesNo,
        &["yes", "No", "1", "false", "maybe"],
    ),
    (
        "likes",
        AttributeKind::List,
        &[
            "Tents; lamps",
            "lamps",
            "boots | Tents|",
            ";",
            "ÄPFEL, lamps",
        ],
    ),
];
/// Stated preferences, likewise.
pub(crate) const PREFERENCES: [(&str, AttributeKind, &[&str]); 2] = [
    ("style", AttributeKind::Text, &["classic", "SPORT"]),
    ("budget", AttributeKind::Number, &["50", "100.25", "none"]),
];
/// Weather of the made-up shop.
pub(crate) const SKIES: [&str; 3] = ["rain", "Sun", "snow"];
pub(crate) const QUERIES: [&str; 3] = ["tent", "Family Tent", "lamp"];
pub(crate) const GROUPS: [(&str, &str); 2] = [
    ("Buyers", "orders >= 1 AND NOT tag = vip"),
    ("Not buyers", "NOT IN GROUP Buyers OR city IS NULL"),
];

/// Any expression that the made-up shop can answer.
pub(crate) fn expr() -> impl Strategy<Value = Expr> {
    let cond = cond().prop_map(|c| Expr::Cond(Box::new(c), Span::default()));
    cond.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            1 => inner.prop_map(|e| Expr::Not(Box::new(e))),
        ]
    })
}

fn cond() -> BoxedStrategy<Cond> {
    prop_oneof![
        4 => figure(),
        4 => measure(),
        4 => stated(),
        2 => time(),
        4 => text(),
        1 => flag(),
        5 => happened(),
        1 => moment(),
        1 => select(&GROUPS).prop_map(|(name, _): (&str, &str)| Cond::InGroup(quoted(name))),
    ]
    .boxed()
}

fn value(text: &str) -> Value {
    Value {
        text: text.to_owned(),
        quoted: false,
        span: Span::default(),
    }
}

fn quoted(text: &str) -> Value {
    Value {
        quoted: true,
        ..value(text)
    }
}

fn term(field: &str, what: Option<What>) -> Term {
    Term {
        field: field.to_owned(),
        span: Span::default(),
        what,
    }
}

fn cmp() -> impl Strategy<Value = Cmp> + Clone {
    select(Cmp::ALL.as_slice()).prop_map(|(_, cmp): (&'static str, Cmp)| cmp)
}

fn product_what() -> impl Strategy<Value = What> {
    let is = |kind, text: String| What::Is(kind, quoted(&text), Span::default());
    prop_oneof![
        (0..14).prop_map(move |n| is(WhatKind::Product, format!("sku-{n}"))),
        (0..14).prop_map(move |n| is(WhatKind::Product, format!("Product {n}"))),
        select(&["Camping", "tents", "Camping>Tents", "LIGHTING", "Nowhere"])
            .prop_map(move |c| is(WhatKind::Category, c.to_owned())),
        select(&BRANDS).prop_map(move |b| is(WhatKind::Brand, b.to_lowercase())),
        select(&["Summer", "sale"]).prop_map(move |t| is(WhatKind::Tag, t.to_owned())),
        Just(What::Any(Span::default())),
    ]
}

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..6_i32).prop_map(|n| value(&n.to_string())),
        (-50..400_i32).prop_map(|n| value(&n.to_string())),
        (0..3000).prop_map(|n| value(&format!("{}.{:02}", n / 100, n % 100))),
    ]
}

fn figure() -> impl Strategy<Value = Cond> {
    let count = (0..6_i32).prop_map(|n| value(&n.to_string()));
    let money = select(&["spent", "spent_gross", "aov"]);
    let field_and_values = prop_oneof![
        (Just("orders"), prop::collection::vec(count, 2)),
        (money, prop::collection::vec(amount(), 2)),
    ];
    (
        field_and_values,
        prop::option::weighted(0.3, product_what()),
        prop::option::weighted(0.4, window()),
        cmp(),
        0..8,
        any::<bool>(),
    )
        .prop_map(|((field, values), what, window, cmp, form, not)| {
            let term = term(field, what);
            let mut values = values.into_iter();
            let first = values.next().unwrap();
            match form {
                0 => Cond::Between(term, first, values.next().unwrap()),
                1 => Cond::In(term, not, values.chain([first]).collect()),
                2 => Cond::IsNull(term, not),
                _ => Cond::Compare(term, cmp, first, window),
            }
        })
}

fn taste() -> impl Strategy<Value = What> {
    let is = |kind, text: &str| What::Is(kind, quoted(text), Span::default());
    prop_oneof![
        select(&["Camping", "tents", "Camping>Tents", "LIGHTING", "Nowhere"])
            .prop_map(move |c| is(WhatKind::Category, c)),
        select(&BRANDS).prop_map(move |b| is(WhatKind::Brand, b)),
    ]
}

fn measure() -> impl Strategy<Value = Cond> {
    let small = || (0..6_i32).prop_map(|n| value(&n.to_string())).boxed();
    let days = || {
        prop_oneof![
            (0..120_i32).prop_map(|n| value(&n.to_string())),
            (0..60_i32).prop_map(|n| value(&format!("{n}d"))),
            (0..40_i32).prop_map(|n| value(&format!("{n}w"))),
        ]
        .boxed()
    };
    let percent = || (0..101_i32).prop_map(|n| value(&format!("{n}%"))).boxed();
    let fine = || {
        (0..500_i32)
            .prop_map(|n| value(&format!("{}.{:02}", n / 100, n % 100)))
            .boxed()
    };
    let years = || (10..60_i32).prop_map(|n| value(&n.to_string())).boxed();
    let of = |field: &'static str, value: BoxedStrategy<Value>| {
        (Just(field), prop::collection::vec(value, 2), Just(false))
    };
    let tasty = |field: &'static str, value: BoxedStrategy<Value>| {
        (Just(field), prop::collection::vec(value, 2), Just(true))
    };
    let field_and_values = prop_oneof![
        of("age", years()),
        of("birthday_in", days()),
        of("anniversary_in", days()),
        of("visits", small()),
        of("channels", small()),
        of("usual_gap", days()),
        of("overdue", fine()),
        of("weather_pull", fine()),
        of("return_rate", percent()),
        of("discount_share", percent()),
        of("top_brand_share", percent()),
        of("top_season_share", percent()),
        of("r", small()),
        of("F", small()),
        of("m", small()),
        of("fm", fine()),
        tasty("affinity", percent()),
        tasty("affinity_rank", small()),
    ];
    (
        field_and_values,
        taste(),
        prop::option::of(window()),
        cmp(),
        0..8,
        any::<bool>(),
    )
        .prop_map(|((field, values, tasty), taste, window, cmp, form, not)| {
            let term = term(field, tasty.then_some(taste));
            let mut values = values.into_iter();
            let first = values.next().unwrap();
            match form {
                0 | 1 => Cond::Between(term, first, values.next().unwrap()),
                2 => Cond::In(term, not, values.chain([first]).collect()),
                3 => Cond::IsNull(term, not),
                _ => Cond::Compare(term, cmp, first, window.filter(|_| field == "visits")),
            }
        })
}

/// Conditions on attributes and preferences, in the operators of their kind.
fn stated() -> impl Strategy<Value = Cond> {
    let of = |prefix: &'static str,
              all: &'static [(&'static str, AttributeKind, &'static [&'static str])]| {
        select(all).prop_map(
            move |(name, kind, values): (&str, AttributeKind, &'static [&'static str])| {
                (format!("{prefix}{name}"), kind, values)
            },
        )
    };
    let column = prop_oneof![
        3 => of("attribute.", &ATTRIBUTES),
        1 => of("preference.", &PREFERENCES),
        // Bare names, in another letter case.
        1 => select(&["SIZE", "Member", "likes", "style", "budget"]).prop_map(|name: &str| {
            let all = ATTRIBUTES.iter().chain(&PREFERENCES);
            let (_, kind, values) = all
                .copied()
                .find(|(n, _, _)| n.eq_ignore_ascii_case(name))
                .unwrap();
            (name.to_owned(), kind, values)
        }),
    ];
    let number = prop_oneof![
        (-2..50_i32).prop_map(|n| value(&n.to_string())),
        select(&["42.5", "35.5", "100.25", "0.0001"]).prop_map(value),
    ];
    let numbers = prop::collection::vec(number, 2);
    let days = prop::collection::vec(
        prop_oneof![
            day(),
            select(&["1987-01-04", "1990-02-28", "2000-02-29"]).prop_map(value)
        ],
        2,
    );
    (
        column,
        numbers,
        days,
        cmp(),
        (0..9, 0..4_usize),
        any::<bool>(),
    )
        .prop_map(
            |((field, kind, texts), numbers, days, cmp, (form, nth), not)| {
                let term = term(&field, None);
                let equal = if not { Cmp::NotEqual } else { Cmp::Equal };
                let text = quoted(texts[nth % texts.len()]);
                let values = match kind {
                    AttributeKind::Number => numbers,
                    AttributeKind::Day => days,
                    _ => Vec::new(),
                };
                match (form, &values[..]) {
                    (0, _) => Cond::IsNull(term, not),
                    (1, _) => Cond::Match(term, Match::Contains, not, text),
                    (2, _) => Cond::Match(term, Match::Ends, not, text),
                    (3, [a, b]) => Cond::Between(term, a.clone(), b.clone()),
                    (4, [_, _]) => Cond::In(term, not, values),
                    (5..=7, [a, _]) => Cond::Compare(term, cmp, a.clone(), None),
                    (4, []) if kind != AttributeKind::YesNo => {
                        Cond::In(term, not, texts.iter().take(2).map(|t| quoted(t)).collect())
                    }
                    _ => Cond::Compare(term, equal, text, None),
                }
            },
        )
}

fn length() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..300).prop_map(|n| value(&format!("{n}d"))),
        (0..400).prop_map(|n| value(&format!("{n}h"))),
        (0..20).prop_map(|n| value(&format!("{n}w"))),
        (0..9).prop_map(|n| value(&format!("{n}M"))),
        (0..2).prop_map(|n| value(&format!("{n}y"))),
    ]
}

fn day() -> impl Strategy<Value = Value> {
    prop_oneof![
        length().prop_map(|l| value(&format!("-{}", l.text))),
        select(&[
            "today",
            "Yesterday",
            "this_week",
            "last_month",
            "this_year",
            "tomorrow"
        ])
        .prop_map(value),
        (0..200).prop_map(|n| {
            let day = crate::model::time::Day(20_400 + n);
            value(&day.to_string())
        }),
    ]
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        length().prop_map(Window::Within),
        day().prop_map(Window::Since),
        (day(), day()).prop_map(|(a, b)| Window::Between(a, b)),
    ]
}

fn time() -> impl Strategy<Value = Cond> {
    (
        select(&["first_order", "LAST_ORDER", "added", "last_visit"]),
        cmp(),
        day(),
        day(),
        0..6,
        any::<bool>(),
    )
        .prop_map(|(field, cmp, a, b, form, not)| {
            let term = term(field, None);
            match form {
                0 => Cond::Between(term, a, b),
                1 => Cond::In(term, not, vec![a, b]),
                2 => Cond::IsNull(term, not),
                _ => Cond::Compare(term, cmp, a, None),
            }
        })
}

fn text() -> impl Strategy<Value = Cond> {
    let of = |field: &'static str, values: &'static [&'static str]| {
        (Just(field), prop::collection::vec(select(values), 1..3))
    };
    let field_and_values = prop_oneof![
        of("country", &COUNTRIES),
        of("region", &["Bavaria", "tirol"]),
        of("city", &["bonn", "bad münster", "M", "ü", "nowhere", ""]),
        of("city_tier", &["1", "2", "metro", ""]),
        of("language", &["de", "FR"]),
        of("name", &["Anna 1", "person", "3"]),
        of("email", &["@web.de", "P1@WEB.DE", "p"]),
        of("tag", &TAGS),
        of("gender", &["female", "M", "f", "DIVERS"]),
        of("email_domain", &["web.de", "@Web.de", "de"]),
        of("device", &DEVICES),
        of("channel", &["web", "app", "STORE", "phone"]),
        of("campaign", &CAMPAIGNS),
        of(
            "rfm_group",
            &[
                "Champions",
                "At risk",
                "prospects",
                "New",
                "dormant",
                "strange"
            ]
        ),
        of(
            "lifecycle",
            &[
                "Prospect",
                "repeat_customer",
                "Dormant",
                "Loyal customer",
                "First-time visitor"
            ]
        ),
    ];
    (field_and_values, 0..9, any::<bool>()).prop_map(|((field, values), form, not)| {
        let term = term(field, None);
        let first = quoted(values[0]);
        let equal = if not { Cmp::NotEqual } else { Cmp::Equal };
        match form {
            0 => Cond::IsNull(term, not),
            1 | 2 => Cond::In(term, not, values.into_iter().map(quoted).collect()),
            3 => Cond::Match(term, Match::Contains, not, first),
            4 => Cond::Match(term, Match::Starts, not, first),
            5 => Cond::Match(term, Match::Ends, not, first),
            _ => Cond::Compare(term, equal, first, None),
        }
    })
}

/// Conditions on the moment: the clock, the weather, and what no request has said.
fn moment() -> impl Strategy<Value = Cond> {
    let text = prop_oneof![
        (
            Just("season"),
            select(&["winter", "Spring", "SUMMER", "fall"])
        ),
        (Just("weekday"), select(&["monday", "sat", "Sunday"])),
        (Just("weather"), select(&SKIES)),
        (Just("page"), select(&["home", "cart"])),
    ];
    let number = prop_oneof![
        (
            Just("hour"),
            (0..24_i32).prop_map(|n| value(&n.to_string()))
        ),
        (
            Just("temp"),
            (-80..350_i32).prop_map(|n| value(&format!("{:.1}", f64::from(n) / 10.0)))
        ),
    ];
    (text, number, cmp(), 0..6, any::<bool>()).prop_map(
        |((field, word), (figure, n), cmp, form, not)| {
            let equal = if not { Cmp::NotEqual } else { Cmp::Equal };
            match form {
                0 => Cond::IsNull(term(field, None), not),
                1 => Cond::In(term(field, None), not, vec![quoted(word)]),
                2 => Cond::IsNull(term(figure, None), not),
                3 => Cond::Compare(term(field, None), equal, quoted(word), None),
                _ => Cond::Compare(term(figure, None), cmp, n, None),
            }
        },
    )
}

fn flag() -> impl Strategy<Value = Cond> {
    (
        select(&["consent.email", "consent.sms", "consent.ads"]),
        select(&["yes", "NO"]),
        any::<bool>(),
        0..8,
    )
        .prop_map(|(field, value_, equal, form)| {
            let cmp = if equal { Cmp::Equal } else { Cmp::NotEqual };
            match form {
                0 => Cond::IsNull(term(field, None), equal),
                _ => Cond::Compare(term(field, None), cmp, value(value_), None),
            }
        })
}

fn what_of(verb: Verb) -> BoxedStrategy<Option<What>> {
    let is = |kind, text: &str| What::Is(kind, quoted(text), Span::default());
    let what = match verb {
        Verb::Bought | Verb::Viewed | Verb::Carted => prop_oneof![
            3 => product_what(),
            1 => select(&SKIES).prop_map(move |s| is(WhatKind::Weather, s)),
            1 => select(&["winter", "FALL", "spring"]).prop_map(move |s| is(WhatKind::Season, s)),
        ]
        .boxed(),
        Verb::Searched => select(&["TENT", "family", "zelt"])
            .prop_map(move |q| is(WhatKind::Query, q))
            .boxed(),
        Verb::Clicked => prop_oneof![
            product_what(),
            select(&STRATEGIES).prop_map(move |s| is(WhatKind::Strategy, s)),
            select(&CAMPAIGNS).prop_map(move |c| is(WhatKind::Campaign, c)),
        ]
        .boxed(),
        Verb::Received | Verb::Opened => select(&CAMPAIGNS)
            .prop_map(move |c| is(WhatKind::Campaign, c))
            .boxed(),
    };
    prop::option::weighted(0.6, what).boxed()
}

fn verb() -> impl Strategy<Value = Verb> {
    select(Verb::ALL.as_slice()).prop_map(|(_, verb): (&'static str, Verb)| verb)
}

fn happened() -> impl Strategy<Value = Cond> {
    let times = (cmp(), 0..4_i32).prop_map(|(cmp, n)| (cmp, value(&n.to_string())));
    verb()
        .prop_flat_map(move |verb| {
            (
                Just(verb),
                what_of(verb),
                prop::option::of(times.clone()),
                prop::option::of(window()),
                prop::option::weighted(0.3, then(verb)),
            )
        })
        .prop_map(|(verb, what, times, window, then)| {
            Cond::Happened(Happened {
                verb,
                span: Span::default(),
                what,
                times,
                window,
                then,
            })
        })
}

fn then(first: Verb) -> impl Strategy<Value = Then> {
    let has_product = |verb: Verb| verb.takes().contains(&WhatKind::Product);
    verb()
        .prop_flat_map(move |verb| {
            let same = has_product(first) && has_product(verb);
            (
                Just(verb),
                what_of(verb),
                any::<bool>().prop_map(move |b| b && same),
                any::<bool>(),
                length(),
            )
        })
        .prop_map(|(verb, what, same, not, within)| Then {
            not,
            verb,
            span: Span::default(),
            what: match what {
                _ if same => ThenWhat::Same(Span::default()),
                Some(What::Is(kind, ..)) if kind.is_of_day() => ThenWhat::Nothing,
                Some(what) => ThenWhat::What(what),
                None => ThenWhat::Nothing,
            },
            within,
        })
}

mod tests {
    use super::*;
    use crate::targeting::parse::parse;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn what_is_printed_reads_back_the_same(expr in expr(), hostile in ".{0,12}") {
            let odd = Expr::And(vec![
                expr,
                Expr::Cond(
                    Box::new(Cond::Compare(
                        term(&format!("attribute.{hostile}x"), None),
                        Cmp::Equal,
                        quoted(&hostile),
                        None,
                    )),
                    Span::default(),
                ),
            ]);
            let text = odd.to_string();
            let (read, problems) = parse(&text);
            prop_assert!(problems.is_empty(), "{text}: {problems:?}");
            prop_assert_eq!(read, Some(odd));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,60}", words in "( ?(orders|and|or|not|in|group|\\(|\\)|>=|3|30d|within|bought|then|tag|\"a\"|,|between|is|null)){0,30}") {
            for text in [text, words] {
                let (read, problems) = parse(&text);
                prop_assert!(read.is_some() || !problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.span.start <= problem.span.end && problem.span.end <= text.len());
                    prop_assert!(text.is_char_boundary(problem.span.start) && text.is_char_boundary(problem.span.end));
                }
            }
        }
    }
}
