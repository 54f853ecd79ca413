//! A shop's groups for the tests of the Groups screen.

use super::Msg;
use super::builder::View;
use super::state::{Loaded, More};
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::{DAY, Moment};
use crate::shop::groups::{
    Counted, FieldRow, GroupRow, GroupSizes, GroupWorth, Member, Part, UsedBy,
};
use crate::targeting::fields::fields;
use crate::targeting::plan::Subject;
use crate::targeting::ready_made::Have;
use crate::targeting::vocabulary::{Listed, Values, Vocabulary};
use crate::tui::app::{Cmd, Session};
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use std::sync::Arc;

pub(super) const NOW: Moment = Moment(1_795_165_200_000);
pub(super) const LOYAL: &str = "country IN (Germany, Austria) AND orders >= 3 WITHIN 12m";

pub(super) fn eur(minor: i64) -> Money {
    Money::new(Amount(minor), Currency::named("EUR").unwrap())
}

pub(super) fn group(name: &str, expression: &str, count: u64, ready_made: bool) -> GroupRow {
    GroupRow {
        id: (!ready_made).then(|| name.to_lowercase()),
        name: name.into(),
        expression: expression.into(),
        purpose: ready_made.then(|| "What it is good for.".into()),
        ready_made,
        count: Some(count),
        share: Some(count as f64 / 3120.0),
        problem: None,
        missing: Vec::new(),
        used_by: Vec::new(),
        since: None,
    }
}

pub(super) fn loaded() -> Loaded {
    let mut loyal = group("Loyal", LOYAL, 381, false);
    loyal.used_by = vec![UsedBy {
        kind: "strategy".into(),
        name: "Loyal home page".into(),
    }];
    let mut visits = group("Left a cart", "orders >= 1", 0, true);
    visits.missing = vec!["no visits, carts or messages yet".into()];
    let mut vocabulary = Vocabulary {
        currency: Currency::named("EUR"),
        ..Vocabulary::default()
    };
    let countries = ["Germany", "Austria"].map(str::to_owned).to_vec();
    vocabulary
        .values
        .insert(Listed::Country, Values::new(countries));
    Loaded {
        rows: vec![
            loyal,
            group("Gardeners", "orders >= 2", 903, false),
            group("Champions", "orders >= 9", 96, true),
            visits,
        ],
        fields: fields(Subject::Customers)
            .filter(|f| !f.of_request)
            .filter(|f| !f.name.ends_with(".NAME"))
            .map(|info| FieldRow {
                info: *info,
                name: info.name.to_owned(),
                values: Vec::new(),
                learnt: None,
                missing: (info.name == "visits").then(|| "no visits yet".into()),
            })
            .collect(),
        vocabulary: Arc::new(vocabulary),
        have: Have {
            orders: true,
            consents: true,
            ..Have::default()
        },
    }
}

pub(super) fn counted(text: &str, count: u64) -> Counted {
    Counted {
        expression: text.into(),
        words: String::new(),
        count,
        of: 3120,
        share: Some(count as f64 / 3120.0),
        warnings: Vec::new(),
        as_of: NOW,
        took_ms: 3.0,
    }
}

pub(super) fn member(id: i64, name: &str, orders: i64, spent: i64) -> Member {
    Member {
        id: CustomerId(id),
        name: Some(name.into()),
        email: Some("anna.maier@web.example".into()),
        country: Some("Germany".into()),
        city: Some("Berlin".into()),
        orders,
        spent: eur(spent),
        last_order: Some(NOW.plus(-3 * DAY)),
    }
}

pub(super) fn more() -> More {
    let part = |words: &str, count| Part {
        expression: String::new(),
        words: words.into(),
        count,
    };
    More {
        parts: vec![
            part("Customers in Germany or Austria.", 1711),
            part(
                "Customers with 3 or more orders in the last 12 months.",
                611,
            ),
        ],
        worth: GroupWorth {
            expression: LOYAL.into(),
            customers: 381,
            shop_customers: 3120,
            share: Some(381.0 / 3120.0),
            orders: 1474,
            shop_orders: 6120,
            spent: eur(12_487_000),
            shop_spent: eur(35_128_800),
            share_of_spent: Some(0.355),
            average_order: Some(eur(7120)),
            shop_average_order: Some(eur(5740)),
            per_customer: Some(eur(32_774)),
            shop_per_customer: Some(eur(11_259)),
            orders_12_months: 1290,
            shop_orders_12_months: 4410,
            spent_12_months: eur(10_487_000),
            shop_spent_12_months: eur(33_829_000),
            share_12_months: Some(0.31),
            as_of: NOW,
            examples: vec![
                member(1, "Anna Maier", 9, 61_240),
                member(2, "Susanne Roth", 12, 94_820),
                member(3, "Ann-Kathrin Böhm", 6, 38_715),
            ],
        },
    }
}

pub(super) fn session() -> Session {
    Session {
        shop: "Fern & Field".into(),
        tagline: "outdoor & garden".into(),
        now: NOW,
        newest: Some(NOW),
        currency: Currency::named("EUR").unwrap(),
        ..Session::default()
    }
}

pub(super) fn desk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(session(), Id::Groups, size);
    assert!(matches!(&desk.asked[..], [Cmd::Start(job, 1)] if job.slot == "groups"));
    desk.model.jobs.end("groups", 1);
    desk.send(Msg::Loaded(Box::new(Ok(loaded()))));
    desk.send(Msg::Counted(
        "Loyal".into(),
        LOYAL.into(),
        Ok(counted(LOYAL, 381)),
    ));
    let sizes = loaded()
        .rows
        .into_iter()
        .map(|r| (r.name, r.count.unwrap()));
    desk.send(Msg::Sizes(Ok(GroupSizes {
        of: 3120,
        sizes: sizes.collect(),
    })));
    desk.send(Msg::More(LOYAL.into(), Box::new(Ok(more()))));
    settle(&mut desk);
    desk
}

/// The same with the condition as text.
pub(super) fn text_desk(size: (u16, u16)) -> Desk {
    let mut desk = desk(size);
    desk.model.screens.groups.view = View::Text;
    desk
}

/// Every job has ended.
pub(super) fn settle(desk: &mut Desk) {
    for slot in [
        "groups",
        "groups.count",
        "groups.more",
        "groups.members",
        "groups.sizes",
    ] {
        desk.model.jobs.cancel(slot);
    }
    desk.draw();
}

/// The slots of the jobs started since the last look.
pub(super) fn started(desk: &mut Desk) -> Vec<&'static str> {
    let jobs = desk.asked.drain(..).filter_map(|c| match c {
        Cmd::Start(job, _) => Some(job.slot),
        _ => None,
    });
    jobs.collect()
}

/// The screen without the row of tabs, which names every screen there is.
pub(super) fn page(desk: &mut Desk) -> String {
    let screen = desk.draw();
    let rows = screen.lines().enumerate().filter(|(i, _)| *i != 1);
    rows.map(|(_, row)| format!("{row}\n")).collect()
}
