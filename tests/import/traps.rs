//! Every trap of real exports that the first formats can hold, by small files in the form of real ones.

use super::event_files::{CAMPAIGNS, COSTS, GA4, GA4_FLAT, MESSAGES, SHOWN, TABLE, TOWNS, WEATHER};
use super::{Outcome, import, import_in};
use regulars::import::{Field, Format, Severity, Wishes, detect};
use regulars::model::consent::Purpose;
use regulars::model::customer::{Identity, IdentityKind};
use regulars::model::event::EventKind;
use regulars::model::money::{Amount, Currency, Price};
use regulars::model::order::OrderStatus;
use regulars::model::record::{AdjustmentRecord, EventRecord, OrderRecord, Record, RefundRecord};
use regulars::model::text::is_hostile;
use regulars::model::time::Zone;

const SHOPIFY: &[u8] = include_bytes!("../fixtures/import/shopify_orders.csv");
const GERMAN: &[u8] = include_bytes!("../fixtures/import/german_report.csv");
const RETAIL: &[u8] = include_bytes!("../fixtures/import/online_retail.csv");
const RESAVED: &[u8] = include_bytes!("../fixtures/import/resaved.csv");
const HOSTILE: &[u8] = include_bytes!("../fixtures/import/hostile.csv");
const EVENTS: &[u8] = include_bytes!("../fixtures/import/events.jsonl");
const SEGMENT: &[u8] = include_bytes!("../fixtures/import/segment.jsonl");

/// All fixtures, for the mutations.
pub(super) const CORPUS: [&[u8]; 16] = [
    SHOPIFY, GERMAN, RETAIL, RESAVED, HOSTILE, EVENTS, SEGMENT, GA4, GA4_FLAT, TABLE, SHOWN,
    MESSAGES, CAMPAIGNS, COSTS, TOWNS, WEATHER,
];

fn plain(bytes: &[u8]) -> Outcome {
    import(bytes, &Wishes::default()).unwrap()
}

impl Outcome {
    fn orders(&self) -> Vec<&OrderRecord> {
        self.records
            .iter()
            .filter_map(|r| match r {
                Record::Order(order) => Some(order),
                _ => None,
            })
            .collect()
    }

    fn refunds(&self) -> Vec<&RefundRecord> {
        self.records
            .iter()
            .filter_map(|r| match r {
                Record::Refund(refund) => Some(refund),
                _ => None,
            })
            .collect()
    }

    fn adjustments(&self) -> Vec<&AdjustmentRecord> {
        self.records
            .iter()
            .filter_map(|r| match r {
                Record::Adjustment(adjustment) => Some(adjustment),
                _ => None,
            })
            .collect()
    }

    fn events(&self) -> Vec<&EventRecord> {
        self.records
            .iter()
            .filter_map(|r| match r {
                Record::Event(event) => Some(&**event),
                _ => None,
            })
            .collect()
    }

    fn trap(&self, code: &str) -> u64 {
        let traps = &self.checked.report.traps;
        traps.iter().find(|t| t.code == code).map_or(0, |t| t.count)
    }

    /// Line, column and severity of each problem.
    fn problems(&self) -> Vec<(u64, Option<&str>, Severity)> {
        let problems = self.checked.problems.iter();
        problems
            .map(|p| (p.line, p.column.as_deref(), p.severity))
            .collect()
    }
}

fn total(order: &OrderRecord) -> Amount {
    order.lines.iter().map(|l| l.total).sum()
}

fn identity(kind: IdentityKind, value: &str) -> Identity {
    Identity::new(kind, value).unwrap()
}

