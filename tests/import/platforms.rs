//! The orders exports of each platform, in the form of real ones: imported into a shop file, the figures are those
//! counted by hand from the fixture.

use regulars::shop::import::{ImportOptions, ImportReport};
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::path::{Path, PathBuf};

/// A shop file and what it holds.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    shop: Shop,
}

/// What a shop file says: money in minor units.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Figures {
    /// Orders of any state, and those that are sales.
    pub orders: (i64, i64),
    /// Goods of the sales in the shop's currency.
    pub revenue: i64,
    /// Given back, in rows of its own or in columns of sales.
    pub refunds: i64,
    /// Known people.
    pub people: i64,
    /// Order lines that name a product.
    pub lines: i64,
}

pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import/orders")
        .join(name)
}

impl Desk {
    pub(super) fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
        Desk { folder, shop }
    }

    pub(super) fn bring(&self, file: &Path, options: &ImportOptions) -> ImportReport {
        self.shop
            .import(file, options, &Quiet, &Cancel::default())
            .unwrap()
    }

    /// Imports a fixture with a currency, in UTC.
    pub(super) fn import(&self, name: &str, currency: &str) -> ImportReport {
        let options = ImportOptions {
            currency: Some(currency.into()),
            zone: Some("UTC".into()),
            ..ImportOptions::default()
        };
        self.bring(&fixture(name), &options)
    }

    /// Imports text as a file of that name.
    pub(super) fn text(&self, name: &str, text: &[u8], maps: &[&str]) -> ImportReport {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            maps: maps.iter().map(|m| (*m).to_owned()).collect(),
            ..ImportOptions::default()
        };
        self.bring(&file, &options)
    }

    pub(super) fn undo(&self, report: &ImportReport) {
        self.shop
            .undo_import(report.batch.unwrap(), &Cancel::default())
            .unwrap();
    }

    fn open(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("shop.db")).unwrap()
    }

    pub(super) fn number(&self, sql: &str) -> i64 {
        self.open().query_row(sql, [], |r| r.get(0)).unwrap()
    }

    pub(super) fn say(&self, sql: &str) -> String {
        self.open()
            .query_row(sql, [], |r| r.get::<_, Option<String>>(0))
            .unwrap()
            .unwrap_or_default()
    }

    pub(super) fn figures(&self) -> Figures {
        let number = |sql| self.number(sql);
        Figures {
            orders: (
                number("SELECT count(*) FROM orders"),
                number("SELECT count(*) FROM orders WHERE sale = 1"),
            ),
            revenue: number(
                "SELECT coalesce(sum(gross), 0) FROM orders WHERE sale = 1 AND own_currency = 1",
            ),
            refunds: number(
                "SELECT (SELECT coalesce(sum(total), 0) FROM counted_refunds) + (SELECT coalesce(sum(refunded), 0) FROM orders WHERE sale = 1 AND own_currency = 1)",
            ),
            people: number("SELECT count(*) FROM customers WHERE known = 1"),
            lines: number("SELECT count(*) FROM order_lines WHERE service = 0"),
        }
    }
}

/// Imports one fixture of a format and compares.
fn one(name: &str, currency: &str, format: &str, want: &Figures) -> (Desk, ImportReport) {
    let desk = Desk::new();
    let report = desk.import(name, currency);
    assert_eq!(report.format, format, "{name}: {:?}", report.evidence);
    assert_eq!(&desk.figures(), want, "{name}: {:?}", report.problems);
    (desk, report)
}

fn trap(report: &ImportReport, code: &str) -> u64 {
    let found = report.traps.iter().find(|t| t.code == code);
    found.map_or(0, |t| t.count)
}

