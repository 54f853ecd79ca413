//! Orders and catalogues in one shop: whichever comes first, lines find their products, and an undo parts them again.

use crate::dump;
use regulars::model::ids::BatchId;
use regulars::shop::import::ImportOptions;
use regulars::shop::products::ProductPage;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::path::Path;

const ORDERS: &str = "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n\
    #1,anna@example.com,paid,EUR,398.00,2026-03-01 10:00:00 +0000,1,Alp Tent - Green / 2P,199.00,\n\
    #1,,,,,2026-03-01 10:00:00 +0000,1,Alp Tent - Red / 2P,199.00,0012-r\n\
    #2,bert@example.com,paid,EUR,25.00,2026-03-02 10:00:00 +0000,2,enamel  MUG,12.50,\n\
    #3,anna@example.com,paid,EUR,9.00,2026-03-03 10:00:00 +0000,1,Something Else,9.00,ELSE-1\n";

const CATALOGUE: &[u8] = include_bytes!("fixtures/import/shopify_products.csv");
const STOCK: &[u8] = include_bytes!("fixtures/import/shopify_inventory.csv");
const COSTS: &[u8] = include_bytes!("fixtures/import/cost_list.csv");

/// The files, each with the day on which it was written.
const FILES: [(&str, &[u8], u64); 4] = [
    ("orders.csv", ORDERS.as_bytes(), 10),
    ("products.csv", CATALOGUE, 11),
    ("inventory.csv", STOCK, 12),
    ("costs.csv", COSTS, 13),
];

fn import(shop: &Shop, folder: &Path, name: &str) -> BatchId {
    let (_, bytes, day) = FILES.iter().find(|(n, ..)| *n == name).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let written =
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_767_225_600 + day * 86_400);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(written).unwrap();
    drop(file);
    let options = ImportOptions {
        currency: Some("EUR".into()),
        zone: Some("UTC".into()),
        ..ImportOptions::default()
    };
    let report = shop
        .import(&path, &options, &Quiet, &Cancel::default())
        .unwrap();
    report.batch.unwrap()
}

fn shop_of(folder: &Path, name: &str, files: &[&str]) -> Shop {
    let shop = Shop::open(&folder.join(name), Options::default()).unwrap();
    for file in files {
        import(&shop, folder, file);
    }
    shop
}

fn page(shop: &Shop, name: &str) -> ProductPage {
    shop.product(shop.product_named(name).unwrap()).unwrap()
}

#[test]
fn any_order_of_orders_catalogue_inventory_and_costs_gives_one_shop() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = None;
    for (n, order) in [
        ["orders.csv", "products.csv", "inventory.csv", "costs.csv"],
        ["products.csv", "orders.csv", "costs.csv", "inventory.csv"],
        ["costs.csv", "inventory.csv", "products.csv", "orders.csv"],
        ["inventory.csv", "orders.csv", "costs.csv", "products.csv"],
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{n}.db");
        let shop = shop_of(folder.path(), &name, &order);
        let tent = page(&shop, "alp-tent");
        assert_eq!((tent.orders, tent.pieces), (1, 2), "{order:?}");
        assert!(!tent.row.provisional);
        assert_eq!(tent.row.stock, Some(8), "the inventory counts: 7 and 1");
        assert_eq!(tent.row.brand.as_deref(), Some("Nordlicht"));
        let mut figures: Vec<_> = tent
            .variants
            .iter()
            .map(|v| (v.options.as_str(), v.sku.as_deref(), v.stock))
            .collect();
        figures.sort_unstable();
        assert_eq!(
            figures,
            [
                ("Green / 2P", Some("0012-G"), Some(7)),
                ("Red / 2P", Some("0012-R"), Some(1))
            ]
        );
        let mug = page(&shop, "Enamel Mug");
        assert_eq!((mug.pieces, mug.row.stock), (2, Some(40)));
        assert_eq!(mug.row.cost.unwrap().amount.0, 420);
        assert!(page(&shop, "ELSE-1").row.provisional);
        // Known from a list of costs alone.
        let new = page(&shop, "new-7");
        assert!(new.row.provisional && new.row.title == "NEW-7");
        drop(shop);
        let dump = dump::canonical(&folder.path().join(&name));
        match &first {
            None => first = Some(dump),
            Some(first) => dump::assert_same(first, &dump, &format!("{order:?}")),
        }
    }
}

#[test]
fn lines_name_the_variant_that_was_bought() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_of(folder.path(), "shop.db", &["orders.csv", "products.csv"]);
    drop(shop);
    let conn = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    let mut select = conn
        .prepare(
            "SELECT v.options FROM order_lines l JOIN variants v ON v.id = l.variant ORDER BY l.id",
        )
        .unwrap();
    let bought: Vec<String> = select
        .query_map([], |r| r.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(bought, ["Green / 2P", "Red / 2P", "", ""]);
}

#[test]
fn undoing_the_catalogue_brings_provisional_products_back() {
    let folder = tempfile::tempdir().unwrap();
    let without = shop_of(
        folder.path(),
        "without.db",
        &["orders.csv", "inventory.csv"],
    );
    drop(without);
    let shop = shop_of(
        folder.path(),
        "shop.db",
        &["orders.csv", "inventory.csv", "products.csv"],
    );
    let tent = page(&shop, "alp-tent");
    assert_eq!(tent.pieces, 2);
    assert!(!tent.merges.is_empty(), "lines had products of their own");
    assert!(
        tent.traces
            .iter()
            .any(|t| t.kind == "sku" && t.shown == "0012-G")
    );
    shop.undo_import(BatchId(3), &Cancel::default()).unwrap();
    let green = page(&shop, "Alp Tent - Green / 2P");
    assert!(green.row.provisional);
    assert_eq!(green.pieces, 1);
    drop(shop);
    dump::assert_same(
        &dump::canonical(&folder.path().join("without.db")),
        &dump::canonical(&folder.path().join("shop.db")),
        "undone",
    );
}