#[test]
fn shopify_rows_become_whole_orders() {
    let outcome = plain(SHOPIFY);
    assert_eq!(outcome.detection.format, Format::ShopifyOrders);
    let orders = outcome.orders();
    let keys: Vec<&str> = orders.iter().map(|o| o.key.as_str()).collect();
    // #1001 stands twice in the file; each is handed over as a statement of its own.
    assert_eq!(
        keys,
        [
            "6200000000002",
            "6200000000003",
            "6200000000004",
            "6200000000001",
            "6200000000001"
        ]
    );
    let first = orders.iter().find(|o| o.number == "#1001").unwrap();
    assert_eq!(first.at.to_string(), "2026-04-05T17:06:21Z");
    assert_eq!(first.state_at.to_string(), "2026-04-07T06:00:00Z");
    assert_eq!(first.status, OrderStatus::Pending);
    assert_eq!(first.lines.len(), 2);
    assert_eq!(first.lines[0].product.sku.as_deref(), Some("0012"));
    assert_eq!(first.lines[1].product.sku, None);
    assert_eq!(first.lines[1].product.name.as_deref(), Some("Camp Stool"));
    // The note of the first row holds line breaks: the second row begins in line 5.
    assert_eq!((first.lines[0].line, first.lines[1].line), (2, 5));
    assert_eq!(total(first), Amount(4_550));
    assert_eq!((first.shipping, first.tax), (Amount(490), Amount(726)));
    assert_eq!(first.who, [identity(IdentityKind::Phone, "+494215550101")]);
    assert_eq!(first.person.name.as_deref(), Some("Anna\u{202f}Maier"));
    assert_eq!(first.person.address.as_deref(), Some("Lange Str. 5, 28195"));
    assert_eq!(first.channel.as_deref(), Some("web"));
    assert!(first.consents.is_empty());
}

#[test]
fn shopify_money_is_counted_once() {
    let outcome = plain(SHOPIFY);
    let orders = outcome.orders();
    let order = |number: &str| *orders.iter().find(|o| o.number == number).unwrap();
    // The line discount of 5.00 is part of the order's 15.00: the subtotal says so.
    let second = order("#1002");
    assert_eq!(second.lines[0].discount, Amount(500));
    assert_eq!(second.discount, Amount(1_000));
    assert_eq!(total(second) - second.discount, Amount(8_500));
    assert_eq!(second.lines[1].price, Price(0));
    assert_eq!(second.code.as_deref(), Some("SPRING"));
    assert_eq!(second.consents.len(), 1);
    assert_eq!(second.consents[0].purpose, Purpose::Email);
    assert_eq!(
        second.who,
        [identity(IdentityKind::Email, "bert@example.com")]
    );
    assert_eq!(second.person.country.as_deref(), Some("NO"));
    assert_eq!(second.person.address, None);
    assert_eq!(second.at.to_string(), "2026-04-06T13:00:00Z");
    let third = order("#1003");
    assert_eq!(third.status, OrderStatus::Cancelled);
    assert_eq!(third.refunded, Amount(3_000));
    assert_eq!(third.state_at.to_string(), "2026-04-09T06:00:00Z");
    let fourth = order("#1004");
    assert_eq!(fourth.currency, Currency::named("USD"));
    assert_eq!(fourth.status, OrderStatus::PartiallyRefunded);
    assert_eq!(fourth.refunded, Amount(1_000));
    for (code, count) in [
        ("restated_orders", 1),
        ("other_currency", 1),
        ("refunds_in_column", 2),
        ("pending_orders", 1),
        ("cancelled_orders", 1),
        ("orders_without_email", 1),
        ("free_lines", 1),
        ("line_breaks_in_cells", 1),
        ("offsets", 2),
    ] {
        assert_eq!(outcome.trap(code), count, "{code}");
    }
    assert!(outcome.trap("apostrophes") >= 4);
    assert_eq!(outcome.checked.report.orders, 4);
    let problems = outcome.problems();
    assert_eq!(
        problems,
        [
            (12, None, Severity::Refused),
            (13, Some("Lineitem quantity"), Severity::Refused)
        ]
    );
}

#[test]
fn a_german_report_is_read_with_its_habits() {
    let outcome = plain(GERMAN);
    let detection = &outcome.detection;
    assert_eq!(detection.encoding, "windows-1252");
    assert_eq!(detection.delimiter, Some(';'));
    assert_eq!(detection.header_line, Some(4));
    assert_eq!(detection.decimal_mark, ',');
    assert_eq!(detection.currency_sign, Currency::named("EUR"));
    let orders = outcome.orders();
    assert_eq!(total(orders[0]), Amount(127_400));
    assert_eq!(orders[0].at.to_string(), "2026-04-03T10:15:00Z");
    assert_eq!(
        orders[0].lines[0].product.name.as_deref(),
        Some("Zelt \"Größe M\"")
    );
    assert_eq!(orders[0].person.country.as_deref(), Some("Österreich"));
    assert!(orders[2].lines[0].service);
    assert!(orders[2].who.is_empty());
    // No credit notes in this file: a quantity below zero is a return of its order.
    let refunds = outcome.refunds();
    assert_eq!(refunds[0].order_key.as_deref(), Some("B-2"));
    assert_eq!(refunds[0].total, Amount(1_250));
    assert_eq!(
        outcome.problems(),
        [(10, Some("Menge"), Severity::Refused),]
    );
    assert!(outcome.checked.problems[0].what.contains("whole number"));
    // The row below the table sums up the others: it is told, not a problem.
    assert_eq!(outcome.trap("totals_rows"), 1);
}