#[test]
fn squarespace_orders() {
    // 00001: 2 x 12.50 + 8.00 = 33.00. 00002: 40.00 - 4.00 = 36.00, all of it given back. 00003: not paid yet, 18.00,
    // known by phone alone.
    let want = Figures {
        orders: (3, 3),
        revenue: 8_700,
        refunds: 3_600,
        people: 3,
        lines: 4,
    };
    let (desk, report) = one("squarespace.csv", "GBP", "squarespace-orders", &want);
    assert_eq!(trap(&report, "line_breaks_in_cells"), 1);
    assert_eq!(trap(&report, "apostrophes"), 2);
    assert_eq!(
        desk.say("SELECT address FROM customers WHERE email = 'mira@example.com'"),
        "LS1 4AP"
    );
    assert_eq!(
        desk.say("SELECT status FROM orders WHERE number = '00003'"),
        "pending"
    );
}

#[test]
fn wix_orders() {
    // 10001: 120 + 2 x 15.50 = 151.00 of which 15.50 came back; 10002: 1,200.00, not paid yet; 10003 is cancelled.
    let want = Figures {
        orders: (3, 2),
        revenue: 135_100,
        refunds: 1_550,
        people: 3,
        lines: 4,
    };
    let (desk, _) = one("wix.csv", "USD", "wix-orders", &want);
    assert_eq!(
        desk.number("SELECT at FROM orders WHERE number = '10001'"),
        1_733_649_351_000
    );
    // The second of the twin columns is the buyer's own country.
    assert_eq!(
        desk.say("SELECT country || ' ' || city FROM customers WHERE email = 'ana@example.com'"),
        "Sweden Malmö"
    );
    assert_eq!(
        desk.number("SELECT shipping FROM orders WHERE number = '10001'"),
        700
    );
}

#[test]
fn etsy_items_and_orders_are_the_same_orders_in_any_order() {
    // 3001: 30 + 2 x 20 - 3 - 4 = 63.00, 20.00 of its total came back; 3002: 25.00; 3003 is in the orders file only: 15.00.
    let want = Figures {
        orders: (3, 3),
        revenue: 10_300,
        refunds: 2_000,
        people: 3,
        lines: 3,
    };
    for files in [
        ["etsy_items.csv", "etsy_orders.csv"],
        ["etsy_orders.csv", "etsy_items.csv"],
    ] {
        let desk = Desk::new();
        let reports = files.map(|f| desk.import(f, "EUR"));
        assert_eq!(desk.figures(), want, "{files:?}");
        assert_eq!(
            desk.say("SELECT name FROM customers WHERE platform_id LIKE '%janedoe12'"),
            "Jane Doe"
        );
        // 09/03/26 is the third of September; the shipping of 5.00 on both rows is one.
        assert_eq!(
            desk.number("SELECT at FROM orders WHERE key = '3001'"),
            1_788_393_600_000
        );
        assert_eq!(
            desk.number("SELECT shipping FROM orders WHERE key = '3001'"),
            500
        );
        // Without the items the sums are left; without the orders the lines are.
        for (at, file) in files.iter().enumerate() {
            if *file == "etsy_items.csv" {
                desk.undo(&reports[at]);
            }
        }
        assert_eq!(
            desk.figures(),
            Figures {
                lines: 0,
                ..Figures {
                    orders: (3, 3),
                    revenue: 10_300,
                    refunds: 2_000,
                    people: 3,
                    lines: 0,
                }
            }
        );
    }
}

#[test]
fn square_items_and_transactions_are_the_same_sales() {
    // T1: 9.00 + 3.50 - 0.35 = 12.15 of Ida Holm, of whose lattes one comes back for 4.50; T2: beans by weight 9.06 and a
    // typed-in amount of 5.00, of nobody known.
    let items = Figures {
        orders: (2, 2),
        revenue: 2_621,
        refunds: 450,
        people: 1,
        lines: 3,
    };
    let (desk, report) = one("square_items.csv", "USD", "square-items", &items);
    assert_eq!(trap(&report, "weighed_lines"), 1);
    // 23:30 in New York is 03:30 of the next day in UTC.
    assert_eq!(
        desk.number("SELECT at FROM orders WHERE key = 'T1'"),
        1_785_468_600_000
    );
    assert_eq!(desk.number("SELECT tax FROM orders WHERE key = 'T1'"), 40);
    // The transactions also know T3 of 1,100.00, without items.
    let both = Figures {
        orders: (3, 3),
        revenue: 112_621,
        ..items
    };
    desk.import("square_transactions.csv", "USD");
    assert_eq!(desk.figures(), both);
    let other = Desk::new();
    let sums = other.import("square_transactions.csv", "USD");
    assert_eq!(sums.format, "square-transactions");
    assert_eq!(other.figures(), Figures { lines: 0, ..both });
    other.import("square_items.csv", "USD");
    assert_eq!(
        other.figures(),
        Figures {
            orders: (3, 3),
            revenue: 112_621,
            refunds: 450,
            people: 1,
            lines: 3
        }
    );
}

