//! Orders that lie in several files: what was bought in one, when and by whom in another, prices in a third.

use regulars::shop::import::{ImportOptions, ImportReport};
use regulars::shop::{Cancel, Error, Options, Quiet, Shop};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ORDERS: &str = "id,customer_id,status,created_at\n\
    71,c1,completed,2026-03-01 10:00:00\n\
    72,c2,completed,2026-03-02 11:00:00\n\
    73,c1,cancelled,2026-03-03 12:00:00\n";
const ITEMS: &str = "id,order_id,product_id,quantity,unit_price_cents\n\
    1,71,p1,2,1250\n2,71,p2,1,500\n3,72,p1,1,1250\n4,73,p2,4,500\n";

struct Place {
    folder: TempDir,
    shop: Shop,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
        Place { folder, shop }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, files: &[&Path]) -> Result<Vec<ImportReport>, Error> {
        let files: Vec<PathBuf> = files.iter().map(|f| f.to_path_buf()).collect();
        let options = ImportOptions {
            currency: Some("EUR".into()),
            ..ImportOptions::default()
        };
        self.shop
            .import_files(&files, &options, &Quiet, &Cancel::default())
    }

    /// Number, lines and cents of each order, and whose it is.
    fn orders(&self) -> Vec<(String, i64, i64, Option<i64>)> {
        let db = rusqlite::Connection::open(self.folder.path().join("shop.db")).unwrap();
        let mut query = db
            .prepare(
                "SELECT o.number, count(l.id), o.gross, o.customer FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
                 GROUP BY o.id ORDER BY o.number",
            )
            .unwrap();
        let rows = query
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn sums(&self) -> Vec<(String, i64, i64)> {
        let orders = self.orders().into_iter();
        orders
            .map(|(number, lines, cents, _)| (number, lines, cents))
            .collect()
    }
}

fn order(number: &str, lines: i64, cents: i64) -> (String, i64, i64) {
    (number.to_owned(), lines, cents)
}

#[test]
fn a_file_of_items_goes_in_with_its_orders() {
    for turned in [false, true] {
        let p = Place::new();
        let (orders, items) = (
            p.file("orders.csv", ORDERS),
            p.file("order_items.csv", ITEMS),
        );
        let files = if turned {
            [&*items, &*orders]
        } else {
            [&*orders, &*items]
        };
        let reports = p.import(&files).unwrap();
        assert_eq!(reports.len(), 1);
        let report = &reports[0];
        assert_eq!(report.file, "order_items.csv with orders.csv");
        assert_eq!(
            (report.rows_read, report.orders, report.rows_skipped),
            (4, 3, 0)
        );
        // Amounts whose name says cents are cents.
        assert_eq!(
            p.sums(),
            [
                order("71", 2, 3_000),
                order("72", 1, 1_250),
                order("73", 1, 2_000)
            ]
        );
        let people: Vec<Option<i64>> = p.orders().into_iter().map(|o| o.3).collect();
        assert!(
            people.iter().all(Option::is_some) && people[0] == people[2] && people[0] != people[1]
        );
        assert!(p.shop.undo(&Quiet, &Cancel::default()).unwrap().is_some());
        assert!(p.sums().is_empty());
    }
}

#[test]
fn items_complete_orders_that_came_before() {
    let p = Place::new();
    let orders = p.file(
        "orders.csv",
        "order_number,date,email,status,total,shipping\n\
         1001,2026-03-01,anna@example.com,paid,35.00,5.00\n\
         1002,2026-03-02,ben@example.com,paid,12.50,0\n",
    );
    let items = p.file(
        "items.csv",
        "order_number;item;qty;unit price\n1001;Tent;2;12,50\n1001;Lamp;1;5,00\n1002;Tent;1;12,50\n",
    );
    p.import(&[&orders]).unwrap();
    let before = p.orders();
    assert_eq!(p.sums(), [order("1001", 1, 3_000), order("1002", 1, 1_250)]);
    let done = p.import(&[&items]).unwrap();
    assert_eq!(
        done[0].file,
        "items.csv with the orders that are here already"
    );
    assert_eq!((done[0].orders, done[0].records.updated), (2, 2));
    assert_eq!(p.sums(), [order("1001", 2, 3_000), order("1002", 1, 1_250)]);
    let people = |all: Vec<(String, i64, i64, Option<i64>)>| -> Vec<_> {
        all.into_iter().map(|o| o.3).collect()
    };
    assert_eq!(people(p.orders()), people(before.clone()));
    p.shop.undo(&Quiet, &Cancel::default()).unwrap();
    assert_eq!(p.orders(), before);
}

#[test]
fn prices_may_stand_in_the_file_of_the_products() {
    let p = Place::new();
    let orders = p.file(
        "orders.csv",
        "Order_ID,Customer_ID,Product_ID,Quantity,Order_Date\n1,C1,7,2,2026-02-05\n2,C2,8,1,2026-02-06\n3,C1,7,1,2026-02-07\n",
    );
    let products = p.file(
        "products.csv",
        "Product_ID,Product_Name,Category,Price (EUR)\n7,Tent,Camping,120\n8,Lamp,Light,9.90\n",
    );
    let done = p.import(&[&products, &orders]).unwrap();
    assert_eq!(done.len(), 2);
    assert_eq!(
        p.sums(),
        [
            order("1", 1, 24_000),
            order("2", 1, 990),
            order("3", 1, 12_000)
        ]
    );
}

#[test]
fn alone_each_half_says_what_to_do() {
    let p = Place::new();
    let (orders, items) = (
        p.file("orders.csv", ORDERS),
        p.file("order_items.csv", ITEMS),
    );
    for (file, words) in [
        (&orders, "what was bought, import both together"),
        (
            &items,
            "when these orders were placed, import both together",
        ),
    ] {
        match p.import(&[file]) {
            Err(Error::Asked(why)) => assert!(why.contains(words), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(p.shop.imports().unwrap().is_empty());
    // A file of something else beside it changes nothing.
    let other = p.file("people.csv", "email,name\nanna@example.com,Anna\n");
    assert!(matches!(p.import(&[&items, &other]), Err(Error::Asked(_))));
}