#[test]
fn the_same_table_in_other_encodings_gives_the_same_orders() {
    let text = encoding_rs::WINDOWS_1252.decode(GERMAN).0.into_owned();
    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = format!("\u{feff}{text}").into_bytes();
    let want = plain(GERMAN).records;
    assert_eq!(plain(text.as_bytes()).records, want);
    assert_eq!(plain(&wide).records, want);
    assert_eq!(plain(&marked).records, want);
    let bare = text.replace("\r\n", "\r");
    assert_eq!(plain(bare.as_bytes()).records, want);
}

#[test]
fn online_retail_rows_are_told_apart() {
    let outcome = plain(RETAIL);
    let orders = outcome.orders();
    assert_eq!(orders.len(), 3);
    let first = orders.iter().find(|o| o.key == "536365").unwrap();
    assert_eq!(first.lines.len(), 3);
    assert_eq!(total(first), Amount(4_860));
    assert_eq!(first.at.to_string(), "2010-12-01T08:26:00Z");
    assert!(first.lines[2].service && !first.lines[0].service);
    // The rows of 536366 are apart, and only the second one names the customer.
    let second = orders.iter().find(|o| o.key == "536366").unwrap();
    assert_eq!(second.lines.len(), 2);
    assert_eq!(second.who, [identity(IdentityKind::Platform, "13047")]);
    let refund = outcome.refunds()[0];
    assert_eq!(
        (refund.key.as_str(), refund.total),
        ("C536367", Amount(510))
    );
    assert_eq!(refund.lines[0].quantity, 2);
    let adjustments = outcome.adjustments();
    let why: Vec<&str> = adjustments.iter().map(|a| a.why.as_str()).collect();
    assert_eq!(why, ["the price is zero", "the price is below zero"]);
    assert_eq!(adjustments[1].total, Amount(-1_106_206));
    assert_eq!(
        outcome.problems(),
        [
            (11, Some("InvoiceDate"), Severity::Refused),
            (12, Some("UnitPrice"), Severity::Refused)
        ]
    );
    for (code, count) in [
        ("two_times", 2),
        ("duplicate_lines", 1),
        ("scattered_orders", 1),
        ("codes_by_case", 1),
        ("huge_quantities", 1),
        ("service_lines", 2),
        ("no_product_name", 1),
    ] {
        assert_eq!(outcome.trap(code), count, "{code}");
    }
}

#[test]
fn times_without_an_offset_are_on_the_shops_clock() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let outcome = import_in(RETAIL, &Wishes::default(), Currency::UNKNOWN, berlin).unwrap();
    assert_eq!(
        outcome.checked.report.first.unwrap().to_string(),
        "2010-12-01T07:26:00Z"
    );
}

#[test]
fn what_a_spreadsheet_did_to_a_file_is_seen() {
    let outcome = plain(RESAVED);
    assert_eq!(outcome.detection.day_first, Some(false));
    let orders = outcome.orders();
    let keys: Vec<&str> = orders.iter().map(|o| o.key.as_str()).collect();
    assert_eq!(keys, ["1002", "1004"]);
    assert_eq!(orders[0].at.to_string(), "2026-01-02T09:05:00Z");
    assert!(orders[0].who.is_empty() && orders[1].who.is_empty());
    assert_eq!(orders[1].lines[0].price, Price(15_000));
    assert_eq!(outcome.adjustments()[0].price, Price(-500_000));
    assert_eq!(
        outcome.adjustments()[0].who,
        [identity(IdentityKind::Platform, "17850")]
    );
    assert_eq!(
        outcome.problems(),
        [
            (2, Some("Order ID"), Severity::Refused),
            (3, Some("Customer ID"), Severity::Warning),
            (4, Some("Email"), Severity::Warning)
        ]
    );
}

