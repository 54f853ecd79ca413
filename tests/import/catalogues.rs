//! Catalogues of every platform, inventories and lists of costs: small files in their real form, counted by hand.

use super::{Outcome, import};
use regulars::import::{Field, Format, Wishes};
use regulars::model::money::Price;
use regulars::model::product::{ProductStatus, VariantRecord};
use regulars::model::record::{ProductRecord, Record};
use regulars::model::time::Moment;

macro_rules! fixtures {
    ($($name:ident = $file:literal;)*) => {
        $(pub(super) const $name: &[u8] = include_bytes!(concat!("../fixtures/import/", $file));)*
        /// All of them, for the mutations.
        pub(super) const ALL: &[&[u8]] = &[$($name,)*];
    };
}

fixtures! {
    SHOPIFY = "shopify_products.csv";
    SHOPIFY_NEW = "shopify_products_new.csv";
    SHOPIFY_STOCK = "shopify_inventory.csv";
    WOO = "woocommerce_products.csv";
    WOO_REPORT = "woocommerce_analytics_products.csv";
    WIX = "wix_products.csv";
    MAGENTO = "magento_products.csv";
    PRESTASHOP = "prestashop_products.csv";
    BIGCOMMERCE = "bigcommerce_products.csv";
    SQUARE = "square_catalog.csv";
    ETSY = "etsy_listings.csv";
    AMAZON = "amazon_listings.txt";
    GOOGLE = "google_feed.tsv";
    GERMAN = "artikel.csv";
    COSTS = "cost_list.csv";
}

fn read(bytes: &[u8], format: Format) -> Outcome {
    let outcome = import(bytes, &Wishes::default()).unwrap();
    assert_eq!(outcome.detection.format, format);
    assert_eq!(
        outcome.checked.report.products,
        outcome.records.len() as u64
    );
    outcome
}

fn products(outcome: &Outcome) -> Vec<&ProductRecord> {
    let all = outcome.records.iter();
    all.map(|r| match r {
        Record::Product(p) => p,
        other => panic!("{other:?}"),
    })
    .collect()
}

fn titled<'a>(outcome: &'a Outcome, title: &str) -> &'a ProductRecord {
    products(outcome)
        .into_iter()
        .find(|p| p.title == title)
        .unwrap()
}

/// Products, variants, published products, pieces in stock.
fn counts(outcome: &Outcome) -> (usize, usize, usize, i64) {
    let all = products(outcome);
    let variants = || all.iter().flat_map(|p| &p.variants);
    (
        all.len(),
        variants().count(),
        all.iter()
            .filter(|p| p.status == Some(ProductStatus::Published))
            .count(),
        variants().filter_map(|v| v.stock).sum(),
    )
}

/// Options, price in cents and stock of each variant.
fn variants(product: &ProductRecord) -> Vec<(&str, Option<i64>, Option<i64>)> {
    let all = product.variants.iter();
    all.map(|v| (v.options.as_str(), v.price.map(|p| p.0 / 100), v.stock))
        .collect()
}

fn trap(outcome: &Outcome, code: &str) -> u64 {
    let traps = &outcome.checked.report.traps;
    traps.iter().find(|t| t.code == code).map_or(0, |t| t.count)
}

fn lines(outcome: &Outcome) -> Vec<(u64, Option<&str>)> {
    let all = outcome.checked.problems.iter();
    all.map(|p| (p.line, p.column.as_deref())).collect()
}

