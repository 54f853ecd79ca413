//! Files of events in the forms that trackers, warehouses and mail services give them.

use super::{Outcome, import};
use crate::shared;
use regulars::import::{Error, Wishes};
use regulars::model::customer::{Identity, IdentityKind};
use regulars::model::event::EventKind;
use regulars::model::money::{Amount, Price};
use regulars::model::record::{EventRecord, Record};
use std::collections::BTreeMap;

pub(super) const GA4: &[u8] = include_bytes!("../fixtures/import/ga4_events.jsonl");
pub(super) const GA4_FLAT: &[u8] = include_bytes!("../fixtures/import/ga4_flat.csv");
pub(super) const TABLE: &[u8] = include_bytes!("../fixtures/import/event_table.csv");
pub(super) const SHOWN: &[u8] = include_bytes!("../fixtures/import/shown_table.csv");
pub(super) const MESSAGES: &[u8] = include_bytes!("../fixtures/import/message_table.csv");

fn plain(bytes: &[u8]) -> Outcome {
    import(bytes, &Wishes::default()).unwrap()
}

fn mapped(bytes: &[u8], maps: &[&str]) -> Outcome {
    import(bytes, &Wishes::parse(None, maps).unwrap()).unwrap()
}

fn events(outcome: &Outcome) -> Vec<&EventRecord> {
    let all = outcome.records.iter();
    all.filter_map(|r| match r {
        Record::Event(event) => Some(event.as_ref()),
        _ => None,
    })
    .collect()
}

/// How many events of each kind.
fn kinds(outcome: &Outcome) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for event in events(outcome) {
        *kinds.entry(event.kind.word()).or_default() += 1;
    }
    kinds
}

fn traps(outcome: &Outcome) -> BTreeMap<&'static str, u64> {
    let all = outcome.checked.report.traps.iter();
    all.map(|t| (t.code, t.count)).collect()
}

fn sku(event: &EventRecord) -> &str {
    event.item.as_ref().unwrap().sku.as_deref().unwrap()
}

#[test]
fn google_analytics_as_bigquery_exports_it() {
    let outcome = plain(GA4);
    assert_eq!(outcome.detection.format.word(), "ga4-events");
    assert_eq!(
        kinds(&outcome),
        BTreeMap::from([
            ("add_to_cart", 2),
            ("checkout", 1),
            ("click", 2),
            ("impression", 2),
            ("list_view", 1),
            ("order", 1),
            ("search", 1),
            ("signup", 1),
            ("view", 1),
        ])
    );
    let traps = traps(&outcome);
    assert_eq!((traps["unused_events"], traps["events_of_nobody"]), (1, 1));
    let report = &outcome.checked.report;
    // The purchase without a number is left out: it would double the one in the orders file.
    assert_eq!(
        (report.rows, report.refused, report.orders, report.refunds),
        (14, 1, 1, 1)
    );
    let problem = &outcome.checked.problems[0];
    assert_eq!(
        (problem.line, problem.column.as_deref()),
        (14, Some("transaction_id"))
    );

    let all = events(&outcome);
    let shown = all[0];
    assert_eq!(shown.at.to_string(), "2026-05-01T10:00:00Z");
    assert_eq!(shown.strategy.as_deref(), Some("best-sellers"));
    assert_eq!(shown.variant.as_deref(), Some("B"));
    assert_eq!(shown.placement.as_deref(), Some("home-1"));
    assert_eq!(shown.page.as_deref(), Some("/home"));
    assert_eq!(
        shown.session.as_deref(),
        Some("1026454.4271112504.1777629590")
    );
    assert_eq!((shown.items.len(), all[1].items.len()), (2, 0));
    assert_eq!(all[1].strategy.as_deref(), Some("spring"));
    assert_eq!(shown.attributes["country"], "Germany");
    assert!(!shown.attributes.contains_key("city"));
    let clicks: Vec<_> = all.iter().filter(|e| e.kind == EventKind::Click).collect();
    assert_eq!((sku(clicks[0]), clicks[0].slot), ("LAMP-1", Some(2)));
    assert_eq!(clicks[1].placement.as_deref(), Some("Search results"));
    let view = all.iter().find(|e| e.kind == EventKind::View).unwrap();
    assert_eq!(view.campaign.as_deref(), Some("spring mail"));
    assert_eq!(view.attributes["source"], "newsletter");
    let carts: Vec<_> = all
        .iter()
        .filter(|e| e.kind == EventKind::AddToCart)
        .collect();
    assert_eq!((sku(carts[0]), carts[0].quantity), ("LAMP-1", Some(2)));
    assert_eq!((sku(carts[1]), carts[1].quantity), ("PEG-9", Some(1)));
    assert_ne!(carts[0].id, carts[1].id);
    let bought = all.iter().find(|e| e.kind == EventKind::Order).unwrap();
    let order = bought.order.as_ref().unwrap();
    assert_eq!((order.key.as_str(), order.lines.len()), ("T-1001", 2));
    // Google's price has the discount taken off.
    assert_eq!(
        (order.lines[0].price, order.lines[0].total),
        (Price(220_000), Amount(4_400))
    );
    assert_eq!(order.shipping, Amount(490));
    assert!(
        bought
            .who
            .contains(&Identity::new(IdentityKind::Email, "anna@example.com").unwrap())
    );
    let refund = outcome.records.iter().find_map(|r| match r {
        Record::Refund(refund) => Some(refund),
        _ => None,
    });
    let refund = refund.unwrap();
    assert_eq!(
        (refund.order_key.as_deref(), refund.total),
        (Some("T-1001"), Amount(2_450))
    );
}