#[test]
fn a_date_that_could_be_both_is_settled_by_the_whole_file() {
    let table = |last: &str| {
        let mut text = String::from("order,date,sku,quantity,price\n");
        for n in 1..4_000 {
            text.push_str(&format!("{n},03/04/2026,A,1,1.00\n"));
        }
        text.push_str(last);
        text.into_bytes()
    };
    let first_day = |bytes: &[u8]| plain(bytes).orders()[0].at.to_string();
    assert_eq!(
        first_day(&table("4000,13/04/2026,A,1,1.00\n")),
        "2026-04-03T00:00:00Z"
    );
    assert_eq!(
        first_day(&table("4000,04/13/2026,A,1,1.00\n")),
        "2026-03-04T00:00:00Z"
    );
}

#[test]
fn hostile_text_is_cleaned_where_it_enters() {
    let outcome = plain(HOSTILE);
    let shown = serde_json::to_string(&outcome.records).unwrap();
    let report = format!("{:?}{:?}", outcome.checked.problems, outcome.detection);
    for text in [&shown, &report] {
        assert!(!text.chars().any(is_hostile));
        assert!(!text.contains("\\u{1b}") && !text.contains("\\u001b"));
    }
    let orders = outcome.orders();
    assert_eq!(
        orders[0].lines[0].product.name.as_deref(),
        Some("Tent[31m gnp")
    );
    assert_eq!(
        orders[1].lines[0].product.name.as_ref().unwrap().len(),
        1_000
    );
    assert_eq!(outcome.trap("cut_texts"), 1);
    assert!(outcome.trap("hostile_text") >= 3);
    // Two columns of the same name: the first is used, the second keeps its place.
    let columns = &outcome.detection.columns;
    assert_eq!(
        (columns[7].name.as_str(), columns[7].field),
        ("country", Some(Field::Country))
    );
    assert_eq!(
        (columns[8].name.as_str(), columns[8].field),
        ("country#2", None)
    );
    assert_eq!(orders[0].person.country.as_deref(), Some("DE"));
    let lines: Vec<u64> = outcome.checked.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [5, 7]);
}

#[test]
fn a_mapping_by_hand_wins_and_is_remembered_by_shape() {
    let text = b"Ref,Wann,Was,Stueck,Wert,Extra\nx1,2026-01-01,Zelt,1,5.00,7\n";
    let refused = import(text, &Wishes::default()).unwrap_err().to_string();
    assert!(refused.contains("--map COLUMN="), "{refused}");
    let maps = [
        "ref=order",
        "Wann=at",
        "Was=product",
        "Wert=price",
        "Extra=quantity",
    ];
    let wishes = Wishes::parse(Some("order-lines"), &maps).unwrap();
    let outcome = import(text, &wishes).unwrap();
    assert_eq!(outcome.orders()[0].lines[0].quantity, 7);
    assert_eq!(outcome.detection.shape(), "extra|ref|stueck|wann|was|wert");
    let again = Wishes {
        format: None,
        map: outcome.detection.mapping(),
        ..Wishes::default()
    };
    assert_eq!(import(text, &again).unwrap().records, outcome.records);
    for (format, map, near) in [
        (Some("shopfy"), "a=order", "shopify-orders"),
        (None, "Ref=ordr", "`order`"),
        (None, "Reff=order", "`Ref`"),
    ] {
        let error = Wishes::parse(format, &[map]).and_then(|w| import(text, &w).map(|_| ()));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(near), "{error}");
    }
}

#[test]
fn files_that_are_no_export_say_what_to_do() {
    for (head, words) in [
        (&b""[..], "is empty"),
        (b"PK\x03\x04....", "unpack it"),
        (b"SQLite format 3\0", "--shop"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"[{\"id\":1}]", "order number"),
        (b"just words\nand more\n", "no columns"),
        (b"{\"a\":1}\n", "order number"),
        (b"Wann,Wie,Wo\nmug,Mug,Hearth\n", "order number"),
        (b"\x1f\x8b\x08\x00garbage", "unpacked"),
    ] {
        let error = detect(head, "x\u{1b}[2J.csv", &Wishes::default()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(words), "{text}");
        assert!(!text.chars().any(is_hostile));
    }
}

