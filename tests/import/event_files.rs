//! Files of events in the forms that trackers, warehouses and mail services give them.

use super::{Outcome, import};
use crate::{dump, shared};
use regulars::import::{Error, Wishes};
use regulars::model::campaign::{CampaignRecord, together};
use regulars::model::customer::{Identity, IdentityKind};
use regulars::model::event::EventKind;
use regulars::model::ids::BatchId;
use regulars::model::money::{Amount, Price};
use regulars::model::record::{EventRecord, Record};
use regulars::shop::import::{ImportOptions, ImportReport};
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

pub(super) const GA4: &[u8] = include_bytes!("../fixtures/import/ga4_events.jsonl");
pub(super) const GA4_FLAT: &[u8] = include_bytes!("../fixtures/import/ga4_flat.csv");
pub(super) const TABLE: &[u8] = include_bytes!("../fixtures/import/event_table.csv");
pub(super) const SHOWN: &[u8] = include_bytes!("../fixtures/import/shown_table.csv");
pub(super) const CAMPAIGNS: &[u8] = include_bytes!("../fixtures/import/klaviyo_campaigns.csv");
pub(super) const COSTS: &[u8] = include_bytes!("../fixtures/import/campaign_costs.csv");
pub(super) const TOWNS: &[u8] = include_bytes!("../fixtures/import/towns.csv");
pub(super) const WEATHER: &[u8] = include_bytes!("../fixtures/import/weather.csv");
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

#[test]
fn campaigns_come_with_what_their_service_counts() {
    let outcome = plain(CAMPAIGNS);
    assert_eq!(outcome.detection.format.word(), "klaviyo-campaigns");
    let campaigns: Vec<&CampaignRecord> = outcome
        .records
        .iter()
        .filter_map(|r| match r {
            Record::Campaign(campaign) => Some(campaign.as_ref()),
            _ => None,
        })
        .collect();
    let report = &outcome.checked.report;
    assert_eq!(
        (report.campaigns, report.refused, report.warnings),
        (4, 1, 0)
    );
    let spring = campaigns[0];
    assert_eq!(spring.key(), "id 01HTSPRING");
    assert_eq!(
        (spring.recipients, spring.delivered),
        (Some(1_204), Some(1_201))
    );
    assert_eq!((spring.opened, spring.opens), (Some(412), Some(655)));
    assert_eq!((spring.clicked, spring.clicks), (Some(61), Some(88)));
    assert_eq!(
        (spring.orders, spring.revenue),
        (Some(6), Some(Amount(123_450)))
    );
    assert_eq!(spring.sent_at.unwrap().to_string(), "2026-04-02T09:00:00Z");
    assert_eq!(campaigns[1].recipients, Some(2_310));
    assert_eq!(
        (campaigns[2].opened, campaigns[2].revenue),
        (None, Some(Amount(-1_200)))
    );
    assert_eq!(campaigns[3].sent_at, None);

    let costs = plain(COSTS);
    assert_eq!(costs.detection.format.word(), "campaigns");
    let all: Vec<(CampaignRecord, u8)> = outcome
        .records
        .into_iter()
        .map(|r| (r, 1))
        .chain(costs.records.into_iter().map(|r| (r, 2)))
        .filter_map(|(r, file)| match r {
            Record::Campaign(campaign) => Some((*campaign, file)),
            _ => None,
        })
        .collect();
    let together = together(all);
    let named = |name: &str| together.iter().find(|(c, _)| c.name == name).unwrap();
    assert_eq!(named("Posters").1, [2]);
    assert_eq!(named("Spring news").1, [1, 2]);
}

#[test]
fn towns_and_weather_are_read() {
    let towns = plain(TOWNS);
    assert_eq!(towns.detection.format.word(), "towns");
    assert_eq!(
        (towns.checked.report.places, towns.checked.report.refused),
        (4, 2)
    );
    let first = towns.records.first().unwrap();
    assert!(matches!(first, Record::Place(p) if p.city == "Bonn" && p.tier == "2"));
    let weather = plain(WEATHER);
    assert_eq!(weather.detection.format.word(), "weather");
    let report = &weather.checked.report;
    assert_eq!((report.weather, report.refused, report.warnings), (3, 2, 1));
    let days: Vec<(String, Option<i32>, Option<&str>)> = weather
        .records
        .iter()
        .filter_map(|r| match r {
            Record::Weather(w) => Some((w.day.to_string(), w.temperature, w.sky.as_deref())),
            _ => None,
        })
        .collect();
    assert_eq!(days[0], ("2026-05-01".to_owned(), Some(215), Some("sunny")));
    assert_eq!(days[1].1, Some(92));
}