#[test]
fn a_flat_copy_of_it_has_a_row_for_each_product() {
    let outcome = plain(GA4_FLAT);
    assert_eq!(outcome.detection.format.word(), "ga4-table");
    assert_eq!(kinds(&outcome), BTreeMap::from([("order", 1), ("view", 1)]));
    assert_eq!(outcome.checked.report.events, 2);
    let all = events(&outcome);
    let order = all.iter().find_map(|e| e.order.as_ref()).unwrap();
    assert_eq!((order.key.as_str(), order.lines.len()), ("T-1001", 2));
    assert_eq!(
        order.lines.iter().map(|l| l.total).sum::<Amount>(),
        Amount(6_850)
    );
    // The order of both exports has one id: in a shop that has the one, the other says it once more.
    let nested = plain(GA4);
    let nested = events(&nested);
    let same = nested.iter().find(|e| e.kind == EventKind::Order).unwrap();
    let flat = all.iter().find(|e| e.kind == EventKind::Order).unwrap();
    assert_eq!(same.id, flat.id);
}

#[test]
fn any_table_of_events_is_read() {
    let outcome = plain(TABLE);
    assert_eq!(outcome.detection.format.word(), "event-table");
    assert_eq!(
        kinds(&outcome),
        BTreeMap::from([("add_to_cart", 1), ("order", 1), ("view", 7)])
    );
    let traps = traps(&outcome);
    assert_eq!((traps["unused_events"], traps["times_before_2000"]), (1, 1));
    let problem = &outcome.checked.problems[0];
    assert_eq!(
        (problem.line, problem.column.as_deref()),
        (12, Some("event"))
    );
    assert_eq!(problem.what, "no event is called `teleport`");
    let all = events(&outcome);
    assert_eq!(all[0].at.to_string(), "2015-06-02T05:02:12.117Z");
    let order = all.iter().find_map(|e| e.order.as_ref()).unwrap();
    assert_eq!((order.key.as_str(), order.lines.len()), ("4000", 2));
    // Exact copies are kept, each with an id that the next export gives it too.
    let again = plain(TABLE);
    let ids = |outcome: &Outcome| -> Vec<String> {
        events(outcome).iter().map(|e| e.id.clone()).collect()
    };
    let mut own = ids(&outcome);
    assert_eq!(own, ids(&again));
    own.sort_unstable();
    own.dedup();
    assert_eq!(own.len(), 9);
}

#[test]
fn purchases_of_a_visit_are_one_order() {
    let text = "event_time,event_type,product_id,category_code,brand,price,user_id,user_session\n\
        2019-10-01 00:00:00 UTC,view,44600062,,shiseido,35.79,541312140,72d7\n\
        2019-10-01 00:02:14 UTC,cart,1004856,electronics.smartphone,samsung,130.76,543272936,8187\n\
        2019-10-01 00:04:37 UTC,purchase,1002532,electronics.smartphone,apple,642.69,551377651,3c80\n\
        2019-10-01 00:04:38 UTC,purchase,5100816,,xiaomi,29.51,551377651,3c80\n";
    let outcome = plain(text.as_bytes());
    let all = events(&outcome);
    let order = all.iter().find_map(|e| e.order.as_ref()).unwrap();
    assert_eq!((all.len(), order.lines.len()), (3, 2));
    assert_eq!(
        order.lines.iter().map(|l| l.total).sum::<Amount>(),
        Amount(67_220)
    );
    assert_eq!(traps(&outcome)["orders_without_number"], 2);
}