#[test]
fn stripe_payments() {
    // 25.00 + 10.00 (given back) in dollars; 40.00 failed; 30.00 in euros stay apart. Nothing is sold that has a name.
    let want = || Figures {
        orders: (4, 3),
        revenue: 3_500,
        refunds: 1_000,
        people: 4,
        lines: 0,
    };
    let (desk, report) = one("stripe.csv", "USD", "stripe-payments", &want());
    assert_eq!(trap(&report, "other_currency"), 1);
    assert_eq!(trap(&report, "orders_without_lines"), 4);
    assert_eq!(
        desk.say("SELECT status FROM orders WHERE key = 'ch_4'"),
        "authorized"
    );
    // Dates are in UTC whatever the shop's clock says.
    assert_eq!(
        desk.number("SELECT at FROM orders WHERE key = 'ch_1'"),
        1_777_678_200_000
    );
    // The programming interface writes cents.
    one("stripe_cents.csv", "USD", "stripe-payments", &want());
}

#[test]
fn woocommerce_analytics_orders() {
    // 501: 45.00 for two products whose prices are not said; 503: 2 stools for 20.50; 504: given back, worth nothing;
    // 505: on hold, 9.00. 502 waits for a payment that never came. Buyers are names: nobody is known by them.
    let want = Figures {
        orders: (5, 4),
        revenue: 7_450,
        refunds: 0,
        people: 0,
        lines: 6,
    };
    let (desk, _) = one(
        "woocommerce_analytics.csv",
        "USD",
        "woocommerce-analytics-orders",
        &want,
    );
    assert_eq!(
        desk.number(
            "SELECT price FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.key = '503'"
        ),
        102_500
    );
    assert_eq!(
        desk.number(
            "SELECT count(*) FROM products WHERE title = 'Tent, 2 persons' AND service = 0"
        ),
        1
    );
    assert_eq!(
        desk.say("SELECT status FROM orders WHERE key = '502'"),
        "unfinished"
    );
}

#[test]
fn amazon_and_ebay_reports() {
    // 302-1: 80.00 for two tents (the sum of the line) + 12.50; 302-2: 12.50.
    let want = Figures {
        orders: (2, 2),
        revenue: 10_500,
        refunds: 0,
        people: 2,
        lines: 3,
    };
    let (desk, _) = one("amazon.txt", "EUR", "amazon-orders", &want);
    assert_eq!(
        desk.say("SELECT title FROM products WHERE sku = 'T-1'"),
        "Tent \"Größe M\""
    );
    // 12-345: 2 x 5.00 + 15.00, its own row above the items is none; 12-346: 15.00.
    let want = Figures {
        orders: (2, 2),
        revenue: 4_000,
        refunds: 0,
        people: 2,
        lines: 3,
    };
    let (_, report) = one("ebay.csv", "GBP", "ebay-orders", &want);
    assert_eq!((report.rows_skipped, trap(&report, "totals_rows")), (0, 2));
}