#[test]
fn shopify_products_with_the_old_names() {
    let outcome = read(SHOPIFY, Format::ShopifyProducts);
    assert_eq!(counts(&outcome), (5, 7, 4, 4));
    let tent = titled(&outcome, "Alp Tent");
    assert_eq!((tent.handle.as_deref(), tent.line), (Some("alp-tent"), 2));
    assert_eq!(
        tent.description.as_deref(),
        Some("Light two-person tent. 1.9 kg")
    );
    assert_eq!(tent.category, ["Tents"]);
    assert_eq!(tent.tags, ["summer", "Light"]);
    assert_eq!(tent.brand.as_deref(), Some("Nordlicht"));
    // What is owed is not in stock, and the row with a picture alone is no variant.
    assert_eq!(
        variants(tent),
        [
            ("Green / 2P", Some(19_900), Some(4)),
            ("Red / 2P", Some(19_900), Some(0))
        ]
    );
    let first = &tent.variants[0];
    assert_eq!(first.sku.as_deref(), Some("0012-G"));
    assert_eq!(first.compare_at, Some(Price(2_490_000)));
    assert_eq!(first.cost, Some(Price(900_000)));
    for (name, content) in [
        (
            "further categories",
            "Sporting Goods > Outdoor Recreation > Tents",
        ),
        ("Season", "3 seasons"),
        ("Gender", "unisex"),
        ("Price / Switzerland", "229.00"),
    ] {
        assert_eq!(
            tent.attributes.get(name).map(String::as_str),
            Some(content),
            "{name}"
        );
    }
    // Sold without stock, and not counted at all.
    assert_eq!(
        variants(titled(&outcome, "Enamel Mug")),
        [("", Some(1_250), None)]
    );
    assert_eq!(titled(&outcome, "Gift Card").service, Some(true));
    let lamp = titled(&outcome, "Old Lamp");
    assert_eq!(
        (lamp.status, variants(lamp)),
        (Some(ProductStatus::Hidden), vec![("", None, None)])
    );
    assert_eq!(lines(&outcome)[0], (9, Some("Variant Price")));
    assert_eq!(trap(&outcome, "gift_cards"), 1);
}

#[test]
fn shopify_products_with_the_names_of_the_template() {
    let outcome = read(SHOPIFY_NEW, Format::ShopifyProducts);
    assert_eq!(counts(&outcome), (2, 3, 1, 3));
    let tent = titled(&outcome, "Alp Tent");
    assert_eq!(
        variants(tent),
        [
            ("Green", Some(19_900), None),
            ("Red", Some(18_900), Some(3))
        ]
    );
    assert_eq!(
        tent.attributes.get("Color").map(String::as_str),
        Some("green")
    );
    assert!(lines(&outcome).is_empty());
}

#[test]
fn a_shopify_inventory_adds_up_locations() {
    let outcome = read(SHOPIFY_STOCK, Format::ShopifyInventory);
    assert_eq!(counts(&outcome), (2, 3, 0, 48));
    let tent = titled(&outcome, "Alp Tent");
    assert!(tent.partial && tent.status.is_none());
    assert_eq!(
        variants(tent),
        [("Green / 2P", None, Some(7)), ("Red / 2P", None, Some(1))]
    );
}

#[test]
fn woocommerce_variations_belong_to_their_parents() {
    let outcome = read(WOO, Format::WooCommerceProducts);
    assert_eq!(counts(&outcome), (4, 5, 2, 13));
    let hoodie = titled(&outcome, "Hoodie");
    assert_eq!(
        (hoodie.platform_id.as_deref(), hoodie.sku.as_deref()),
        (Some("44"), Some("woo-hoodie"))
    );
    assert_eq!(hoodie.category, ["Clothing", "Hoodies"]);
    assert_eq!(hoodie.brand.as_deref(), Some("Woolly"));
    assert_eq!(
        variants(hoodie),
        [
            ("Blue / Yes", Some(4_200), Some(5)),
            ("Green / No", Some(4_500), Some(0))
        ]
    );
    assert_eq!(hoodie.variants[0].compare_at, Some(Price(450_000)));
    assert_eq!(hoodie.variants[0].platform_id.as_deref(), Some("51"));
    for (name, content) in [
        ("further categories", "Sale"),
        ("Upsells", "woo-cap"),
        ("Cross-sells", "id:46"),
        ("Color", "Blue, Green"),
        ("Weight (kg)", "0.5"),
    ] {
        assert_eq!(
            hoodie.attributes.get(name).map(String::as_str),
            Some(content),
            "{name}"
        );
    }
    assert!(hoodie.attributes.keys().all(|name| !name.starts_with('_')));
    assert_eq!(
        hoodie.image.as_deref(),
        Some("https://shop.test/hoodie.jpg")
    );
    assert_eq!(
        titled(&outcome, "Single (MP3)").status,
        Some(ProductStatus::Hidden)
    );
    // A sale of January is none in March.
    let cap = &titled(&outcome, "Cap").variants[0];
    let at = |text: &str| {
        cap.prices_at(Moment::parse_rfc3339(text).unwrap())
            .0
            .unwrap()
            .0
            / 10_000
    };
    assert_eq!(
        (at("2026-01-31T23:00:00Z"), at("2026-02-01T00:00:00Z")),
        (16, 18)
    );
    let lost = titled(&outcome, "Lost - Small");
    assert!(lost.partial && lost.variants[0].sku.as_deref() == Some("lost-1"));
}