#[test]
fn our_event_file_is_read() {
    let outcome = plain(EVENTS);
    assert_eq!(outcome.detection.format, Format::Events);
    let events = outcome.events();
    assert_eq!(events.len(), 8);
    let first = events[0];
    assert_eq!(first.kind, EventKind::Impression);
    assert_eq!(
        first.who,
        [
            identity(IdentityKind::Device, "dev-7"),
            identity(IdentityKind::Email, "anna@example.com")
        ]
    );
    assert_eq!(first.items.len(), 2);
    assert_eq!(first.propensity, [0.5, 0.5]);
    assert_eq!(
        (events[1].slot, events[1].impression.as_deref()),
        (Some(1), Some("e1"))
    );
    let order = events[2].order.as_ref().unwrap();
    assert_eq!(total(order), Amount(3_150));
    assert_eq!(order.who, [identity(IdentityKind::Phone, "+4915112345678")]);
    let value_only = events[3].order.as_ref().unwrap();
    assert_eq!(total(value_only), Amount(5_000));
    assert!(value_only.lines[0].service);
    assert_eq!(value_only.at.to_string(), "2026-11-20T08:20:00Z");
    let search = events[4];
    assert_eq!(search.query.as_deref(), Some("tent[2J"));
    assert_eq!(search.attributes["ab"], "{\"test\":[1,2]}");
    assert_eq!(search.attributes["beta"], "true");
    assert!(events[6].propensity.is_empty());
    assert_eq!(events[7].campaign.as_deref(), Some("spring"));
    assert_eq!(outcome.trap("repeated_events"), 1);
    assert_eq!(
        outcome.problems(),
        [
            (7, Some("type"), Severity::Refused),
            (8, Some("visitor"), Severity::Refused),
            (9, Some("propensity"), Severity::Warning),
            (10, None, Severity::Refused),
            (11, Some("id"), Severity::Refused)
        ]
    );
    assert!(outcome.checked.problems[0].what.contains("`impression`"));
}

#[test]
fn segment_calls_are_read() {
    let outcome = plain(SEGMENT);
    assert_eq!(outcome.detection.format, Format::SegmentEvents);
    let events = outcome.events();
    let shown = events[0];
    assert_eq!(shown.kind, EventKind::Impression);
    assert_eq!(shown.strategy.as_deref(), Some("best-sellers"));
    assert_eq!(shown.variant.as_deref(), Some("B"));
    assert_eq!(shown.placement.as_deref(), Some("home-1"));
    assert_eq!(shown.slot, Some(2));
    assert_eq!(shown.page.as_deref(), Some("/home"));
    assert_eq!(shown.device.as_deref(), Some("mobile"));
    assert_eq!(shown.campaign.as_deref(), Some("spring"));
    assert_eq!((events[1].kind, events[1].slot), (EventKind::Click, None));
    assert_eq!(events[1].attributes["position"], "home_banner_top");
    let view = events[2].item.as_ref().unwrap();
    assert_eq!(
        view.platform_id.as_deref(),
        Some("507f1f77bcf86cd799439011")
    );
    assert_eq!(view.sku.as_deref(), Some("45790-32"));
    assert_eq!(events[3].quantity, Some(2));
    let order = events[4].order.as_ref().unwrap();
    assert_eq!(total(order), Amount(2_500));
    assert_eq!(
        (order.shipping, order.tax, order.discount),
        (Amount(300), Amount(200), Amount(250))
    );
    assert_eq!(order.code.as_deref(), Some("hasbros"));
    assert!(
        order
            .who
            .contains(&identity(IdentityKind::Email, "uma@example.com"))
    );
    let refund = outcome.refunds()[0];
    assert_eq!(
        (refund.total, refund.order_key.as_deref()),
        (Amount(1_900), Some("50314b8e9bcf"))
    );
    // The cancellation comes before its order in the file; the order keeps the time when it was placed.
    let cancelled = outcome.orders()[0];
    assert_eq!(cancelled.status, OrderStatus::Cancelled);
    assert_eq!(cancelled.at.to_string(), "2026-05-04T09:00:00Z");
    assert_eq!(cancelled.state_at.to_string(), "2026-05-04T10:05:00Z");
    let person = outcome
        .records
        .iter()
        .find_map(|r| match r {
            Record::Customer(c) => Some(c),
            _ => None,
        })
        .unwrap();
    assert_eq!(person.person.name.as_deref(), Some("Uma Berg"));
    assert_eq!(person.person.city.as_deref(), Some("Bergen"));
    assert_eq!(person.attributes["plan"], "gold");
    assert_eq!(outcome.trap("unused_events"), 2);
    assert_eq!(outcome.trap("events_without_id"), 1);
    assert_eq!(
        outcome.problems(),
        [
            (14, Some("properties.total"), Severity::Refused),
            (15, Some("userId"), Severity::Refused)
        ]
    );
}