#[test]
fn tables_by_suggestion() {
    // BigCommerce's template: 100: 2 x 49.00 + 5.50; 102: 2 x 5.50; 101 is cancelled.
    let want = Figures {
        orders: (3, 2),
        revenue: 11_450,
        refunds: 0,
        people: 2,
        lines: 4,
    };
    one("bigcommerce.csv", "USD", "order-lines", &want);
    // Magento's grid has sums alone: 55.00 - 5.00 and 1,020.00 - 20.00 without shipping; one order is cancelled.
    let want = Figures {
        orders: (3, 2),
        revenue: 105_000,
        refunds: 0,
        people: 2,
        lines: 0,
    };
    one("magento_grid.csv", "USD", "magento-orders", &want);
    // PrestaShop's list names buyers by initial: 61.80 + 20.00, one is cancelled.
    let desk = Desk::new();
    let report = desk.import("prestashop.csv", "EUR");
    assert_eq!(report.format, "prestashop-orders");
    let found = desk.figures();
    assert_eq!((found.orders, found.revenue), ((3, 2), 8_180));
    // A WooCommerce export plugin with the order's fields on the first row only: 701: 30 + 3 x 5 - 5 = 40.00;
    // 703: 24.00 of which 12.00 came back; 702 is cancelled.
    let want = Figures {
        orders: (3, 2),
        revenue: 6_400,
        refunds: 1_200,
        people: 2,
        lines: 4,
    };
    let (desk, report) = one("woocommerce_plugin.csv", "NOK", "order-lines", &want);
    assert_eq!(report.rows_skipped, 0);
    assert_eq!(
        desk.say("SELECT name FROM customers WHERE email = 'uma@example.com'"),
        "Uma Berg"
    );
}

/// The same three orders as shops of eight languages list them: 1: 2 x 1.234,50 and 1 x 12,00, paid; 2: 1 x 12,00, paid,
/// of the same buyer; 3: 3 x 5,00, cancelled. 2,493.00 in two sales of one buyer; two people are known.
#[test]
fn tables_of_eight_languages() {
    let tables: [(&str, &str, &str, &str); 8] = [
        (
            "Bestellnummer;Bestelldatum;Kundennummer;E-Mail;Vorname;Nachname;Land;Artikelnummer;Artikelbezeichnung;Menge;Einzelpreis;Bestellstatus",
            "Abgeschlossen",
            "Storniert",
            "5. März 2026",
        ),
        (
            "Numéro de commande;Date de commande;N° client;Courriel;Prénom;Nom de famille;Pays;Référence;Désignation;Quantité;Prix unitaire;État",
            "Terminée",
            "Annulée",
            "5 mars 2026",
        ),
        (
            "Número de pedido;Fecha de pedido;ID cliente;Correo electrónico;Nombre;Apellidos;País;Referencia;Producto;Cantidad;Precio unitario;Estado del pedido",
            "Completado",
            "Cancelado",
            "5 de marzo de 2026",
        ),
        (
            "Numero ordine;Data ordine;Codice cliente;E-mail;Nome;Cognome;Paese;Codice;Prodotto;Quantità;Prezzo unitario;Stato ordine",
            "Completato",
            "Annullato",
            "5 marzo 2026",
        ),
        (
            "Bestelnummer;Besteldatum;Klantnummer;E-mailadres;Voornaam;Achternaam;Land;Artikelcode;Productnaam;Aantal;Stukprijs;Bestelstatus",
            "Voltooid",
            "Geannuleerd",
            "5 maart 2026",
        ),
        (
            "Número do pedido;Data do pedido;ID do cliente;E-mail;Primeiro nome;Sobrenome;País;SKU;Produto;Quantidade;Preço unitário;Estado do pedido",
            "Concluído",
            "Cancelado",
            "5 de março de 2026",
        ),
        (
            "Numer zamówienia;Data zamówienia;ID klienta;E-mail;Imię;Nazwisko;Kraj;Kod produktu;Nazwa produktu;Ilość;Cena jednostkowa;Status zamówienia",
            "Zrealizowane",
            "Anulowane",
            "5 marca 2026",
        ),
        (
            "Sipariş No;Sipariş Tarihi;Müşteri No;E-posta;Ad;Soyad;Ülke;Ürün Kodu;Ürün Adı;Adet;Birim Fiyat;Sipariş Durumu",
            "Tamamlandı",
            "İptal edildi",
            "5 Mart 2026",
        ),
    ];
    for (header, paid, cancelled, day) in tables {
        let table = format!(
            "{header}\n\
             1;{day};K1;Mia@Example.com;Mia;Berg;Norge;Z-1;Zelt;2;1.234,50 €;{paid}\n\
             1;{day};K1;Mia@Example.com;Mia;Berg;Norge;L-1;Lampe;1;12,00 €;{paid}\n\
             2;13.03.2026;K1;mia@example.com;Mia;Berg;Norge;L-1;Lampe;1;12,00 €;{paid}\n\
             3;14.03.2026;K2;ole@example.com;Ole;Dahl;Norge;H-1;Hering;3;5,00 €;{cancelled}\n"
        );
        let desk = Desk::new();
        let report = desk.text("export.csv", table.as_bytes(), &[]);
        let told = format!("{header}: {:?} {:?}", report.evidence, report.problems);
        assert_eq!(report.format, "order-lines", "{told}");
        assert_eq!(
            desk.figures(),
            Figures {
                orders: (3, 2),
                revenue: 249_300,
                refunds: 0,
                people: 2,
                lines: 4,
            },
            "{told}"
        );
        assert_eq!(
            desk.say(
                "SELECT name || ', ' || country FROM customers WHERE email = 'mia@example.com'"
            ),
            "Mia Berg, Norway",
            "{told}"
        );
        assert_eq!(
            desk.number("SELECT at FROM orders WHERE key = '1'"),
            1_772_668_800_000,
            "{told}"
        );
        assert_eq!(
            desk.say("SELECT title FROM products WHERE sku = 'Z-1'"),
            "Zelt",
            "{told}"
        );
    }
}

