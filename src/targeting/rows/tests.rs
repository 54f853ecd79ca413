//! Rows lose nothing: whatever the grammar can say comes back, and a change of one row leaves the others alone.

use super::cells::{Slot, can_be_never, cells};
use super::change::{
    then, times, value, values, what, window, with_then, with_times, with_values, with_what,
    with_window,
};
use super::operators::{Op, field_of, operators, with_op};
use super::source::source;
use super::{Path, Row, Rows, What};
use crate::targeting::ast::{Cond, Expr};
use crate::targeting::fields::Kind;
use crate::targeting::generate;
use crate::targeting::parse::parse;
use crate::targeting::vocabulary::Vocabulary;
use proptest::prelude::*;

fn rows(text: &str) -> Rows {
    let (expr, problems) = parse(text);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    Rows::of(&expr.unwrap()).unwrap()
}

fn text(rows: &Rows) -> String {
    rows.expr().map_or(String::new(), |e| e.to_string())
}

/// Every condition with its NOTs.
fn conditions(rows: &Rows) -> Vec<(Path, usize, Cond)> {
    let all = rows.lines().into_iter().filter_map(|l| match l.what {
        What::Is(nots, cond, _) => Some((l.path, nots, cond.clone())),
        What::Head(_) => None,
    });
    all.collect()
}

fn said(text_: &str) -> String {
    let rows = rows(text_);
    let lines = rows.lines().into_iter().filter_map(|l| match l.what {
        What::Is(nots, cond, _) => Some(cells(nots, cond, &Vocabulary::default(), false)),
        What::Head(_) => None,
    });
    let lines = lines.map(|cells| {
        let all: Vec<String> = cells.into_iter().map(|c| c.text).collect();
        all.join(" | ")
    });
    lines.collect::<Vec<_>>().join(" / ")
}