/// A shop in a file, with the fixtures written into it.
fn shop_with(folder: &std::path::Path, files: &[&[u8]]) -> (Shop, Vec<BatchId>) {
    let shop = Shop::open(&folder.join("shop.db"), Options::default()).unwrap();
    let batches = files
        .iter()
        .map(|bytes| bring(&shop, folder, bytes).batch.unwrap())
        .collect();
    (shop, batches)
}

fn bring(shop: &Shop, folder: &std::path::Path, bytes: &[u8]) -> ImportReport {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let file = folder.join(format!("file{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    std::fs::write(&file, bytes).unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        ..ImportOptions::default()
    };
    shop.import(&file, &options, &Quiet, &Cancel::default())
        .unwrap()
}

#[test]
fn overlapping_exports_never_double() {
    let folder = tempfile::tempdir().unwrap();
    let (shop, first) = shop_with(folder.path(), &[GA4]);
    let once = dump::canonical(shop.path());
    // The first half again, as an export of a shorter period.
    let half: Vec<&[u8]> = GA4.split_inclusive(|b| *b == b'\n').take(8).collect();
    let report = bring(&shop, folder.path(), &half.concat());
    assert_eq!((report.records.written, report.records.updated), (0, 0));
    dump::assert_same(&once, &dump::canonical(shop.path()), "overlap");
    // The flat copy states the same order and view again: no second order.
    bring(&shop, folder.path(), GA4_FLAT);
    assert_eq!(dump::count(shop.path(), "orders"), 1);
    shop.undo_import(first[0], &Cancel::default()).unwrap();
    assert_eq!(dump::count(shop.path(), "orders"), 1);
    assert_eq!(dump::count(shop.path(), "refunds"), 0);
    for batch in [2, 3] {
        shop.undo_import(BatchId(batch), &Cancel::default())
            .unwrap();
    }
    assert_eq!(dump::count(shop.path(), "events"), 0);
    assert_eq!(dump::count(shop.path(), "orders"), 0);
}

#[test]
fn a_service_and_our_events_count_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mails = b"Campaign,E-Mail,Sent,Opened\n01HTSPRING,anna@example.com,2026-04-02 09:00,yes\n\
        spring news,ben@example.com,2026-04-02 09:00,no\nOther,cem@example.com,2026-04-02 09:00,no\n";
    let (shop, batches) = shop_with(folder.path(), &[CAMPAIGNS, COSTS, mails]);
    let rows = shop.campaigns().unwrap();
    let named = |name: &str| rows.iter().find(|c| c.name == name).unwrap();
    let spring = named("Spring news");
    let stated = spring.stated.as_ref().unwrap();
    assert_eq!((stated.opened, stated.orders), (Some(412), Some(6)));
    assert_eq!(stated.cost.unwrap().amount, Amount(4_990));
    assert_eq!(
        stated.by,
        ["Klaviyo campaigns export", "table of campaigns"]
    );
    let counted = spring.counted.unwrap();
    assert_eq!((counted.sent, counted.opened, counted.clicked), (2, 1, 0));
    assert!(named("Other").stated.is_none());
    assert!(named("Posters").counted.is_none());
    for batch in batches {
        shop.undo_import(batch, &Cancel::default()).unwrap();
    }
    assert!(shop.campaigns().unwrap().is_empty());
    assert_eq!(dump::count(shop.path(), "campaign_statements"), 0);
}

#[test]
fn towns_give_customers_their_tier() {
    let folder = tempfile::tempdir().unwrap();
    let orders = b"Order,Date,SKU,Quantity,Price,E-Mail,City,State,Country\n\
        1,2026-05-01,A,1,5.00,a@example.com,BONN,,Germany\n\
        2,2026-05-01,A,1,5.00,b@example.com,Koeln,,Germany\n\
        3,2026-05-01,A,1,5.00,c@example.com,Frankfurt,,Germany\n\
        4,2026-05-01,A,1,5.00,d@example.com,Mumbai,,India\n";
    let count = |shop: &Shop, text: &str| shop.count_group(text).unwrap().count;
    let (shop, _) = shop_with(folder.path(), &[orders]);
    assert_eq!(count(&shop, "city_tier = 1"), 1);
    let towns = bring(&shop, folder.path(), TOWNS).batch.unwrap();
    assert_eq!(count(&shop, "city_tier = 2"), 1);
    assert_eq!(count(&shop, "city_tier = 1"), 1);
    assert_eq!(count(&shop, "city_tier IS NULL"), 2);
    let own = bring(&shop, folder.path(), b"city,tier\nMumbai,3\nKoeln,1\n")
        .batch
        .unwrap();
    assert_eq!(count(&shop, "city_tier = 3"), 1);
    assert_eq!(count(&shop, "city_tier = 1"), 1);
    shop.undo_import(own, &Cancel::default()).unwrap();
    shop.undo_import(towns, &Cancel::default()).unwrap();
    assert_eq!(count(&shop, "city_tier = 1"), 1);
    assert_eq!(count(&shop, "city_tier IS NULL"), 3);
}