#[test]
fn a_preamble_a_mark_and_totals_around_a_table() {
    // 25.00 + 12.50; the rows below sum up.
    let table = "\u{feff}# Sales Report\n# Period: March 2026\n# ----\n\
        Order No,Order Date,Customer Email,Product Name,Qty,Unit Price\n\
        A-1,2026-03-01,mia@example.com,Lamp,2,$12.50\n\
        A-2,2026-03-02,ole@example.com,Lamp,1,$12.50\n\
        Total,,,,3,$37.50\n\
        Grand Total:,,,,3,$37.50\n";
    let desk = Desk::new();
    let report = desk.text("report.csv", table.as_bytes(), &[]);
    assert_eq!(
        (report.rows_skipped, trap(&report, "totals_rows")),
        (0, 2),
        "{:?}",
        report.problems
    );
    let found = desk.figures();
    assert_eq!((found.orders, found.revenue), ((2, 2), 3_750));
}

#[test]
fn the_sum_of_an_order_on_each_of_its_rows_is_counted_once() {
    // 30.00 + 50.00 + 20.00, whatever the number of rows; the only line of the third order carries its sum.
    let table = "order id,date,sku,quantity,total\n1,2026-03-01,A,1,30.00\n1,2026-03-01,E,2,30.00\n\
        2,2026-03-02,A,1,50.00\n2,2026-03-02,C,1,50.00\n3,2026-03-03,C,2,20.00\n";
    let desk = Desk::new();
    desk.text("repeated.csv", table.as_bytes(), &[]);
    let found = desk.figures();
    assert_eq!(
        (found.orders, found.revenue, found.lines),
        ((3, 3), 10_000, 5)
    );
    assert_eq!(
        desk.number("SELECT max(price) FROM order_lines WHERE service = 0"),
        100_000
    );
    // With prices the totals do not matter.
    let table = table
        .replace("quantity,total", "quantity,unit price,total")
        .replace(",1,", ",1,10.00,")
        .replace(",2,30", ",2,10.00,30")
        .replace(",2,20", ",2,10.00,20");
    let desk = Desk::new();
    desk.text("priced.csv", table.as_bytes(), &[]);
    assert_eq!(desk.figures().revenue, 7_000);
}
