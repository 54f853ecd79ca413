//! Purchases in tables without order numbers, products or column names: nothing is doubled, nothing is merged.

use super::import;
use super::platforms::{Desk, Figures, fixture};
use regulars::import::Wishes;
use regulars::shop::import::ImportOptions;

const BARE: &str = include_str!("../fixtures/import/orders/purchases.txt");

#[test]
fn a_bare_table_of_customer_day_pieces_and_amount() {
    // 14 rows, one of value 0.00 (no sale), two exact copies that are purchases of their own: 13 purchases of
    // 10.50 + 13.00 + 66.00 + 22.10 + 22.10 + 18.90 + 61.35 + 27.00 + 28.40 + 28.40 + 12.75 + 14.25 + 14.25 = 339.00
    // by 7 people, of whom 00016 has only the row without value.
    let want = Figures {
        orders: (13, 13),
        revenue: 33_900,
        refunds: 0,
        people: 7,
        lines: 0,
    };
    let desk = Desk::new();
    let report = desk.text("log.txt", BARE.as_bytes(), &[]);
    assert_eq!(report.format, "order-lines", "{:?}", report.evidence);
    assert_eq!((report.rows_read, report.rows_skipped), (14, 0));
    assert_eq!(report.adjustments, 1);
    assert_eq!(desk.figures(), want);
    assert_eq!(desk.number("SELECT sum(quantity) FROM order_lines"), 27);
    // A file that overlaps it adds what is new alone: here one more copy of the last purchase.
    let overlap: Vec<&str> = BARE
        .lines()
        .skip(6)
        .chain([" 00017 19980105  1  14.25"])
        .collect();
    let report = desk.text("later.txt", overlap.join("\n").as_bytes(), &[]);
    assert_eq!(report.records.written, 1);
    assert_eq!(
        desk.figures(),
        Figures {
            orders: (14, 14),
            revenue: 35_325,
            ..want
        }
    );
    // The other way round it is the same shop.
    let other = Desk::new();
    other.text("later.txt", overlap.join("\n").as_bytes(), &[]);
    other.text("log.txt", BARE.as_bytes(), &[]);
    assert_eq!(other.figures(), desk.figures());
}

#[test]
fn rows_of_one_buyer_at_one_time_are_one_purchase() {
    // Mia buys two things at 10:15 and one at 10:20; at 10:15 Ole buys one, too; two rows of nobody stay apart; on the
    // day without time of day each row is a purchase.
    let table = "Datum;Uhrzeit;Kunde;Artikel;Menge;Betrag\n\
        03.04.2026;10:15;Mia;Zelt;1;120,00\n\
        03.04.2026;10:15;Ole;Lampe;1;12,50\n\
        03.04.2026;10:15;Mia;Lampe;2;25,00\n\
        03.04.2026;10:20;Mia;Hering;10;5,00\n\
        03.04.2026;11:00;;Lampe;1;12,50\n\
        03.04.2026;11:00;;Lampe;1;12,50\n\
        14.04.2026;;Ole;Lampe;1;12,50\n\
        14.04.2026;;Ole;Zelt;1;120,00\n\
        Summe;;;;;320,00\n";
    let desk = Desk::new();
    let report = desk.text("kasse.csv", table.as_bytes(), &[]);
    assert_eq!(
        (report.rows_skipped, report.orders),
        (0, 7),
        "{:?}",
        report.problems
    );
    assert_eq!(
        desk.figures(),
        Figures {
            orders: (7, 7),
            revenue: 32_000,
            refunds: 0,
            people: 2,
            lines: 8,
        }
    );
    // Keys are shown: they name nobody.
    assert_eq!(
        desk.number("SELECT count(*) FROM orders WHERE key LIKE '%Mia%'"),
        0
    );
}

#[test]
fn baskets_of_households() {
    // The first: 0.50 + 1.98; then 1.49 and 2.78: the discount columns are in those sums already. A row of no pieces is no sale.
    let desk = Desk::new();
    let report = desk.bring(&fixture("journey.csv"), &ImportOptions::default());
    assert_eq!((report.rows_skipped, report.adjustments), (0, 1));
    assert_eq!(
        desk.figures(),
        Figures {
            orders: (3, 3),
            revenue: 675,
            refunds: 0,
            people: 2,
            lines: 4,
        }
    );
}

#[test]
fn money_given_back_in_brackets_or_below_zero() {
    // 80.00 and 12.50 sold, (50.00) and -12.50 given back.
    let table = "date,customer,amount\n\
        2026-01-02 10:00,k1,RM 80.00\n\
        2026-01-03 10:00,k1,(RM 50.00)\n\
        2026-01-04 10:00,k2,RM 12.50\n\
        2026-01-05 10:00,k2,-RM 12.50\n";
    let desk = Desk::new();
    let report = desk.text("till.csv", table.as_bytes(), &[]);
    assert_eq!(report.rows_skipped, 0, "{:?}", report.problems);
    assert_eq!(
        desk.figures(),
        Figures {
            orders: (2, 2),
            revenue: 9_250,
            refunds: 6_250,
            people: 2,
            lines: 0,
        }
    );
}

#[test]
fn days_that_are_numbers_need_the_first_one() {
    // Two baskets of one household, on day 1 at 16:31 and on day 32: 1.39 + 0.82 and 2.00.
    let table = "household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,SALES_VALUE,STORE_ID,RETAIL_DISC,TRANS_TIME,WEEK_NO\n\
        2375,26984851472,1,1004906,1,1.39,364,-0.6,1631,1\n\
        2375,26984851472,1,1033142,1,0.82,364,0,1631,1\n\
        2375,26984851516,32,1085983,2,2.00,364,0,942,5\n";
    let refused = import(table.as_bytes(), &Wishes::default()).unwrap_err();
    assert!(refused.to_string().contains("=day_one"), "{refused}");
    let desk = Desk::new();
    desk.text("data.csv", table.as_bytes(), &["'2004-01-01'=day_one"]);
    assert_eq!(
        desk.figures(),
        Figures {
            orders: (2, 2),
            revenue: 421,
            refunds: 0,
            people: 1,
            lines: 3,
        }
    );
    // 2004-01-01 16:31 and 2004-02-01 09:42.
    assert_eq!(desk.number("SELECT min(at) FROM orders"), 1_072_974_660_000);
    assert_eq!(desk.number("SELECT max(at) FROM orders"), 1_075_628_520_000);
}
