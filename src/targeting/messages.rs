//! What a merchant reads when an expression is wrong: these texts are frozen here.

use crate::model::attribute::AttributeKind;
use crate::model::money::Currency;
use crate::targeting::check::{check, check_as};
use crate::targeting::diagnostic::render;
use crate::targeting::plan::Subject;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::{Listed, Values, Vocabulary};
use crate::targeting::words::words;
use insta::assert_snapshot;

fn shop() -> Vocabulary {
    let list = |values: &[&str]| Values::new(values.iter().map(|v| (*v).to_owned()).collect());
    let mut vocabulary = Vocabulary {
        currency: Currency::named("EUR"),
        customer_attributes: ["age", "Shoe size", "joined", "member", "colour", "style"]
            .map(String::from)
            .into(),
        preferences: vec!["style".into()],
        ..Vocabulary::default()
    };
    for (name, kind) in [
        ("age", AttributeKind::Number),
        ("shoe size", AttributeKind::Number),
        ("joined", AttributeKind::Day),
        ("member", AttributeKind::YesNo),
    ] {
        vocabulary
            .kinds
            .insert((Shelf::Attributes, name.into()), kind);
    }
    for (of, values) in [
        (Listed::Country, list(&["DE", "AT", "CH"])),
        (
            Listed::Category,
            list(&["Camping > Tents", "Cycling > Helmets"]),
        ),
        (Listed::Brand, list(&["Osprey", "Ortovox"])),
        (Listed::CustomerTag, list(&["vip"])),
    ] {
        vocabulary.values.insert(of, values);
    }
    for (name, text) in [
        ("Loyal", "orders >= 5"),
        ("A", "IN GROUP B"),
        ("B", "orders >= 1 AND IN GROUP C"),
        ("C", "NOT IN GROUP A"),
        ("Broken", "ordrs > 1"),
    ] {
        vocabulary.groups.insert(name.into(), text.into());
    }
    vocabulary
}

fn report(text: &str) -> String {
    let checked = check(text, Subject::Customers, &shop());
    render(text, &checked.problems, false)
}

fn product_report(text: &str) -> String {
    let checked = check(text, Subject::Products, &shop());
    render(text, &checked.problems, false)
}

