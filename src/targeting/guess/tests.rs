//! What people type who never saw the language, and what they are offered.

use crate::model::attribute::AttributeKind;
use crate::model::money::Currency;
use crate::targeting::check::check;
use crate::targeting::diagnostic::Severity;
use crate::targeting::plan::Subject;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::{Listed, Values, Vocabulary};

fn shop() -> Vocabulary {
    let list = |values: &[&str]| Values::new(values.iter().map(|v| (*v).to_owned()).collect());
    let mut vocabulary = Vocabulary {
        currency: Currency::named("EUR"),
        customer_attributes: vec!["Shoe size".into()],
        ..Vocabulary::default()
    };
    vocabulary.kinds.insert(
        (Shelf::Attributes, "shoe size".into()),
        AttributeKind::Number,
    );
    for (of, values) in [
        (Listed::Country, list(&["Germany", "Austria"])),
        (Listed::City, list(&["Berlin", "Bonn", "New York"])),
        (Listed::Region, list(&["Bavaria"])),
        (
            Listed::Category,
            list(&["Camping > Tents", "Cycling > Helmets"]),
        ),
        (Listed::Brand, list(&["Osprey"])),
        (Listed::Product, list(&["22423", "rain jacket"])),
        (Listed::ProductTag, list(&["summer"])),
        (Listed::CustomerTag, list(&["vip"])),
    ] {
        vocabulary.values.insert(of, values);
    }
    vocabulary
        .groups
        .insert("Window shoppers".into(), "orders = 0".into());
    vocabulary
}

/// The text after every offered mend is taken, one after the other.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..8 {
        let checked = check(&text, Subject::Customers, &shop());
        let errors = checked
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error);
        let Some(problem) = errors.into_iter().find(|p| p.replacement.is_some()) else {
            break;
        };
        let with = problem.replacement.clone().unwrap();
        text = match problem.whole {
            true => with,
            false => {
                let (head, tail) = (&text[..problem.span.start], &text[problem.span.end..]);
                format!("{head}{with}{tail}")
            }
        };
    }
    text
}

#[test]
fn what_people_type_leads_to_an_expression() {
    let mut wrong = Vec::new();
    for (typed, wanted) in [
        (
            "customers from Berlin who bought twice",
            "city = \"Berlin\" AND bought >= 2 TIMES",
        ),
        ("orders > three", "orders > 3"),
        ("last order more than 3 months ago", "last_order < -3m"),
        ("last order less than 2 weeks ago", "last_order > -2w"),
        (
            "bought helmets in last month",
            "bought category \"Helmets\" WITHIN 1m",
        ),
        ("email contains gmail", "email contains gmail"),
        ("bought category “Tents”", "bought category \"Tents\""),
        ("city = “New York”", "city = \"New York\""),
        ("city = 'New York'", "city = \"New York\""),
        ("city = New York", "city = \"New York\""),
        (
            "orders = 3 && country = Germany",
            "orders = 3 AND country = Germany",
        ),
        (
            "country == Germany || country == Austria",
            "country == Germany OR country == Austria",
        ),
        ("spent > 12,50", "spent > 12.50"),
        ("spent > 1.000,50 €", "spent > 1000.50"),
        ("spent more than 1,000 euros", "spent > 1000"),
        (
            "spent over $500 in the last 6 months",
            "spent > 500 WITHIN 6m",
        ),
        ("last_order > 31.12.2025", "last_order > 2025-12-31"),
        ("last order before 12/31/2025", "last_order < 2025-12-31"),
        ("first order since 2025/1/31", "first_order >= 2025-01-31"),
        ("last_order < 90 days", "last_order > -90d"),
        ("never bought", "NOT bought"),
        (
            "people who viewed tents but never bought",
            "viewed category \"Tents\" AND NOT bought",
        ),
        ("at least 3 orders", "orders >= 3"),
        (
            "vip customers in Germany with more than two orders",
            "tag = \"vip\" AND country = \"Germany\" AND orders > 2",
        ),
        ("women from Bavaria", "gender = F AND region = \"Bavaria\""),
        ("abandoned cart", "carted THEN NOT bought WITHIN 24h"),
        (
            "bought Osprey or viewed Osprey",
            "bought brand \"Osprey\" OR viewed brand \"Osprey\"",
        ),
        ("shoe size is 42", "attribute.\"Shoe size\" = 42"),
        (
            "orders >= 3 country = Germany",
            "orders >= 3 AND country = Germany",
        ),
        (
            "bought rain jacket at least 2 times in the last year",
            "bought product \"rain jacket\" >= 2 TIMES WITHIN 1y",
        ),
        ("age between 25 and thirty", "age between 25 and 30"),
        ("orders >= 2 WITHIN 3months", "orders >= 2 WITHIN 3m"),
        ("window shoppers", "IN GROUP \"Window shoppers\""),
        (
            "everyone who has not bought in the last 90 days",
            "NOT bought WITHIN 90d",
        ),
        ("champions", "rfm_group = \"Champions\""),
        ("email is missing", "email IS NULL"),
        ("orders >= 5; spent > 100", "orders >= 5 AND spent > 100"),
        ("bought product = 22423", "bought product  22423"),
        ("average order value over 80", "aov > 80"),
        (
            "added to cart in the last 7 days and did not buy",
            "carted WITHIN 7d AND NOT bought",
        ),
    ] {
        let found = mended(typed);
        let checked = check(&found, Subject::Customers, &shop());
        if found != wanted || checked.plan.is_none() {
            wrong.push(format!("{typed}\n  leads to {found}\n  and not  {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_guessed_that_is_not_understood() {
    for text in [
        "nice people",
        "customers who love us",
        "from",
        "orders",
        "bought the moon",
        "spent",
        "12,5",
        "\"",
        "((",
        "' OR 1=1 --",
    ] {
        let checked = check(text, Subject::Customers, &shop());
        assert!(
            checked.problems.iter().all(|p| !p.whole),
            "{text}: {:?}",
            checked.problems
        );
    }
}