#[test]
fn woocommerces_report_completes_products() {
    let outcome = read(WOO_REPORT, Format::WooCommerceAnalyticsProducts);
    assert_eq!(counts(&outcome), (3, 3, 0, 6));
    assert!(products(&outcome).iter().all(|p| p.partial));
    assert_eq!(titled(&outcome, "Hoodie").category, ["Hoodies"]);
    assert_eq!(titled(&outcome, "Beanie").variants[0].stock, Some(0));
}

#[test]
fn wix_variants_cost_a_surcharge() {
    let outcome = read(WIX, Format::WixProducts);
    assert_eq!(counts(&outcome), (2, 3, 1, 23));
    let shirt = titled(&outcome, "Linen Shirt");
    assert_eq!(shirt.category, ["Shirts"]);
    assert_eq!(
        variants(shirt),
        [
            ("Red / S", Some(4_500), Some(3)),
            ("Blue / M", Some(4_950), Some(0))
        ]
    );
    assert_eq!(shirt.variants[1].compare_at, Some(Price(550_000)));
    assert_eq!(shirt.variants[1].cost, Some(Price(200_000)));
    assert_eq!(shirt.sku.as_deref(), Some("LS"));
    assert_eq!(shirt.image.as_deref(), Some("shirt_1.jpg"));
    assert_eq!(
        shirt.attributes.get("Care").map(String::as_str),
        Some("30 degrees")
    );
    assert_eq!(
        variants(titled(&outcome, "Soap")),
        [("", Some(450), Some(20))]
    );
}

#[test]
fn magento_articles_are_variants_of_their_configurable_product() {
    let outcome = read(MAGENTO, Format::MagentoProducts);
    assert_eq!(counts(&outcome), (2, 3, 1, 14));
    let tee = titled(&outcome, "Aero Tee");
    assert_eq!(
        (tee.handle.as_deref(), tee.sku.as_deref()),
        (Some("aero-tee"), Some("MS01"))
    );
    assert_eq!(tee.category, ["Men", "Tops"]);
    assert_eq!(
        variants(tee),
        [
            ("S / Blue", Some(2_400), Some(10)),
            ("M / Blue", Some(2_900), Some(4))
        ]
    );
    assert_eq!(tee.brand.as_deref(), Some("Luma"));
    for (name, content) in [
        ("climate", "Warm, Hot"),
        ("material", "Cotton, organic"),
        ("further categories", "Sale"),
        ("related_skus", "24-MB01"),
    ] {
        assert_eq!(
            tee.attributes.get(name).map(String::as_str),
            Some(content),
            "{name}"
        );
    }
    let bag = titled(&outcome, "Joust Bag");
    assert_eq!(
        (bag.status, bag.variants[0].stock),
        (Some(ProductStatus::Hidden), Some(0))
    );
    assert_eq!(trap(&outcome, "store_views"), 1);
}

#[test]
fn prestashop_products_are_parted_by_semicolons() {
    let outcome = read(PRESTASHOP, Format::PrestaShopProducts);
    assert_eq!(counts(&outcome), (2, 2, 1, 15));
    let pot = titled(&outcome, "Théière en fonte");
    assert_eq!(pot.category, ["Cuisine"]);
    assert_eq!(variants(pot), [("", Some(2_840), Some(12))]);
    assert_eq!(pot.variants[0].compare_at, Some(Price(355_000)));
    assert_eq!(
        pot.attributes.get("Matière").map(String::as_str),
        Some("Fonte")
    );
    assert_eq!(pot.added.unwrap().to_string(), "2025-03-01T00:00:00Z");
}

#[test]
fn bigcommerce_skus_follow_their_product() {
    let outcome = read(BIGCOMMERCE, Format::BigCommerceProducts);
    assert_eq!(counts(&outcome), (2, 3, 1, 8));
    let towel = titled(&outcome, "Bath Towel");
    assert_eq!(towel.category, ["Bath", "Towels"]);
    assert_eq!(
        variants(towel),
        [
            ("Small / White", Some(7_900), Some(6)),
            ("Large / Grey", Some(9_500), Some(2))
        ]
    );
    assert_eq!(variants(titled(&outcome, "Hook")), [("", Some(900), None)]);
    assert_eq!(trap(&outcome, "rule_rows"), 1);
}