#[test]
fn every_problem_of_a_text_is_reported_at_once() {
    assert_snapshot!(report(r#"ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d"#), @r#"
    error: there is no field `ordrs`
      |
    1 | ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d
      | ^^^^^
      |
      = help: Did you mean `orders`? See `regulars groups fields` for the fields there are.
    error: 12 has no unit
      |
    1 | ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d
      |                   ^^
      |
      = help: Write 12d for days. Units: h hours, d days, w weeks, m months, y years.
    warning: nothing in this shop is called "Campng"
      |
    1 | ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d
      |                                          ^^^^^^^^
      |
      = help: Did you mean `Camping`?
    error: `spent` is compared with an amount, and many is none
      |
    1 | ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d
      |                                                               ^^^^
      |
      = help: For example: spent > 500
    error: `country` takes no window of time
      |
    1 | ordrs >= 3 WITHIN 12 AND viewed category "Campng" AND spent > many OR country = "DE" within 3d
      |                                                                                     ^
      |
      = help: Leave the window out; orders, spent, spent_gross, aov, visits and the verbs take one.
    "#);
}

#[test]
fn slips_of_syntax() {
    assert_snapshot!(report("orders >= 3 && (country = DE"), @r"
    error: `&` does not belong here
      |
    1 | orders >= 3 && (country = DE
      |             ^^
      |
      = help: Join conditions with AND.
    error: this bracket is not closed
      |
    1 | orders >= 3 && (country = DE
      |                ^
      |
      = help: Close it with ) where the part ends.
    ");
    assert_snapshot!(report("orders"), @r"
    error: a comparison is missing after `orders`, before the end
      |
    1 | orders
      |       ^
      |
      = help: Write = != > >= < <=, BETWEEN, IN (...), CONTAINS, STARTS WITH, ENDS WITH or IS NULL.
    ");
    assert_snapshot!(report("bought \"Tents\""), @r#"
    error: it is not said what "Tents" is
      |
    1 | bought "Tents"
      |        ^^^^^^^
      |
      = help: Did you mean: bought category "Tents"
    "#);
    assert_snapshot!(report("orders >= 3 country = DE"), @r"
    error: `country` is not expected here
      |
    1 | orders >= 3 country = DE
      |             ^^^^^^^
      |
      = help: Did you mean: orders >= 3 AND country = DE
    ");
    assert_snapshot!(report(""), @r"
    error: there is no condition yet
      |
    1 |
      | ^
      |
      = help: Write one, for example: orders >= 3 WITHIN 12m
    ");
    assert_snapshot!(report("bought category Tents >= 2"), @r#"
    error: TIMES is missing before the end
      |
    1 | bought category Tents >= 2
      |                           ^
      |
      = help: Did you mean: bought category "Tents" >= 2 TIMES
    "#);
    assert_snapshot!(report("country IN DE"), @r"
    error: an opening bracket is missing before `DE`
      |
    1 | country IN DE
      |            ^^
      |
      = help: Did you mean: country IN (DE)
    ");
    assert_snapshot!(report("city LIKE Bonn and viewed brand = Osprey"), @r#"
    error: LIKE is not a word of this language
      |
    1 | city LIKE Bonn and viewed brand = Osprey
      |      ^^^^
      |
      = help: Write CONTAINS, STARTS WITH or ENDS WITH.
    error: no sign stands between `brand` and its value
      |
    1 | city LIKE Bonn and viewed brand = Osprey
      |                                 ^
      |
      = help: Write brand "..." without a sign.
    "#);
    assert_snapshot!(report("spent > €100"), @r"
    error: `€` does not belong here
      |
    1 | spent > €100
      |         ^
      |
      = help: Leave the currency sign out: amounts are in the shop's currency.
    ");
}

#[test]
fn slips_of_units_and_types() {
    assert_snapshot!(report("orders >= 2 WITHIN 3months"), @r"
    error: there is no unit `months`
      |
    1 | orders >= 2 WITHIN 3months
      |                    ^^^^^^^
      |
      = help: Did you mean `3m`? Units: h hours, d days, w weeks, m months, y years.
    ");
    assert_snapshot!(report("last_order < 90d"), @r"
    error: 90d is a length, and a day is needed
      |
    1 | last_order < 90d
      |              ^^^
      |
      = help: For so long ago write -90d.
    ");
    assert_snapshot!(report("orders > 2.5 AND spent > 10.999"), @r"
    error: `orders` counts whole ones, and 2.5 is none
      |
    1 | orders > 2.5 AND spent > 10.999
      |          ^^^
      |
      = help: Round it.
    error: 10.999 is finer than the 2 decimals of `spent`
      |
    1 | orders > 2.5 AND spent > 10.999
      |                          ^^^^^^
      |
      = help: Round it.
    ");
    assert_snapshot!(report("country > DE"), @r"
    error: `country` is a text: it has no >
      |
    1 | country > DE
      |           ^^
      |
      = help: Compare texts with =, !=, IN, CONTAINS, STARTS WITH or ENDS WITH.
    ");
    assert_snapshot!(report("consent.email = maybe"), @r"
    error: `consent.email` is yes or no
      |
    1 | consent.email = maybe
      |                 ^^^^^
      |
      = help: Write consent.email = yes or consent.email = no.
    ");
    assert_snapshot!(report("searched brand Osprey"), @r"
    error: `searched` is not asked by brand
      |
    1 | searched brand Osprey
      |          ^^^^^^^^^^^^
      |
      = help: `searched` takes query or ANY.
    ");
}

#[test]
fn names_that_do_not_exist() {
    assert_snapshot!(report("age > 30 AND category = Tents AND season = winter"), @r#"
    error: `category` is a field of products, and this is about customers
      |
    1 | age > 30 AND category = Tents AND season = winter
      |              ^^^^^^^^
      |
      = help: Write what was done: bought category "...".
    "#);
    assert_snapshot!(report("rfm_group = Champion AND country = Norway AND attribute.agee = 3"), @r#"
    warning: nothing in this shop is called "Champion"
      |
    1 | rfm_group = Champion AND country = Norway AND attribute.agee = 3
      |             ^^^^^^^^
      |
      = help: Did you mean `Champions`? There are: Champions, Loyal, Active, New, Promising, Needs attention, Almost lost, At risk, Previously loyal, Dormant, Prospects.
    warning: no file has a column `agee`
      |
    1 | rfm_group = Champion AND country = Norway AND attribute.agee = 3
      |                                               ^^^^^^^^^^^^^^
      |
      = help: Did you mean `attribute.age`? The condition holds for nobody.
    "#);
    assert_snapshot!(report("IN GROUP Loyl"), @r#"
    error: there is no group "Loyl"
      |
    1 | IN GROUP Loyl
      |          ^^^^
      |
      = help: Did you mean `Loyal`? See `regulars groups` for the groups there are.
    "#);
    assert_snapshot!(product_report("stok > 0 AND bought ANY"), @r"
    error: there is no field `stok`
      |
    1 | stok > 0 AND bought ANY
      | ^^^^
      |
      = help: Did you mean `stock`? See `regulars groups fields` for the fields there are.
    error: `bought` is what customers do, and this is about products
      |
    1 | stok > 0 AND bought ANY
      |              ^^^^^^
      |
      = help: Use fields of products such as category, price or stock.
    ");
}

#[test]
fn columns_take_the_signs_of_their_kind() {
    assert_snapshot!(report("attribute.\"Shoe size\" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x"), @r#"
    error: `attribute."Shoe size"` is compared with a number, and big is none
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                          ^^^
      |
      = help: For example: attribute."Shoe size" >= 30
    error: soon is no day
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                                           ^^^^
      |
      = help: Write a day as 2026-01-31, so long ago as -30d, or today, yesterday, this_month.
    error: `member` is yes or no: it has no >
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                                                             ^
      |
      = help: Write member = yes or member = no.
    error: the values of `colour` are texts: they have no <
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                                                                            ^^^
      |
      = help: Compare texts with =, !=, IN, CONTAINS, STARTS WITH or ENDS WITH.
    error: there is no field `colur`
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                                                                                    ^^^^^
      |
      = help: Did you mean `colour`, `hour` or `country`? See `regulars groups fields` for the fields there are.
    error: `style` is a column of your files and a stated preference
      |
    1 | attribute."Shoe size" >= big AND joined > soon AND member > 3 AND colour < red AND colur = red AND style = x
      |                                                                                                    ^^^^^
      |
      = help: Write attribute.style or preference.style.
    "#);
    assert_snapshot!(report("member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)"), @r#"
    error: `member` is yes or no
      |
    1 | member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)
      |                ^^^^^^^
      |
      = help: Write member = yes or member = no.
    error: the values of `colour` are texts: nothing is between
      |
    1 | member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)
      |                                           ^^^^^^^
      |
      = help: Name the values: colour IN (a, b).
    error: `age` counts whole ones, and 30.5 is none
      |
    1 | member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)
      |                                                              ^^^^
      |
      = help: Round it.
    warning: the values of `attribute.age` are numbers, and old is not
      |
    1 | member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)
      |                                                                                       ^^^
      |
      = help: It is compared letter by letter.
    error: `member` is yes or no
      |
    1 | member BETWEEN 1 AND 2 AND colour BETWEEN a AND b AND age >= 30.5 AND attribute.age = old AND member IN (yes, no)
      |                                                                                                          ^^^
      |
      = help: Write member = yes or member = no.
    "#);
    assert_snapshot!(report("birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d"), @r#"
    error: `birthday_in` is counted in days, and 1m is no number of days
      |
    1 | birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d
      |                ^^
      |
      = help: For example: birthday_in <= 14d
    error: `affinity` is of a category or a brand, and none is named
      |
    1 | birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d
      |                       ^^^^^^^^
      |
      = help: For example: affinity category "Tents" >= 30%
    error: `overdue` is compared with a number, and often is none
      |
    1 | birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d
      |                                                   ^^^^^
      |
      = help: For example: overdue BETWEEN 1 AND 2
    error: `affinity` is of a category or a brand, and none is named
      |
    1 | birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d
      |                                                             ^^^^^^^^
      |
      = help: For example: affinity category "Tents" >= 30%
    error: `return_rate` takes no window of time
      |
    1 | birthday_in <= 1m AND affinity >= 3 AND overdue > often AND affinity product 7 > 2 AND return_rate >= 2 WITHIN 3d
      |                                                                                                        ^
      |
      = help: Leave the window out; orders, spent, spent_gross, aov, visits and the verbs take one.
    "#);
}

#[test]
fn groups_do_not_go_round_in_a_circle() {
    assert_snapshot!(report("IN GROUP A"), @r"
    error: the groups go round in a circle: A → B → C → A
      |
    1 | IN GROUP A
      |          ^
      |
      = help: Take one of them out of the other.
    ");
    assert_snapshot!(report("IN GROUP Broken"), @r#"
    error: the group "Broken" has an error of its own: there is no field `ordrs`
      |
    1 | IN GROUP Broken
      |          ^^^^^^
      |
      = help: Open the group "Broken" and mend it first.
    "#);
    let own = check_as(
        "orders > 1 AND IN GROUP B",
        Subject::Customers,
        &shop(),
        Some("a"),
    );
    assert!(own.plan.is_none());
    assert!(
        check("IN GROUP loyal", Subject::Customers, &shop())
            .plan
            .is_some()
    );
}

#[test]
fn hostile_and_endless_texts_are_refused_calmly() {
    for text in [
        "(".repeat(9_999),
        "NOT ".repeat(2_400),
        "((NOT (".repeat(1_000),
        "orders >= 1 AND ".repeat(600),
        "x".repeat(20_000),
        "\u{1b}[2J\u{202e} = \"\u{7}\"".to_owned(),
        "orders >= 99999999999999999999".to_owned(),
        "bought ANY WITHIN 4000000000y".to_owned(),
        "last_order > -400000y AND last_order < 9999-12-31".to_owned(),
    ] {
        let checked = check(&text, Subject::Customers, &shop());
        let report = render(&text, &checked.problems, false);
        assert!(
            !report
                .chars()
                .any(|c| c != '\n' && crate::model::text::is_hostile(c))
        );
    }
}

#[test]
fn plans_are_told_in_words() {
    let tell = |text: &str| {
        let checked = check(text, Subject::Customers, &shop());
        words(
            &checked.plan.expect(text),
            Currency::named("EUR").expect("known"),
        )
    };
    let told: Vec<String> = [
        r#"country IN (DE, AT) AND orders >= 3 WITHIN 12m AND (bought category Tents OR viewed category Camping >= 2 TIMES)"#,
        "spent > 1000",
        "NOT country = DE AND last_order < -90d",
        "consent.email = yes AND carted THEN NOT bought SAME WITHIN 24h",
        "rfm_group IN (Champions, Loyal) OR IN GROUP Loyal",
        "city IS NULL AND NOT (tag = vip AND orders = 0)",
        "orders BETWEEN 2 AND 4 AND spent brand Osprey >= 99.50 AND first_order >= this_year",
        "age BETWEEN 25 AND 34 AND visits >= 2 WITHIN 30d AND overdue > 2 AND affinity brand Osprey >= 30%",
        "birthday_in <= 14d AND NOT return_rate > 50% AND colour = red AND attribute.\"Shoe size\" >= 42.5 AND member = yes AND joined >= -1y",
        "affinity_rank category Tents <= 3 AND channels >= 2 AND device = mobile AND r = 5 AND fm >= 4 AND last_visit >= -7d AND added < -1y",
        "attribute.age = 34 AND email ENDS WITH \"web.de\" AND searched query tent WITHIN 1w",
    ]
    .into_iter()
    .map(tell)
    .collect();
    assert_snapshot!(told.join("\n"), @r#"
    Customers in Germany or Austria with 3 or more orders in the last 12 months who bought something from Tents or looked at something from Camping at least twice.
    Customers with more than €1,000 spent.
    Customers who are not in Germany and ordered last more than 90 days ago.
    Customers who allowed e-mail and put something into the cart and then did not buy the same product within 24 hours.
    Customers who are in the RFM group Champions or Loyal or are in the group “Loyal”.
    Customers who have no known town and do not have the tag vip or have orders.
    Customers with 2 to 4 orders and at least €99.50 spent on the brand Osprey who ordered first on or after the start of this year.
    Customers with an age of 25 to 34, 2 or more visits in the last 30 days, more than 2 times their usual gap since the last order and an affinity for the brand Osprey of at least 30%.
    Customers with at most 14 days to their birthday, who do not have a return rate of more than 50%, have the colour red, have a Shoe size of at least 42.5, have yes for member and have the joined in the last 1 year.
    Customers with a rank for Tents of at most 3, 2 or more channels, an R score of exactly 5 and an FM score of at least 4, who have the device mobile, came last in the last 7 days and were added more than 1 year ago.
    Customers who have the age 34, have an e-mail address with “web.de” at the end and searched for “tent” in the last week.
    "#);
    let products = check(
        "category = Camping AND price < 50 AND on_sale = yes AND margin >= 40%",
        Subject::Products,
        &shop(),
    );
    assert_snapshot!(words(&products.plan.expect("right"), Currency::UNKNOWN), @r"Products that are in the category Camping, have a price of less than 50, are on sale and have a margin of at least 40%.");
}