#[test]
fn what_was_shown_and_clicked_comes_as_impressions() {
    let outcome = mapped(SHOWN, &["'bts'=strategy", "'web'=channel"]);
    assert_eq!(outcome.detection.format.word(), "shown-table");
    assert_eq!(
        kinds(&outcome),
        BTreeMap::from([("click", 1), ("impression", 4)])
    );
    assert_eq!(
        (
            outcome.checked.report.refused,
            outcome.checked.report.warnings
        ),
        (1, 1)
    );
    assert_eq!(traps(&outcome)["rows_without_visitor"], 4);
    let all = events(&outcome);
    assert_eq!(all[0].strategy.as_deref(), Some("bts"));
    assert_eq!(all[0].placement.as_deref(), Some("place 2"));
    assert_eq!(all[0].propensity, [0.087125]);
    let click = all.iter().find(|e| e.kind == EventKind::Click).unwrap();
    assert_eq!(click.impression.as_deref(), Some(all[2].id.as_str()));
    assert_eq!(click.who, all[2].who);
}

#[test]
fn messages_come_as_sent_opened_and_clicked() {
    let outcome = plain(MESSAGES);
    assert_eq!(outcome.detection.format.word(), "message-table");
    assert_eq!(
        kinds(&outcome),
        BTreeMap::from([
            ("message_clicked", 1),
            ("message_opened", 2),
            ("message_sent", 4)
        ])
    );
    let traps = traps(&outcome);
    assert_eq!((traps["events_of_nobody"], traps["not_sent"]), (1, 1));
    assert_eq!(outcome.checked.report.warnings, 1);
    let all = events(&outcome);
    assert_eq!(all[1].at.to_string(), "2026-05-01T10:30:00Z");
    assert_eq!(all[1].campaign.as_deref(), Some("Spring sale"));
}

#[test]
fn a_text_for_every_row_is_refused_where_it_cannot_be() {
    let text = b"order,date,sku,quantity,price\n1,2026-01-01,A,1,1.00\n";
    let wishes = Wishes::parse(None, &["'web'=channel"]).unwrap();
    let Err(Error::Asked(words)) = import(text, &wishes) else {
        panic!("taken");
    };
    assert!(words.contains("takes no text for every row"), "{words}");
}

fn shared_file(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(shared::file(name)?).unwrap())
}

#[test]
fn tables_of_a_warehouse_are_read() {
    let tables = "formats/samples/api_tables";
    if let Some(bytes) = shared_file(&format!("{tables}/ga4_export/event_data.csv")) {
        let outcome = plain(&bytes);
        assert_eq!(outcome.detection.format.word(), "ga4-table");
        // scroll and checkout are of no use; the others are kept.
        assert_eq!(
            kinds(&outcome),
            BTreeMap::from([
                ("add_to_cart", 1),
                ("checkout", 1),
                ("order", 1),
                ("view", 1)
            ])
        );
        let all = events(&outcome);
        let order = all.iter().find_map(|e| e.order.as_ref()).unwrap();
        assert_eq!(
            (order.key.as_str(), order.lines[0].total),
            ("txn_123", Amount(2_999))
        );
    }
    if let Some(bytes) = shared_file(&format!("{tables}/klaviyo_source/event.csv")) {
        let outcome = plain(&bytes);
        assert_eq!(kinds(&outcome), BTreeMap::from([("message_sent", 3)]));
        let all = events(&outcome);
        assert_eq!(all[0].campaign.as_deref(), Some("Instagram Live"));
        assert_eq!(all[0].channel.as_deref(), Some("email"));
    }
    if let Some(bytes) = shared_file(&format!(
        "{tables}/mailchimp_source/campaign_recipient_activity.csv"
    )) {
        let outcome = plain(&bytes);
        let kinds = kinds(&outcome);
        assert!(kinds["message_opened"] >= 9, "{kinds:?}");
        assert_eq!(outcome.checked.report.refused, 0);
    }
}

#[test]
fn the_open_bandit_logs_are_read() {
    let Some(path) = shared::file("datasets/openbandit/bts/all.csv.gz") else {
        return;
    };
    let outcome = mapped(&std::fs::read(path).unwrap(), &["'bts'=strategy"]);
    assert_eq!(
        kinds(&outcome),
        BTreeMap::from([("click", 42), ("impression", 10_000)])
    );
}