#[test]
fn rows_read_like_sentences() {
    for (text, expected) in [
        (
            "country IN (DE, AT)",
            "Country | is one of | Germany, Austria",
        ),
        (
            "orders >= 3 WITHIN 12m",
            "Orders | at least | 3 | in the last 12 months",
        ),
        ("bought category Helmets", "Bought category | Helmets"),
        (
            "NOT viewed category Lights",
            "Looked at category | Lights | never",
        ),
        (
            "NOT viewed category Lights >= 2 TIMES",
            "not | Looked at category | Lights | 2 times or more",
        ),
        ("consent.email = yes", "Agreed to e-mail | is | yes"),
        (
            "last_order < -90d",
            "Last order | longer ago than | 90 days",
        ),
        (
            "last_order >= -1m",
            "Last order | within | the last 1 month",
        ),
        (
            "spent brand Osprey BETWEEN 10 AND 20",
            "Spent on brand | Osprey | between | 10 | and 20",
        ),
        (
            "carted THEN NOT bought SAME WITHIN 24h",
            "Put into the cart | then did not buy the same | within 24 hours",
        ),
        ("NOT IN GROUP \"Loyal\"", "Group | is not | Loyal"),
        ("city IS NOT NULL", "Town | is known"),
        (
            "NOT NOT city CONTAINS burg",
            "not not | Town | contains | “burg”",
        ),
        ("birthday_in <= 14d", "Days to birthday | at most | 14 days"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn rows_are_added_moved_and_taken_away() {
    let is = |text: &str| match rows(text).root.rows.remove(0) {
        row @ Row::Is(..) => row,
        Row::Group(_) => panic!("{text}"),
    };
    let mut all = rows("orders >= 3 AND (city = Bonn OR city = Bern) AND tag = vip");
    let at = all.add(&[1], is("age > 30"));
    assert_eq!(at, [1, 2]);
    let at = all.add(&[0], is("gender = F"));
    assert_eq!(at, [1]);
    assert_eq!(
        text(&all),
        "orders >= 3 AND gender = F AND (city = Bonn OR city = Bern OR age > 30) AND tag = vip"
    );
    // Down into the group, through it, and out of it.
    let mut at = vec![1];
    let mut seen = Vec::new();
    while let Some(to) = all.lower(&at) {
        at = to;
        seen.push(at.clone());
    }
    assert_eq!(
        seen,
        [
            vec![1, 0],
            vec![1, 1],
            vec![1, 2],
            vec![1, 3],
            vec![2],
            vec![3]
        ]
    );
    while let Some(to) = all.raise(&at) {
        at = to;
    }
    assert_eq!(at, [0]);
    all.remove(&[2, 0]);
    all.remove(&[2, 0]);
    all.remove(&[2, 0]);
    assert_eq!(text(&all), "gender = F AND orders >= 3 AND tag = vip");
    all.negate(&[1]);
    all.join(&[], 1, false);
    assert_eq!(
        text(&all),
        "NOT (gender = F OR NOT orders >= 3 OR tag = vip)"
    );
    for _ in 0..3 {
        all.remove(&[0]);
    }
    assert_eq!(all.expr(), None);
    // Out of a group of one: the group goes.
    let mut one = Rows::default();
    one.add(&[], is("orders >= 3"));
    one.add(
        &[0],
        Row::Group(super::Group {
            nots: 0,
            all: false,
            rows: vec![is("age > 30")],
        }),
    );
    assert_eq!(one.raise(&[1, 0]), Some(vec![1]));
    assert_eq!(
        (one.root.rows.len(), text(&one)),
        (2, "orders >= 3 AND age > 30".to_owned())
    );
}

#[test]
fn the_values_of_a_field_come_from_where_the_shop_keeps_them() {
    use super::source::Source;
    use crate::targeting::vocabulary::Listed;
    let of = |text: &str, slot| source(&conditions(&rows(text))[0].2, slot, &Vocabulary::default());
    assert_eq!(
        of("country = DE", Slot::Value),
        Some(Source::Listed(Listed::Country))
    );
    assert_eq!(
        of("bought brand x", Slot::What),
        Some(Source::Listed(Listed::Brand))
    );
    assert_eq!(of("searched query x", Slot::What), Some(Source::Queries));
    assert_eq!(
        of("spent >= 3", Slot::Value),
        Some(Source::Number(Kind::Money))
    );
    assert_eq!(of("last_order >= -3d", Slot::Value), Some(Source::Days));
    assert_eq!(of("city CONTAINS x", Slot::Value), Some(Source::Typed));
    assert_eq!(of("IN GROUP x", Slot::Value), Some(Source::Groups));
    assert_eq!(of("orders >= 3", Slot::Op), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_expression_comes_back_from_its_rows(expr in generate::expr()) {
        let rows = Rows::of(&expr).unwrap();
        prop_assert_eq!(rows.expr(), Some(expr.clone()));
        // Through text, and placed in it.
        let printed = expr.to_string();
        let parsed = parse(&printed).0.unwrap();
        let mut placed = rows.clone();
        placed.place(&parsed);
        prop_assert_eq!(&placed, &rows);
        for line in placed.lines() {
            if let What::Is(_, cond, span) = line.what {
                prop_assert_eq!(span.of(&printed), cond.to_string());
            }
        }
    }

    #[test]
    fn every_condition_has_pieces_and_what_is_put_back_changes_nothing(expr in generate::expr()) {
        let vocabulary = Vocabulary::default();
        for (_, nots, cond) in conditions(&Rows::of(&expr).unwrap()) {
            let open = cells(nots, &cond, &vocabulary, true);
            let closed = cells(nots, &cond, &vocabulary, false);
            prop_assert!(closed.iter().all(|c| c.said && open.contains(c)), "{cond}");
            prop_assert!(!closed.is_empty() && closed.iter().all(|c| !c.text.is_empty()), "{cond}");
            // Nothing that is said goes unsaid: each value stands in some piece.
            let place = |slot| closed.iter().filter(|c| c.slot == slot).count();
            prop_assert_eq!(place(Slot::Window), usize::from(window(&cond).is_some()));
            prop_assert_eq!(place(Slot::Then), usize::from(then(&cond).is_some()));
            let never = nots == 1 && can_be_never(&cond);
            prop_assert_eq!(place(Slot::Times), usize::from(times(&cond).is_some() || never));
            prop_assert_eq!(&with_values(cond.clone(), values(&cond)).to_string(), &match &cond {
                // A list of one is said as one value.
                Cond::In(term, not, values) if values.len() == 1 =>
                    format!("{term} {} {}", if *not { "!=" } else { "=" }, values[0]),
                other => other.to_string(),
            });
            prop_assert_eq!(&with_what(cond.clone(), what(&cond).cloned()), &cond);
            prop_assert_eq!(&with_window(cond.clone(), window(&cond).cloned()), &cond);
            prop_assert_eq!(&with_times(cond.clone(), times(&cond).cloned()), &cond);
            prop_assert_eq!(&with_then(cond.clone(), then(&cond).cloned()), &cond);
            if let Some(op) = Op::of(&cond) {
                prop_assert_eq!(with_op(&cond, op), Some(cond.clone()));
                // There and back again, where the other operator takes as much.
                let kind = field_of(super::change::term(&cond).unwrap(), &vocabulary).map_or(Kind::Text, |(_, k)| k);
                for other in operators(kind) {
                    if let Some(changed) = with_op(&cond, *other) {
                        prop_assert_eq!(Op::of(&changed), Some(*other));
                        let printed = changed.to_string();
                        let (read, problems) = parse(&printed);
                        prop_assert!(problems.is_empty(), "{printed}: {problems:?}");
                        prop_assert_eq!(read.unwrap().to_string(), printed);
                    }
                }
            }
        }
    }

    #[test]
    fn a_change_of_one_row_leaves_the_others_as_they_are(
        expr in generate::expr(), other in generate::expr(), at in 0_usize..12, deed in 0..6_u8
    ) {
        let before = Rows::of(&expr).unwrap();
        let all = conditions(&before);
        let (path, nots, cond) = all[at % all.len()].clone();
        let mut after = before.clone();
        let rest = |rows: &Rows, without: Option<&Path>| -> Vec<(usize, Cond)> {
            let all = conditions(rows).into_iter().filter(|(p, ..)| Some(p) != without);
            all.map(|(_, nots, cond)| (nots, cond)).collect()
        };
        let (_, new_nots, new) = conditions(&Rows::of(&other).unwrap()).remove(0);
        match deed {
            0 => {
                after.say(&path, new.clone());
                prop_assert_eq!(after.row(&path).unwrap().expr(), Row::new(nots, new).expr());
                prop_assert_eq!(rest(&after, Some(&path)), rest(&before, Some(&path)));
            }
            1 => {
                let place = after.add(&path, Row::new(new_nots, new.clone()));
                prop_assert_eq!(rest(&after, Some(&place)), rest(&before, None));
                after.remove(&place);
                prop_assert_eq!(&after, &before);
            }
            2 => {
                let taken = after.remove(&path).unwrap();
                prop_assert_eq!(taken.expr(), Row::new(nots, cond).expr());
                prop_assert_eq!(rest(&after, None), rest(&before, Some(&path)));
            }
            3 | 4 => {
                let moved = if deed == 3 { after.raise(&path) } else { after.lower(&path) };
                if let Some(to) = moved {
                    prop_assert_eq!(after.row(&to).unwrap().expr(), Row::new(nots, cond).expr());
                    prop_assert_eq!(rest(&after, Some(&to)), rest(&before, Some(&path)));
                }
            }
            _ => {
                after.negate(&path);
                prop_assert_eq!(rest(&after, Some(&path)), rest(&before, Some(&path)));
                prop_assert_eq!(after.row(&path).unwrap().nots() % 2, (nots + 1) % 2);
            }
        }
        // What came of it can be printed and read.
        if let Some(expr) = after.expr() {
            let (read, problems) = parse(&expr.to_string());
            prop_assert!(problems.is_empty(), "{expr}: {problems:?}");
            prop_assert_eq!(read.unwrap(), expr);
        }
    }

    #[test]
    fn a_value_is_read_back_as_it_was_picked(text in ".{0,12}", word in "(and|OR|not|any|12m|-30d|Germany|this_month|5%|a b|\\PC{1,6})") {
        for text in [text, word] {
            let Expr::Cond(..) = parse("tag = x").0.unwrap() else { unreachable!() };
            let row = with_values(conditions(&rows("tag = x"))[0].2.clone(), vec![value(&text)]);
            let printed = row.to_string();
            let (read, problems) = parse(&printed);
            prop_assert!(problems.is_empty(), "{printed}: {problems:?}");
            let read = conditions(&Rows::of(&read.unwrap()).unwrap()).remove(0).2;
            prop_assert_eq!(&values(&read)[0].text, &text);
        }
    }
}