#[test]
fn square_etsy_amazon_and_google_are_known_by_their_columns() {
    let square = read(SQUARE, Format::SquareCatalog);
    assert_eq!(counts(&square), (2, 3, 1, 7));
    assert_eq!(titled(&square, "Latte").category, ["Drinks", "Coffee"]);
    assert_eq!(variants(titled(&square, "Beans")), [("", None, Some(7))]);
    let etsy = read(ETSY, Format::EtsyListings);
    assert_eq!(counts(&etsy), (2, 3, 2, 11));
    let spoon = titled(&etsy, "Oak Spoon & Fork");
    assert_eq!(
        variants(spoon),
        [
            ("Small", Some(2_400), Some(9)),
            ("Large", Some(2_400), None)
        ]
    );
    assert_eq!(spoon.tags, ["oak spoon", "kitchen"]);
    // Priced in dollars in a shop of euros.
    assert_eq!(titled(&etsy, "Bowl").variants[0].price, None);
    assert_eq!(trap(&etsy, "prices_in_other_currency"), 1);
    let amazon = read(AMAZON, Format::AmazonListings);
    assert_eq!(counts(&amazon), (2, 2, 1, 14));
    let google = read(GOOGLE, Format::GoogleFeed);
    assert_eq!(counts(&google), (2, 3, 2, 0));
    let jacket = titled(&google, "Rain Jacket Red");
    assert_eq!(
        variants(jacket),
        [
            ("Red / M", Some(9_000), None),
            ("Blue / M", Some(12_000), Some(0))
        ]
    );
    assert_eq!(jacket.category, ["Clothing", "Jackets"]);
}

#[test]
fn a_german_table_of_articles_is_understood() {
    let outcome = read(GERMAN, Format::Products);
    assert_eq!(counts(&outcome), (2, 3, 2, 5));
    let trousers = titled(&outcome, "Wanderhose");
    assert!(!trousers.partial);
    assert_eq!(trousers.category, ["Bekleidung", "Hosen"]);
    assert_eq!(
        variants(trousers),
        [
            ("Rot / M", Some(108_990), Some(5)),
            ("Blau / M", Some(8_990), None)
        ]
    );
    assert_eq!(trousers.variants[0].cost, Some(Price(400_000)));
    assert_eq!(
        trousers.attributes.get("Gewicht").map(String::as_str),
        Some("300 g")
    );
    let cup = titled(&outcome, "Becher");
    assert_eq!(
        (cup.category.join(" > ").as_str(), &cup.brand),
        ("Küche > Geschirr", &None)
    );
    assert_eq!(
        lines(&outcome),
        [(3, Some("Lagerbestand")), (4, Some("VK-Preis")), (5, None)]
    );
}

#[test]
fn one_figure_by_number_is_a_part() {
    let outcome = read(COSTS, Format::Products);
    assert_eq!(counts(&outcome), (3, 3, 0, 0));
    let all = products(&outcome);
    assert!(all.iter().all(|p| p.partial && p.title.is_empty()));
    assert_eq!(
        all[0].variants,
        [VariantRecord {
            sku: Some("mug-1".into()),
            cost: Some(Price(42_000)),
            ..VariantRecord::default()
        }]
    );
}

#[test]
fn columns_in_many_languages_are_known() {
    for (header, fields) in [
        (
            "Référence,Désignation,Catégorie,Marque,Prix de vente,Prix d'achat,Quantité",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
        (
            "Código,Nombre,Categoría,Marca,Precio de venta,Precio de compra,Existencias",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
        (
            "Codice,Nome prodotto,Categoria,Produttore,Prezzo,Prezzo d'acquisto,Giacenza",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
        (
            "Artikelcode,Productnaam,Categorie,Merk,Verkoopprijs,Inkoopprijs,Voorraad",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
        (
            "Código do produto,Nome do produto,Categoria,Marca,Preço,Custo,Estoque",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
        (
            "Kod produktu,Nazwa,Kategoria,Producent,Cena,Cena zakupu,Stan",
            [
                Field::Sku,
                Field::Product,
                Field::Category,
                Field::Brand,
                Field::Price,
                Field::Cost,
                Field::Stock,
            ],
        ),
    ] {
        let text = format!(
            "{header}\nA-1,Thing,Home,Acme,12.50,4.00,3\nA-2,Other,Home,Acme,2.50,1.00,0\n"
        );
        let outcome = read(text.as_bytes(), Format::Products);
        let found: Vec<_> = outcome.detection.columns.iter().map(|c| c.field).collect();
        assert_eq!(found, fields.map(Some), "{header}");
        assert_eq!(counts(&outcome), (2, 2, 2, 3), "{header}");
    }
}
